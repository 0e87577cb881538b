"""Text files for spreadsheets: CSV by the line, in which no cell can be run as a formula. No Django.

Source: RFC 4180; a text cell that begins with a sign which a spreadsheet would run gets an apostrophe.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

BYTE_ORDER_MARK = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | Decimal | None


class Line:
    """Where the csv module writes: it hands each finished line straight back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def inert(value: Value) -> str:
    """Return a cell's text, safe to open in a spreadsheet; numbers are left alone, and nothing stays empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(RISKY) else value


def csv_lines(rows: Iterable[Iterable[Value]], *, byte_order_mark: bool = False) -> Iterator[str]:
    """Yield rows as CSV, a line a row, every cell inert; on request with a byte-order mark before the first."""
    writer = csv.writer(Line())
    if byte_order_mark:
        yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([inert(value) for value in row])
