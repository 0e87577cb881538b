"""Who is in a draw and with how many tickets: from counts, eligibility and waiting alone.

A student is whatever key the caller uses; no name, mark or order of enrollment can reach these rules.
Source: docs/lottery.md, "Tickets".
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

Student = TypeVar("Student", bound=Hashable)

BY_GAP = (64, 16, 4, 1)


class Part(Enum):
    """What one meeting that held draws was to one student."""

    AWAY = "not enrolled, on leave, exempt or excused"
    MISSED = "marked absent before a draw could see them"
    ABSENT = "in the pool, then marked absent or excused"
    WAITED = "in the pool and not asked"
    ASKED = "asked"


@dataclass(frozen=True)
class Standing:
    """What the rule knows of an eligible student: turns in the term and in this meeting, and whether overdue.

    ``asked`` includes this meeting's turns and what the count was raised by.
    """

    asked: int
    asked_here: int = 0
    is_overdue: bool = False


def tickets(pool: Mapping[Student, Standing]) -> dict[Student, int]:
    """Return the tickets of the next draw, 1 to 64 each; whoever is not drawn from is left out."""
    least_here = min((standing.asked_here for standing in pool.values()), default=0)
    candidates = {student: standing for student, standing in pool.items() if standing.asked_here == least_here}
    overdue = [student for student, standing in candidates.items() if standing.is_overdue and not least_here]
    if overdue:
        return dict.fromkeys(overdue, 1)
    least = min((standing.asked for standing in candidates.values()), default=0)
    return {student: BY_GAP[min(standing.asked - least, len(BY_GAP) - 1)] for student, standing in candidates.items()}


def patience(students: int, planned: int) -> int:
    """Return after how many meetings without a turn a student is overdue: twice what one full round takes.

    Raise ValueError unless ``planned``, the picks a meeting, is positive.
    """
    if planned < 1:
        raise ValueError("A meeting plans at least one pick.")
    return 2 * -(-students // planned)


def overdue(histories: Mapping[Student, Sequence[Part]], planned: int) -> set[Student]:
    """Return who of the eligible is overdue before draw 1, given each one's earlier meetings, oldest first."""
    limit = patience(len(histories), planned)
    return {student for student, history in histories.items() if waited(history) >= limit}


def waited(history: Sequence[Part]) -> int:
    """Return at how many meetings a student waited in the pool since last asked, or since joining."""
    meetings = 0
    for part in history:
        if part is Part.ASKED:
            meetings = 0
        elif part is Part.WAITED:
            meetings += 1
    return meetings


def is_returning(history: Sequence[Part]) -> bool:
    """Tell whether a student comes into the pool from outside: newly joined, or back from a leave or an exemption.

    An absence is not a leave: whoever is away without one finds their own count again.
    """
    known = [part for part in history if part is not Part.MISSED]
    return known[-1:] == [Part.AWAY]


def raises(counts: Mapping[Student, int], returning: Collection[Student]) -> dict[Student, int]:
    """Return by how much the counts of the ``returning`` rise, so that nobody is hunted.

    They rise to the lowest among the others of ``counts``, all being eligible; not at all where there is no other.
    """
    lowest = min((count for student, count in counts.items() if student not in returning), default=0)
    return {student: max(0, lowest - counts[student]) for student in returning}
