"""Late work: what came after the due time, how late it is, and what of it would count if it were accepted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from courseapp.models import Course
from reviews.models import Paper, Revision
from reviews.standing import State
from reviews.standings import Cell, standings


@dataclass(frozen=True, slots=True)
class LateReview:
    """A review that is late, or late and accepted; ``counts`` is what would be graded if it were accepted now.

    For an accepted one, ``counts`` is what is graded. None where nothing complete was written before reading others.
    """

    cell: Cell
    late_by: timedelta
    counts: Revision | None

    @property
    def key(self) -> str:
        """Names the review and the revision that would count, so that a confirmation means what its reader saw."""
        return f"{self.cell.review.pk if self.cell.review else 0}:{self.counts.number if self.counts else 0}"


def late_work(course: Course, now: datetime, papers: Iterable[Paper] | None = None) -> list[LateReview]:
    """Return the late and the accepted reviews, by paper and name. Queries as in ``standings``, and one more."""
    cells = [cell for cell in standings(course, now, papers=papers).values() if _is_late(cell)]
    complete = _complete([cell.review.pk for cell in cells if cell.review], now)
    return [_late(cell, complete.get(cell.review.pk, []) if cell.review else []) for cell in cells]


def _is_late(cell: Cell) -> bool:
    return cell.standing.state in (State.LATE, State.ACCEPTED)


def _late(cell: Cell, complete: Collection[Revision]) -> LateReview:
    """Return how late a review is: when it was handed in, or else last written."""
    at = cell.standing.handed_in_at or (cell.latest.saved_at if cell.latest else cell.due_at)
    read_at = cell.reading.at if cell.reading else None
    fresh = [one for one in complete if read_at is None or one.saved_at <= read_at]
    counts = cell.graded or (fresh[-1] if fresh else None)
    return LateReview(cell, max(at - cell.due_at, timedelta(0)), counts)


def _complete(reviews: Collection[int], now: datetime) -> dict[int, list[Revision]]:
    """Return the complete revisions of these reviews that may count, oldest first; without their answers."""
    found: dict[int, list[Revision]] = {pk: [] for pk in reviews}
    rows = Revision.objects.main_line().filter(review__in=reviews, is_complete=True, not_counted_because="")
    for revision in rows.filter(saved_at__lte=now).defer("answers", "unasked"):
        found[revision.review_id].append(revision)
    return found
