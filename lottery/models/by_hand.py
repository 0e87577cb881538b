"""What happens in the room beside the draws: picks made by hand, and volunteers."""

from datetime import datetime

from django.db import models, transaction

from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Course,
    Enrollment,
    Event,
    Meeting,
    Source,
    User,
)
from lottery.models.outcomes import ASKED, IN_THE_ROOM, Outcome
from lottery.models.refusals import NotAStudentThatDay, NotToday, ReasonMissing

BY_HAND = (Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT)
REFERENCE = "picked by hand"


class HandPickQuerySet(models.QuerySet["HandPick"]):
    """Which picks made by hand, and how one is noted."""

    def standing(self) -> "HandPickQuerySet":
        """Return those that nobody took back."""
        return self.filter(withdrawn_at=None)

    def turns(self, course: Course) -> "HandPickQuerySet":
        """Return those of a course that used a turn."""
        return self.standing().filter(meeting__course=course, outcome__in=ASKED)

    def in_the_room(self, course: Course) -> "HandPickQuerySet":
        """Return those of a course that stand and found somebody in the room."""
        return self.standing().filter(meeting__course=course, outcome__in=IN_THE_ROOM)

    @transaction.atomic
    def note(
        self, *, meeting: Meeting, enrollment: Enrollment, outcome: Outcome, note: str, now: datetime, by: User | None
    ) -> "HandPick":
        """Enter a pick that was made without the system: it uses a turn, and stands outside the proof.

        Raise NotToday before the meeting's day or where no class is held, NotAStudentThatDay, and
        ReasonMissing without a word on why it was made by hand.
        """
        _require(meeting, enrollment, now)
        if not note:
            raise ReasonMissing("Say why the pick was made by hand: the class can read it.")
        pick = self.create(meeting=meeting, enrollment=enrollment, outcome=outcome, note=note, at=now, by=by)
        if outcome == Outcome.ABSENT:
            pick.note_absence(now=now, by=by)
        pick.record("pick.made_by_hand", now=now, by=by, after={"outcome": outcome}, reason=note)
        return pick


class HandPick(models.Model):
    """A pick made by hand, because the system or the projector was down. Taken back, it stays."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hand_picks")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="hand_picks")
    outcome = models.CharField(max_length=10, choices=[(each.value, each.label) for each in BY_HAND])
    note = models.CharField("why by hand", max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    objects = HandPickQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[each.value for each in BY_HAND]), name="a_hand_pick_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment.name}, by hand"

    @transaction.atomic
    def withdraw(self, reason: str, *, now: datetime, by: User | None) -> None:
        """Take it back, with a reason; twice changes nothing. Raise ReasonMissing without one."""
        if not reason:
            raise ReasonMissing("Give a reason: the pick stays on the page, taken back.")
        pick = HandPick.objects.select_for_update().get(pk=self.pk)
        if pick.withdrawn_at is not None:
            return
        pick.withdrawn_at, pick.withdrawn_because = now, reason
        pick.save(update_fields=["withdrawn_at", "withdrawn_because"])
        evidence = AbsenceEvidence.objects.filter(
            absence__meeting=pick.meeting_id, absence__enrollment=pick.enrollment_id, source=Source.DRAW,
            reference=pick.reference, withdrawn_at=None,
        )  # fmt: skip
        for piece in evidence:
            piece.withdraw(now=now, by=by, reason=reason)
        pick.record("pick.withdrawn", now=now, by=by, after={}, reason=reason)

    def note_absence(self, *, now: datetime, by: User | None) -> None:
        """Note that the student was picked and not there."""
        Absence.objects.add_evidence(
            meeting=self.meeting, enrollment=self.enrollment, source=Source.DRAW, reference=self.reference,
            note=self.note, now=now, by=by,
        )  # fmt: skip

    def record(self, kind: str, *, now: datetime, by: User | None, after: dict[str, str], reason: str) -> None:
        """Write an event about it; call it in the transaction of the change."""
        Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"meeting": self.meeting_id, **after}, reason=reason,
        )  # fmt: skip

    @property
    def reference(self) -> str:
        """Its name in the evidence of an absence."""
        return f"{REFERENCE} ({self.pk})"


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Who volunteered, and how it is noted."""

    def standing(self) -> "VolunteerQuerySet":
        """Return those that nobody took back."""
        return self.filter(withdrawn_at=None)

    @transaction.atomic
    def note(self, *, meeting: Meeting, enrollment: Enrollment, now: datetime, by: User | None) -> "Volunteer":
        """Note that a student spoke up; it is no pick and moves nobody's odds. Raise NotToday, NotAStudentThatDay."""
        _require(meeting, enrollment, now)
        volunteer = self.create(meeting=meeting, enrollment=enrollment, at=now, by=by)
        volunteer.record("volunteer.noted", now=now, by=by)
        return volunteer


class Volunteer(models.Model):
    """That a student spoke without being drawn: recorded apart, never counted as a pick."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="volunteers")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="volunteered")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrollment.name} volunteered"

    @transaction.atomic
    def withdraw(self, *, now: datetime, by: User | None) -> None:
        """Take it back; twice changes nothing."""
        volunteer = Volunteer.objects.select_for_update().get(pk=self.pk)
        if volunteer.withdrawn_at is None:
            volunteer.withdrawn_at = now
            volunteer.save(update_fields=["withdrawn_at"])
            volunteer.record("volunteer.withdrawn", now=now, by=by)

    def record(self, kind: str, *, now: datetime, by: User | None) -> None:
        """Write an event about it; call it in the transaction of the change."""
        Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"meeting": self.meeting_id}, part=self.meeting.part,
        )  # fmt: skip


def _require(meeting: Meeting, enrollment: Enrollment, now: datetime) -> None:
    """Raise LotteryRefusal unless the student can be in the room of this meeting by now."""
    if not meeting.is_counted or meeting.course.day_of(now) < meeting.day:
        raise NotToday("Nothing was noted: that is for a class that is held, from its day on.")
    if not (enrollment.is_student and enrollment.covers(meeting.day)):
        raise NotAStudentThatDay("Nothing was noted: that person is no student of the course on that day.")
