"""The saved states of a review, and when its author first read another's; neither ever changes."""

from datetime import datetime

from django.db import models, transaction

from courseapp.answers import Answers
from courseapp.models import AppendOnly, AppendOnlyQuerySet, Enrollment, Event
from reviews.models.papers import Paper
from reviews.standing import Saved


class RevisionQuerySet(AppendOnlyQuerySet["Revision"]):
    """Which saved states."""

    def main_line(self) -> "RevisionQuerySet":
        """Return the states that followed one another, oldest first; stale saves are kept beside."""
        return self.filter(beside=None).order_by("number")


class Revision(AppendOnly):
    """One saved state of a review.

    ``answers`` maps a field's key to its answer; ``unasked`` keeps what was sent for no field of the form.
    """

    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    unasked = models.JSONField(default=dict)
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
        return _said(self.answers) == _said(other.answers) and self.unasked == other.unasked

    def as_saved(self) -> Saved:
        """Return the revision as the pure rules see it."""
        return Saved(self.number, self.saved_at, self.is_complete, self.is_hand_in, self.keeps_draft)


def _said(answers: Answers) -> dict[str, object]:
    return {key: answer for key, answer in answers.items() if answer}


class ReadingQuerySet(AppendOnlyQuerySet["Reading"]):
    """Which first readings, and how one is noted."""

    @transaction.atomic
    def note(self, *, enrollment: Enrollment, paper: Paper, now: datetime) -> "Reading":
        """Keep when a student first read another's answers on a paper; later readings change nothing."""
        reading, is_first = self.get_or_create(enrollment=enrollment, paper=paper, defaults={"at": now})
        if is_first:
            Event.objects.record(
                course=paper.course, kind="reviews.first_read", at=now, actor=enrollment.user, enrollment=enrollment,
                subject=reading, after={"paper": paper.pk},
            )  # fmt: skip
        return reading


class Reading(AppendOnly):
    """The moment when a student first read another's review of a paper; what follows is not graded."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="readings")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "paper"], name="one_first_reading")]

    def __str__(self) -> str:
        return f"{self.enrollment} first read others on {self.paper}"
