"""Marks of reviews, read across a course: what counts, what is released, and what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256

from django.db.models import Max, Min, Q

from courseapp.models import Course, Enrollment, User
from reviews.drift import Sample
from reviews.lateness import lateness
from reviews.models import Mark, MarkRelease, Paper
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class Entry:
    """One student's review in the queue of a paper, and the mark that counts."""

    cell: Cell
    mark: Mark | None

    @property
    def review_pk(self) -> int:
        """The primary key of the review; 0 where there is none."""
        return self.cell.review.pk if self.cell.review else 0

    @property
    def can_be_marked(self) -> bool:
        """Whether there is a text to mark: one that is graded, or else handed in."""
        return self.cell.shown is not None

    @property
    def lateness(self) -> str:
        """How late it came, in words; empty where it was in time."""
        return lateness(self.cell)

    @property
    def is_outdated(self) -> bool:
        """Whether the mark was given to another revision than the one that is graded now."""
        return self.mark is not None and self.cell.shown is not None and self.mark.revision_id != self.cell.shown.pk


def latest_marks(papers: Iterable[Paper], now: datetime, *, of: Enrollment | None = None) -> dict[int, Mark]:
    """Return the mark of each review of these papers that counts, by the review's primary key. One query.

    Released or not: ask ``released`` before a student sees one.
    """
    marks = Mark.objects.given(now).filter(review__paper__in=list(papers)).select_related("by")
    if of is not None:
        marks = marks.filter(review__enrollment=of)
    return {mark.review_id: mark for mark in marks}


def marking_times(papers: Iterable[Paper], now: datetime) -> dict[int, set[datetime]]:
    """Return, by paper, when the last mark came and when others are to come. One query."""
    chosen = list(papers)
    found: dict[int, set[datetime]] = {paper.pk: set() for paper in chosen}
    last = Max("at", filter=Q(at__lte=now))
    rows = Mark.objects.filter(review__paper__in=chosen).values("review__paper").order_by()
    for row in rows.annotate(last=last, next=Min("at", filter=Q(at__gt=now))):
        found[row["review__paper"]] |= {at for at in (row["last"], row["next"]) if at is not None}
    return found


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


@dataclass(frozen=True, slots=True)
class Deck:
    """What of a paper can be marked, in an order without meaning: another for each marker, always the same for one."""

    entries: list[Entry]

    @property
    def waiting(self) -> int:
        """How many have no mark."""
        return sum(entry.mark is None for entry in self.entries)

    def position(self, review: int) -> int:
        """Return the place, from 1, of the review with this primary key. Raise KeyError if it is not in the deck."""
        for position, entry in enumerate(self.entries, 1):
            if entry.review_pk == review:
                return position
        raise KeyError(review)

    def at(self, review: int) -> Entry:
        """Return the entry of a review. Raise KeyError if it is not in the deck."""
        return self.entries[self.position(review) - 1]

    def beside(self, review: int, by: int) -> Entry | None:
        """Return the entry ``by`` places after this review's; None beyond the ends."""
        place = self.position(review) - 1 + by
        return self.entries[place] if 0 <= place < len(self.entries) else None

    def next_unmarked(self, after: int | None = None) -> Entry | None:
        """Return the next one that waits for a mark, going round."""
        return next_unmarked(self.entries, after)


def shuffled(entries: Iterable[Entry], marker: User) -> Deck:
    """Return a marker's deck. A review that comes late takes a place among the others; they keep their order."""

    def place(entry: Entry) -> bytes:
        return sha256(f"{marker.pk}:{entry.review_pk}".encode()).digest()

    return Deck(sorted((entry for entry in entries if entry.can_be_marked), key=place))


@dataclass(frozen=True, slots=True)
class Pile:
    """A paper, with everything of it that can be marked."""

    paper: Paper
    entries: list[Entry]
    is_released: bool

    @property
    def markable(self) -> list[Entry]:
        """What can be marked, by name."""
        return [entry for entry in self.entries if entry.can_be_marked]

    @property
    def waiting(self) -> int:
        """How many of these have no mark."""
        return sum(entry.mark is None for entry in self.markable)

    @property
    def marked(self) -> int:
        """How many have one."""
        return sum(entry.mark is not None for entry in self.entries)

    @property
    def outdated(self) -> int:
        """How many marks were given to an older text."""
        return sum(entry.is_outdated for entry in self.entries)


def piles(course: Course, now: datetime, papers: Iterable[Paper] | None = None) -> list[Pile]:
    """Return a pile for each paper, in the order of their meetings; queries as in ``standings`` and two more."""
    chosen = list(course.papers.scheduled() if papers is None else papers)
    marks, open_marks = latest_marks(chosen, now), released(chosen, now)
    entries: dict[int, list[Entry]] = {paper.pk: [] for paper in chosen}
    for (_, paper), cell in standings(course, now, papers=chosen).items():
        entries[paper].append(Entry(cell, marks.get(cell.review.pk) if cell.review else None))
    return [Pile(paper, entries[paper.pk], paper.pk in open_marks) for paper in chosen]


def samples(course: Course, now: datetime, papers: Iterable[Paper] | None = None) -> list[Sample]:
    """Return the marks that count, of these papers or of all, for the figures on drift. One query, or two."""
    chosen = list(course.papers.scheduled() if papers is None else papers)
    return [
        Sample(
            marker=mark.by.get_full_name() if mark.by else "nobody we know",
            paper=mark.review.paper_id,
            position=mark.position,
            said=str(mark),
            share=None if mark.share is None else Fraction(mark.share),
        )
        for mark in {
            mark.review_id: mark
            for mark in Mark.objects.given(now).filter(review__paper__in=chosen).select_related("by", "review")
        }.values()
    ]
