"""The grade sheet as CSV, a line at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from courseapp.spreadsheets import csv_lines
from grading.gradebook import Row
from grading.policy import Policy

NOT_APPLICABLE = "n/a"

Cell = str | Decimal


def grade_sheet(policy: Policy, rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Return the grade sheet as CSV (RFC 4180), a line at a time, the header first and then a line a student.

    A component in which nothing is decided yet is an empty cell, never a 0; its open points stand beside it.
    A letter appears once no other is possible. Text that a spreadsheet could run begins with an apostrophe.
    """
    table = [list(header(policy))]
    return csv_lines(chain(table, map(cells, rows)), byte_order_mark=byte_order_mark)


def header(policy: Policy) -> Iterator[str]:
    """Yield the columns' names."""
    yield from ("Name", "E-mail", "Section", "Registrar ID")
    for group, components in policy.grouped:
        for component in components:
            yield from (component.title, f"{component.title} (open)")
        yield f"Subtotal: {group.title}"
    yield from ("Total", "Letter", "Floor", "Ceiling", "Open")


def cells(row: Row) -> Iterator[Cell]:
    """Yield one student's cells, as the header names them."""
    person = row.enrollment
    yield from (person.name, person.user.email, person.section, person.registrar_id)
    for subtotal in row.statement.subtotals:
        for part in subtotal.parts:
            blank = "" if part.reckoning.is_applicable else NOT_APPLICABLE
            yield from (part.earned if part.has_figure else blank, part.open)
        yield subtotal.earned if subtotal.has_figure else ""
    total, letters = row.statement.total, row.statement.letters
    yield from (total.earned, letters.earned if letters.is_settled else "", total.floor, total.ceiling, total.open)
