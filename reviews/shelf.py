"""The papers of a course in the order of their meetings, each with what matters to who looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Enrollment
from reviews.marking import latest_marks, released
from reviews.models import Mark, Paper
from reviews.standing import State
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class Tally:
    """How a class stands with one paper: students of whom it is owed, and how many of these have what."""

    assigned: int
    handed_in: int
    late: int
    drafts: int
    marked: int


@dataclass(frozen=True, slots=True)
class Place:
    """A paper on the shelf: a student's own review of it and its released mark, or the staff's tally."""

    paper: Paper
    due_at: datetime
    cell: Cell | None = None
    mark: Mark | None = None
    tally: Tally | None = None
    is_released: bool = False


def shelf(reader: Enrollment, now: datetime, papers: Sequence[Paper]) -> list[Place]:
    """Return a place for every paper. Queries: five and two for a student, one more for staff, none for auditors."""
    if reader.is_staff:
        return _tallied(reader, now, papers)
    if not reader.is_student:
        return [Place(paper, paper.class_due_at) for paper in papers]
    cells = standings(reader.course, now, enrollments=[reader], papers=papers)
    marks = latest_marks(papers, now, of=reader)
    open_marks = released(papers, now)
    return [_own(cells[reader.pk, paper.pk], marks, open_marks) for paper in papers]


def _own(cell: Cell, marks: dict[int, Mark], open_marks: set[int]) -> Place:
    is_released = cell.paper.pk in open_marks
    mark = marks.get(cell.review.pk) if cell.review and is_released else None
    return Place(cell.paper, cell.due_at, cell=cell, mark=mark, is_released=is_released)


def _tallied(reader: Enrollment, now: datetime, papers: Sequence[Paper]) -> list[Place]:
    board = standings(reader.course, now, papers=papers)
    marks, open_marks = latest_marks(papers, now), released(papers, now)
    places = []
    for paper in papers:
        cells = [cell for (_, owner), cell in board.items() if owner == paper.pk and cell.is_assigned]
        tally = _tally(cells, marks)
        places.append(Place(paper, paper.class_due_at, tally=tally, is_released=paper.pk in open_marks))
    return places


def _tally(cells: Iterable[Cell], marks: dict[int, Mark]) -> Tally:
    assigned = list(cells)
    return Tally(
        assigned=len(assigned),
        handed_in=sum(cell.standing.is_credited for cell in assigned),
        late=sum(cell.standing.state == State.LATE for cell in assigned),
        drafts=sum(cell.standing.state == State.DRAFT for cell in assigned),
        marked=sum(cell.review is not None and cell.review.pk in marks for cell in assigned),
    )


def due_next(cells: Iterable[Cell], most: int = 3) -> list[Cell]:
    """Return a student's reviews that are owed, not handed in and not past due, the next one first."""
    owed = [cell for cell in cells if cell.is_assigned and not cell.is_past and not cell.standing.is_handed_in]
    return sorted(owed, key=lambda cell: cell.due_at)[:most]
