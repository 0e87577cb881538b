"""A term of meetings, drawn with the code that runs in class: what the rules do to a class, at worst and on average."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from lottery import drawing, tickets
from lottery.tickets import Part, Standing


@dataclass
class Term:
    """A simulated term: each student's history, and what was counted on the way.

    ``rushed`` draws were among the overdue alone; ``safe`` student-meetings held no chance of being drawn;
    ``forgotten`` counts the overdue whom a meeting did not ask though it made its planned picks and had room for them.
    """

    histories: list[list[Part]]
    draws: int = 0
    rushed: int = 0
    safe: int = 0
    forgotten: int = 0

    @property
    def asked(self) -> list[int]:
        """How often each student was asked."""
        return [history.count(Part.ASKED) for history in self.histories]

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
    """One meeting of a term: who is overdue, who was asked, and who had a chance."""

    term: Term
    overdue: set[int]
    asked: list[int] = field(default_factory=list)
    at_risk: set[int] = field(default_factory=set)

    def pool(self) -> dict[int, Standing]:
        """Return everybody's standing before the next draw."""
        return {
            student: Standing(turns + (here := self.asked.count(student)), here, student in self.overdue)
            for student, turns in enumerate(self.term.asked)
        }

    def draw(self, seed: bytes) -> None:
        """Hold the next draw; whoever is drawn answers."""
        shares = tickets.tickets(self.pool())
        self.at_risk |= shares.keys()
        self.term.draws += 1
        self.term.rushed += not self.overdue.isdisjoint(shares) and set(shares) <= self.overdue
        named = {f"p{student:03d}": share for student, share in shares.items()}
        drawn = drawing.pick(seed, drawing.label("simulation", "day", len(self.asked) + 1), named)
        self.asked.append(int(drawn.removeprefix("p")))


def term(students: int, planned: int, made: Sequence[int], seed: int) -> Term:
    """Return a term of ``students`` who attend every meeting and answer, repeatable by ``seed``.

    Each meeting plans ``planned`` picks and makes as many as ``made`` has for it.
    """
    result = Term([[] for _ in range(students)])
    for number, picks in enumerate(made):
        meeting = _Meeting(result, tickets.overdue(dict(enumerate(result.histories)), planned))
        for _ in range(picks):
            meeting.draw(hashlib.sha256(f"{seed}|{number}".encode()).digest())
        if not picks:
            continue
        result.safe += students - len(meeting.at_risk)
        if picks >= planned >= len(meeting.overdue):
            result.forgotten += len(meeting.overdue.difference(meeting.asked))
        for student, history in enumerate(result.histories):
            history.append(Part.ASKED if student in meeting.asked else Part.WAITED)
    return result
