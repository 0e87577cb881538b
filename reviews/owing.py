"""Who owes a review now: the one list that staff see and that reminders go to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Course
from reviews.models import Paper
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class Debt:
    """A paper, and the cells of the students who owe a review of it, by name."""

    paper: Paper
    cells: list[Cell]

    @property
    def is_due(self) -> bool:
        """Whether somebody's due time has passed."""
        return any(cell.is_past for cell in self.cells)

    @property
    def addresses(self) -> list[str]:
        """The e-mail addresses of those who owe it."""
        return [cell.enrollment.user.email for cell in self.cells]


def owes(cell: Cell, now: datetime) -> bool:
    """Return whether a student owes this review now, before its due time or after it.

    Assigned and not waived, nothing handed in, and the student still in the course.
    """
    student = cell.enrollment
    is_here = student.covers(cell.paper.meeting.course.day_of(now))
    return cell.is_assigned and not cell.standing.is_handed_in and is_here


def owing(course: Course, now: datetime, *, papers: Iterable[Paper] | None = None) -> list[Debt]:
    """Return each paper with those who owe it, in the order of their meetings. Queries as in ``standings``."""
    chosen = list(course.papers.scheduled() if papers is None else papers)
    board = standings(course, now, papers=chosen)
    debts: dict[int, list[Cell]] = {paper.pk: [] for paper in chosen}
    for (_, paper), cell in board.items():
        if owes(cell, now):
            debts[paper].append(cell)
    return [Debt(paper, debts[paper.pk]) for paper in chosen]


def first_shown(debts: Sequence[Debt], now: datetime) -> Debt | None:
    """Return the debt that is due next, else the last one that was due; None where nobody owes anything."""
    ahead = (debt for debt in debts if debt.paper.class_due_at >= now)
    return next(ahead, debts[-1] if debts else None)
