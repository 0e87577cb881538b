"""How even the draws of a course have been: for one student against their odds, for the class against chance."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from django.core.cache import cache

from courseapp.models import Course, Enrollment
from lottery import detection, drawing, simulation
from lottery.models import ASKED, Draw, HandPick, Line, Lottery, Outcome, Pseudonym

Kept = TypeVar("Kept")

TERMS = 100  # simulated for the band of chance; of them, the middle 90 % are in it
KEPT = 90 * 24 * 60 * 60  # seconds; what is kept under its key never changes


@dataclass(frozen=True)
class Day:
    """One meeting's draws as one student was in them: ``expected`` picks, 0 or more, and how many named them."""

    lottery: Lottery
    expected: Fraction
    drawn: int


@dataclass(frozen=True)
class Turnout:
    """How many students had ``turns`` turns, and the fewest and most that chance makes of it, nine times in ten."""

    turns: int
    students: int
    low: int
    high: int


@dataclass(frozen=True)
class Fairness:
    """The turns of a class so far: a row for each number of turns, and the spread of draws without tickets."""

    turnouts: list[Turnout]
    meetings: int
    turns: int
    students: int
    spread_without: int
    terms = TERMS

    @property
    def spread(self) -> int:
        """The turns of the most asked student less those of the least asked."""
        had = [row.turns for row in self.turnouts if row.students]
        return max(had) - min(had)

    @property
    def mean(self) -> Fraction:
        """Turns a student, on average."""
        return Fraction(self.turns, self.students)


def days(student: Enrollment) -> list[Day]:
    """Return the meetings at whose draws a student was in the pool, the latest first; void draws aside.

    Nothing but their own share is read out of the tickets. Always four queries.
    """
    seats = Pseudonym.objects.filter(enrollment=student, seated_at__isnull=False)
    names = dict(seats.values_list("lottery", "name"))
    lotteries = Lottery.objects.of(student.course).filter(pk__in=names)
    shown = _draws_that_count(list(names))
    return [_day(lottery, names[lottery.pk], shown[lottery.pk]) for lottery in lotteries.reverse()]


def _day(lottery: Lottery, name: str, draws: Sequence[Line]) -> Day:
    expected = sum((_chance(line.tickets, name) for line in draws), Fraction(0))
    return Day(lottery, expected, sum(line.pseudonym == name for line in draws))


def _chance(tickets: str, name: str) -> Fraction:
    shares = drawing.tickets_from(tickets)
    return Fraction(shares.get(name, 0), sum(shares.values()))


def _draws_that_count(lotteries: Sequence[int]) -> dict[int, list[Line]]:
    """Return the lines of the draws that are not void, by lottery: the draw n is the nth line of its kind."""
    void = set(Draw.objects.filter(lottery__in=lotteries, outcome=Outcome.VOID).values_list("lottery", "number"))
    numbers: Counter[int] = Counter()
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(lottery__in=lotteries, kind=Line.Kind.DRAW).order_by("lottery", "number"):
        numbers[line.lottery_id] += 1
        if (line.lottery_id, numbers[line.lottery_id]) not in void:
            lines[line.lottery_id].append(line)
    return lines


def of_class(course: Course, now: datetime) -> Fairness | None:
    """Return how even the draws of the classes that are over have been; None before the first.

    Nobody is named: students are counted by their turns, those made by hand among them. Three queries; the band of
    chance is simulated once.
    """
    over = course.meetings.filter(ends_at__lte=now)
    drawn = Draw.objects.filter(lottery__meeting__in=over, outcome__in=ASKED)
    asked = [
        *drawn.values_list("lottery__meeting__starts_at", "pseudonym__enrollment"),
        *HandPick.objects.turns(course).filter(meeting__in=over).values_list("meeting__starts_at", "enrollment"),
    ]
    students = set(course.enrollments.students().on(course.day_of(now)).values_list("pk", flat=True))
    if not asked or not students:
        return None
    made = Counter(met_at for met_at, _ in asked)
    turns = Counter(student for _, student in asked if student in students)
    counts = Counter(turns[student] for student in students)
    chance = _chance_of(len(students), [made[met_at] for met_at in sorted(made)], course.picks_planned)
    return Fairness(_turnouts(counts, chance), len(made), turns.total(), len(students), _spread(chance.uniform))


@dataclass(frozen=True)
class _Chance:
    """Simulated classes: each student's turns, of the rules and of draws in which everybody has one ticket."""

    tickets: list[list[int]]
    uniform: list[list[int]]


def _chance_of(students: int, made: list[int], planned: int) -> _Chance:
    """Return what chance makes of such a class, everybody present; kept, for it never changes."""
    key = hashlib.sha256(f"{students}|{made}|{planned}|{TERMS}".encode()).hexdigest()
    return _kept(f"lottery-chance-1:{key}", lambda: _simulated(students, made, planned))


def _simulated(students: int, made: list[int], planned: int) -> _Chance:
    terms = [simulation.term(students, planned, made, seed).asked for seed in range(TERMS)]
    return _Chance(terms, [simulation.uniform(students, sum(made), seed) for seed in range(TERMS)])


def _turnouts(counts: Counter[int], chance: _Chance) -> list[Turnout]:
    most = max([*counts, *(turns for term in chance.tickets for turns in term)])
    return [
        Turnout(turns, counts[turns], *_band([term.count(turns) for term in chance.tickets]))
        for turns in range(most + 1)
    ]


def _band(numbers: list[int]) -> tuple[int, int]:
    """Return the ends of the middle nine tenths."""
    ordered = sorted(numbers)
    cut = len(ordered) // 20
    return ordered[cut], ordered[-1 - cut]


def _spread(terms: list[list[int]]) -> int:
    """Return the median of the terms' spreads."""
    return sorted(max(term) - min(term) for term in terms)[len(terms) // 2]


def known_findings(term: detection.Term) -> list[detection.Finding] | None:
    """Return what such a term finds of absences, if that was computed before."""
    return cache.get(_key(term))


def find(term: detection.Term) -> list[detection.Finding]:
    """Return what such a term finds of absences; the first time takes some seconds, later ones none."""
    return _kept(_key(term), lambda: detection.findings(term))


def _kept(key: str, compute: Callable[[], Kept]) -> Kept:
    """Return what the cache has, or compute it and keep it there."""
    found: Kept | None = cache.get(key)
    if found is None:
        cache.set(key, found := compute(), KEPT)
    return found


def _key(term: detection.Term) -> str:
    return f"lottery-detection-1:{term.students}:{term.meetings}:{term.picks}"
