"""The papers of a course in the order of their meetings, each with what matters to who looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courseapp.copies import shared_by_name, terms_of
from courseapp.models import Course, Enrollment, Stamp
from reviews.marking import latest_marks, marking_times, released
from reviews.models import Mark, Paper
from reviews.standing import State
from reviews.standings import Cell, standings, turning_points


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
    """Return a place for every paper.

    Seven queries for a student, two for staff while nothing changes, none for auditors.
    """
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
    tallies, open_marks = _tallies(reader.course, papers, now), released(papers, now)
    return [
        Place(paper, paper.class_due_at, tally=tallies[_name(paper)], is_released=paper.pk in open_marks)
        for paper in papers
    ]


def _name(paper: Paper) -> str:
    return f"tally:{paper.pk}"


def _tallies(course: Course, papers: Sequence[Paper], now: datetime) -> dict[str, Tally]:
    """Return each paper's tally, put together once for all staff. One query, and eight for those that have changed."""
    stamps, terms = Stamp.objects.by_part(course.pk, [paper.part for paper in papers]), terms_of(course)
    of_papers = {_name(paper): f"{stamps[paper.part]}|{terms}" for paper in papers}

    def count(names: set[str]) -> dict[str, tuple[Tally, set[datetime]]]:
        return _counted(course, [paper for paper in papers if _name(paper) in names], now)

    return shared_by_name(of_papers, now, count)


def _counted(course: Course, papers: Sequence[Paper], now: datetime) -> dict[str, tuple[Tally, set[datetime]]]:
    """Return the tallies of these papers by name, with the instants at which the clock changes each."""
    board = list(standings(course, now, papers=papers).values())
    marks, turns, marked = latest_marks(papers, now), turning_points(board, now), marking_times(papers, now)
    cells: dict[int, list[Cell]] = {paper.pk: [] for paper in papers}
    for cell in board:
        cells[cell.paper.pk].append(cell)
    return {
        _name(paper): (
            _tally([cell for cell in cells[paper.pk] if cell.is_assigned], marks), turns[paper.pk] | marked[paper.pk],
        )
        for paper in papers
    }  # fmt: skip


def _tally(cells: Iterable[Cell], marks: dict[int, Mark]) -> Tally:
    assigned = list(cells)
    return Tally(
        assigned=len(assigned),
        handed_in=sum(cell.standing.is_credited for cell in assigned),
        late=sum(cell.standing.state == State.LATE for cell in assigned),
        drafts=sum(cell.standing.state == State.DRAFT for cell in assigned),
        marked=sum(cell.review is not None and cell.review.pk in marks for cell in assigned),
    )
