"""How the reviews of a course stand: students × papers, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from courseapp.models import Course, Enrollment
from reviews.models import Paper, Review, Revision
from reviews.models.cells import Cell, Key, cells, own_cell, readable

__all__ = ["Cell", "Key", "my_cell", "readable", "standings", "turning_points"]


def standings(
    course: Course,
    now: datetime,
    *,
    enrollments: Iterable[Enrollment] | None = None,
    papers: Iterable[Paper] | None = None,
) -> dict[Key, Cell]:
    """Return a cell for every student and paper, keyed by their primary keys.

    All students and all papers of the course unless fewer are given. Always five queries, and one
    more each for students and papers that are not given. Answers are not loaded.
    """
    students = list(course.enrollments.students().by_name() if enrollments is None else enrollments)
    chosen = list(course.papers.scheduled() if papers is None else papers)
    return cells(course, now, students=students, papers=chosen, reviews=Review.objects.all())


def turning_points(cells: Iterable[Cell], now: datetime) -> dict[int, set[datetime]]:
    """Return, by paper, when the clock alone changes how these reviews stand, or has changed it. One query."""
    found: dict[int, set[datetime]] = defaultdict(set)
    for cell in cells:
        known = [
            cell.due_at, cell.cut_off, cell.latest.saved_at if cell.latest else None,
            cell.reading.at if cell.reading else None, cell.review.accepted_at if cell.review else None,
            cell.extension.granted_at if cell.extension else None, cell.waiver.granted_at if cell.waiver else None,
        ]  # fmt: skip
        found[cell.paper.pk] |= {at for at in known if at is not None}
    later = Revision.objects.filter(review__paper__in=list(found), saved_at__gt=now)
    for paper, at in later.values_list("review__paper", "saved_at").order_by():
        found[paper].add(at)
    return found


def my_cell(student: Enrollment, paper: Paper, now: datetime) -> Cell:
    """Return how one student's review of one paper stands. Two queries at most."""
    return own_cell(student, paper, now)
