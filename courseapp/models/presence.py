"""Who missed a meeting, and why we think so."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from courseapp.models.courses import Course, Enrollment
from courseapp.models.events import Event
from courseapp.models.leave import Leave
from courseapp.models.meetings import COUNTED_KINDS, Meeting
from courseapp.models.people import User


class NotEnrolledThatDay(Exception):
    """The person was no student of the course on the day of the meeting, so nothing counts for them."""


class AlreadyExcused(Exception):
    """The absence is excused as it is."""


class NotExcused(Exception):
    """There is no excusal to take back."""


class Source(models.TextChoices):
    """Where a piece of evidence comes from."""

    DRAW = "draw", "Drawn and not in the room"
    ROLL_CALL = "roll_call", "Roll call"
    STAFF = "staff", "Staff note"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Which absences, and how one comes to be."""

    def standing(self) -> "AbsenceQuerySet":
        """Return those that hold: some evidence stands and the meeting was held."""
        stands = models.Exists(AbsenceEvidence.objects.standing().filter(absence=models.OuterRef("pk")))
        return self.filter(stands, meeting__cancelled_at=None, meeting__kind__in=COUNTED_KINDS)

    def standing_at(self, now: datetime) -> "AbsenceQuerySet":
        """Return those that held at ``now``."""
        stands = models.Exists(AbsenceEvidence.objects.standing_at(now).filter(absence=models.OuterRef("pk")))
        return self.filter(stands, meeting__kind__in=COUNTED_KINDS).exclude(meeting__cancelled_at__lte=now)

    def evidenced(self, at: datetime | None = None) -> "AbsenceQuerySet":
        """Return those with evidence that stands, or stood ``at`` that time, even if the meeting is cancelled."""
        evidence = AbsenceEvidence.objects.standing_at(at) if at else AbsenceEvidence.objects.standing()
        stands = models.Exists(evidence.filter(absence=models.OuterRef("pk")))
        return self.filter(stands, meeting__kind__in=COUNTED_KINDS)

    def of(self, course: Course) -> "AbsenceQuerySet":
        """Return those of one course."""
        return self.filter(meeting__course=course)

    def with_evidence(self) -> "AbsenceQuerySet":
        """Return them with student, meeting and all evidence at hand; two queries."""
        evidence = AbsenceEvidence.objects.select_related("by", "withdrawn_by")
        return self.select_related("enrollment__user", "meeting__course", "excused_by").prefetch_related(
            models.Prefetch("evidence", evidence)
        )

    def unexcused(self) -> "AbsenceQuerySet":
        """Return those that cost points."""
        return self.filter(excused_at=None)

    @transaction.atomic
    def add_evidence(
        self,
        *,
        meeting: Meeting,
        enrollment: Enrollment,
        source: Source,
        now: datetime,
        by: User | None,
        note: str = "",
        reference: str = "",
    ) -> "AbsenceEvidence":
        """Note that a student was missing; one absence a meeting and student, whoever comes first.

        The same source with the same ``reference`` (``draw 3``) is noted once: a repeated act
        returns the evidence that stands. A student on accepted leave is excused at once.
        Raise NotEnrolledThatDay unless the person was a student on the day of the meeting.
        """
        if not (enrollment.is_student and enrollment.covers(meeting.day)):
            raise NotEnrolledThatDay
        absence, is_new = self.get_or_create(meeting=meeting, enrollment=enrollment)
        evidence, is_noted = absence.evidence.get_or_create(
            source=source, reference=reference, withdrawn_at=None, defaults={"at": now, "by": by, "note": note}
        )
        if is_noted:
            after = {"source": source, "reference": reference}
            absence.record("absence.noted", now=now, by=by, after=after, reason=note)
        leave = Leave.objects.accepted().filter(meeting=meeting, enrollment=enrollment).first() if is_new else None
        if leave is not None:
            absence.excuse(now=now, by=leave.decided_by, reason=leave.as_excuse(), leave=leave)
        return evidence


class Absence(models.Model):
    """A meeting that a student missed; it stands while one piece of evidence stands."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="absences")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="absences")
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    excused_because = models.CharField(max_length=400, blank=True)
    excused_for = models.ForeignKey(Leave, null=True, blank=True, on_delete=models.SET_NULL, related_name="excusals")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_absence_a_meeting_and_student")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} missed {self.meeting}"

    @property
    def is_excused(self) -> bool:
        """Whether the absence costs nothing."""
        return self.excused_at is not None

    @property
    def stands(self) -> bool:
        """Whether it holds: the meeting was held, and some evidence (``with_evidence``) stands."""
        return self.meeting.is_counted and any(one.withdrawn_at is None for one in self.evidence.all())

    def record(self, kind: str, *, now: datetime, by: User | None, after: dict[str, Any], reason: str = "") -> Event:
        """Write an event about this absence; call it in the transaction of the change."""
        return Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"meeting": self.meeting_id, **after}, reason=reason, part="presence",
        )  # fmt: skip

    @transaction.atomic
    def excuse(self, *, now: datetime, by: User | None, reason: str, leave: Leave | None = None) -> None:
        """Let the absence cost nothing, with a reason; ``leave`` if that is why. Raise AlreadyExcused."""
        if self.is_excused:
            raise AlreadyExcused
        self._set_excusal(now, by, reason, leave)
        self.record("absence.excused", now=now, by=by, after={"excused": True}, reason=reason)

    @transaction.atomic
    def unexcuse(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Take an excusal back, with a reason. Raise NotExcused if there is none."""
        if not self.is_excused:
            raise NotExcused
        self._set_excusal(None, None, "", None)
        self.record("absence.unexcused", now=now, by=by, after={"excused": False}, reason=reason)

    def _set_excusal(self, at: datetime | None, by: User | None, reason: str, leave: Leave | None) -> None:
        self.excused_at, self.excused_by, self.excused_because, self.excused_for = at, by, reason, leave
        self.save(update_fields=["excused_at", "excused_by", "excused_because", "excused_for"])


class EvidenceQuerySet(models.QuerySet["AbsenceEvidence"]):
    """Which evidence."""

    def standing(self) -> "EvidenceQuerySet":
        """Return what was not withdrawn."""
        return self.filter(withdrawn_at=None)

    def standing_at(self, now: datetime) -> "EvidenceQuerySet":
        """Return what was noted by ``now`` and not withdrawn then."""
        return self.filter(at__lte=now).exclude(withdrawn_at__lte=now)


class AbsenceEvidence(models.Model):
    """Why we think that a student was missing; it may be withdrawn, never deleted."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=20, choices=Source)
    reference = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "source", "reference"],
                condition=models.Q(withdrawn_at=None),
                name="evidence_is_noted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.absence}"

    @transaction.atomic
    def withdraw(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Take the evidence back; withdrawing it twice changes nothing."""
        if self.withdrawn_at is not None:
            return
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_because = now, by, reason
        self.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
        after = {"source": self.source, "reference": self.reference}
        self.absence.record("absence.evidence_withdrawn", now=now, by=by, after=after, reason=reason)
