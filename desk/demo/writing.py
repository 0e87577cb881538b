"""The demo's write-ups: teams, drafts, versions, marks, and a correction by hand."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from desk.demo import prose
from desk.demo.cast import read_toml
from desk.demo.term import Act, Student, Term, days, hours, minutes
from grading.models import Adjustment
from writeups.models import Brief, Draft, LateAcceptance, Team, WriteUp, WriteUpMark, WriteUpRelease

LATE = {"noor.alharbi@example.edu": hours(3), "oisin.gallagher@example.edu": hours(21)}
ACCEPTED = "noor.alharbi@example.edu"
OWN_MARK = ("tuyen.pham@example.edu", Decimal("0.93"), "Wrote the measurements of the appendix alone")
ADJUSTED = ("katarzyna.wolanska@example.edu", Decimal("1.00"), "Found a mistake in the notes of week 6")
SHARES = ("0.72", "0.75", "0.78", "0.80", "0.83", "0.86", "0.90")


def plan_writeups(term: Term) -> None:
    """Plan the teams, those who write alone, and what staff do with all of it."""
    script, brief = read_toml("essays.toml"), Brief.objects.get(course=term.course)
    by_email = {student.character.email: student for student in term.students if student.character.drops is None}
    titles = {paper.key: paper.title for paper in term.papers if paper.is_required}
    for number, row in enumerate(script["teams"]):
        members = [by_email.pop(email) for email in row["members"] if email in by_email]
        feedback = script["feedback"][number % len(script["feedback"])]
        _plan(term, brief, members, row | {"feedback": feedback, "number": number})
    writers = [student for email, student in by_email.items() if email not in script["no_writeup"]]
    for number, student in enumerate(writers, start=len(script["teams"])):
        rng = term.rng("essay", student.name)
        title, body = prose.essay(number, titles, rng)
        feedback = script["feedback"][number % len(script["feedback"])]
        row = {"name": student.name, "title": title, "body": body, "share": rng.choice(SHARES), "number": number}
        _plan(term, brief, [student], row | {"feedback": feedback})
    term.at(brief.due_at + days(5), partial(WriteUpRelease.objects.release, brief, by=term.instructor))
    _plan_corrections(term)


def _plan(term: Term, brief: Brief, members: list[Student], row: dict[str, Any]) -> None:
    """Plan one team: formed, a draft, a first version, a better one, and a mark four days later."""
    writer, apart = members[0], minutes(11 * row["number"])
    late = LATE.get(writer.character.email)
    text = {"title": row["title"], "body": prose.unwrapped(row["body"])}
    first = text | {"body": text["body"].rpartition("\n\n")[0] or text["body"]}
    people = [member.enrollment for member in members]
    form = partial(Team.objects.form, term.course, people, by=writer.enrollment.user, name=row["name"])

    def hand_in(key: str, version: dict[str, Any]) -> Act:
        return partial(WriteUp.objects.hand_in, enrollment=writer.enrollment, act_key=key, **version)

    term.at(brief.due_at - days(22) + apart, form)
    term.at(brief.due_at - days(4) + apart, partial(Draft.objects.keep, enrollment=writer.enrollment, **first))
    if late is None:
        term.at(brief.due_at - hours(30) + apart, hand_in("first", first))
    term.at(brief.due_at + (late or apart - hours(5)), hand_in("last", text))
    term.at(brief.due_at + days(3) + apart, partial(_mark, term, writer, row))


def _mark(term: Term, writer: Student, row: dict[str, Any], *, now: datetime) -> None:
    """Mark a team's write-up; of the late ones only that which is accepted, for a good reason."""
    team, email = Team.objects.of_or_alone(writer.enrollment, now=now), writer.character.email
    if email == ACCEPTED:
        version, reason = team.writeups.get(act_key="last"), "The building had no power that afternoon"
        LateAcceptance.objects.accept(version, now=now, by=term.instructor, reason=reason)
    elif email in LATE:
        return
    WriteUpMark.objects.give(
        team=team, share=Decimal(row["share"]), now=now, by=term.instructor, feedback=row["feedback"]
    )


def _plan_corrections(term: Term) -> None:
    """Plan a member's own mark, and an adjustment with its reason."""
    by_email = {student.character.email: student.enrollment for student in term.students}
    brief = Brief.objects.get(course=term.course)
    own, share, why = OWN_MARK
    adjusted, points, reason = ADJUSTED

    def mark_member(now: datetime) -> None:
        team = Team.objects.of_or_alone(by_email[own], now=now)
        WriteUpMark.objects.give(team=team, share=share, now=now, by=term.instructor, member=by_email[own], reason=why)

    term.at(brief.due_at + days(4), mark_member)
    adjust = partial(Adjustment.objects.make, by_email[adjusted], component="", points=points, reason=reason)
    term.at(brief.due_at + days(5) + hours(1), partial(adjust, by=term.instructor))
