"""Reviews: one a student and paper, made of revisions that are never changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from courseapp import answers as rules
from courseapp.answers import Answers
from courseapp.models import AppendOnly, AppendOnlyQuerySet, Enrollment, Event, User
from reviews.models.papers import Paper
from reviews.standing import Saved


class AlreadyHandedIn(Exception):
    """The very same text was handed in before; nothing changed."""


class NothingToAccept(Exception):
    """No revision of the review is complete."""


@dataclass(frozen=True)
class Saving:
    """What became of a save: the revision that holds the text, and what keeps it from counting."""

    revision: "Revision"
    missing: list[rules.Field]

    @property
    def is_stale(self) -> bool:
        """Whether the review had moved on: the text is kept beside it, nothing was overwritten."""
        return self.revision.beside_id is not None


class ReviewQuerySet(models.QuerySet["Review"]):
    """Which reviews, and how text is kept."""

    @transaction.atomic
    def keep(
        self, *, enrollment: Enrollment, paper: Paper, answers: Answers, based_on: int, now: datetime,
        hand_in: bool = False, keeps_draft: bool = False, not_counted_because: str = "",
    ) -> Saving:  # fmt: skip
        """Keep what a student typed, always; make the review with its first text.

        ``based_on`` is the number of the revision that the writer saw, 0 for none: if the review has
        moved on since, the text is kept beside it and handed in by nobody. A hand-in with required
        fields empty is kept as a draft, and ``Saving.missing`` names them. The same text again makes
        no revision. Raise AlreadyHandedIn if the same text was handed in before.
        """
        review, _ = self.get_or_create(enrollment=enrollment, paper=paper)
        review = self.select_for_update().get(pk=review.pk)
        fields = [field.as_rule() for field in paper.course.review_fields.asked()]
        head = review.revisions.main_line().last()
        missing = rules.missing(fields, answers)
        draft = Revision(
            review=review, saved_at=now, answers=dict(answers), words=rules.words(answers), is_complete=not missing,
            is_hand_in=hand_in and not missing, keeps_draft=keeps_draft and not hand_in, not_counted_because=not_counted_because,
        )  # fmt: skip
        if head is not None and draft.says_the_same_as(head):
            if hand_in and head.is_hand_in:
                raise AlreadyHandedIn
            if not draft.is_hand_in and draft.keeps_draft == head.keeps_draft:
                return Saving(head, missing)
        elif head is not None and based_on != head.number:
            draft.beside, draft.is_hand_in = head, False
        draft.number = review.revisions.count() + 1
        draft.save()
        if draft.is_hand_in:
            review.record("review.handed_in", now=now, by=enrollment.user, after={"revision": draft.number})
        return Saving(draft, missing)


class Review(models.Model):
    """What one student writes of one paper."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="reviews")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="reviews")
    created_at = models.DateTimeField(auto_now_add=True)
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
            after={"paper": self.paper_id, **after}, reason=reason,
        )  # fmt: skip

    @transaction.atomic
    def accept(self, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Let late work count as it stands now. Raise NothingToAccept if no revision is complete."""
        if not self.revisions.main_line().filter(is_complete=True, saved_at__lte=now).exists():
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


class RevisionQuerySet(AppendOnlyQuerySet["Revision"]):
    """Which saved states."""

    def main_line(self) -> "RevisionQuerySet":
        """Return the states that followed one another, oldest first; stale saves are kept beside."""
        return self.filter(beside=None).order_by("number")


class Revision(AppendOnly):
    """One saved state of a review; ``answers`` maps a field's key to its answer."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField()
    is_hand_in = models.BooleanField(default=False)
    keeps_draft = models.BooleanField("kept as a draft by its author", default=False)
    beside = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="stale_saves")
    not_counted_because = models.CharField(max_length=60, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.review}, revision {self.number}"

    def says_the_same_as(self, other: "Revision") -> bool:
        """Return whether every answer is the same; an empty answer is none."""
        return _said(self.answers) == _said(other.answers)

    def as_saved(self) -> Saved:
        """Return the revision as the pure rules see it."""
        return Saved(self.number, self.saved_at, self.is_complete, self.is_hand_in, self.keeps_draft)


def _said(answers: Answers) -> dict[str, object]:
    return {key: answer for key, answer in answers.items() if answer}


class Reading(AppendOnly):
    """The moment when a student first read another's review of a paper; what follows is not graded."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="readings")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "paper"], name="one_first_reading")]

    def __str__(self) -> str:
        return f"{self.enrollment} first read others on {self.paper}"
