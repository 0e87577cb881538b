"""Bring a roster into a course: first the plan, row by row, then all of it or nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from courseapp.models import Course, Enrollment, LastInstructor, User, normal_name
from courseapp.roles import EVERYBODY, Role
from courseapp.roster import Roster, Row

FIELDS = ("role", "section", "began_on", "ended_on", "registrar_id")
OUTLOOK = {"added": "to add", "changed": "to change"}  # of a plan that is not carried out yet
WORDS = {"began_on": "first day", "ended_on": "last day", "registrar_id": "registrar’s number"}
REASON = "from a roster"


class Verdict(StrEnum):
    """What a row of a roster comes to."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    AMBIGUOUS = "ambiguous"
    ERROR = "in error"


class PlanIsBlocked(Exception):
    """Some row can't be applied, so none is."""


class PlanHasChanged(Exception):
    """The course is no longer as it was when the plan was shown."""


@dataclass(frozen=True)
class Line:
    """A row, what it comes to, and the fields that it sets: each with its value before and after."""

    row: Row
    verdict: Verdict
    person: User | None = None
    place: Enrollment | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The person's name, as here or as in the file."""
        return (self.person.name if self.person else "") or self.row.name or self.row.email

    @property
    def wording(self) -> list[str]:
        """What it sets, in words: “section: A → B”."""
        return [
            f"{WORDS.get(name, name)}: {f'{before} → ' if before else ''}{after}"
            for name, (before, after) in self.changes.items()
        ]


@dataclass(frozen=True)
class Plan:
    """What an import of this roster does to this course, and who is in the course but not in the roster."""

    lines: list[Line]
    missing: list[Enrollment]
    unread: list[str]

    def having(self, *verdicts: Verdict) -> list[Line]:
        """Return the lines of these verdicts, in the file's order."""
        return [line for line in self.lines if line.verdict in verdicts]

    @property
    def pressing(self) -> list[Line]:
        """The lines to look at: what is in error first, then what would be done."""
        return self.having(Verdict.ERROR, Verdict.AMBIGUOUS) + self.having(Verdict.ADDED, Verdict.CHANGED)

    @property
    def unchanged(self) -> list[Line]:
        """The lines that change nothing."""
        return self.having(Verdict.UNCHANGED)

    @property
    def is_blocked(self) -> bool:
        """Whether a row is in error or ambiguous, so that nothing may be applied."""
        return bool(self.having(Verdict.ERROR, Verdict.AMBIGUOUS))

    @property
    def has_work(self) -> bool:
        """Whether anything would be added or changed."""
        return bool(self.having(Verdict.ADDED, Verdict.CHANGED))

    @property
    def counts(self) -> dict[str, int]:
        """How many rows come to what; what no row comes to is left out."""
        counts = {verdict.value: len(self.having(verdict)) for verdict in Verdict}
        return {verdict: count for verdict, count in counts.items() if count}

    @property
    def outlook(self) -> str:
        """What it would do: “3 to add, 20 unchanged”."""
        return ", ".join(f"{count} {OUTLOOK.get(verdict, verdict)}" for verdict, count in self.counts.items())

    @property
    def summary(self) -> str:
        """What it did: “3 added, 20 unchanged”."""
        return ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items())

    @property
    def fingerprint(self) -> str:
        """A short text that differs where another plan does other things."""
        acts = [(line.row.email, line.verdict, sorted(line.changes.items(), key=str)) for line in self.lines]
        return hashlib.sha256(repr(acts).encode()).hexdigest()[:32]


@dataclass
class Surroundings:
    """What a row is held against: people by address, places by person and by number, who imports."""

    people: dict[str, User]
    places: dict[int, Enrollment]
    numbers: dict[str, Enrollment]
    roles: tuple[Role, ...]
    may_remove: bool
    began_on: date
    lines_of: dict[int, int] = field(default_factory=dict)  # person: the line that names them first


def plan(course: Course, roster: Roster, *, began_on: date, editor: Enrollment | None) -> Plan:
    """Return what an import would do; it writes nothing, and takes three queries for any number of rows.

    ``began_on`` is the first day of those whose row says none. ``editor`` is None at the command line, which may
    do everything.
    """
    places = list(course.enrollments.by_name())
    around = Surroundings(
        people=User.objects.by_address(row.email for row in roster.rows if row.email),
        places={place.user_id: place for place in places},
        numbers={place.registrar_id: place for place in places if place.registrar_id},
        roles=editor.roles_to_give if editor else EVERYBODY,
        may_remove=editor.may_remove if editor else True,
        began_on=began_on,
    )
    lines = [_line(row, around) for row in roster.rows]
    named = {line.person.pk for line in lines if line.person}
    missing = [place for place in places if not (place.is_staff or place.ended_on or place.user_id in named)]
    return Plan(lines, missing, roster.unread)


@transaction.atomic
def apply(
    course: Course,
    roster: Roster,
    *,
    began_on: date,
    editor: Enrollment | None,
    now: datetime,
    fingerprint: str | None = None,
) -> Plan:
    """Do all that the plan says, or nothing; return the plan.

    Raise PlanIsBlocked if a row can't be applied, PlanHasChanged if the plan is no longer the one of ``fingerprint``.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    made = plan(course, roster, began_on=began_on, editor=editor)
    if fingerprint is not None and fingerprint != made.fingerprint:
        raise PlanHasChanged("Somebody changed the people of this course meanwhile. Look at the preview once more.")
    if made.is_blocked:
        raise PlanIsBlocked("Some rows can’t be read or applied, so nothing was done. Correct them first.")
    for line in made.having(Verdict.ADDED, Verdict.CHANGED):
        try:
            _carry_out(course, line, by=editor.user if editor else None, now=now)
        except LastInstructor as refusal:
            raise PlanIsBlocked(f"Line {line.row.line}: {refusal}") from refusal
    return made


def _carry_out(course: Course, line: Line, *, by: User | None, now: datetime) -> None:
    """Store what a line adds or changes, with its events."""
    after = {name: value for name, (_, value) in line.changes.items()}
    name = after.pop("name", "")
    person = line.person or User.objects.create_user(line.row.email, name=normal_name(name))
    person.take_name(name)
    if line.place is not None:
        line.place.change(now=now, by=by, reason=REASON, **after)
    else:
        course.enroll(person, now=now, by=by, reason=REASON, **after)


def _line(row: Row, around: Surroundings) -> Line:
    """Return what a row comes to."""
    person = around.people.get(row.email)
    place = around.places.get(person.pk) if person else None
    line = Line(row, Verdict.ERROR, person, place)
    problems = [*row.problems, *_problems(row, person, around)]
    if problems:
        return replace(line, remarks=tuple(problems))
    if other := _other_of_that_number(row, place, around):
        remark = (
            f"The number {row.registrar_id} is that of {other.name} <{other.user.email}>. "
            "If this is a new address of theirs, write the old one here; else correct the number."
        )
        return replace(line, verdict=Verdict.AMBIGUOUS, remarks=(remark,))
    changes = _changes(row, person, place, around)
    if refusals := _refusals(changes, place, around):
        return replace(line, remarks=tuple(refusals))
    verdict = Verdict.ADDED if place is None else Verdict.CHANGED if changes else Verdict.UNCHANGED
    return replace(line, verdict=verdict, changes=changes, remarks=tuple(_remarks(row, person, place)))


def _problems(row: Row, person: User | None, around: Surroundings) -> Iterable[str]:
    """Return what is wrong with the row's person."""
    try:
        if row.email:
            validate_email(row.email)
    except ValidationError:
        yield f"“{row.email}” is not an e-mail address."
    if person is not None:
        first = around.lines_of.setdefault(person.pk, row.line)
        if first != row.line and not row.problems:
            yield f"This is the same person as in line {first}, by another address of theirs. Remove one."


def _other_of_that_number(row: Row, place: Enrollment | None, around: Surroundings) -> Enrollment | None:
    """Return who else in the course has the row's registrar's number."""
    other = around.numbers.get(row.registrar_id)
    return other if other is not None and other != place else None


def _changes(
    row: Row, person: User | None, place: Enrollment | None, around: Surroundings
) -> dict[str, tuple[Any, Any]]:
    """Return the fields that the row sets, with their values before and after; for somebody new, all that it says."""
    said = {name: getattr(row, name) for name in FIELDS if getattr(row, name)}
    if place is None:
        said = {"role": Role.STUDENT.value, "began_on": around.began_on, **said}
    changes = {name: (getattr(place, name, None), value) for name, value in said.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if row.name and not (person and person.name):
        changes["name"] = ("", row.name)
    return changes


def _refusals(changes: dict[str, tuple[Any, Any]], place: Enrollment | None, around: Surroundings) -> Iterable[str]:
    """Return why these changes are not this editor's to make, or not to be made at all."""
    refusals = []
    after = {name: value for name, (_, value) in changes.items()}
    removes = "ended_on" in after or (place is not None and "role" in after)
    if after.get("role", Role.STUDENT) not in around.roles or (removes and not around.may_remove):
        refusals.append("Roles and ends of places are the instructor’s to change. Ask one to import this.")
    if place is not None and changes and place.role not in around.roles:
        refusals.append("The places of staff are the instructor’s to change. Ask one to import this.")
    begins = after.get("began_on") or (place.began_on if place else None)
    ends = after.get("ended_on") or (place.ended_on if place else None)
    if begins and ends and ends < begins:
        refusals.append(f"The place would end on {ends}, before it begins on {begins}. Write both days.")
    return refusals


def _remarks(row: Row, person: User | None, place: Enrollment | None) -> Iterable[str]:
    """Return what the reader should know of a row that can be applied."""
    if person and person.name and row.name and row.name != person.name:
        yield f"The file says {row.name}; the name here is left as it is."
    if place is not None and place.ended_on and row.ended_on is None:
        yield f"Their place ended on {place.ended_on}. To let them back in, edit them in the list of people."


def first_day(course: Course, now: datetime) -> date:
    """Return the day on which people who are imported now begin, unless they or the reader say otherwise.

    That is the first day of the course before it has students, and today after that.
    """
    today = course.day_of(now)
    begun = today > course.starts_on and course.enrollments.students().exists()
    return today if begun else course.starts_on
