"""How each review of a class stands, from stored rows; and which of them a reader may read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.db.models import FilteredRelation, Q, QuerySet

from courseapp.models import Course, Enrollment
from reviews import deadlines
from reviews.models.allowances import Extension, Waiver
from reviews.models.papers import Paper
from reviews.models.revisions import Reading, Revision
from reviews.reading import Situation, is_open
from reviews.standing import Saved, Standing, Terms, standing

if TYPE_CHECKING:
    from reviews.models.reviews import Review

Key = tuple[int, int]  # enrollment's and paper's primary keys
OWN = {name: f"own_{name}" for name in ("reviews", "extensions", "waivers", "readings")}  # one row of each at most


class Keyed(Protocol):
    """A row of one student and one paper."""

    enrollment_id: int
    paper_id: int


RowT = TypeVar("RowT", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Cell:
    """One student's review of one paper: when it is due, how it stands, and the rows behind that.

    ``is_past``: the due time, as pages show it, has passed. ``latest`` is the newest revision, whether it
    counts or not; ``graded`` the one that counts; ``shown`` the one that others read. None of the three
    has its answers loaded.
    """

    enrollment: Enrollment
    paper: Paper
    due_at: datetime
    cut_off: datetime
    is_past: bool
    standing: Standing
    review: "Review | None" = None
    latest: Revision | None = None
    graded: Revision | None = None
    shown: Revision | None = None
    extension: Extension | None = None
    waiver: Waiver | None = None
    reading: Reading | None = None

    @property
    def is_assigned(self) -> bool:
        """Whether this student has to review this paper."""
        return self.waiver is None and self.paper.is_assigned_to(self.enrollment)

    def situation(self, now: datetime) -> Situation:
        """Return what the rule on reading others sees."""
        return Situation(
            standing=self.standing,
            is_waived=self.waiver is not None,
            is_enrolled=self.enrollment.covers(self.paper.meeting.course.day_of(now)),
            cut_off=self.cut_off,
            ends_at=self.paper.meeting.ends_at,
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored of these students and papers; each by their primary keys, revisions by their review's."""

    reviews: "dict[Key, Review]"
    extensions: dict[Key, Extension]
    waivers: dict[Key, Waiver]
    readings: dict[Key, Reading]
    revisions: Mapping[int, Sequence[Revision]]


def cells(
    course: Course,
    now: datetime,
    *,
    students: Sequence[Enrollment],
    papers: Sequence[Paper],
    reviews: QuerySet["Review"],
) -> dict[Key, Cell]:
    """Return a cell for every student and paper. Always five queries; no answer is loaded."""
    chosen = {"paper__in": papers, "enrollment__in": students}
    written = _by_key(reviews.filter(**chosen).select_related("accepted_by"))
    rows = Rows(
        reviews=written,
        extensions=_by_key(Extension.objects.standing_at(now).filter(**chosen).select_related("granted_by")),
        waivers=_by_key(Waiver.objects.standing_at(now).filter(**chosen).select_related("granted_by")),
        readings=_by_key(Reading.objects.filter(at__lte=now, **chosen)),
        revisions=_revisions([review.pk for review in written.values()], now),
    )
    return {
        (student.pk, paper.pk): _cell(course, student, paper, rows, now) for paper in papers for student in students
    }


def own_cell(student: Enrollment, paper: Paper, now: datetime, *, line: Sequence[Revision] | None = None) -> Cell:
    """Return the cell of one student and paper, as ``cells`` does; ``line`` are its revisions, if they are at hand.

    Two queries at most: a class opens its forms, and sends them, at one moment.
    """
    key, own = (student.pk, paper.pk), _with_own_rows(student, now).get(pk=paper.pk)
    stored = {name: {key: row} if (row := getattr(own, alias, None)) else {} for name, alias in OWN.items()}
    reviews = [review.pk for review in stored["reviews"].values()]
    revisions = _revisions(reviews, now) if line is None else dict.fromkeys(reviews, line)
    return _cell(student.course, student, paper, Rows(**stored, revisions=revisions), now)


def _with_own_rows(student: Enrollment, now: datetime) -> QuerySet[Paper]:
    """Return papers, each with what is stored of this student under the names of ``OWN``, where anything is."""
    conditions = {
        "reviews": Q(reviews__enrollment=student),
        "extensions": Q(extensions__enrollment=student, extensions__withdrawn_at=None),
        "waivers": Q(waivers__enrollment=student, waivers__withdrawn_at=None),
        "readings": Q(readings__enrollment=student, readings__at__lte=now),
    }
    joined = {OWN[name]: FilteredRelation(name, condition=which) for name, which in conditions.items()}
    return Paper.objects.annotate(**joined).select_related(*joined).order_by()


def readable(board: dict[Key, Cell], reader: Enrollment, now: datetime) -> list[Cell]:
    """Return the cells with a review that this reader may read, of a board that holds the reader's own.

    Their own always; staff all; a student those handed in on the papers that are open to them.
    Source: docs/reviews.md, "Who reads whose".
    """
    open_papers = opened(board, reader, is_open, now)
    return [
        cell
        for (student, paper), cell in board.items()
        if cell.review is not None
        and (reader.is_staff or student == reader.pk or (cell.shown is not None and paper in open_papers))
    ]


def opened(
    board: dict[Key, Cell], reader: Enrollment, rule: Callable[[str, Situation, datetime], bool], now: datetime
) -> set[int]:
    """Return the papers that a rule opens to a student, of a board that holds their own cells; by primary key."""
    return {
        paper
        for (student, paper), cell in board.items()
        if student == reader.pk and reader.is_student and rule(reader.course.reviews_open, cell.situation(now), now)
    }


def _cell(course: Course, student: Enrollment, paper: Paper, rows: Rows, now: datetime) -> Cell:
    key = (student.pk, paper.pk)
    review, extension, waiver, reading = (
        rows.reviews.get(key), rows.extensions.get(key), rows.waivers.get(key), rows.readings.get(key)
    )  # fmt: skip
    revisions = rows.revisions.get(review.pk, ()) if review else ()
    due_at = deadlines.personal_due(paper.class_due_at, extension.due_at if extension else None)
    terms = Terms(
        cut_off=deadlines.cut_off(due_at, course.grace),
        hand_in_drafts=course.hand_in_drafts,
        first_read_at=reading.at if reading else None,
        accepted_at=review.accepted_at if review else None,
        is_waived=waiver is not None,
    )
    stands = standing(_saved(revisions), terms, now)
    numbered = {revision.number: revision for revision in revisions}
    return Cell(
        enrollment=student, paper=paper, due_at=due_at, cut_off=terms.cut_off, is_past=now > due_at, standing=stands,
        review=review, latest=revisions[-1] if revisions else None, graded=numbered.get(stands.graded or 0),
        shown=numbered.get(stands.shown or 0), extension=extension, waiver=waiver, reading=reading,
    )  # fmt: skip


def _saved(revisions: Iterable[Revision]) -> list[Saved]:
    """Return what counts of a review's main line."""
    return [revision.as_saved() for revision in revisions if not revision.not_counted_because]


def _revisions(reviews: list[int], now: datetime) -> dict[int, list[Revision]]:
    """Return the main lines of these reviews as they were at ``now``, oldest first."""
    found: dict[int, list[Revision]] = defaultdict(list)
    rows = Revision.objects.main_line().filter(review__in=reviews, saved_at__lte=now)
    for revision in rows.defer("answers", "unasked"):
        found[revision.review_id].append(revision)
    return found


def _by_key(rows: Iterable[RowT]) -> dict[Key, RowT]:
    return {(row.enrollment_id, row.paper_id): row for row in rows}
