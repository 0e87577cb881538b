"""The versions of a course's policy."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Course, Event, User
from grading.policy import Policy
from grading.policy_document import read_policy, to_document


class PublishedMeanwhile(Exception):
    """Another version was published since the one that a change was based on."""


class PolicyVersionQuerySet(AppendOnlyQuerySet["PolicyVersion"]):
    """Which versions, and how one is published."""

    @transaction.atomic
    def publish(
        self,
        course: Course,
        policy: Policy,
        *,
        note: str,
        by: User | None,
        now: datetime,
        based_on: int | None = None,
    ) -> PolicyVersion:
        """Append a version and return it; if the last one says the same, return that one instead.

        Raise PublishedMeanwhile if the last one is not ``based_on``, where that is said; 0 stands for none.
        """
        Course.objects.select_for_update().get(pk=course.pk)
        last = self.filter(course=course).last()
        if based_on is not None and based_on != (last.number if last else 0):
            raise PublishedMeanwhile
        document = to_document(policy)
        if last is not None and last.document == document:
            return last
        version = self.create(
            course=course,
            number=last.number + 1 if last else 1,
            document=document,
            note=note,
            created_at=now,
            by=by,
        )
        Event.objects.record(
            course=course, kind="policy.published", at=now, actor=by, subject=version,
            before={"policy": last.document} if last else {}, after={"policy": document}, reason=note, part="grading",
        )  # fmt: skip
        return version

    def current(self, course: Course, *, now: datetime) -> PolicyVersion | None:
        """Return the version that holds at ``now``; the first one also before it was published."""
        versions = self.filter(course=course)
        return versions.filter(created_at__lte=now).last() or versions.first()


class PolicyVersion(AppendOnly):
    """One published state of a course's grading policy; ``number`` counts from 1."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="policy_versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    note = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_policy_version_a_number")]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def policy(self) -> Policy:
        """The policy that the document describes."""
        return read_policy(self.document)
