"""How the reviews of a course stand: students × papers, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from courseapp.models import Course, Enrollment
from reviews import deadlines
from reviews.models import Extension, Paper, Reading, Review, Revision, Waiver
from reviews.standing import Saved, Standing, Terms, standing

RowT = TypeVar("RowT", Review, Extension, Waiver, Reading)
Key = tuple[int, int]  # enrollment's and paper's primary keys


@dataclass(frozen=True, slots=True)
class Cell:
    """One student's review of one paper: when it is due, how it stands, and the rows behind that."""

    enrollment: Enrollment
    paper: Paper
    due_at: datetime
    cut_off: datetime
    standing: Standing
    review: Review | None = None
    graded: Revision | None = None
    extension: Extension | None = None
    waiver: Waiver | None = None


def standings(
    course: Course,
    now: datetime,
    *,
    enrollments: Iterable[Enrollment] | None = None,
    papers: Iterable[Paper] | None = None,
) -> dict[Key, Cell]:
    """Return a cell for every student and paper, keyed by their primary keys.

    All students and all papers of the course unless fewer are given. Always six queries, and one
    more each for students and papers that are not given. Answers are not loaded.
    """
    students = list(course.enrollments.students().by_name() if enrollments is None else enrollments)
    chosen = list(course.papers.scheduled() if papers is None else papers)
    reviews = _by_key(Review.objects.filter(paper__in=chosen, enrollment__in=students))
    extensions = _by_key(Extension.objects.standing().filter(paper__in=chosen, enrollment__in=students))
    waivers = _by_key(Waiver.objects.standing().filter(paper__in=chosen, enrollment__in=students))
    readings = _by_key(Reading.objects.filter(paper__in=chosen, enrollment__in=students))
    revisions = _revisions([review.pk for review in reviews.values()])
    cells = {}
    for paper in chosen:
        for student in students:
            key = (student.pk, paper.pk)
            review, reading = reviews.get(key), readings.get(key)
            cells[key] = _cell(
                course, student, paper, review, revisions[review.pk] if review else [], extensions.get(key), waivers.get(key),
                reading.at if reading else None, now,
            )  # fmt: skip
    return cells


def _cell(
    course: Course, student: Enrollment, paper: Paper, review: Review | None, revisions: Collection[Revision],
    extension: Extension | None, waiver: Waiver | None, first_read_at: datetime | None, now: datetime,
) -> Cell:  # fmt: skip
    due_at = deadlines.personal_due(paper.class_due_at, extension.due_at if extension else None)
    cut_off = deadlines.cut_off(due_at, course.grace)
    terms = Terms(
        cut_off,
        course.hand_in_drafts,
        first_read_at,
        accepted_at=review.accepted_at if review else None,
        is_waived=waiver is not None,
    )
    stands = standing(_saved(revisions, now), terms, now)
    graded = next((revision for revision in revisions if revision.number == stands.graded), None)
    return Cell(student, paper, due_at, cut_off, stands, review, graded, extension, waiver)


def _saved(revisions: Iterable[Revision], now: datetime) -> list[Saved]:
    """Return what counts of a review's main line at ``now``."""
    return [
        revision.as_saved() for revision in revisions if revision.saved_at <= now and not revision.not_counted_because
    ]


def _revisions(review_pks: list[int]) -> dict[int, list[Revision]]:
    found: dict[int, list[Revision]] = defaultdict(list)
    for revision in Revision.objects.main_line().filter(review__in=review_pks).defer("answers"):
        found[revision.review_id].append(revision)
    return found


def _by_key(rows: Iterable[RowT]) -> dict[Key, RowT]:
    return {(row.enrollment_id, row.paper_id): row for row in rows}
