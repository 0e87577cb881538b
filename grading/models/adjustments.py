"""The corrections that staff make by hand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models, transaction

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Enrollment, Event, User


class AlreadyUndone(Exception):
    """An adjustment that another one has undone before."""


class AdjustedMeanwhile(Exception):
    """Somebody adjusted the same cell after the writer had read it."""


class AdjustmentQuerySet(AppendOnlyQuerySet["Adjustment"]):
    """Which adjustments, and how one is made."""

    def last_of(self, enrollment: Enrollment, component: str) -> int:
        """Return the key of the last adjustment of one cell of the gradebook; 0 where there is none."""
        last = self.filter(enrollment=enrollment, component=component).order_by("-pk").values_list("pk", flat=True)
        return last.first() or 0

    @transaction.atomic
    def make(
        self,
        enrollment: Enrollment,
        *,
        component: str,
        points: Decimal,
        reason: str,
        now: datetime,
        by: User | None,
        after: int | None = None,
    ) -> Adjustment:
        """Add signed points to a component, or to the total where ``component`` is empty.

        Raise AdjustedMeanwhile if the last one there is not ``after``, where that is said; 0 stands for none.
        """
        Enrollment.objects.select_for_update().get(pk=enrollment.pk)
        if after is not None and after != self.last_of(enrollment, component):
            raise AdjustedMeanwhile
        adjustment = self.create(
            enrollment=enrollment, component=component, points=points, reason=reason, at=now, by=by
        )
        adjustment.record("adjustment.made", now=now, by=by)
        return adjustment


class Adjustment(AppendOnly):
    """Signed points that staff added, with a reason; an undo is another row with the opposite points."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="adjustments")
    component = models.CharField(max_length=40, blank=True, validators=[RegexValidator(r"^[a-z][a-z0-9_-]*$")])
    points = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undoes = models.OneToOneField("self", null=True, on_delete=models.RESTRICT, related_name="undone_by")

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(points=0), name="an_adjustment_moves_points"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="an_adjustment_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+} for {self.enrollment}"

    @transaction.atomic
    def undo(self, *, reason: str, now: datetime, by: User | None) -> Adjustment:
        """Add the opposite points. Raise AlreadyUndone if that was done before, or if this is an undo itself."""
        Enrollment.objects.select_for_update().get(pk=self.enrollment_id)
        if self.undoes_id is not None or Adjustment.objects.filter(undoes=self).exists():
            raise AlreadyUndone
        reversal = Adjustment.objects.create(
            enrollment=self.enrollment,
            component=self.component,
            points=-self.points,
            reason=reason,
            at=now,
            by=by,
            undoes=self,
        )
        reversal.record("adjustment.undone", now=now, by=by)
        return reversal

    def record(self, kind: str, *, now: datetime, by: User | None) -> None:
        """Write the event; call it in the transaction of the change."""
        after = {"component": self.component or "total", "points": str(self.points), "undoes": self.undoes_id}
        Event.objects.record(
            course=self.enrollment.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after=after, reason=self.reason, part="grading",
        )  # fmt: skip
