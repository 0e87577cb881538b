"""The hand-shake with Canvas: whose row is whose, which cells would change, and whether every value landed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from courseapp.models import Enrollment
from grading.canvas_file import CanvasFile, Column, Person, Place, is_kept, number_of
from grading.exports.systems import EXCUSED
from grading.gradebook import Row
from grading.points import rounded
from grading.policy import Policy
from grading.statement import Part

Cell = dict[str, Any]
"""A cell on a receipt: see grading/models/canvas.py."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is filled in: what stood there and what stands there now."""

    name: str
    title: str
    place: Place
    before: str
    after: str
    person: str = ""
    column: str = ""

    @property
    def row(self) -> int:
        """The row as a reader of the file counts it."""
        return self.place[0] + 1

    def cell(self, outcome: str) -> Cell:
        """Return it as a receipt has it."""
        who, what = self.person or self.name, self.column or self.title
        return {
            "row": self.row, "name": self.name, "title": self.title, "person": who, "column": what,
            "before": self.before, "after": self.after, "outcome": outcome,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filling:
    """What filling a file in comes to; ``kept`` are cells in which Canvas has ``EX`` or ``N/A``: they stay.

    ``same`` are cells that say already what they are to say.
    """

    columns: dict[str, Column]
    matched: int
    ambiguous: list[Person]
    strangers: list[Person]
    missing: list[Enrollment]
    changes: list[Change]
    kept: list[Change]
    same: list[Change]

    def of(self, file: CanvasFile) -> CanvasFile:
        """Return the file with the changes in it."""
        return file.filled({change.place: change.after for change in self.changes})


def columns_for(file: CanvasFile, policy: Policy, chosen: Mapping[str, str]) -> dict[str, Column]:
    """Return each component's column by its key: the chosen one (Canvas's number or title), else the one of its title.

    Raise ValueError if a choice names no column or component, or two components have one column.
    """
    known = {word: column for column in file.columns for word in (column.title.casefold(), column.canvas_id) if word}
    keys = {component.key for component in policy.components}
    for key, word in chosen.items():
        if key not in keys or word.casefold() not in known:
            raise ValueError(f"“{key}={word}”: no such part, or no such column.")
    wanted = {each.key: chosen.get(each.key, each.title).casefold() for each in policy.components}
    found = {key: known[word] for key, word in wanted.items() if word in known}
    if len({column.at for column in found.values()}) < len(found):
        raise ValueError("Two parts would be written into one column.")
    return found


def fill(file: CanvasFile, rows: Iterable[Row], columns: dict[str, Column]) -> Filling:
    """Return what filling the file with these students' points comes to; a part without a figure changes nothing."""
    given = {row.enrollment: row for row in rows}
    pairs, ambiguous, strangers = _matched(file.people, list(given))
    changes: list[Change] = []
    kept: list[Change] = []
    same: list[Change] = []
    for person, student in pairs:
        for part in given[student].statement.parts:
            column = columns.get(part.component.key)
            value = _score(part, column) if column else ""
            if column and value:
                change = _change(file, person, column, value)
                is_same = _is_same(change.before, value)
                (same if is_same else kept if is_kept(change.before) else changes).append(change)
    found = {student for _, student in pairs}
    missing = [student for student in given if student not in found]
    return Filling(columns, len(pairs), ambiguous, strangers, missing, changes, kept, same)


def cells(filling: Filling) -> list[Cell]:
    """Return every cell for which there is a value, as a receipt keeps it."""
    told = {"filled": filling.changes, "kept": filling.kept, "same": filling.same}
    return [change.cell(outcome) for outcome, changes in told.items() for change in changes]


def landed(filled: Iterable[Cell], export: CanvasFile) -> list[Cell]:
    """Return each value of a receipt with what a later export has: landed, differs or lost.

    A value is lost where its row, its column or its score is missing. Cells that Canvas keeps to itself are left out.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    columns: dict[str, list[int]] = defaultdict(list)
    for person in export.people:
        rows[_key(person)].append(person.at)
    for column in export.columns:
        columns[column.canvas_id or column.title].append(column.at)
    return [
        _found(cell, export, rows.get(cell["person"], []), columns.get(cell["column"], []))
        for cell in filled
        if cell["outcome"] != "kept"
    ]


def _found(cell: Cell, export: CanvasFile, rows: list[int], columns: list[int]) -> Cell:
    """Return a receipt's cell with what stands in these rows and columns now as ``before``."""
    if len(rows) > 1 or len(columns) > 1:
        return {**cell, "before": "two rows or columns of this name", "outcome": "differs"}
    before = export.text(rows[0], columns[0]) if rows and columns else ""
    outcome = "landed" if _is_same(before, cell["after"]) else "differs" if before else "lost"
    return {**cell, "before": before, "outcome": outcome}


def not_landed(filled: CanvasFile, export: CanvasFile) -> list[Change]:
    """Return the values of a filled file that Canvas's later export has not, each with what stands there instead.

    Rows are found by Canvas's number, else by the name; columns by their number, else by their title.
    """
    rows = {_key(person): person.at for person in export.people}
    columns = {column.canvas_id or column.title: column.at for column in export.columns}
    lost = []
    for person in filled.people:
        for column in filled.columns:
            after = filled.text(person.at, column.at)
            row, at = rows.get(_key(person)), columns.get(column.canvas_id or column.title)
            before = "" if row is None or at is None else export.text(row, at)
            if after and not _is_same(before, after):
                lost.append(Change(person.name, column.title, (person.at, column.at), before, after))
    return lost


def _key(person: Person) -> str:
    return person.canvas_id or person.name


def _matched(
    people: Sequence[Person], students: Sequence[Enrollment]
) -> tuple[list[tuple[Person, Enrollment]], list[Person], list[Person]]:
    """Return the rows with their students, those that could be several's or contradict themselves, and the others."""
    names = _names(students)
    candidates = {person: _candidates(person, names) for person in people}
    claims = Counter(student for found in candidates.values() for student in found)
    pairs: list[tuple[Person, Enrollment]] = []
    ambiguous: list[Person] = []
    strangers: list[Person] = []
    for person, found in candidates.items():
        if not found:
            strangers.append(person)
        elif len(found) > 1 or any(claims[student] > 1 for student in found):
            ambiguous.append(person)
        else:
            pairs.extend((person, student) for student in found)
    return pairs, ambiguous, strangers


def _names(students: Sequence[Enrollment]) -> dict[str, set[Enrollment]]:
    """Return who goes by each number, address, log-in name and name."""
    names: dict[str, set[Enrollment]] = defaultdict(set)
    for student in students:
        email = student.user.email
        for name in filter(None, (student.registrar_id, email, email.partition("@")[0], student.name)):
            names[name.casefold()].add(student)
    return names


def _candidates(person: Person, names: Mapping[str, set[Enrollment]]) -> set[Enrollment]:
    """Return whom the number and the log-in name, several where they contradict; by name only where neither does."""
    said = [word.casefold() for word in (person.number, person.login) if word]
    found = {student for word in said for student in names.get(word, ())}
    return found or {student for student in names.get(person.name.casefold(), ()) if not _differs(person, student)}


def _differs(person: Person, student: Enrollment) -> bool:
    """Return whether both have a registrar's number, and not the same: two people of one name."""
    return bool(person.number and student.registrar_id)


def _score(part: Part, column: Column) -> str:
    """Return what the cell is to say, scaled to the column's points; empty where nothing is decided."""
    if not part.has_figure:
        return "" if part.reckoning.is_applicable else EXCUSED
    weight = part.component.weight
    if column.possible is None or not weight:
        return str(part.earned)
    return str(rounded(part.band.earned * Fraction(column.possible) / weight))


def _change(file: CanvasFile, person: Person, column: Column, value: str) -> Change:
    """Return what a cell says and is to say."""
    place = (person.at, column.at)
    return Change(
        person.name, column.title, place, file.text(*place), value, person=person.canvas_id, column=column.canvas_id
    )


def _is_same(before: str, after: str) -> bool:
    """Return whether two texts are one number, or one text."""
    numbers = number_of(before), number_of(after)
    return before == after if None in numbers else numbers[0] == numbers[1]
