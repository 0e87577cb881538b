"""The shelf as HTML: put together once a student, once for all staff, and once for whoever else looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Enrollment, Stamp
from reviews.marking import marking_times
from reviews.models import MarkRelease, Paper
from reviews.shelf import Place, shelf
from reviews.standing import Standing
from reviews.standings import Cell, turning_points

MOST = 3  # reviews that stand above the list


@dataclass(frozen=True, slots=True)
class DueReview:
    """A review that its student owes and can still hand in on time."""

    paper_pk: int
    title: str
    due_at: datetime
    is_extended: bool
    words: int | None
    standing: Standing

    @classmethod
    def of(cls, cell: Cell) -> "DueReview":
        """Return what the list says of a cell."""
        words = cell.latest.words if cell.latest else None
        return cls(cell.paper.pk, cell.paper.title, cell.due_at, cell.extension is not None, words, cell.standing)


@dataclass(frozen=True, slots=True)
class ShelfTable:
    """The table of the papers, empty where there are none; and a student's own reviews that are due next."""

    html: SafeString
    due: list[DueReview]


def shelf_table(reader: Enrollment, now: datetime) -> ShelfTable:
    """Return the papers of the reader's course as this reader sees them.

    For staff four queries. For others one, unless something of the course or their own has changed; then eleven.
    """
    if reader.is_staff:
        return ShelfTable(_staff_table(reader, now), [])
    own = reader if reader.is_student else None
    stamp = f"{Stamp.objects.of(reader.course_id, own.part if own else 'visitors')}|{terms_of(reader.course)}"
    return shared(f"shelf:{reader.course_id}:{own.pk if own else ''}", stamp, now, lambda: _made(reader, now))


def _staff_table(reader: Enrollment, now: datetime) -> SafeString:
    """Return the table as all staff see it; it is written anew where any word of it would be another."""
    places = shelf(reader, now, Paper.objects.of(reader.course))
    told = [
        (place.paper.pk, place.paper.title, place.paper.meeting_id, place.paper.meeting.day, place.due_at,
         place.paper.meeting.cancelled_at, place.paper.is_assigned_at_all, place.tally, place.is_released)
        for place in places
    ]  # fmt: skip
    stamp = f"{told}|{terms_of(reader.course)}"
    return shared(f"shelf:{reader.course_id}:staff", stamp, now, lambda: (_html(reader, places, now), ()))


def _made(reader: Enrollment, now: datetime) -> tuple[ShelfTable, set[datetime]]:
    papers = list(Paper.objects.of(reader.course))
    places = shelf(reader, now, papers)
    cells = [place.cell for place in places if place.cell]
    turns = {at for paper in papers for at in (paper.class_due_at, paper.opens_at) if at}
    turns |= {
        *midnights(reader.course, now),
        *MarkRelease.objects.filter(paper__in=papers).values_list("at", flat=True),
    }
    turns.update(*turning_points(cells, now).values(), *marking_times(papers, now).values())
    return ShelfTable(_html(reader, places, now), due_next(cells)), turns


def _html(reader: Enrollment, places: list[Place], now: datetime) -> SafeString:
    context = {"places": places, "reader": reader, "course": reader.course, "now": now}
    return render_to_string("reviews/_shelf.html", context) if places else SafeString("")


def due_next(cells: Iterable[Cell]) -> list[DueReview]:
    """Return the reviews that are owed, not handed in and not past due, the next one first."""
    owed = [cell for cell in cells if cell.is_assigned and not cell.is_past and not cell.standing.is_handed_in]
    return [DueReview.of(cell) for cell in sorted(owed, key=lambda cell: cell.due_at)[:MOST]]
