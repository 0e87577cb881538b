"""The question board: what a meeting's questions are, and what became of each."""

from datetime import datetime

from django.db import models

from courseapp.models import Meeting, User
from reviews.models.papers import Paper
from reviews.models.reviews import Review


class QuestionQuerySet(models.QuerySet["Question"]):
    """Which cards, and how one comes to be."""

    def add(self, *, meeting: Meeting, text: str, now: datetime, by: User | None) -> "Question":
        """Put a question of the staff's own on the board."""
        return self.create(meeting=meeting, text=text, added_at=now, added_by=by)

    def stored(self, card: "Question", *, now: datetime) -> "Question":
        """Return the row that keeps what becomes of a review's question, stored at need.

        Its text stays empty: the review says it, as its readers may read it.
        """
        if card.pk is not None:
            return card
        values = {"meeting": card.meeting, "paper": card.paper, "added_at": now}
        return self.get_or_create(review=card.review, defaults=values)[0]


class Question(models.Model):
    """A card on a meeting's board: a student's question for class, or one that staff add.

    ``position`` is its place once staff have ordered the board, 0 before.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    review = models.OneToOneField(Review, null=True, blank=True, on_delete=models.CASCADE, related_name="question")
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    added_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)
    starred_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True, help_text="When its author agreed to be named.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review__isnull=False) | ~models.Q(text=""), name="a_question_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80] or f"The question of {self.review}"

    def note(self, what: str, at: datetime | None) -> None:
        """Say when it was ``starred``, ``asked`` or its author ``named``; None takes it back."""
        setattr(self, f"{what}_at", at)
        self.save(update_fields=[f"{what}_at"])
