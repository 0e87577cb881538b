"""Read a roster: a CSV file that says who is in a course. Columns are known by their headers. No Django."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

LARGEST = 2 * 1024 * 1024  # bytes
MOST_ROWS = 5_000

# Each field and the headers that mean it, without case, blanks, hyphens and underscores; an earlier one is preferred.
# Ours; Canvas (New Analytics, SIS users.csv); Gradescope; HotCRP users; Moodle.
HEADERS = {
    "email": ("email", "emailaddress", "mail", "user"),
    "name": ("name", "fullname", "studentname", "displayname"),
    "first": ("firstname", "givenname", "first", "given"),
    "last": ("lastname", "familyname", "last", "family", "surname"),
    "role": ("role",),
    "section": ("section", "sectionname"),
    "began_on": ("beganon", "began", "startson", "joinedon"),
    "ended_on": ("endedon", "ended", "endson", "lefton"),
    "registrar_id": (
        "registrarid", "registrar'snumber", "sisuserid", "studentsisid", "sid", "idnumber", "userid", "studentid", "id",
    ),
}  # fmt: skip
ROLES = {
    "instructor": "instructor", "teacher": "instructor", "professor": "instructor",
    "assistant": "assistant", "ta": "assistant", "teaching assistant": "assistant", "grader": "assistant",
    "student": "student", "learner": "student",
    "auditor": "auditor", "observer": "auditor",
}  # fmt: skip


class UnreadableRoster(Exception):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One person of a roster; an empty cell, like a missing column, says nothing and changes nothing."""

    line: int  # of the file, from 1
    email: str = ""
    name: str = ""
    role: str = ""
    section: str = ""
    began_on: date | None = None
    ended_on: date | None = None
    registrar_id: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """What a file says: its people in the file's order, and the headers that mean nothing here."""

    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def decode(raw: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte-order mark.

    Raise UnreadableRoster if it is too large, a spreadsheet's own format, or not UTF-8.
    """
    if len(raw) > LARGEST:
        raise UnreadableRoster("The file is larger than 2 MB, so it is hardly a roster. Leave the other columns out.")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableRoster("This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8”, and upload that.")
    if b"\x00" in raw:
        raise UnreadableRoster(
            "This is not a text file in UTF-8. Save the spreadsheet as “CSV UTF-8”, and upload that."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = len((raw[: wrong.start].decode("utf-8-sig") + "?").splitlines())
        raise UnreadableRoster(
            f"Line {line} is not in UTF-8, so a name there would be garbled. "
            "Save the spreadsheet as “CSV UTF-8”, and upload that."
        ) from wrong


def read(text: str, *, role_of: Callable[[str], str] | None = None) -> Roster:
    """Return the people whom a CSV text names, each with what is wrong with their row.

    ``role_of`` brings what another system says in a column ``roles`` into our words; without it nobody reads that.
    Raise UnreadableRoster if there is no header row with an e-mail column, a column occurs twice, or the quoting
    is broken.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    _, header = next(lines, (0, []))
    if not header:
        raise UnreadableRoster("There is nothing in it. The first row names the columns: email, name, …")
    columns, unread = _columns(header)
    if role_of and "role" not in columns and "roles" in unread:
        columns["role"] = header.index("roles")
        unread.remove("roles")
    rows = [_row(line, cells, columns, len(header), role_of or str) for line, cells in lines if not _is_remark(cells)]
    if len(rows) > MOST_ROWS:
        raise UnreadableRoster(f"There are {len(rows)} people in it; more than {MOST_ROWS} are not read at once.")
    return Roster(_without_twins(rows), unread)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return each row that is not blank, with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise UnreadableRoster(
            f"From line {begins} on the quotes don’t match ({wrong}). Write a quote inside a cell twice."
        ) from wrong


def _delimiter(text: str) -> str:
    """Return what parts the header's cells: a comma, a semicolon or a TAB."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _is_remark(cells: list[str]) -> bool:
    """Return whether the row names nobody: HotCRP's remarks, Canvas's row of points."""
    return cells[0].startswith(("#", "%")) or cells[0].casefold().startswith("points possible")


def _columns(header: list[str]) -> tuple[dict[str, int], list[str]]:
    """Return the column of each field that the header names, and the headers that it does not know."""
    plain = [re.sub(r"[\s_-]+", "", cell).casefold() for cell in header]
    columns: dict[str, int] = {}
    for name, known in HEADERS.items():
        word = next((word for word in known if word in plain), None)
        if word is None:
            continue
        if plain.count(word) > 1:
            raise UnreadableRoster(f"Two columns are called “{header[plain.index(word)]}”. Remove one of them.")
        columns[name] = plain.index(word)
    if "section" not in columns and (word := next((word for word in plain if "section" in word), None)):
        columns["section"] = plain.index(word)  # Gradescope: any header that contains the word
    if "email" not in columns:
        raise UnreadableRoster(
            "No column is called “email”, and people are known by their address. "
            "(Canvas’s gradebook has no addresses; its New Analytics export “Class roster” has.)"
        )
    return columns, [cell for at, cell in enumerate(header) if cell and at not in columns.values()]


def _row(line: int, cells: list[str], columns: dict[str, int], width: int, role_of: Callable[[str], str]) -> Row:
    """Return what a row says, and what is wrong with it."""
    problems: list[str] = []
    if len(cells) > width:
        problems.append(f"It has {len(cells)} cells, the header {width}: put quotes around a cell with a comma.")
    said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
    if not said["email"]:
        problems.append("It has no e-mail address.")
    row = Row(
        line=line,
        email=said["email"].lower(),
        name=said.get("name") or " ".join(filter(None, (said.get("first"), said.get("last")))),
        role=_role(role_of(said.get("role", "")), problems),
        section=_short("section", said, problems),
        began_on=_day(said.get("began_on", ""), problems),
        ended_on=_day(said.get("ended_on", ""), problems),
        registrar_id=_short("registrar_id", said, problems),
    )
    if row.began_on and row.ended_on and row.ended_on < row.began_on:
        problems.append("It ends before it began.")
    if len(row.name) > 200:
        problems.append("The name is longer than 200 characters.")
    return replace(row, problems=tuple(problems))


def _role(word: str, problems: list[str]) -> str:
    role = ROLES.get(word.casefold(), "")
    if word and not role:
        problems.append(f"“{word}” is not a role. Write student, auditor, assistant or instructor.")
    return role


def _day(word: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        problems.append(f"“{word}” is not a day. Write it as 2025-09-05.")
        return None


def _short(name: str, said: dict[str, str], problems: list[str]) -> str:
    value = said.get(name, "")
    if len(value) > 60:
        problems.append(f"“{value[:20]}…” is longer than 60 characters.")
    return value


def _without_twins(rows: list[Row]) -> list[Row]:
    """Return the rows, those that name a person twice in error: one of them would be dropped in silence."""
    lines: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for name in ("email", "registrar_id"):
            if value := getattr(row, name):
                lines.setdefault((name, value), []).append(row.line)
    return [_with_twins_named(row, lines) for row in rows]


def _with_twins_named(row: Row, lines: dict[tuple[str, str], list[int]]) -> Row:
    twins = {
        line
        for name in ("email", "registrar_id")
        for line in lines.get((name, getattr(row, name)), [])
        if line != row.line
    }
    if not twins:
        return row
    named = ", ".join(str(line) for line in sorted(twins))
    return replace(row, problems=(*row.problems, f"Line {named} has the same address or number. Remove one."))
