"""The gradebook as a table: which students and columns, in which order, and what the class as a whole looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Min
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courseapp.copies import shared, terms_of
from courseapp.models import Course, Enrollment, Stamp
from grading.at_risk import reasons
from grading.gradebook import Row, rows
from grading.models import PolicyVersion
from grading.policy import Counter, Policy
from grading.spread import Spread, middle, spread
from grading.statement import Line, Part
from reviews.models import Mark, Revision

RISK, OPEN, ADJUSTED = "risk", "open", "adjusted"
Key = tuple[date, str]  # an item's day and title


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to see: students by text, one kind, one component's items; and in which order."""

    student: str = ""
    show: str = ""
    items: str = ""
    sort: str = "name"

    @property
    def is_everything(self) -> bool:
        """Whether no student is left out."""
        return not (self.student or self.show)

    def finds(self, student: Enrollment) -> bool:
        """Return whether a student's name, address or section has the text that is looked for."""
        told = f"{student.name} {student.user.email} {student.section}".casefold()
        return all(word in told for word in self.student.casefold().split())

    def wants(self, entry: Entry) -> bool:
        """Return whether a student is of the kind that is looked for."""
        parts = entry.row.statement.parts
        match self.show:
            case "risk":
                return bool(entry.reasons)
            case "open":
                return any(part.open for part in parts)
            case "adjusted":
                return bool(entry.row.statement.adjustments) or any(part.adjustments for part in parts)
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One student's row: the components, why the student needs a word, and the items of the opened component."""

    row: Row
    parts: dict[str, Part]
    reasons: tuple[str, ...]
    items: dict[Key, list[Line]]

    @property
    def student(self) -> Enrollment:
        """Whose row it is."""
        return self.row.enrollment


@dataclass(frozen=True, slots=True)
class Table:
    """The columns, a row a student, and the class as a whole."""

    policy: Policy
    items: list[Key]
    entries: list[Entry]

    @property
    def at_risk(self) -> list[Entry]:
        """Who needs a word: the most reasons first, then the least that can still be reached."""
        found = [entry for entry in self.entries if entry.reasons]
        return sorted(found, key=lambda entry: (-len(entry.reasons), entry.row.statement.total.ceiling))

    @property
    def spread(self) -> Spread | None:
        """How the totals of those who are shown spread."""
        return spread([entry.row.statement.total.earned for entry in self.entries])

    def medians(self) -> dict[str, Decimal | None]:
        """Return the median of each component's figures and of the totals; None where nobody has one."""
        columns = {
            component.key: [e.parts[component.key].earned for e in self.entries if e.parts[component.key].has_figure]
            for component in self.policy.components
        }
        columns["total"] = [entry.row.statement.total.earned for entry in self.entries]
        return {key: middle(figures) if figures else None for key, figures in columns.items()}


def table(course: Course, policy: Policy, now: datetime, choice: Choice) -> Table:
    """Return the table as of ``now``. The number of queries depends on no student, paper or choice."""
    found = [_entry(policy, row, choice.items) for row in rows(course, policy, now=now) if choice.finds(row.enrollment)]
    kept = [entry for entry in found if choice.wants(entry)]
    items = sorted({key for entry in kept for key in entry.items})
    return Table(policy, items, _sorted(kept, items, choice.sort))


def _entry(policy: Policy, row: Row, opened: str) -> Entry:
    parts = {part.component.key: part for part in row.statement.parts}
    items: dict[Key, list[Line]] = {}
    if opened in parts:
        for line in parts[opened].reckoning.lines:
            items.setdefault(_key(parts[opened], line), []).append(line)
    return Entry(row, parts, reasons(policy, row.statement), items)


def _key(part: Part, line: Line) -> Key:
    """Return the column of an item; questions to guests, which differ from student to student, share their day's."""
    return line.on or date.min, "Guest lecture" if isinstance(part.component, Counter) else line.label


def _sorted(entries: list[Entry], items: Sequence[Key], sort: str) -> list[Entry]:
    """Return the entries in this order, those that are alike by name; ``-`` before it turns it round."""
    order = _order(sort.removeprefix("-"), items)
    return sorted(entries, key=order, reverse=sort.startswith("-")) if order else entries


def _order(sort: str, items: Sequence[Key]) -> Callable[[Entry], Any] | None:
    if sort == "name":
        return lambda entry: entry.student.name.casefold()
    if sort in ("earned", "floor", "ceiling"):
        return lambda entry: getattr(entry.row.statement.total, sort)
    if sort == RISK:
        return lambda entry: len(entry.reasons)
    place = sort.removeprefix("item-")
    if place != sort and place.isdecimal() and int(place) < len(items):
        return lambda entry: sum(line.points or 0 for line in entry.items.get(items[int(place)], ()))
    return lambda entry: entry.parts[sort].band.earned if sort in entry.parts else 0


def gradebook_table(
    course: Course, version: PolicyVersion, now: datetime, choice: Choice, *, is_kept: bool, **context: Any
) -> SafeString:
    """Return the filters and the table, as HTML; ``context`` follows from the choice alone.

    Where it ``is_kept`` it is put together once for all staff, until something changes; then it costs one query.
    What is looked for by name, and another time than the present, are put together each time.
    """

    def made() -> tuple[SafeString, Iterator[datetime]]:
        found = table(course, version.policy, now, choice)
        shown = {**context, "choice": choice, "table": found, "course": course}
        return render_to_string("grading/_gradebook.html", shown), turns_of_table(course, found, now)

    if choice.student or not is_kept:
        return made()[0]
    stamp = f"{Stamp.objects.of(course.pk)}|{version.pk}|{terms_of(course)}|{course.ends_on}|{course.claim_window}"
    return shared(f"gradebook:{course.pk}:{choice.show}:{choice.items}:{choice.sort}", stamp, now, made)


def turns_of_table(course: Course, found: Table, now: datetime) -> Iterator[datetime]:
    """Give when the clock alone changes the table: due times, meetings, windows, midnights. Three queries."""
    lines = (line for entry in found.entries for part in entry.parts.values() for line in part.reckoning.lines)
    due = (at for line in lines if line.at for at in (line.at, line.at + course.grace))
    meetings = course.meetings.values_list("starts_at", "ends_at")
    held = ((starts_at, ends_at, ends_at + course.claim_window) for starts_at, ends_at in meetings)
    later = (
        Revision.objects.filter(review__paper__course=course, saved_at__gt=now).aggregate(at=Min("saved_at"))["at"],
        Mark.objects.filter(review__paper__course=course, at__gt=now).aggregate(at=Min("at"))["at"],
    )
    today = course.day_of(now)
    midnights = (datetime.combine(today + timedelta(days=days), time(), course.zone) for days in (0, 1))
    return (at for at in chain(due, chain.from_iterable(held), later, midnights) if at is not None)
