"""Who was missing, why we think so, and who said so beforehand."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from courseapp.models.append_only import AppendOnly
from courseapp.models.courses import Course, Enrollment
from courseapp.models.events import Event
from courseapp.models.meetings import COUNTED_KINDS, Meeting
from courseapp.models.people import User


class Source(models.TextChoices):
    """Where a piece of evidence comes from."""

    DRAW = "draw", "Drawn and not in the room"
    ROLL_CALL = "roll_call", "Roll call"
    STAFF = "staff", "Staff note"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Which absences, and how one comes to be."""

    def standing(self) -> "AbsenceQuerySet":
        """Return those that hold: some evidence stands and the meeting was held."""
        stands = models.Exists(AbsenceEvidence.objects.filter(absence=models.OuterRef("pk"), withdrawn_at=None))
        return self.filter(stands, meeting__cancelled_at=None, meeting__kind__in=COUNTED_KINDS)

    def unexcused(self) -> "AbsenceQuerySet":
        """Return those that cost points."""
        return self.filter(excused_at=None)

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
        returns the evidence that stands.
        """
        with transaction.atomic():
            absence, _ = self.get_or_create(meeting=meeting, enrollment=enrollment)
            standing = absence.evidence.filter(source=source, reference=reference, withdrawn_at=None).first()
            if standing is not None:
                return standing
            evidence = absence.evidence.create(source=source, at=now, by=by, note=note, reference=reference)
            absence.record(
                "absence.noted", now=now, by=by, after={"source": source, "reference": reference}, reason=note
            )
            return evidence


class Absence(models.Model):
    """A meeting that a student missed; it stands while one piece of evidence stands."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="absences")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="absences")
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    excused_because = models.CharField(max_length=300, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_absence_a_meeting_and_student")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} missed {self.meeting}"

    def record(self, kind: str, *, now: datetime, by: User | None, after: dict[str, Any], reason: str = "") -> Event:
        """Write an event about this absence; call it in the transaction of the change."""
        return Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"meeting": self.meeting_id, **after}, reason=reason,
        )  # fmt: skip

    @transaction.atomic
    def excuse(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Let the absence cost nothing, with a reason."""
        self.excused_at, self.excused_by, self.excused_because = now, by, reason
        self.save(update_fields=["excused_at", "excused_by", "excused_because"])
        self.record("absence.excused", now=now, by=by, after={"excused": True}, reason=reason)

    @transaction.atomic
    def unexcuse(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Take an excusal back, with a reason."""
        self.excused_at, self.excused_by, self.excused_because = None, None, ""
        self.save(update_fields=["excused_at", "excused_by", "excused_because"])
        self.record("absence.unexcused", now=now, by=by, after={"excused": False}, reason=reason)


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
        self.absence.record(
            "absence.evidence_withdrawn",
            now=now,
            by=by,
            after={"source": self.source, "reference": self.reference},
            reason=reason,
        )


class RollMark(AppendOnly):
    """What a roll call noted of one student; the last mark of a meeting and student counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roll_marks")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="roll_marks")
    is_present = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment}: {'present' if self.is_present else 'absent'}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Which leaves."""

    def accepted(self) -> "LeaveQuerySet":
        """Return those that staff accepted."""
        return self.filter(decision=Leave.Decision.ACCEPTED)


class Leave(models.Model):
    """“I will be away”: filed by a student beforehand, accepted or declined by staff."""

    class Decision(models.TextChoices):
        """What staff said."""

        WAITING = "", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="leaves")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="leaves")
    reason = models.TextField()
    filed_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "meeting"], name="one_leave_a_meeting_and_student")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} away from {self.meeting}"

    @transaction.atomic
    def decide(self, decision: "Leave.Decision", *, now: datetime, by: User | None, answer: str = "") -> None:
        """Accept or decline; an accepted leave keeps the student out of the draw."""
        before = {"decision": self.decision}
        self.decision, self.decided_at, self.decided_by, self.answer = decision, now, by, answer
        self.save(update_fields=["decision", "decided_at", "decided_by", "answer"])
        Event.objects.record(
            course=self.meeting.course, kind="leave.decided", at=now, actor=by, enrollment=self.enrollment, subject=self,
            before=before, after={"decision": decision, "meeting": self.meeting_id}, reason=answer,
        )  # fmt: skip


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Which exemptions."""

    def on(self, day: date) -> "ExemptionQuerySet":
        """Return those that hold on ``day``; both ends are included."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day), begins_on__lte=day)

    def of(self, course: Course) -> "ExemptionQuerySet":
        """Return those of one course's people."""
        return self.filter(enrollment__course=course)


class Exemption(models.Model):
    """A standing accommodation, for staff's eyes only: not drawn from … to …."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="exemptions")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["begins_on"]

    def __str__(self) -> str:
        return f"{self.enrollment} is not drawn from {self.begins_on}"
