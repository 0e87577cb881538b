"""A HotCRP export of a made-up class of any size, with everything that classes do."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

FIRST_DUE = datetime(2025, 9, 9, 13, 50, tzinfo=UTC)
WEEK = timedelta(days=7)
ODD = ("Ångström & Søn", "Zoë “Z” O’Hara", "李 小龙", "Bobby <b>Tables</b>")


def due(pid: int) -> datetime:
    """Return when the reviews of a paper were due."""
    return FIRST_DUE + (pid - 1) * WEEK / 2


def person(number: int) -> dict[str, str]:
    """Return one student as the users CSV names them."""
    family = ODD[number % len(ODD)] if number % 9 == 0 else f"Student{number}"
    return {"given_name": f"Pat{number}", "family_name": family, "email": f"pat{number}@example.edu", "roles": "pc"}


def handed_in_at(pid: int, number: int) -> datetime:
    """Return when a student handed in: one in eleven an hour late."""
    return due(pid) + (timedelta(hours=1) if number % 11 == 0 else -timedelta(minutes=5 + number))


class HotcrpClass:
    """Papers × reviews: rounds, letters past Z, ratings, withdrawn papers, people whom only reviews name, drafts."""

    def __init__(self, papers: int = 20, students: int = 50) -> None:
        self.papers = range(1, papers + 1)
        self.students = range(1, students + 1)

    def rqc(self) -> str:
        """Return the JSON."""
        form = [
            {"uid": "OveMer", "name": "Overall merit", "type": "radio", "order": 1, "visibility": "au",
             "required": True, "values": ["Poor", "Fair", "Good"]},
            {"uid": "Sum", "name": "Summary", "type": "text", "order": 2, "visibility": "au", "required": True},
            {"uid": "Area", "name": "Area", "type": "dropdown", "order": 3, "visibility": "pc", "values": ["A", "B"]},
            {"uid": "Likes", "name": "Likes", "type": "checkboxes", "order": 4, "start": "A",
             "values": ["x", "y", "z"]},
            {"uid": "Read", "name": "Read fully?", "type": "checkbox", "order": 5, "visibility": "admin"},
            {"uid": "Late", "name": "Only in R2", "type": "text", "order": 6, "exists_if": "round:R2"},
        ]  # fmt: skip
        return json.dumps(
            {
                "hotcrp_version": "3.4",
                "reviewform": {one["uid"]: one for one in form},
                "papers": [self._paper(pid) for pid in self.papers],
            }
        )

    def _paper(self, pid: int) -> dict[str, Any]:
        paper: dict[str, Any] = {
            "object": "paper", "pid": pid, "title": f"A paper on topic {chr(64 + pid) * 3}: number {pid * 7919}",
            "abstract": "Why & how.\n" * (pid % 3), "status": "withdrawn" if pid == 3 else "submitted",
            "authors": [{"given_name": "Ann", "family_name": f"Author{pid}"}] if pid % 4 else None,
            "reviews": [self._review(pid, number) for number in self.students],
        }  # fmt: skip
        return {key: value for key, value in paper.items() if value is not None}

    def _review(self, pid: int, number: int) -> dict[str, Any]:
        who = person(number)
        review: dict[str, Any] = {
            "object": "review", "pid": pid, "rid": self.rid(pid, number), "ordinal": letters(number),
            "round": "R1" if pid % 2 else "R2", "status": "approved" if number % 13 == 0 else "complete",
            "reviewer": f"{who['given_name']} {who['family_name']}".replace("&", "&amp;").replace("<", "&lt;"),
            "reviewer_email": who["email"].upper() if number % 5 == 0 else who["email"],
            "modified_at": int(handed_in_at(pid, number).timestamp()), "ratings": [1, 2], "format": 1,
            "OveMer": 1 + (pid + number) % 3, "Sum": f"Pat {number} on {pid}:\r\n{'It attends. ' * 30}🦉",
        }  # fmt: skip
        if number % 2:
            review |= {"Area": number % 4 // 2 + 1, "Likes": ["C", "A"], "Read": True}
        return review

    def rid(self, pid: int, number: int) -> int:
        """Return HotCRP's number of a review."""
        return pid * 1000 + number

    def users(self, most: int | None = None) -> str:
        """Return the users CSV; by itself it lacks the last five, whom only their reviews name."""
        out = io.StringIO()
        writer = csv.DictWriter(out, ["given_name", "family_name", "email", "affiliation", "roles", "tags"])
        writer.writeheader()
        for number in self.students[: -5 if most is None else most]:
            writer.writerow(person(number))
        return out.getvalue()

    def log(self) -> str:
        """Return the action log, the newest first."""
        rows = [
            (handed_in_at(pid, number), person(number)["email"], pid,
             f"Review {self.rid(pid, number)} edited, submitted: OveMer:2, Sum, {30 + number} words")
            for pid in self.papers for number in self.students
        ]  # fmt: skip
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["date", "ipaddr", "email", "roles", "affected_email", "via", "paper", "action"])
        for at, email, pid, action in sorted(rows, reverse=True):
            writer.writerow([f"{at:%Y-%m-%d %H:%M:%S} +0000", "", email, "pc", "", "", pid, action])
        return out.getvalue()


def letters(number: int) -> str:
    """Return A … Z, AA, AB …, as HotCRP letters reviews."""
    return letters((number - 1) // 26) + chr(65 + (number - 1) % 26) if number else ""
