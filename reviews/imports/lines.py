"""The report of an import, row by row: what each row comes to, where it stands, and what to do about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a row comes to."""

    ERROR = "in error"
    AMBIGUOUS = "ambiguous"
    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left out"
    MISSING = "missing"
    UNCHANGED = "unchanged"


BLOCKING = (Verdict.ERROR, Verdict.AMBIGUOUS)
WORK = (Verdict.ADDED, Verdict.CHANGED)
TOKENS = {
    Verdict.ERROR: "lost", Verdict.AMBIGUOUS: "lost", Verdict.ADDED: "done", Verdict.CHANGED: "changed",
    Verdict.LEFT: "waived", Verdict.MISSING: "none", Verdict.UNCHANGED: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report; ``where`` is its file and place, ``words`` what it comes to and what to do."""

    verdict: Verdict
    noun: str
    name: str
    where: str = ""
    words: str = ""

    @property
    def token(self) -> str:
        """The state that the page shows it as."""
        return TOKENS[self.verdict]

    def __str__(self) -> str:
        told = f"{self.verdict}: {self.noun} {self.name}"
        return " · ".join(filter(None, (self.where, told, self.words)))


PLURALS = {"person": "people"}


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one noun, those to look at first, and how many come to what."""

    noun: str
    lines: list[Line]

    @property
    def plural(self) -> str:
        """What several of it are called."""
        return PLURALS.get(self.noun, f"{self.noun}s")

    @property
    def told(self) -> str:
        """How many come to what: “20 added, 3 unchanged”."""
        counts = Counter(line.verdict for line in self.lines)
        return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])

    @property
    def pressing(self) -> list[Line]:
        """What is in error or ambiguous, then what would be done or is left out."""
        return [line for verdict in Verdict for line in self.lines if line.verdict == verdict and not _is_quiet(line)]

    @property
    def quiet(self) -> list[Line]:
        """What stays as it is."""
        return [line for line in self.lines if _is_quiet(line)]

    @property
    def is_blocked(self) -> bool:
        """Whether a row of it can't be applied."""
        return any(line.verdict in BLOCKING for line in self.lines)


def _is_quiet(line: Line) -> bool:
    return line.verdict in (Verdict.UNCHANGED, Verdict.MISSING)


def sections(lines: Iterable[Line]) -> list[Section]:
    """Return the lines by their nouns, in the order in which these first come."""
    by_noun: dict[str, list[Line]] = {}
    for line in lines:
        by_noun.setdefault(line.noun, []).append(line)
    return [Section(noun, found) for noun, found in by_noun.items()]
