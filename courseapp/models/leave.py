"""Who said beforehand that they will be away, and who is not drawn for a time."""

from datetime import date, datetime

from django.db import models, transaction

from courseapp.models.courses import Course, Enrollment
from courseapp.models.events import Event
from courseapp.models.meetings import Meeting
from courseapp.models.people import User


class MeetingHasBegun(Exception):
    """A leave is filed, or taken back, before its meeting begins."""


class AlreadyFiled(Exception):
    """The student has filed a leave for this meeting."""


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Which leaves, and how one is filed."""

    def standing(self) -> "LeaveQuerySet":
        """Return those that their student has not taken back."""
        return self.filter(withdrawn_at=None)

    def accepted(self) -> "LeaveQuerySet":
        """Return those that staff accepted and that stand."""
        return self.standing().filter(decision=Leave.Decision.ACCEPTED)

    def accepted_at(self, now: datetime) -> "LeaveQuerySet":
        """Return those that were accepted by ``now`` and stood then."""
        decided = self.filter(decision=Leave.Decision.ACCEPTED, decided_at__lte=now)
        return decided.exclude(withdrawn_at__lte=now)

    def waiting(self) -> "LeaveQuerySet":
        """Return those that staff have not answered."""
        return self.standing().filter(decision=Leave.Decision.WAITING)

    def meetings_to_miss(self, enrollment: Enrollment, now: datetime) -> list[Meeting]:
        """Return the meetings of a student's days to come, for which no leave of theirs stands; one query each."""
        filed = set(self.standing().filter(enrollment=enrollment).values_list("meeting_id", flat=True))
        course = enrollment.course
        coming = course.meetings.held().filter(starts_at__gt=now).order_by("starts_at")
        return [one for one in coming if one.pk not in filed and enrollment.covers(course.day_of(one.starts_at))]

    @transaction.atomic
    def file(self, *, enrollment: Enrollment, meeting: Meeting, reason: str, now: datetime) -> "Leave":
        """Say that a student will be away; one that was taken back is filed anew.

        Raise MeetingHasBegun once the meeting has begun, and AlreadyFiled while a leave for it stands.
        """
        if now >= meeting.starts_at:
            raise MeetingHasBegun
        leave, is_new = self.get_or_create(
            enrollment=enrollment, meeting=meeting, defaults={"reason": reason, "filed_at": now}
        )
        if not is_new:
            if leave.withdrawn_at is None:
                raise AlreadyFiled
            leave.reason, leave.filed_at, leave.withdrawn_at = reason, now, None
            leave.decision, leave.decided_at, leave.decided_by, leave.answer = Leave.Decision.WAITING, None, None, ""
            leave.save()
        leave.record("leave.filed", now=now, by=enrollment.user, decision=leave.decision)
        return leave


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
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "meeting"], name="one_leave_a_meeting_and_student")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} away from {self.meeting}"

    @property
    def is_accepted(self) -> bool:
        """Whether staff accepted it and it stands."""
        return self.withdrawn_at is None and self.decision == Leave.Decision.ACCEPTED

    @property
    def is_waiting(self) -> bool:
        """Whether staff have still to answer."""
        return self.withdrawn_at is None and self.decision == Leave.Decision.WAITING

    def as_excuse(self) -> str:
        """Return why an absence is excused: the leave, and what staff said of it."""
        return f"Leave accepted: {self.answer}" if self.answer else "Leave accepted."

    def can_be_withdrawn(self, now: datetime) -> bool:
        """Return whether its student may still take it back."""
        return self.withdrawn_at is None and now < self.meeting.starts_at

    @transaction.atomic
    def decide(self, decision: "Leave.Decision", *, now: datetime, by: User | None, answer: str = "") -> None:
        """Accept or decline; an accepted leave keeps the student out of the draw and excuses the absence.

        To decline what was accepted takes the excusal back.
        """
        before = self.decision
        self.decision, self.decided_at, self.decided_by, self.answer = decision, now, by, answer
        self.save(update_fields=["decision", "decided_at", "decided_by", "answer"])
        self.record("leave.decided", now=now, by=by, decision=decision, before=before, reason=answer)
        self._bring_excusal_in_line(
            now=now, by=by, because=f"Leave declined: {answer}" if answer else "Leave declined."
        )

    @transaction.atomic
    def withdraw(self, *, now: datetime) -> None:
        """Take the leave back, as its student. Raise MeetingHasBegun once the meeting has begun."""
        if not self.can_be_withdrawn(now):
            raise MeetingHasBegun
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        self.record("leave.withdrawn", now=now, by=self.enrollment.user, decision=self.decision)
        self._bring_excusal_in_line(now=now, by=self.enrollment.user, because="Leave taken back by the student.")

    def _bring_excusal_in_line(self, *, now: datetime, by: User | None, because: str) -> None:
        """Excuse the absence if the leave is accepted, else take back, ``because``, what was excused for it."""
        absence = self.enrollment.absences.filter(meeting=self.meeting_id).first()
        if absence is None:
            return
        if self.is_accepted and not absence.is_excused:
            absence.excuse(now=now, by=by, reason=self.as_excuse(), leave=self)
        elif not self.is_accepted and absence.excused_for_id == self.pk:
            absence.unexcuse(now=now, by=by, reason=because)

    def record(
        self, kind: str, *, now: datetime, by: User | None, decision: str, before: str | None = None, reason: str = ""
    ) -> None:
        """Write an event about this leave; the student's own reason stays out of the trail."""
        Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            before={} if before is None else {"decision": before},
            after={"decision": decision, "meeting": self.meeting_id}, reason=reason, part="presence",
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
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("begins_on")),
                name="an_exemption_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} is not drawn from {self.begins_on}"

    @transaction.atomic
    def keep(self, kind: str, *, now: datetime, by: User | None) -> None:
        """Save the exemption, with an event of this kind."""
        self.save()
        self.record(kind, now=now, by=by)

    @transaction.atomic
    def remove(self, *, now: datetime, by: User | None) -> None:
        """Delete the exemption; the event stays."""
        self.record("exemption.removed", now=now, by=by)
        self.delete()

    def record(self, kind: str, *, now: datetime, by: User | None) -> None:
        """Write an event about this exemption; the student is named only where no student's page looks."""
        Event.objects.record(
            course=self.enrollment.course, kind=kind, at=now, actor=by, subject=self,
            after={"enrollment": self.enrollment_id, "begins_on": self.begins_on, "ends_on": self.ends_on},
            part="presence",
        )  # fmt: skip
