"""How the reviews of a course stand: students × papers, in a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime

from courseapp.models import Course, Enrollment
from reviews.models import Paper, Review
from reviews.models.cells import Cell, Key, cells, readable

__all__ = ["Cell", "Key", "my_cell", "readable", "standings"]


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


def my_cell(student: Enrollment, paper: Paper, now: datetime) -> Cell:
    """Return how one student's review of one paper stands. Always five queries."""
    return standings(student.course, now, enrollments=[student], papers=[paper])[student.pk, paper.pk]
