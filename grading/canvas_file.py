"""Canvas's gradebook file: read it whatever its dialect, and give it back byte for byte but for the cells filled in.

Source: docs/instructor.md, "The hand-shake with Canvas".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property

LARGEST = 10 * 1024 * 1024  # bytes
BYTE_ORDER_MARK = "\ufeff"
IDENTITIES = {"id": "id", "sis user id": "number", "sis login id": "login"}
SKIPPED = ("muted", "manual posting", "points possible", "student, test")
KEPT = ("ex", "n/a")
COMPUTED = re.compile(r"(current|final|unposted|override)\b.*\b(score|points|grade|status)$")
ENDING_ID = re.compile(r"\s*\((\d+)\)$")

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


class NotACanvasFile(Exception):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """One assignment; ``canvas_id`` is empty where its title carries none."""

    at: int
    title: str
    canvas_id: str
    possible: Decimal | None


@dataclass(frozen=True, slots=True)
class Person:
    """One student's row, as the file names them."""

    at: int
    name: str
    canvas_id: str = ""
    number: str = ""
    login: str = ""


@dataclass(frozen=True)
class CanvasFile:
    """A file's cells as they stand in it, quotes and all; ``endings`` has what ends each row."""

    rows: tuple[tuple[str, ...], ...]
    endings: tuple[str, ...]
    delimiter: str
    has_mark: bool

    @classmethod
    def read(cls, content: bytes) -> CanvasFile:
        """Return what the bytes say. Raise NotACanvasFile unless they are a gradebook of Canvas in UTF-8."""
        if len(content) > LARGEST:
            raise NotACanvasFile("The file is larger than 10 MB, so it is hardly a gradebook.")
        if b"\x00" in content:
            raise NotACanvasFile("This is not a CSV file with a gradebook in it. Upload Canvas’s export as it came.")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise NotACanvasFile("This is not a CSV file in UTF-8. Upload Canvas’s export as it came.") from wrong
        plain = text.removeprefix(BYTE_ORDER_MARK)
        head = re.split(r"[\r\n]", plain, maxsplit=1)[0]
        delimiter = max(",;\t", key=head.count)
        rows, endings = _cells(plain, delimiter)
        file = cls(rows, endings, delimiter, plain != text)
        if file.first_score is None:
            raise NotACanvasFile("There is no column “Section” after the students’: this is not Canvas’s gradebook.")
        return file

    def write(self) -> bytes:
        """Return the file's bytes; of a file just read, exactly those that were read."""
        text = "".join(self.delimiter.join(row) + ending for row, ending in zip(self.rows, self.endings, strict=True))
        return (BYTE_ORDER_MARK * self.has_mark + text).encode()

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, without its quotes and Canvas's ``="…"``; empty beyond the row's end."""
        cells = self.rows[row]
        return _said(cells[column]) if column < len(cells) else ""

    def number(self, row: int, column: int) -> Decimal | None:
        """Return a cell's number, with either decimal sign; None if it is none."""
        return number_of(self.text(row, column))

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(_said(cell) for cell in self.rows[0]) if self.rows else ()

    @cached_property
    def first_score(self) -> int | None:
        """Where the assignments begin: behind the column that ends the students' block."""
        sections = [at for at, name in enumerate(self.header) if "section" in name.casefold()]
        return sections[0] + 1 if sections else None

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The assignments that Canvas reads back: none that is computed or read-only."""
        points = next((at for at in range(1, len(self.rows)) if _first(self, at).startswith("points possible")), None)
        found = []
        for at in range(self.first_score or 0, len(self.header)):
            title = self.header[at]
            said = self.text(points, at) if points is not None else ""
            if title and "read only" not in said.casefold() and not COMPUTED.match(title.casefold()):
                ending = ENDING_ID.search(title)
                found.append(Column(at, ENDING_ID.sub("", title), ending[1] if ending else "", number_of(said)))
        return tuple(found)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The students' rows, in the file's order."""
        names = [name.casefold() for name in self.header]
        places = {IDENTITIES[name]: at for at, name in enumerate(names) if name in IDENTITIES}
        return tuple(
            Person(
                at,
                self._name(at, names),
                self.text(at, places["id"]) if "id" in places else "",
                self.text(at, places["number"]) if "number" in places else "",
                self.text(at, places["login"]) if "login" in places else "",
            )
            for at in range(1, len(self.rows))
            if any(_said(cell) for cell in self.rows[at]) and not _first(self, at).startswith(SKIPPED)
        )

    def filled(self, values: Mapping[Place, str]) -> CanvasFile:
        """Return the file with these cells' text, and every other cell as it stood; numbers take its decimal sign."""
        rows = [list(row) for row in self.rows]
        for (row, column), value in values.items():
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = self._spelled(value)
        return replace(self, rows=tuple(map(tuple, rows)))

    @cached_property
    def has_decimal_commas(self) -> bool:
        """Whether its numbers are written with a comma; where none tells, a file with semicolons is."""
        said = [self.text(row, column.at) for row in range(1, len(self.rows)) for column in self.columns]
        if any(re.fullmatch(r"-?\d+\.\d+", text) for text in said):
            return False
        return self.delimiter == ";" or any(re.fullmatch(r"-?\d+,\d+", text) for text in said)

    def _spelled(self, value: str) -> str:
        text = value.replace(".", ",") if self.has_decimal_commas else value
        return f'"{text}"' if self.delimiter in text else text

    def _name(self, row: int, names: list[str]) -> str:
        if "student" in names:
            return _given_first(self.text(row, names.index("student")))
        parts = [self.text(row, names.index(name)) for name in ("firstname", "lastname") if name in names]
        return " ".join(filter(None, parts))


def number_of(text: str) -> Decimal | None:
    """Return the number that a text is, with a decimal point or comma; None for any other text."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def is_kept(text: str) -> bool:
    """Return whether Canvas itself said that a cell has no score: excused, or not assigned."""
    return text.casefold() in KEPT


def _cells(text: str, delimiter: str) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return each row's cells as they are spelled, and what ends each row."""
    sign = re.escape(delimiter)
    cell = re.compile(rf'([ ]*"(?:[^"]|"")*"[^{sign}\r\n]*|(?![ ]*")[^{sign}\r\n]*)({sign}|\r\n|\n|\r|\Z)')
    rows: list[tuple[str, ...]] = []
    endings: list[str] = []
    row: list[str] = []
    at = 0
    while at < len(text) or row:
        found = cell.match(text, at)
        if found is None:
            raise NotACanvasFile("The quotes in the file don’t match. Upload Canvas’s export as it came.")
        row.append(found[1])
        at = found.end()
        if found[2] != delimiter:
            rows.append(tuple(row))
            endings.append(found[2])
            row = []
    return tuple(rows), tuple(endings)


def _said(cell: str) -> str:
    text = cell.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    formula = re.fullmatch(r'="(.*)"', text, flags=re.DOTALL)
    return (formula[1] if formula else text).strip()


def _first(file: CanvasFile, row: int) -> str:
    return file.text(row, 0).casefold()


def _given_first(name: str) -> str:
    """Return “Ada Lovelace” for “Lovelace, Ada”."""
    last, comma, given = name.partition(",")
    return f"{given.strip()} {last.strip()}" if comma else name
