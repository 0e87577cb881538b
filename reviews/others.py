"""The others' reviews of a paper, as one student may read them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from courseapp.models import Course, Enrollment, ReviewerNames
from reviews.models import Paper, Revision
from reviews.pseudonyms import pseudonym
from reviews.reading import is_open, would_cost
from reviews.sheet import Line, sheet
from reviews.standing import State
from reviews.standings import Cell, readable, standings


@dataclass(frozen=True, slots=True)
class Voice:
    """One review, as a fellow student reads it."""

    name: str
    is_late: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Room:
    """What a student finds at a paper: how their own review stands, and the others' where they may read them.

    ``asks_first``: they are open, but reading them now would be at the cost of what could still be graded.
    """

    mine: Cell
    is_open: bool
    asks_first: bool = False
    voices: list[Voice] = field(default_factory=list)


def listen(paper: Paper, reader: Enrollment, now: datetime, *, knowingly: bool = False) -> Room:
    """Return what a student may read of a paper; ``knowingly`` they accept what reading may cost.

    Always eight queries. The caller notes the first reading where there are voices.
    """
    board = standings(paper.course, now, papers=[paper])
    mine = board[reader.pk, paper.pk]
    situation = mine.situation(now)
    if not is_open(reader.course.reviews_open, situation, now):
        return Room(mine, is_open=False)
    others = [cell for cell in readable(board, reader, now) if cell.enrollment.pk != reader.pk]
    if others and not knowingly and would_cost(situation, now, has_read=mine.reading is not None):
        return Room(mine, is_open=True, asks_first=True)
    return Room(mine, is_open=True, voices=_voices(paper.course, reader, others))


def name_of(course: Course, cell: Cell) -> str:
    """Return how students see who wrote a review: the real name, or one for this paper alone."""
    if course.reviewer_names == ReviewerNames.REAL:
        return cell.enrollment.name
    return pseudonym(course.pseudonym_key, cell.paper.pk, cell.enrollment.uuid)


def shown_answers(cells: Collection[Cell]) -> dict[int, Revision]:
    """Return the revisions that others read, with their answers, by the revisions' primary keys. One query."""
    return Revision.objects.in_bulk([cell.shown.pk for cell in cells if cell.shown])


def _voices(course: Course, reader: Enrollment, others: Collection[Cell]) -> list[Voice]:
    """Return the reviews in the order of the names that the reader sees, which tells nothing else."""
    fields = list(course.review_fields.read_by(reader))
    shown = shown_answers(others)
    voices = [
        Voice(name_of(course, cell), cell.standing.state == State.LATE, sheet(fields, shown[cell.shown.pk].answers))
        for cell in others
        if cell.shown
    ]
    return sorted(voices, key=lambda voice: voice.name)
