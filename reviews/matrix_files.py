"""The matrix as files: a line a student and paper, for CSV and a workbook; and as students × papers, for the latter."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from django.utils.timezone import localtime

from courseapp.spreadsheets import Value, csv_lines
from courseapp.workbooks import workbook
from reviews.lateness import came_at, minutes_late
from reviews.matrix import Matrix, Row, Square

HEADER = (
    "student", "email", "section", "registrar_id", "paper", "paper_key", "state", "due_at", "handed_in_at",
    "saved_at", "minutes_late", "extended", "words", "revision", "mark", "mark_percent", "marked_by", "marked_at",
    "mark_released", "owes_now",
)  # fmt: skip
WIDTHS = {"student": 24, "email": 28, "paper": 40, "state": 14}


def long_rows(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    """Yield a line for every student and paper, as HEADER says; instants in ISO 8601 with the course's offset."""
    for row in matrix.rows:
        for square in row.squares:
            yield long_row(row, square, is_released=square.cell.paper.pk in matrix.released)


def matrix_csv(matrix: Matrix, *, byte_order_mark: bool = False) -> Iterator[str]:
    """Return the long form as CSV, a line at a time."""

    def lines() -> Iterator[tuple[Value, ...]]:
        yield HEADER
        yield from long_rows(matrix)

    return csv_lines(lines(), byte_order_mark=byte_order_mark)


def long_row(row: Row, square: Square, *, is_released: bool) -> tuple[Value, ...]:
    """Return the line of one student and paper, as HEADER says."""
    cell, person, mark = square.cell, row.student, square.mark
    shown = cell.shown or cell.latest
    handed_in_at = came_at(cell) if cell.standing.is_handed_in else None
    saved_at = cell.latest.saved_at if cell.latest else None
    zone = cell.paper.meeting.course.zone
    return (
        person.name, person.user.email, person.section, person.registrar_id, cell.paper.title, cell.paper.key,
        square.outcome.value, _iso(cell.due_at, zone), _iso(handed_in_at, zone), _iso(saved_at, zone),
        minutes_late(square.cell), _yes(cell.extension is not None), square.words, shown.number if shown else None,
        mark.symbol if mark else None, mark.percent if mark else None,
        mark.by.get_full_name() if mark and mark.by else None, _iso(mark.at if mark else None, zone),
        _yes(is_released) if mark else None, _yes(square.is_owed),
    )  # fmt: skip


def _iso(at: datetime | None, zone: tzinfo) -> str | None:
    """Return an instant in the course's zone: a file is written after the page's own zone is gone."""
    return localtime(at, zone).isoformat(timespec="seconds") if at else None


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def matrix_workbook(matrix: Matrix) -> bytes:
    """Return an Excel file: the long form, and states, words and marks as students × papers; no cell is a formula."""
    heads = [square.cell.paper.title for square in matrix.rows[0].squares] if matrix.rows else []
    sheets: dict[str, list[tuple[Value, ...]]] = {"Reviews": [HEADER, *long_rows(matrix)]}
    for title, told in (
        ("States", lambda square: square.outcome.value),
        ("Minutes late", lambda square: minutes_late(square.cell)),
        ("Words", lambda square: square.words),
        ("Marks", lambda square: str(square.mark) if square.mark else None),
    ):
        wide = [(row.student.name, row.student.user.email, *map(told, row.squares)) for row in matrix.rows]
        sheets[title] = [("student", "email", *heads), *wide]
    return workbook(sheets, widths=WIDTHS)
