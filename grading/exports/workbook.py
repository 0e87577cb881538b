"""Grades as an Excel workbook: the grade sheet, a sheet a component, and one that explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from courseapp.models import Course, Enrollment
from courseapp.workbooks import Book, Cell, Sheet
from grading.exports.sheet import cells, header
from grading.facts import Evidence
from grading.gradebook import Row
from grading.models import PolicyVersion
from grading.points import rounded
from grading.statement import Line, Part
from grading.wording import policy_sentence

ITEMS = (
    "Name", "E-mail", "Item", "Held on", "Due at", "Outcome", "Points", "Still open", "Evidence",
)  # fmt: skip
WIDTHS = {
    "Name": 24, "E-mail": 28, "Item": 40, "Due at": 16, "Outcome": 26, "Evidence": 60, "What": 26, "Explanation": 100,
}  # fmt: skip
COLUMNS = (
    ("(a part)", "Points earned so far. Empty while nothing is decided: a missing mark is not a 0."),
    ("(a part) (open)", "Points of the part that are neither earned nor lost yet."),
    ("Subtotal", "The exact sum of the group’s parts, rounded once; what is shown may add up to 0.01 more or less."),
    ("Total", "The whole grade so far, adjustments included; never below 0, and it may exceed 100."),
    ("Letter", "Shown once no other letter is possible."),
    ("Floor", "What is certain, whatever comes."),
    ("Ceiling", "What is still possible."),
    ("Open", "Ceiling less what is earned."),
    ("Sheets of parts", "A line a student and item on which something happened or still can; none for meetings seen."),
    ("Points", "In the sheets of parts: what the item brought."),
    ("Still open", "In the sheets of parts: what the item may still bring, or cost."),
)  # fmt: skip


def write_workbook(
    file: BinaryIO, version: PolicyVersion, rows: Iterable[Row], *, course: Course, now: datetime
) -> None:
    """Write the workbook of these students. Memory does not grow with them; cells are typed, none is a formula."""
    book, policy = Book(file), version.policy
    grades = book.sheet("Grades", header(policy), WIDTHS)
    sheets = {component.key: book.sheet(component.title, ITEMS, WIDTHS) for component in policy.components}
    adjustments = book.sheet("Adjustments", ("Name", "E-mail", "Part", "Points", "At", "By", "Reason"), WIDTHS)
    _explain(book.sheet("About", ("What", "Explanation"), WIDTHS), version, course, now)
    for row in rows:
        grades.add(cells(row))
        for part in row.statement.parts:
            _add_items(sheets[part.component.key], row.enrollment, part, course)
        _add_adjustments(adjustments, row, course)
    book.close()


def _add_items(sheet: Sheet, student: Enrollment, part: Part, course: Course) -> None:
    for line in part.reckoning.notable:
        sheet.add((student.name, student.user.email, *_item(line, course)))


def _item(line: Line, course: Course) -> Iterator[Cell]:
    yield from (line.label, line.on, _local(line.at, course), line.outcome)
    yield None if line.points is None else rounded(line.points)
    yield rounded(line.worth) if line.worth else None
    yield "; ".join(_told(piece, course) for piece in line.evidence)


def _told(piece: Evidence, course: Course) -> str:
    """Return a piece of evidence in one sentence: what, when, who."""
    at = _local(piece.at, course)
    return ", ".join(filter(None, (piece.text, f"{at:%Y-%m-%d %H:%M}" if at else "", piece.who)))


def _add_adjustments(sheet: Sheet, row: Row, course: Course) -> None:
    person, statement = row.enrollment, row.statement
    given = [(part.component.title, each) for part in statement.parts for each in part.adjustments]
    for title, fact in [*given, *(("Total", each) for each in statement.adjustments)]:
        at = _local(fact.at, course)
        sheet.add((person.name, person.user.email, title, rounded(fact.points), at, fact.who, fact.reason))


def _explain(sheet: Sheet, version: PolicyVersion, course: Course, now: datetime) -> None:
    """Say what the file is, how each part is reckoned, and what each column means."""
    at = _local(now, course)
    sheet.add(("Course", f"{course.code} {course.title}, {course.term}"))
    sheet.add(("As of", f"{at:%Y-%m-%d %H:%M} ({course.time_zone})"))
    sheet.add(("Policy", f"{version}: {version.note}"))
    for component in version.policy.components:
        sheet.add((component.title, policy_sentence(component)))
    for letter in version.policy.letters:
        sheet.add((f"Letter {letter.name}", f"from {rounded(letter.at_least)} points of the total upwards"))
    for column in COLUMNS:
        sheet.add(column)


def _local(at: datetime | None, course: Course) -> datetime | None:
    """Return an instant in the course's zone: a file is read where no page tells the zone."""
    return at.astimezone(course.zone) if at else None
