"""The saved states of a review, and when its author first read another's; neither ever changes."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from courseapp.answers import WRITTEN, Answers, FieldKind
from courseapp.models import AppendOnly, AppendOnlyQuerySet, Course, Enrollment, Event
from reviews.models.papers import Paper
from reviews.standing import Saved

NOTHING_SAID = ("", "[]")  # what a field that was left alone says, as text


class RevisionQuerySet(AppendOnlyQuerySet["Revision"]):
    """Which saved states."""

    def main_line(self) -> "RevisionQuerySet":
        """Return the states that followed one another, oldest first; stale saves are kept beside."""
        return self.filter(beside=None).order_by("number")

    def of(self, course: Course) -> "RevisionQuerySet":
        """Return those of a course, in any order."""
        return self.filter(review__paper__course=course).order_by()

    def answering(self, key: str) -> "RevisionQuerySet":
        """Return those that answer a field, with the answer as text in ``said``."""
        rows = self.annotate(said=_answer_to(key))
        return rows.filter(said__isnull=False).exclude(said__in=NOTHING_SAID)

    def people(self) -> int:
        """Return of how many reviews these are."""
        return self.aggregate(people=models.Count("review", distinct=True))["people"]

    def values_said(self, kind: FieldKind) -> frozenset[str]:
        """Return the values chosen in these, which are ``answering`` a field with options; none of a written one."""
        if kind in WRITTEN:
            return frozenset()
        said = self.values_list("said", flat=True).distinct()
        if kind == FieldKind.CHECKBOXES:
            return frozenset(value for one in said for value in _ticked(one))
        return frozenset(said)

    def people_answering(self, keys: Sequence[str]) -> dict[str, int]:
        """Return for each key in how many reviews it was ever answered. One query."""
        said = {f"said_{place}": _answer_to(key) for place, key in enumerate(keys)}
        counts = {
            f"people_{place}": models.Count(
                "review", distinct=True,
                filter=models.Q((f"said_{place}__isnull", False)) & ~models.Q((f"said_{place}__in", NOTHING_SAID)),
            )
            for place in range(len(keys))
        }  # fmt: skip
        found = self.annotate(**said).aggregate(**counts) if keys else {}
        return {key: found[f"people_{place}"] for place, key in enumerate(keys)}


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
    origin = models.CharField(max_length=200, blank=True, help_text="Where it came from, and whence its time is known.")

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


def _answer_to(key: str) -> Cast:
    """Return what finds the answer to a field as text, in the database."""
    return Cast(KeyTextTransform(key, "answers"), models.TextField())


def _ticked(said: str) -> list[str]:
    """Return the values of ticked boxes, which a database gives as JSON."""
    values = json.loads(said) if said.startswith("[") else [said]
    return [str(value) for value in values]


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
                subject=reading, after={"paper": paper.pk}, part=reading.part,
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

    @property
    def part(self) -> str:
        """The part of the course that it changes: the paper only if its reader has written something since.

        Else nothing looks otherwise yet, and a class that begins to read must not outdate its own pages. One query.
        """
        later = Revision.objects.filter(
            review__enrollment=self.enrollment_id, review__paper=self.paper_id, saved_at__gt=self.at
        )
        return self.paper.part if later.exists() else "readings"
