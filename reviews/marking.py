"""Marks of reviews, read across a course: what counts, what is released, and what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Enrollment
from reviews.models import Mark, MarkRelease, Paper
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class Entry:
    """One student's review in the queue of a paper, and the mark that counts."""

    cell: Cell
    mark: Mark | None

    @property
    def can_be_marked(self) -> bool:
        """Whether there is a text to mark: one that is graded, or else handed in."""
        return self.cell.shown is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the mark was given to another revision than the one that is graded now."""
        return self.mark is not None and self.cell.shown is not None and self.mark.revision_id != self.cell.shown.pk


def latest_marks(papers: Iterable[Paper], now: datetime, *, of: Enrollment | None = None) -> dict[int, Mark]:
    """Return the mark of each review of these papers that counts, by the review's primary key. One query.

    Released or not: ask ``released`` before a student sees one.
    """
    marks = Mark.objects.filter(review__paper__in=list(papers), at__lte=now).select_related("by").order_by("at", "pk")
    if of is not None:
        marks = marks.filter(review__enrollment=of)
    return {mark.review_id: mark for mark in marks}


def released(papers: Iterable[Paper], now: datetime) -> set[int]:
    """Return the primary keys of the papers whose marks students see. One query."""
    return set(MarkRelease.objects.filter(paper__in=list(papers), at__lte=now).values_list("paper", flat=True))


def queue(paper: Paper, now: datetime) -> list[Entry]:
    """Return an entry for every student, by name. Always seven queries."""
    marks = latest_marks([paper], now)
    cells = standings(paper.course, now, papers=[paper]).values()
    return [Entry(cell, marks.get(cell.review.pk) if cell.review else None) for cell in cells]


def next_unmarked(entries: Sequence[Entry], after: int | None = None) -> Entry | None:
    """Return the next review that waits for a mark; after the review of this primary key, then from the start."""
    keys = [entry.cell.review and entry.cell.review.pk for entry in entries]
    start = keys.index(after) + 1 if after in keys else 0
    in_turn = [*entries[start:], *entries[: max(start - 1, 0)]]
    return next((entry for entry in in_turn if entry.can_be_marked and entry.mark is None), None)
