"""The presence ledger as files: a line a student and meeting, and as students × meetings."""

from collections.abc import Iterator

from django.utils.timezone import localtime

from courseapp.spreadsheets import Value, csv_lines
from courseapp.workbooks import workbook
from desk.presence_ledger import Ledger, Row, Seen, Square

HEADER = (
    "student", "email", "section", "registrar_id", "meeting", "meeting_key", "kind", "starts_at", "presence",
    "evidence", "excused_because", "counts_against",
)  # fmt: skip
WIDTHS = {"student": 24, "email": 28, "meeting": 40, "evidence": 40}
TOTALS = (Seen.PRESENT, Seen.ABSENT, Seen.EXCUSED, Seen.LEAVE, Seen.UNKNOWN)


def ledger_csv(ledger: Ledger, *, byte_order_mark: bool = False) -> Iterator[str]:
    """Return a line for every student and meeting as CSV, as HEADER says; instants in ISO 8601 with their offset."""
    return csv_lines([HEADER, *_long_rows(ledger)], byte_order_mark=byte_order_mark)


def ledger_workbook(ledger: Ledger) -> bytes:
    """Return an Excel file: students × meetings with their sums, and the long form; no cell is a formula."""
    heads = [f"{meeting.day:%Y-%m-%d} {meeting.topic}" for meeting in ledger.meetings]
    wide = [
        (row.student.name, row.student.user.email, *(row.counts[kind] for kind in TOTALS), *_words(row))
        for row in ledger.rows
    ]
    sheets: dict[str, list[tuple[Value, ...]]] = {
        "Presence": [("student", "email", *TOTALS, *heads), *wide],
        "Evidence": [HEADER, *_long_rows(ledger)],
    }
    return workbook(sheets, widths=WIDTHS)


def _words(row: Row) -> list[Value]:
    return [square.seen.value for square in row.squares]


def _long_rows(ledger: Ledger) -> Iterator[tuple[Value, ...]]:
    for row in ledger.rows:
        for square in row.squares:
            yield _long_row(row, square)


def _long_row(row: Row, square: Square) -> tuple[Value, ...]:
    person, meeting = row.student, square.meeting
    starts_at = localtime(meeting.starts_at, meeting.course.zone).isoformat(timespec="seconds")
    return (
        person.name, person.user.email, person.section, person.registrar_id, meeting.topic, meeting.key,
        meeting.get_kind_display(), starts_at, square.seen.value, "; ".join(square.sources),
        square.absence.excused_because if square.absence else None, "yes" if square.seen == Seen.ABSENT else "no",
    )  # fmt: skip
