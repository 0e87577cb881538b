"""What people do in the course, each act through the pages of the site alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from django.test import Client

from courseapp.models import User
from tests.term.browser import Page, visit
from tests.term.script import GUESTS, MEETINGS, PAPERS, SLUG, STUDENTS, email, name

COURSE = Path(__file__).parent / "course.toml"
STAFF = {"Ines": "ines@example.edu", "Tess": "tess@example.edu"}
WEEK = timedelta(days=7)
DAWN = datetime(2025, 8, 1, tzinfo=UTC)
EMPTY: dict[str, str] = {"summary": "", "strengths": "", "weaknesses": "", "opinion": "", "merit": "", "question": ""}


@dataclass
class Draw:
    """A draw as the room saw it: who was drawn, and what was said of it when."""

    meeting: str
    number: int
    student: str
    said: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Seen:
    """What was seen in the term, and is compared afterwards."""

    draws: list[Draw] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    statements: dict[tuple[str, str], str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    pseudonyms: dict[str, str] = field(default_factory=dict)


class Term:
    """The course, and the clock of everybody in it."""

    def __init__(self, clock: time_machine.Traveller, folder: Path) -> None:
        self.clock, self.folder, self.seen = clock, folder, Seen()
        self.now = DAWN
        self.clients: dict[str, tuple[datetime, Client]] = {}
        self.papers: dict[str, str] = {}
        self.meetings: dict[str, str] = {}
        self.guests: dict[str, str] = {}

    def wait_until(self, now: datetime) -> None:
        """Let time pass."""
        self.now = now
        self.clock.move_to(now)

    def open(self, who: str, path: str) -> Page:
        """Let somebody open a page: below the course's own address unless the path begins with a slash."""
        return visit(self.client(who), path if path.startswith("/") else f"/c/{SLUG}/{path}")

    def client(self, who: str) -> Client:
        """Return somebody's browser; after a week one logs in anew."""
        since, client = self.clients.get(who, (None, None))
        if client is None or since is None or self.now - since > WEEK:
            client = Client()
            client.force_login(User.objects.get(email=STAFF.get(who) or email(who)))
            self.clients[who] = (self.now, client)
        return client

    # The course and its people

    def import_course(self, **changes: str) -> None:
        """Import the course file, ``changes`` made to what it says of the course."""
        text = COURSE.read_text()
        for key, value in changes.items():
            text = re.sub(rf'(?m)^{key} = ".*"$', f'{key} = "{value}"', text)
        said = StringIO()
        file = self.folder / "course.toml"
        file.write_text(text)
        call_command("import_course", str(file), instructor=STAFF["Ines"], stdout=said)
        self.seen.said[f"import {self.now:%m-%d}"] = said.getvalue()

    def import_roster(self, rows: Iterable[str]) -> None:
        """Paste a roster, look at what it would do, and apply it."""
        text = "\n".join(rows)
        preview = self.open("Ines", "people/import/").press("See what it would change", text=text)
        assert preview.press("Apply all of it").status == 302

    def find_everything(self) -> None:
        """Note the addresses of papers, meetings and guests, as the pages name them."""
        papers, schedule, guests = (self.open("Ines", path) for path in ("papers/", "schedule/", "guests/"))
        self.papers = {key: papers.link(title) for key, title in PAPERS.items()}
        rows = re.findall(r'id="meeting-(\d+)"', schedule.html)
        held = [pk for pk in rows if f"meetings/{pk}/" in schedule.html]
        self.meetings = {key: f"meetings/{pk}/" for key, pk in zip(MEETINGS, held, strict=True)}
        names = ("Marisol Vega-Lindqvist", "Tobias Okonkwo-Reyes")
        self.guests = {key: guests.link(speaker) for key, speaker in zip(GUESTS, names, strict=True)}

    def drop(self, student: str, last_day: str) -> None:
        """End a student's place."""
        place = self.open("Ines", self.open("Ines", "people/").link(name(student)))
        assert place.press("Save", ended_on=last_day).status == 302

    def cancel(self, meeting: str) -> None:
        """Call a meeting off."""
        assert self.open("Ines", self.meetings[meeting]).press("Cancel this meeting", reason="Fever").status == 302

    def move_paper(self, paper: str, meeting: str) -> None:
        """Discuss a paper at another meeting."""
        form = self.open("Ines", self.papers[paper] + "edit/")
        pk = self.meetings[meeting].split("/")[1]
        assert form.press("Save", meeting=pk).status == 302

    # Reviews

    def write(self, student: str, paper: str, words: str, button: str = "Hand in…", **answers: Any) -> None:
        """Write a review in its form, complete but for what ``answers`` say, and press a button."""
        full = {"summary": words, "opinion": f"I think: {words}", "merit": "4"}
        form = self.open(student, self.papers[paper] + "review/")
        assert form.press(button, **{**full, **answers}).status == 302

    def hand_in(self, student: str, paper: str, words: str = "First and last words") -> None:
        """Hand a first text in at once."""
        answers = {**EMPTY, "summary": words, "opinion": words, "merit": "3", "based_on": "0", "hand_in": "1"}
        answer = self.client(student).post(self.papers[paper] + "review/", answers)
        assert answer.status_code == 302

    def autosave(self, student: str, paper: str, **answers: str) -> dict[str, Any]:
        """Let the page save by itself."""
        page = self.client(student).post(self.papers[paper] + "review/autosave/", {**EMPTY, **answers})
        assert page.status_code == 200
        return dict(page.json())

    def read_others(self, student: str, paper: str) -> None:
        """Read what the others wrote, whatever it costs."""
        answer = self.client(student).post(self.papers[paper] + "reading/")
        assert answer.status_code == 302
        assert "First and last words" in self.open(student, self.papers[paper]).text

    def review_of(self, student: str, paper: str) -> Page:
        """Let the assistant look at a student's review."""
        return self.open("Tess", self.open("Tess", self.papers[paper]).link(name(student)))

    def extend(self, student: str, paper: str, due: datetime) -> None:
        """Grant a later due time."""
        form = self.open("Tess", self.papers[paper] + "extensions/")
        granted = form.press("Extend", enrollment=name(student), due_at=f"{due:%Y-%m-%dT%H:%M}", reason="Ill")
        assert granted.status == 302

    def waive(self, student: str, paper: str) -> None:
        """Waive a paper for a student."""
        form = self.open("Tess", self.papers[paper] + "waivers/")
        assert form.press("Waive", enrollment=name(student), reason="Wrote it").status == 302

    def take_back(self, student: str, paper: str, kind: str) -> None:
        """Take an extension or a waiver back."""
        assert self.open("Tess", f"{self.papers[paper]}{kind}/").press("Withdraw", about=name(student)).status == 302

    def mark_review(self, student: str, paper: str, mark: str) -> None:
        """Mark a review: by a symbol, or per cent."""
        listed = self.open("Tess", self.papers[paper] + "marks/")
        if "Show the names" in listed.text:
            listed = listed.press("Show the names").follow()
        form = self.open("Tess", listed.link(name(student)))
        said = {"percent": mark} if mark[-1].isdigit() and mark != "0" else {"symbol": mark}
        assert form.press("Save and go on…", **said).status == 302

    def release_marks(self, paper: str) -> None:
        """Let students see the marks of a paper."""
        preview = self.open("Tess", self.open("Tess", self.papers[paper] + "marks/").link("Release the marks…"))
        assert preview.press("Release the marks").status == 302

    def accept(self, student: str, paper: str) -> None:
        """Accept late work."""
        assert "counts as it now stands" in self.review_of(student, paper).press("Accept it").follow().text

    def cannot_accept(self, student: str, paper: str) -> None:
        """Try to accept what was written after reading the others."""
        assert "Nothing to accept" in self.review_of(student, paper).press("Accept it").follow().text

    def accept_no_more(self, student: str, paper: str) -> None:
        """Take an acceptance back."""
        assert "is late again" in self.review_of(student, paper).press("Take it back").follow().text

    def note_counted(self, student: str, paper: str, words: str) -> None:
        """Note which text staff are told that counts, and that it says these words."""
        page = self.review_of(student, paper).text
        (number,) = re.findall(r"Revision (\d+), saved [^:]*:\d\d, counts: ", page)
        (shown,) = re.findall(rf"Revision {number} Answers.*?Marks", page)
        assert words in shown

    # The lottery

    def commit(self, meeting: str) -> None:
        """Publish the commitment; the class notes it."""
        assert self.cockpit(meeting).press("Publish the commitment").status == 302
        self.note_record(meeting, "before class")

    def give_phrase(self, meeting: str) -> None:
        """Fix the phrase of the room."""
        assert self.cockpit(meeting).press("Fix the phrase", phrase=f" Grüne Heringe über {meeting} ").status == 302

    def note_hash(self, meeting: str) -> None:
        """Note the hash that the projector shows, and what the record tells as long as the class goes on."""
        room = self.open("Tess", f"{self.meetings[meeting]}lottery/projector/")
        (self.seen.hashes[meeting],) = re.findall(r"Hash (\w{64})", room.text)
        self.note_record(meeting, "in class")

    def reveal(self, meeting: str) -> None:
        """Reveal the secret."""
        assert self.cockpit(meeting).press("Reveal the secret").status == 302
        self.note_record(meeting, "after class")

    def cockpit(self, meeting: str) -> Page:
        """Open the cockpit of a meeting's lottery."""
        return self.open("Tess", f"{self.meetings[meeting]}lottery/")

    def draw(self, meeting: str) -> tuple[Draw, Page]:
        """Draw; return who it is, and the cockpit as it then stands."""
        number = 1 + sum(draw.meeting == meeting for draw in self.seen.draws)
        url = f"/c/{SLUG}/{self.meetings[meeting]}lottery/draws/"
        stage = Page(self.client("Tess"), self.client("Tess").post(url, {"number": number}), url).follow()
        (drawn,) = re.findall(r'class="cockpit__name"[^>]*>([^<]+)<', stage.html.replace("&quot;", '"'))
        made = Draw(meeting, number, next(student for student in STUDENTS if name(student) == drawn))
        self.seen.draws.append(made)
        return made, stage

    def say(self, draw: Draw, outcome: str, button: str, reason: str = "", page: Page | None = None) -> None:
        """Say what became of a draw, on a page that is open or a new one."""
        page, action = page or self.cockpit(draw.meeting), f"draws/{draw.number}/outcome/"
        told = page.press(button, action=action, reason=reason) if reason else page.press(button, action=action)
        assert told.status == 302
        draw.said.append((self.now, outcome))

    def note_record(self, meeting: str, label: str) -> None:
        """Keep the record of a meeting's lottery as a student downloads it."""
        answer = self.client("Ada").get(f"/c/{SLUG}/{self.meetings[meeting]}lottery/proof.json")
        self.seen.records[meeting, label] = answer.json()

    def note_pseudonyms(self, meeting: str) -> None:
        """Let everybody look up which pseudonym was theirs, and what the page says of the record."""
        for student in STUDENTS:
            proof = self.open(student, f"{self.meetings[meeting]}lottery/proof/").text
            self.seen.pseudonyms[student] = "".join(re.findall(r"In this record you are (p\d+)", proof))
            self.seen.said[f"proof {meeting}"] = proof

    # Grades

    def note_sheet(self, label: str) -> None:
        """Keep the grade sheet as the page and the command give it; they must be the same to the byte."""
        answer = self.client("Tess").get(f"/c/{SLUG}/grades.csv")
        page = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        written = StringIO(newline="")
        call_command("export_grades", SLUG, stdout=written)
        assert page == written.getvalue()
        self.seen.sheets[label] = page

    def note_statements(self, label: str) -> None:
        """Keep the text of everybody's own statement."""
        for student in STUDENTS:
            self.seen.statements[label, student] = self.open(student, "statement/").text

    def release_writeups(self) -> None:
        """Release the marks of the write-ups."""
        assert self.open("Ines", "write-ups/").press("Release the marks").status == 302

    def change_policy(self, text: str) -> None:
        """Write another policy, see whom it moves, and publish it."""
        form = self.open("Ines", "policy/versions/new/")
        shown = form.press("Show what changes", text=text, note="Marks count from now on")
        self.seen.said["policy"] = shown.text
        assert shown.press("Publish version 2").status == 302
