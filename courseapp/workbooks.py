"""Excel workbooks written a row at a time: typed cells, a head that stays in sight, nothing that runs. No Django."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from courseapp.spreadsheets import Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576  # Excel's own limit for a sheet, the head included
LONGEST_TITLE = 31  # characters, Excel's limit, too
LONGEST_TEXT = 32_767  # characters in a cell
RESERVED = "history"
WIDTH = 12

Cell = Value | date | datetime
Rows = Sequence[Sequence[Cell]]


def workbook(sheets: Mapping[str, Rows], *, widths: Mapping[str, int]) -> bytes:
    """Return an Excel file with these sheets, each with its head as the first row; ``widths`` by a column's head."""
    file = BytesIO()
    book = Book(file)
    for title, (head, *rows) in sheets.items():
        sheet = book.sheet(title, map(str, head), widths)
        for row in rows:
            sheet.add(row)
    book.close()
    return file.getvalue()


class Book:
    """A workbook in a file. Memory does not grow with its rows, each of which is written before the next begins."""

    def __init__(self, target: Path | BinaryIO) -> None:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "remove_timezone": True,
        }  # fmt: skip
        self.file = Workbook(str(target) if isinstance(target, Path) else target, options)
        self.head = self.file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.points = self.file.add_format({"num_format": "0.00"})
        self.day = self.file.add_format({"num_format": "yyyy-mm-dd"})
        self.instant = self.file.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.titles: set[str] = {RESERVED}
        self.sheets: list[Sheet] = []

    def sheet(self, title: str, header: Iterable[str], widths: Mapping[str, int] | None = None) -> "Sheet":
        """Add a sheet with a frozen head; ``widths`` are in characters, by the column's name."""
        sheet = Sheet(self, title, tuple(header), widths or {})
        self.sheets.append(sheet)
        return sheet

    def add(self, title: str) -> Worksheet:
        """Add a bare sheet under the title, made fit for Excel and different from every other."""
        plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '") or "Sheet"
        number, fitting = 1, plain[:LONGEST_TITLE]
        while fitting.casefold() in self.titles:
            number += 1
            ending = f" ({number})"
            fitting = plain[: LONGEST_TITLE - len(ending)] + ending
        self.titles.add(fitting.casefold())
        return self.file.add_worksheet(fitting)

    def close(self) -> None:
        """Finish the file."""
        for sheet in self.sheets:
            sheet.end()
        self.file.close()


class Sheet:
    """One table of a workbook; past Excel's last row it goes on in another sheet with the same head."""

    def __init__(self, book: Book, title: str, header: tuple[str, ...], widths: Mapping[str, int]) -> None:
        self.book, self.title, self.header, self.widths = book, title, header, widths
        self._begin()

    def add(self, row: Iterable[Cell]) -> None:
        """Write a row: text stays text, numbers are numbers, days are days, and what is empty is left out."""
        if self.at == MOST_ROWS:
            self.end()
            self._begin()
        for place, value in enumerate(row):
            self._write(place, value)
        self.at += 1

    def end(self) -> None:
        """Let the reader filter what is there."""
        self.page.autofilter(0, 0, max(self.at - 1, 1), len(self.header) - 1)

    def _begin(self) -> None:
        """Open a sheet with its head."""
        self.page, self.at = self.book.add(self.title), 1
        self.page.freeze_panes(1, 1)
        for place, name in enumerate(self.header):
            self.page.set_column(place, place, self.widths.get(name, WIDTH))
            self.page.write_string(0, place, name, self.book.head)

    def _write(self, place: int, value: Cell) -> None:
        match value:
            case None | "":
                return
            case str():
                self.page.write_string(self.at, place, value[:LONGEST_TEXT])
            case datetime():
                self.page.write_datetime(self.at, place, value, self.book.instant)
            case date():
                self.page.write_datetime(self.at, place, value, self.book.day)
            case int():
                self.page.write_number(self.at, place, value)
            case _:
                self.page.write_number(self.at, place, float(value), self.book.points)
