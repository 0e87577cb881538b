"""Grades as the files that Canvas, Moodle and a registrar read; each in its own dialect."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from courseapp.spreadsheets import BYTE_ORDER_MARK, Line, Value, csv_lines
from grading.gradebook import Row
from grading.points import rounded
from grading.policy import Policy
from grading.statement import Part

EXCUSED = "EX"
POINTS_POSSIBLE = "    Points Possible"


def canvas_sheet(policy: Policy, rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield a gradebook for Canvas: the head, the points possible, then a line a student, a column a component.

    A component that is not applicable is excused; one in which nothing is decided stays blank.
    """
    writer = csv.writer(Line())
    components = policy.components
    yield BYTE_ORDER_MARK if byte_order_mark else ""
    yield writer.writerow(
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(component.title for component in components)]
    )
    yield writer.writerow([POINTS_POSSIBLE, "", "", "", "", *(rounded(component.weight) for component in components)])
    for row in rows:
        person = row.enrollment
        who = (person.name, "", person.registrar_id, person.user.email, person.section)
        parts = {part.component.key: part for part in row.statement.parts}
        scores = (_canvas_score(parts[component.key]) for component in components)
        yield writer.writerow([*map(canvas_text, who), *scores])


def canvas_text(text: str) -> str:
    """Return a text cell as Canvas itself writes it, so that one that begins with ``=`` is no formula."""
    return f'="{text}"' if text.startswith("=") else text


def moodle_sheet(policy: Policy, rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield a grade import for Moodle; no value is below 0 or above its component's weight, which Moodle refuses."""
    return csv_lines(_moodle_rows(policy, rows), byte_order_mark=byte_order_mark)


def registrar_sheet(policy: Policy, rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield the registrar's file: a line a student, those without a number as well, so that nobody is lost.

    Where the policy has letters the grade is the letter, blank while another is possible; else the total.
    """
    return csv_lines(_registrar_rows(policy, rows), byte_order_mark=byte_order_mark)


def _canvas_score(part: Part) -> str | Decimal:
    if part.has_figure:
        return part.earned
    return "" if part.reckoning.is_applicable else EXCUSED


def _moodle_rows(policy: Policy, rows: Iterable[Row]) -> Iterator[tuple[Value, ...]]:
    yield ("Email address", "ID number", *(component.title for component in policy.components))
    for row in rows:
        person = row.enrollment
        parts = {part.component.key: part for part in row.statement.parts}
        scores = (_moodle_score(parts[component.key]) for component in policy.components)
        yield (person.user.email, person.registrar_id, *scores)


def _moodle_score(part: Part) -> Decimal | None:
    if not part.has_figure:
        return None
    return min(max(part.earned, Decimal("0.00")), rounded(part.component.weight))


def _registrar_rows(policy: Policy, rows: Iterable[Row]) -> Iterator[tuple[Value, ...]]:
    yield ("ID", "Grade")
    for row in rows:
        letters, total = row.statement.letters, row.statement.total
        letter = letters.earned if letters.is_settled else ""
        yield (row.enrollment.registrar_id, letter if policy.letters else total.earned)
