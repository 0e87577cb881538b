"""Read one TOML table at a time, and collect in words all that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from desk.course_file.values import Kind, Mistake, suggestion

T = TypeVar("T")
D = TypeVar("D")
BELONGS = {
    "papers": "meetings.papers",
    "guests": "meetings.guests",
    "materials": "meetings.materials",
    "components": "policy.components",
    "symbols": "policy.symbols",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its table and key, the line (1, 2, …) on which that table begins, and the remedy."""

    where: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        place = f" (in the table at line {self.line})" if self.line else ""
        return f"{self.where}{place}: {self.what}"


class InvalidCourseFile(Exception):
    """A course file with mistakes: ``problems`` has all of them that can be seen at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(slots=True)
class Table:
    """One table while it is read; ``problems`` and ``lines`` are shared with all tables of the file."""

    path: str
    values: Mapping[str, object]
    problems: list[Problem]
    lines: Mapping[str, int]
    asked: set[str] = field(default_factory=set)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong in this table, those below it apart."""
        return not any(problem.where.rpartition(".")[0] == self.path for problem in self.problems)

    def complain(self, key: str, what: str) -> None:
        """Record one mistake at ``key``."""
        where = f"{self.path}.{key}" if self.path else key
        self.problems.append(Problem(where, what, self.lines.get(self.path)))

    def need(self, key: str, kind: Kind[T]) -> T:
        """Return a value that every such table must have; complain where it is missing or empty."""
        if key not in self.values:
            self.asked.add(key)
            self.complain(key, f"is missing; write {key} = {kind.example}")
            return kind.stand_in
        value = self._read(key, kind)
        if value in ("", ()) and self.values[key] in ("", []):
            self.complain(key, f"is empty; write {key} = {kind.example}")
        return value

    def get(self, key: str, kind: Kind[T], default: D) -> T | D:
        """Return a value that may be left out; where it is, the default."""
        self.asked.add(key)
        return self._read(key, kind) if key in self.values else default

    def table(self, key: str) -> "Table | None":
        """Return the table at ``key``; None where the file has none."""
        self.asked.add(key)
        if key not in self.values:
            return None
        value = self.values[key]
        if isinstance(value, dict):
            return self._below(key, value)
        self.complain(key, f"is not a table; write [{self._header(key)}] on a line of its own")
        return None

    def tables(self, key: str) -> Iterator["Table"]:
        """Give the tables of the list at ``key`` in the file's order, numbered from 1; none where the file has none."""
        self.asked.add(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain(key, f"is not a list of tables; write [[{self._header(key)}]] above each of them")
            return
        for number, item in enumerate(value, start=1):
            yield self._below(f"{key}[{number}]", item)

    def finish(self) -> None:
        """Complain about every key that nobody asked for: a misspelt word must not be a word ignored."""
        for key in self.values:
            if key not in self.asked:
                self.complain(key, f"is not a key of {self._name()}{self._remedy(key)}")

    def _read(self, key: str, kind: Kind[T]) -> T:
        self.asked.add(key)
        try:
            return kind.read(self.values[key])
        except Mistake as mistake:
            self.complain(key, f"{mistake}; write {key} = {kind.example}")
            return kind.stand_in

    def _below(self, name: str, values: Mapping[str, object]) -> "Table":
        return Table(f"{self.path}.{name}" if self.path else name, values, self.problems, self.lines)

    def _header(self, key: str) -> str:
        return ".".join(part.partition("[")[0] for part in [*self.path.split("."), key] if part)

    def _name(self) -> str:
        return f"[{self._header('').rstrip('.')}]" if self.path else "a course file"

    def _remedy(self, key: str) -> str:
        if not self.path and key in BELONGS:
            return f"; write [[{BELONGS[key]}]]"
        return suggestion(key, sorted(self.asked)) or "; remove it, or see docs/course-file.md for the keys there are"
