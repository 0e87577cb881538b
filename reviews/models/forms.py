"""The course's review form: its fields, in order."""

from datetime import datetime
from typing import Any

from django.db import models

from courseapp.answers import WRITTEN, Field, FieldKind
from courseapp.models import Course, Enrollment

CONTROLS = ("based_on", "hand_in", "keeps_draft", "csrfmiddlewaretoken")  # sent with a form's answers


class Audience(models.TextChoices):
    """Who reads the answers to a field."""

    CLASS = "class", "The class"
    STAFF = "staff", "Staff only"


class ReviewFieldQuerySet(models.QuerySet["ReviewField"]):
    """Which fields."""

    def asked(self) -> "ReviewFieldQuerySet":
        """Return the fields that the form shows, in order."""
        return self.filter(retired_at=None)

    def read_by(self, reader: Enrollment) -> "ReviewFieldQuerySet":
        """Return the fields of others' reviews that this reader may read; retired ones stay readable."""
        return self if reader.is_staff else self.filter(audience=Audience.CLASS)


class ReviewField(models.Model):
    """One question of the review form. ``key`` names its answer for good; it is retired, not deleted."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="review_fields")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name.capitalize()) for kind in FieldKind])
    label = models.CharField(max_length=200)
    help_text = models.TextField("help", blank=True)
    is_required = models.BooleanField("required", default=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.CLASS)
    min_words = models.PositiveIntegerField("fewest words", default=0)
    max_words = models.PositiveIntegerField(
        "most words", default=0, help_text="0: no limit. More words are kept, and said."
    )
    options: Any = models.JSONField(default=list, blank=True, help_text="Labels of a scale from 1 up, or the choices.")
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="one_review_field_a_key"),
            models.CheckConstraint(condition=~models.Q(key__in=CONTROLS), name="no_review_field_is_a_control"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_written(self) -> bool:
        """Whether it is answered in words."""
        return self.kind in WRITTEN

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values that an answer may have, with their labels; a score's values are 1, 2, 3 …."""
        if self.kind == FieldKind.SCORE:
            return [(str(value), label) for value, label in enumerate(self.options, start=1)]
        return [(label, label) for label in self.options]

    def as_rule(self) -> Field:
        """Return the field as the pure rules see it."""
        return Field(
            key=self.key,
            label=self.label,
            kind=FieldKind(self.kind),
            is_required=self.is_required,
            min_words=self.min_words,
            options=tuple(value for value, _ in self.choices),
        )

    def retire(self, *, now: datetime) -> None:
        """Ask it no more; answers already given stay as they are."""
        self.retired_at = now
        self.save(update_fields=["retired_at"])
