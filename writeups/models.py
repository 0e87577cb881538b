"""The opinion write-up: who writes together, what they hand in, and its marks."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from courseapp.models import AppendOnly, Course, Enrollment, User


class Brief(models.Model):
    """What is to be written, and by when; one a course."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="writeup_brief")
    title = models.CharField(max_length=200, default="Opinion write-up")
    text = models.TextField(blank=True, help_text="Markdown.")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    @property
    def cut_off(self) -> datetime:
        """The last instant, inclusive, at which a version counts."""
        return self.due_at + self.course.grace


class Team(models.Model):
    """Who writes together; a student alone is a team of one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or f"Team {self.pk}"


class Membership(models.Model):
    """A student's place in a team; a student who moves leaves the old place on record."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=models.Q(left_at=None), name="one_team_a_student"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} in {self.team}"


class WriteUp(AppendOnly):
    """One version handed in by a team: a PDF or Markdown; the last one by the cut-off counts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="writeups")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    pdf = models.FileField("PDF", upload_to="writeups/%Y/", blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["team", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return self.title or f"Version {self.number}"


class WriteUpMark(AppendOnly):
    """What staff award to a write-up, a share from 0 to 1; the last one of a team, or of a member, counts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="marks")
    enrollment = models.ForeignKey(
        Enrollment,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="writeup_marks",
        help_text="A member's own mark.",
    )
    share = models.DecimalField(
        max_digits=5, decimal_places=4, validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
    )
    feedback = models.TextField(blank=True)
    reason = models.CharField("why a member's mark differs", max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=1), name="a_writeup_share_is_from_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.share}"


class WriteUpRelease(AppendOnly):
    """The moment from which students see the marks of their write-ups."""

    brief = models.OneToOneField(Brief, on_delete=models.CASCADE, related_name="release")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"Marks of {self.brief} released"
