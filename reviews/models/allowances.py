"""What staff grant one student for one paper: a later due time, or that it need not be reviewed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from courseapp.models import Enrollment, Event, User
from reviews.models.papers import Paper

AllowanceT = TypeVar("AllowanceT", bound="Allowance")


class AllowanceQuerySet(models.QuerySet[AllowanceT]):
    """Extensions or waivers: which, and how one is granted."""

    def standing(self) -> "AllowanceQuerySet[AllowanceT]":
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def standing_at(self, now: datetime) -> "AllowanceQuerySet[AllowanceT]":
        """Return those that were granted by ``now`` and not withdrawn then."""
        return self.filter(granted_at__lte=now).exclude(withdrawn_at__lte=now)

    @transaction.atomic
    def grant(
        self, *, enrollment: Enrollment, paper: Paper, now: datetime, by: User | None, reason: str = "", **terms: Any
    ) -> AllowanceT:
        """Grant it, and withdraw the one that stood; the very same again changes nothing.

        ``terms`` is ``due_at`` for an extension, nothing for a waiver.
        """
        held = self.standing().select_for_update().filter(enrollment=enrollment, paper=paper).first()
        if held is not None:
            if all(getattr(held, name) == value for name, value in terms.items()):
                return held
            held.withdraw(now=now, by=by)
        granted = self.create(enrollment=enrollment, paper=paper, granted_at=now, granted_by=by, reason=reason, **terms)
        granted.record("granted", now=now, by=by)
        return granted

    @transaction.atomic
    def grant_all(
        self, students: Iterable[Enrollment], *, paper: Paper, now: datetime, by: User | None, reason: str, **terms: Any
    ) -> list[AllowanceT]:
        """Grant the same to many students at once: to all of them, or to none."""
        return [
            self.grant(enrollment=student, paper=paper, now=now, by=by, reason=reason, **terms) for student in students
        ]


class Allowance(models.Model):
    """What staff grant one student for one paper; withdrawn by a date, never deleted."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="%(class)ss")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="%(class)ss")
    reason = models.CharField(max_length=300, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "paper"], condition=models.Q(withdrawn_at=None), name="one_standing_%(class)s"
            ),
        ]

    @transaction.atomic
    def withdraw(self, *, now: datetime, by: User | None) -> None:
        """Take it back; it stays on record. Taking it back twice changes nothing."""
        if self.withdrawn_at is not None:
            return
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        self.record("withdrawn", now=now, by=by)

    def record(self, what: str, *, now: datetime, by: User | None) -> None:
        """Write the event; call it in the transaction of the change."""
        Event.objects.record(
            course=self.paper.course, kind=f"{self._meta.model_name}.{what}", at=now, actor=by,
            enrollment=self.enrollment, subject=self, after=self.as_evidence(), reason=self.reason,
            part=self.paper.part,
        )  # fmt: skip

    def as_evidence(self) -> dict[str, Any]:
        """Return what an Event keeps."""
        return {"paper": self.paper_id}


class Extension(Allowance):
    """A later due time for one student and paper."""

    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.paper} due {self.due_at:%Y-%m-%d %H:%M}"

    def as_evidence(self) -> dict[str, Any]:
        """Return what an Event keeps: the paper and the new due time."""
        return {"paper": self.paper_id, "due_at": self.due_at.isoformat()}


class Waiver(Allowance):
    """A paper that one student need not review."""

    def __str__(self) -> str:
        return f"{self.enrollment} need not review {self.paper}"
