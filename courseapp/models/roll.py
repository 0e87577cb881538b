"""The roll call of a meeting: what staff tapped, in the order in which they did."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from courseapp.models.append_only import AppendOnly, AppendOnlyQuerySet
from courseapp.models.courses import Enrollment
from courseapp.models.events import Event
from courseapp.models.meetings import Meeting
from courseapp.models.people import User
from courseapp.models.presence import Absence, AbsenceEvidence, NotEnrolledThatDay, Source


class NotHeld(Exception):
    """A roll is taken of a meeting that is held, from its day on."""


class Said(models.TextChoices):
    """What a mark says of a student."""

    PRESENT = "present", "Present"
    ABSENT = "absent", "Absent"
    NOTHING = "nothing", "Not noted"


WITHDRAWN_BECAUSE = {
    Said.PRESENT: "The roll call noted them present.",
    Said.NOTHING: "The roll call’s mark was undone.",
}


class RollMarkQuerySet(AppendOnlyQuerySet["RollMark"]):
    """Which marks, and how a roll is taken."""

    def standing(self, meeting: Meeting) -> dict[int, list["RollMark"]]:
        """Return the marks of a meeting that stand, by enrollment's primary key (``standing_marks``); one query."""
        return standing_marks(self.filter(meeting=meeting).order_by("pk"))

    @transaction.atomic
    def note(
        self, *, meeting: Meeting, said: dict[Enrollment, Said], act_key: str, now: datetime, by: User | None,
        undoes: str = "",
    ) -> list["RollMark"]:  # fmt: skip
        """Note what one act says of these students, and bring their absences in line.

        ``act_key`` names the act: sent again, it changes nothing. Raise NotHeld unless the meeting is
        held and its day has come, and NotEnrolledThatDay if one of them was no student on that day.
        """
        if not can_be_taken(meeting, now):
            raise NotHeld
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        if self.filter(meeting=meeting, act_key=act_key).exists():
            return []
        if not all(student.is_student and student.covers(meeting.day) for student in said):
            raise NotEnrolledThatDay
        marks = [
            RollMark(meeting=meeting, enrollment=student, said=word, act_key=act_key, undoes=undoes, at=now, by=by)
            for student, word in said.items()
        ]
        self.bulk_create(marks)
        _bring_in_line(meeting, marks, now, by)
        return marks

    @transaction.atomic
    def note_the_rest(
        self, *, meeting: Meeting, students: Iterable[Enrollment], absent: set[int], act_key: str, now: datetime,
        by: User | None,
    ) -> list["RollMark"]:  # fmt: skip
        """Note these students ``absent`` (primary keys) and all others of ``students`` present, in one act.

        A student who is noted already keeps their mark unless they are among the absent; one on
        accepted leave is not noted present by default.
        """
        noted = {pk for pk, marks in self.standing(meeting).items() if marks[-1].said != Said.NOTHING}
        away = set(meeting.leaves.accepted().values_list("enrollment_id", flat=True))
        said = {student: Said.ABSENT for student in students if student.pk in absent}
        said |= {student: Said.PRESENT for student in students if student.pk not in absent | noted | away}
        return self.note(meeting=meeting, said=said, act_key=act_key, now=now, by=by)

    @transaction.atomic
    def undo(self, *, meeting: Meeting, undone: str, act_key: str, now: datetime, by: User | None) -> list["RollMark"]:
        """Put back what stood before the act ``undone``; a student whom somebody noted since is left alone."""
        found = self.filter(meeting=meeting).select_related("enrollment__user").order_by("pk")
        said: dict[Enrollment, Said] = {}
        for marks in standing_marks(found).values():
            if marks[-1].act_key == undone:
                said[marks[-1].enrollment] = Said(marks[-2].said) if len(marks) > 1 else Said.NOTHING
        return self.note(meeting=meeting, said=said, act_key=act_key, now=now, by=by, undoes=undone)


class RollMark(AppendOnly):
    """What a roll call noted of one student; the last mark of a meeting and student counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roll_marks")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="roll_marks")
    said = models.CharField(max_length=10, choices=Said)
    act_key = models.CharField(max_length=64)
    undoes = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RollMarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrollment", "act_key"], name="one_roll_mark_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.get_said_display()}"


class RollClosingQuerySet(AppendOnlyQuerySet["RollClosing"]):
    """Which rolls were closed, and how."""

    @transaction.atomic
    def close(self, *, meeting: Meeting, act_key: str, now: datetime, by: User | None) -> "RollClosing":
        """Say that the roll is complete as it stands; the figures go to the trail. The same act closes once."""
        closing, is_new = self.get_or_create(meeting=meeting, act_key=act_key, defaults={"at": now, "by": by})
        if not is_new:
            return closing
        said = [marks[-1].said for marks in RollMark.objects.standing(meeting).values()]
        Event.objects.record(
            course=meeting.course, kind="roll.closed", at=now, actor=by, subject=meeting,
            after={"present": said.count(Said.PRESENT), "absent": said.count(Said.ABSENT)}, part="presence",
        )  # fmt: skip
        return closing


class RollClosing(AppendOnly):
    """The moment at which staff said that a roll is complete; it may be corrected and closed again."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roll_closings")
    act_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RollClosingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "act_key"], name="one_roll_closing_an_act")]

    def __str__(self) -> str:
        return f"Roll of {self.meeting} closed"


def standing_marks(marks: Iterable[RollMark]) -> dict[int, list[RollMark]]:
    """Return the marks that no undo took back, given all of a meeting in order, by enrollment's primary key.

    The last one of a student counts; a student of whom every mark was undone is left out.
    """
    standing: dict[int, list[RollMark]] = {}
    for mark in marks:
        own = standing.setdefault(mark.enrollment_id, [])
        if not mark.undoes:
            own.append(mark)
        elif own and own[-1].act_key == mark.undoes:
            own.pop()
    return {student: own for student, own in standing.items() if own}


def can_be_taken(meeting: Meeting, now: datetime) -> bool:
    """Return whether the roll of a meeting can be taken: it is held, and its day has come in the course's zone."""
    return meeting.is_counted and meeting.day <= meeting.course.day_of(now)


def _bring_in_line(meeting: Meeting, marks: list[RollMark], now: datetime, by: User | None) -> None:
    """Note an absence of each student marked absent; withdraw the roll call's evidence of every other."""
    here = {mark.enrollment_id: Said(mark.said) for mark in marks if mark.said != Said.ABSENT}
    standing = AbsenceEvidence.objects.standing().filter(source=Source.ROLL_CALL, absence__meeting=meeting)
    for evidence in standing.filter(absence__enrollment__in=here).select_related("absence__meeting__course"):
        evidence.withdraw(now=now, by=by, reason=WITHDRAWN_BECAUSE[here[evidence.absence.enrollment_id]])
    for mark in marks:
        if mark.said == Said.ABSENT:
            Absence.objects.add_evidence(
                meeting=meeting, enrollment=mark.enrollment, source=Source.ROLL_CALL, now=now, by=by
            )
