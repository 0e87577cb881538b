"""Reviews: one a student and paper, made of revisions that are never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from courseapp import answers as rules
from courseapp.answers import Answers
from courseapp.models import Course, Enrollment, Event, Stamp, User
from reviews.models.cells import Cell, cells, own_cell, readable
from reviews.models.forms import ReviewField
from reviews.models.papers import Paper
from reviews.models.revisions import Reading, Revision


class AlreadyHandedIn(Exception):
    """The very same text was handed in before; nothing changed."""


class AlreadyAccepted(Exception):
    """One of the reviews that should be accepted is so already."""


class NothingToAccept(Exception):
    """No revision could be graded: none is complete and written before its author read the others."""


@dataclass(frozen=True)
class Saving:
    """What became of a save: the revision that holds the text, and the required fields that it leaves empty.

    ``is_first``: the review was made by it.
    """

    revision: Revision
    missing: list[rules.Field]
    is_first: bool

    @property
    def is_stale(self) -> bool:
        """Whether the review had moved on: the text is kept beside it, nothing was overwritten."""
        return self.revision.beside_id is not None

    def cell(self, now: datetime) -> Cell:
        """Return how the review stands now. Two queries; one after the first save."""
        review = self.revision.review
        return own_cell(review.enrollment, review.paper, now, line=[self.revision] if self.is_first else None)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Which reviews, and how text is kept."""

    def visible_to(self, reader: Enrollment, *, now: datetime) -> "ReviewQuerySet":
        """Return the reviews of the reader's course that this reader may read.

        The pure rule decides, by the papers at hand; the query only filters by what it said. Staff:
        no further query; others: seven.
        """
        of_course = self.filter(paper__course=reader.course_id)
        if reader.is_staff:
            return of_course
        if not reader.is_student:
            return of_course.filter(enrollment=reader)
        papers = Paper.objects.scheduled().filter(pk__in=of_course.order_by().values("paper"))
        students = reader.course.enrollments.students()
        board = cells(
            reader.course, now, students=list(students), papers=list(papers), reviews=self.model.objects.all()
        )
        return of_course.filter(pk__in=[cell.review.pk for cell in readable(board, reader, now) if cell.review])

    @transaction.atomic
    def keep(
        self, *, enrollment: Enrollment, paper: Paper, answers: Answers, based_on: int, now: datetime,
        hand_in: bool = False, keeps_draft: bool = False, refused: Collection[str] = (),
        unasked: Mapping[str, list[str]] | None = None, asked: Collection[ReviewField] | None = None,
    ) -> Saving:  # fmt: skip
        """Keep what a student typed, always; make the review with its first text.

        ``based_on`` is the number of the revision that the writer saw, 0 for none: if the review has
        moved on since, the text is kept beside it and handed in by nobody. A hand-in with required
        fields empty is kept as a draft, and ``Saving.missing`` names them. The same text again makes
        no revision. ``refused`` are the keys of answers too long to keep: what they said stays, and
        nothing is handed in. ``unasked`` is what was sent for no field of the form; ``asked`` are its
        fields, where they are at hand. Raise AlreadyHandedIn if the same text was handed in before.

        A class does this at one moment, so it takes few queries: two to read, three to write.
        """
        review, is_first = self._locked(enrollment, paper)
        newest = None if is_first else review.revisions.order_by("number").last()
        head = newest if newest is None or newest.beside_id is None else review.revisions.main_line().last()
        fields = [field.as_rule() for field in (paper.course.review_fields.asked() if asked is None else asked)]
        said = _completed(answers, head, fields, refused)
        missing = rules.missing(fields, said)
        draft = Revision(
            review=review, number=newest.number + 1 if newest else 1, saved_at=now,
            answers=said, unasked=dict(unasked or {}), words=rules.words(fields, said),
            is_complete=not missing, is_hand_in=hand_in and paper.has_opened(now) and not missing and not refused,
            keeps_draft=keeps_draft and not hand_in,
            not_counted_because=why_not_counted(paper.course, enrollment, now),
        )  # fmt: skip
        kept = review.add(draft, head=head, based_on=based_on, wants_hand_in=hand_in)
        kept.review = review
        return Saving(kept, missing, is_first)

    def _locked(self, enrollment: Enrollment, paper: Paper) -> tuple["Review", bool]:
        """Return the student's review of the paper, which no other save touches meanwhile, and whether it is new."""
        review, is_first = self.select_for_update().get_or_create(enrollment=enrollment, paper=paper)
        review.enrollment, review.paper = enrollment, paper
        return review, is_first

    @transaction.atomic
    def accept(self, keys: Collection[int], *, now: datetime, by: User | None, reason: str) -> None:
        """Let these late reviews count as they stand now: all of them, or none.

        Raise NothingToAccept if of one no revision could be graded, AlreadyAccepted if one is accepted.
        """
        for review in self._all_locked(keys):
            if review.accepted_at is not None:
                raise AlreadyAccepted
            review.accept(now=now, by=by, reason=reason)

    @transaction.atomic
    def withdraw_acceptances(self, keys: Collection[int], *, now: datetime, by: User | None, reason: str = "") -> None:
        """Let these accepted reviews be late again; one that is late already stays as it is."""
        for review in self._all_locked(keys):
            if review.accepted_at is not None:
                review.withdraw_acceptance(now=now, by=by, reason=reason)

    def _all_locked(self, keys: Collection[int]) -> "ReviewQuerySet":
        """Return these reviews, locked in one order, so that two of the staff wait for each other."""
        rows = self.filter(pk__in=keys).select_related("paper__course", "enrollment__user")
        return rows.select_for_update(of=("self",)).order_by("pk")


def _completed(
    answers: Answers, head: Revision | None, fields: Collection[rules.Field], refused: Collection[str]
) -> dict[str, rules.Answer]:
    """Return the answers, and those of the revision before that were not asked for, or refused now."""
    asked = {field.key for field in fields} - set(refused)
    before = head.answers if head is not None else {}
    return {**{key: answer for key, answer in before.items() if key not in asked}, **answers}


def why_not_counted(course: Course, enrollment: Enrollment, now: datetime) -> str:
    """Return why text kept now counts for nothing; empty where it may count."""
    if course.archived_at is not None and course.archived_at <= now:
        return "the course is archived"
    if enrollment.ended_on is not None and course.day_of(now) > enrollment.ended_on:
        return "the enrollment has ended"
    return ""


class Review(models.Model):
    """What one student writes of one paper."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="reviews")
    paper = models.ForeignKey(Paper, on_delete=models.RESTRICT, related_name="reviews")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "paper"], name="one_review_a_student_and_paper")]

    def __str__(self) -> str:
        return f"{self.enrollment.name} on {self.paper}"

    def record(
        self, kind: str, *, now: datetime, by: User | None, after: dict[str, int | str], reason: str = ""
    ) -> None:
        """Write an event about this review; call it in the transaction of the change."""
        Event.objects.record(
            course=self.paper.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"paper": self.paper_id, **after}, reason=reason, part=self.paper.part,
        )  # fmt: skip

    def add(self, draft: Revision, *, head: Revision | None, based_on: int, wants_hand_in: bool) -> Revision:
        """Add a revision after ``head``, or beside it if the writer saw another; call it with the review locked.

        Return the revision that holds the text: an older one where it says the same.
        Raise AlreadyHandedIn if that one was handed in and this one should be.
        """
        if head is not None and draft.says_the_same_as(head):
            if wants_hand_in and head.is_hand_in:
                raise AlreadyHandedIn
            if not draft.is_hand_in and draft.keeps_draft == head.keeps_draft:
                return head
        elif head is not None and based_on != head.number:
            draft.beside, draft.is_hand_in = head, False
            twin = next((one for one in head.stale_saves.all() if draft.says_the_same_as(one)), None)
            if twin is not None:
                return twin
        draft.save()
        if draft.is_hand_in:
            self.record(
                "review.handed_in", now=draft.saved_at, by=self.enrollment.user, after={"revision": draft.number}
            )
        else:
            Stamp.objects.bump(self.paper.course_id, self.paper.part, self.enrollment.part)
        return draft

    def restore(self, old: Revision, *, now: datetime) -> Saving:
        """Bring an older text back as the newest revision; it is not handed in by that."""
        head = self.revisions.main_line().last()
        return Review.objects.keep(
            enrollment=self.enrollment, paper=self.paper, answers=old.answers, unasked=old.unasked,
            based_on=head.number if head else 0, now=now,
        )  # fmt: skip

    @transaction.atomic
    def accept(self, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Let late work count as it stands now. Raise NothingToAccept if no revision could be graded."""
        candidates = self.revisions.main_line().filter(is_complete=True, not_counted_because="", saved_at__lte=now)
        first = Reading.objects.filter(enrollment=self.enrollment_id, paper=self.paper_id).first()
        if not candidates.filter(Q(saved_at__lte=first.at) if first else Q()).exists():
            raise NothingToAccept
        self.accepted_at, self.accepted_by = now, by
        self.save(update_fields=["accepted_at", "accepted_by"])
        self.record("review.accepted", now=now, by=by, after={"accepted_at": now.isoformat()}, reason=reason)

    @transaction.atomic
    def withdraw_acceptance(self, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Take an acceptance back: the work is late again."""
        self.accepted_at = self.accepted_by = None
        self.save(update_fields=["accepted_at", "accepted_by"])
        self.record("review.acceptance_withdrawn", now=now, by=by, after={}, reason=reason)
