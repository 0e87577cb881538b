"""What students would read today under each setting of who reads whose reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Course, ReviewsOpen
from reviews.models import Paper
from reviews.pseudonyms import pseudonym
from reviews.reading import is_open
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class Sight:
    """What one setting would show of one paper today.

    ``readers`` of ``students`` would read others' reviews, each from ``least`` to ``most`` of them.
    """

    paper: Paper
    students: int
    readers: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting, and what it would show of each paper that is looked at."""

    label: str
    is_current: bool
    sights: list[Sight]


@dataclass(frozen=True, slots=True)
class Reach:
    """Every setting, and a review of the class under its author's name and under its ``alias``, if there is one."""

    choices: list[Choice]
    name: str = ""
    alias: str = ""


def reach(course: Course, now: datetime) -> Reach:
    """Return what each setting would show today of the paper that was due last and of the one that is due next.

    Seven queries, whatever there is.
    """
    board = standings(course, now, papers=_telling(course, now))
    papers = {cell.paper.pk: cell.paper for cell in board.values()}
    by_paper = [[cell for cell in board.values() if cell.paper.pk == pk] for pk in papers]
    choices = [
        Choice(label, value == course.reviews_open, [_sight(cells, value, now) for cells in by_paper])
        for value, label in ReviewsOpen.choices
    ]
    written = next((cell for cell in board.values() if cell.shown), None)
    if written is None:
        return Reach(choices)
    author = written.enrollment
    return Reach(choices, author.name, pseudonym(course.pseudonym_key, written.paper.pk, author.uuid))


def _telling(course: Course, now: datetime) -> list[Paper]:
    papers = Paper.objects.of(course)
    past = [paper for paper in papers if paper.class_due_at <= now]
    ahead = [paper for paper in papers if paper.class_due_at > now]
    return past[-1:] + ahead[:1]


def _sight(cells: Sequence[Cell], setting: str, now: datetime) -> Sight:
    situations = [(cell, cell.situation(now)) for cell in cells]
    here = [(cell, situation) for cell, situation in situations if situation.is_enrolled]
    shown = sum(cell.shown is not None for cell in cells)
    counts = [shown - (cell.shown is not None) for cell, situation in here if is_open(setting, situation, now)]
    readers = [count for count in counts if count]
    return Sight(cells[0].paper, len(here), len(readers), min(readers, default=0), max(readers, default=0))
