"""The question board: what a meeting's questions are, and what became of each."""

from django.db import models

from courseapp.models import Enrollment, Meeting, User
from reviews.models.papers import Paper
from reviews.models.reviews import Review


class Question(models.Model):
    """A card on a meeting's board: a student's question for class, or one that staff add."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    review = models.OneToOneField(Review, null=True, blank=True, on_delete=models.CASCADE, related_name="question")
    author = models.ForeignKey(Enrollment, null=True, blank=True, on_delete=models.CASCADE, related_name="questions")
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    added_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)
    starred_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True, help_text="When its author agreed to be named.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
