"""The trail: every fact that moves a grade, a lottery or a deadline, as an append-only event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from courseapp.models.append_only import AppendOnly, AppendOnlyQuerySet
from courseapp.models.courses import Course, Enrollment
from courseapp.models.people import User
from courseapp.models.stamps import EVERYTHING, Stamp
from courseapp.trace import current_request_id

BATCH = 200  # rows of one statement


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    """Which events, and how one is written."""

    def record(
        self,
        *,
        course: Course,
        kind: str,
        at: datetime,
        actor: User | None = None,
        enrollment: Enrollment | None = None,
        subject: models.Model | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        part: str = EVERYTHING,
    ) -> "Event":
        """Write what happened; call it in the transaction of the change itself.

        ``kind`` is ``noun.participle`` (``review.handed_in``); ``actor`` is None for the system;
        ``enrollment`` is the student whom it concerns, if one; ``subject`` is the row that changed.
        ``part`` is where alone it can show, such as “paper:7”: that part of the course is stamped, and that
        of the student, too.
        """
        parts = [part, enrollment.part] if part != EVERYTHING and enrollment is not None else [part]
        Stamp.objects.bump(course.pk, *parts)
        return self.create(
            course=course,
            kind=kind,
            at=at,
            actor=actor,
            enrollment=enrollment,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_pk=subject.pk if subject is not None else None,
            before=before or {},
            after=after or {},
            reason=reason,
            request_id=current_request_id(),
        )

    def record_all(self, course: Course, events: Iterable["Event"]) -> None:
        """Write many events of one course, in a few statements; call it in the transaction of the changes."""
        Stamp.objects.bump(course.pk)
        written = list(events)
        for event in written:
            event.course, event.request_id = course, current_request_id()
        self.bulk_create(written, batch_size=BATCH)

    def about(self, subject: models.Model) -> "EventQuerySet":
        """Return the events of one row, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_pk=subject.pk).order_by("at", "pk")


class Event(AppendOnly):
    """Something that happened: what, when, by whom, to whom, before and after, and why."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.CASCADE, related_name="events")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_pk = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["course", "at"]),
            models.Index(fields=["enrollment", "at"]),
            models.Index(fields=["subject_type", "subject_pk"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
