"""A term of meetings, drawn with the code that runs in class: what the rules do to a class, at worst and on average."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lottery import drawing, tickets
from lottery.tickets import Part, Standing

Away = Mapping[int, Collection[int]]  # the numbers of the meetings that a student misses without a leave


@dataclass
class Term:
    """A simulated term: each student's history, and what was counted on the way.

    ``asked`` counts each student's turns and ``found`` how often a draw found them absent; ``rushed`` draws were
    among the overdue alone; ``safe`` student-meetings held no chance of being drawn; ``forgotten`` counts the overdue
    whom a meeting did not ask though they were there, it made its planned picks and had room for them.
    """

    histories: list[list[Part]]
    asked: list[int]
    found: list[int]
    draws: int = 0
    rushed: int = 0
    safe: int = 0
    forgotten: int = 0

    @property
    def spread(self) -> int:
        """The turns of the most asked student less those of the least asked."""
        return max(self.asked) - min(self.asked)

    @property
    def longest_wait(self) -> int:
        """The most meetings in a row at which some student was in the pool and not asked."""
        return max(tickets.waited(history[:end]) for history in self.histories for end in range(len(history) + 1))


@dataclass
class _Meeting:
    """One meeting of a term: who is overdue, who is away unseen, who was asked or found absent, who had a chance."""

    term: Term
    seed: bytes
    overdue: set[int]
    away: set[int]
    asked: list[int] = field(default_factory=list)
    absent: set[int] = field(default_factory=set)
    at_risk: set[int] = field(default_factory=set)

    def pool(self) -> dict[int, Standing]:
        """Return the standing, before the next draw, of everybody who is not marked absent."""
        return {
            student: Standing(turns, self.asked.count(student), student in self.overdue)
            for student, turns in enumerate(self.term.asked)
            if student not in self.absent
        }

    def ask(self, picks: int) -> None:
        """Draw until ``picks`` turns are taken: an absent student uses none, and the next draw follows."""
        while len(self.asked) < picks and (pool := self.pool()):
            self._draw(pool)

    def _draw(self, pool: dict[int, Standing]) -> None:
        """Hold the next draw; whoever is there answers, whoever is away is found absent."""
        shares = tickets.tickets(pool)
        self.at_risk |= shares.keys()
        self.term.draws += 1
        self.term.rushed += not self.overdue.isdisjoint(shares) and set(shares) <= self.overdue
        named = {f"p{student:03d}": share for student, share in shares.items()}
        number = len(self.asked) + len(self.absent) + 1
        drawn = drawing.pick(self.seed, drawing.label("simulation", "day", number), named)
        self._note(int(drawn.removeprefix("p")))

    def _note(self, student: int) -> None:
        if student in self.away:
            self.absent.add(student)
            self.term.found[student] += 1
        else:
            self.asked.append(student)
            self.term.asked[student] += 1

    def part(self, student: int) -> Part:
        """Return what the record will say that the meeting was to a student: the unseen absent are thought to wait."""
        if student in self.absent:
            return Part.ABSENT
        return Part.ASKED if student in self.asked else Part.WAITED


def term(students: int, planned: int, made: Sequence[int], seed: int, away: Away | None = None) -> Term:
    """Return a term of ``students``, repeatable by ``seed``; they attend and answer but for what ``away`` says.

    Each meeting plans ``planned`` picks and asks as many students as ``made`` has for it.
    """
    result = Term([[] for _ in range(students)], [0] * students, [0] * students)
    for number, picks in enumerate(made):
        if picks:
            missing = {student for student, missed in (away or {}).items() if number in missed}
            _hold(result, number, planned, picks, seed, missing)
    return result


def _hold(result: Term, number: int, planned: int, picks: int, seed: int, away: set[int]) -> None:
    """Add one meeting to a term."""
    overdue = tickets.overdue(dict(enumerate(result.histories)), planned)
    meeting = _Meeting(result, hashlib.sha256(f"{seed}|{number}".encode()).digest(), overdue, away)
    meeting.ask(picks)
    result.safe += len(result.histories) - len(meeting.at_risk | meeting.absent)
    if picks >= planned >= len(overdue):
        result.forgotten += len(overdue.difference(meeting.asked, meeting.absent))
    for student, history in enumerate(result.histories):
        history.append(meeting.part(student))


def uniform(students: int, draws: int, seed: int) -> list[int]:
    """Return how often each student is drawn where everybody has one ticket at every draw: what tickets are for."""
    turns = [0] * students
    for number in range(draws):
        turns[drawing.below(students, str(seed).encode(), f"uniform|{number}")] += 1
    return turns
