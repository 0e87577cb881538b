"""The grade sheet as CSV, a line at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from grading.gradebook import Row
from grading.policy import Policy

BYTE_ORDER_MARK = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r")
NOT_APPLICABLE = "n/a"

Cell = str | Decimal


class _Line:
    """Where the csv module writes: it hands each finished line straight back."""

    def write(self, line: str) -> str:
        return line


def grade_sheet(policy: Policy, rows: Iterable[Row], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield the grade sheet as CSV (RFC 4180), the header first and then a line a student.

    A component in which nothing is decided yet is an empty cell, never a 0; its open points stand beside it.
    A letter appears once no other is possible. Text that a spreadsheet could run begins with an apostrophe.
    """
    writer = csv.writer(_Line())
    if byte_order_mark:
        yield BYTE_ORDER_MARK
    yield writer.writerow([inert(cell) for cell in _header(policy)])
    for row in rows:
        yield writer.writerow([inert(cell) for cell in _cells(row)])


def inert(cell: Cell) -> str:
    """Return a cell's text, safe to open in a spreadsheet; numbers are left alone. Source: formats, "CSV"."""
    if isinstance(cell, Decimal):
        return str(cell)
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _header(policy: Policy) -> Iterator[str]:
    yield from ("Name", "E-mail", "Section", "Registrar ID")
    for group, components in policy.grouped:
        for component in components:
            yield from (component.title, f"{component.title} (open)")
        yield f"Subtotal: {group.title}"
    yield from ("Total", "Letter", "Floor", "Ceiling", "Open")


def _cells(row: Row) -> Iterator[Cell]:
    person = row.enrollment
    yield from (person.name, person.user.email, person.section, person.registrar_id)
    for subtotal in row.statement.subtotals:
        for part in subtotal.parts:
            blank = "" if part.reckoning.is_applicable else NOT_APPLICABLE
            yield from (part.earned if part.has_figure else blank, part.open)
        yield subtotal.earned if subtotal.has_figure else ""
    total, letters = row.statement.total, row.statement.letters
    yield from (total.earned, letters.earned if letters.is_settled else "", total.floor, total.ceiling, total.open)
