"""What missing classes costs: how often the lottery finds a student who is away, over many simulated terms.

Source: docs/lottery.md, "What the lottery sees".
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lottery import simulation

MISSED = (1, 2, 3, 4, 6, 8)
SAMPLES = 300  # students watched for each number of missed classes
EFFORT = 250_000  # students times draws, for each number of missed classes


@dataclass(frozen=True)
class Term:
    """A term as staff plan it; every meeting holds its lottery and asks ``picks`` students."""

    students: int
    meetings: int
    picks: int

    def __post_init__(self) -> None:
        """Raise ValueError unless there is somebody to draw, somewhere."""
        if min(self.students, self.meetings, self.picks) < 1:
            raise ValueError("A term has at least one student, one meeting and one pick.")

    @property
    def watched(self) -> int:
        """How many students of a simulated term are away now and then: an eighth, so that they hardly meet."""
        return max(1, self.students // 8)

    @property
    def terms(self) -> int:
        """How many terms are simulated: enough to watch 300 students, fewer where a term is very large."""
        affordable = EFFORT // (self.students * self.meetings * self.picks)
        return max(1, min(-(-SAMPLES // self.watched), affordable))


@dataclass(frozen=True)
class Finding:
    """How often students who missed ``missed`` classes were found absent: ``times`` found, number of students."""

    missed: int
    times: Mapping[int, int]

    @property
    def students(self) -> int:
        """How many students were watched."""
        return sum(self.times.values())

    @property
    def mean(self) -> Fraction:
        """Absences found, on average."""
        return Fraction(sum(found * students for found, students in self.times.items()), self.students)

    @property
    def unseen(self) -> Fraction:
        """The share, 0 … 1, of students who were never found."""
        return Fraction(self.times.get(0, 0), self.students)

    def mean_cost(self, each: Decimal, free: int, weight: Decimal) -> Fraction:
        """Return the points lost on average: ``each`` an absence, the first ``free`` aside, at most ``weight``."""
        lost = {found: min(Fraction(weight), max(0, found - free) * Fraction(each)) for found in self.times}
        return Fraction(sum(lost[found] * students for found, students in self.times.items()), self.students)

    def unharmed(self, free: int) -> Fraction:
        """Return the share, 0 … 1, of students who lose nothing."""
        return Fraction(sum(students for found, students in self.times.items() if found <= free), self.students)


def findings(term: Term) -> list[Finding]:
    """Return a finding for 1, 2, 3, 4, 6 and 8 missed classes, as far as the term has so many; always the same ones.

    Drawn with the code that runs in class, for some seconds.
    """
    return [_finding(term, missed) for missed in MISSED if missed <= term.meetings]


def _finding(term: Term, missed: int) -> Finding:
    times = Counter(found for seed in range(term.terms) for found in _found(term, missed, seed))
    return Finding(missed, dict(sorted(times.items())))


def _found(term: Term, missed: int, seed: int) -> Iterator[int]:
    """Yield how often each watched student of one simulated term was found absent."""
    away = {student: _missed(term, missed, seed, student) for student in range(term.watched)}
    played = simulation.term(term.students, term.picks, [term.picks] * term.meetings, seed, away)
    yield from played.found[: term.watched]


def _missed(term: Term, missed: int, seed: int, student: int) -> set[int]:
    """Return which meetings a student misses: any are as likely as any others."""
    order = sorted(range(term.meetings), key=lambda number: _hash(f"{seed}|{missed}|{student}|{number}"))
    return set(order[:missed])


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
