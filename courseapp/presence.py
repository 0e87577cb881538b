"""The presence of a course's students, read across meetings: what a grade rests on, and what pages show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from courseapp.models import (
    COUNTED_KINDS,
    Absence,
    AbsenceEvidence,
    Course,
    Enrollment,
    Leave,
    Meeting,
    RollClosing,
    RollMark,
    Said,
    Source,
    standing_marks,
)


@dataclass(frozen=True, slots=True)
class RollRow:
    """One student on the roll of a meeting: what was noted, by whom, and what else is known."""

    enrollment: Enrollment
    mark: RollMark | None
    leave: Leave | None
    """The accepted leave for this meeting."""
    drawn_absent: AbsenceEvidence | None
    """Standing evidence from a draw or a staff note."""

    @property
    def said(self) -> Said:
        """What the last mark says."""
        return Said(self.mark.said) if self.mark else Said.NOTHING

    @property
    def is_waited_for(self) -> bool:
        """Whether the roll has still to say something: nothing is noted, and no leave explains it."""
        return self.said == Said.NOTHING and self.leave is None


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of a meeting: a row a student, by name, and the last times that it was changed and closed."""

    meeting: Meeting
    rows: list[RollRow]
    noted_at: datetime | None
    closing: RollClosing | None

    @property
    def present(self) -> list[RollRow]:
        """Whom the roll notes present."""
        return [row for row in self.rows if row.said == Said.PRESENT]

    @property
    def absent(self) -> list[RollRow]:
        """Whom the roll notes absent."""
        return [row for row in self.rows if row.said == Said.ABSENT]

    @property
    def away(self) -> list[RollRow]:
        """Who is on accepted leave and not noted."""
        return [row for row in self.rows if row.said == Said.NOTHING and row.leave]

    @property
    def waited_for(self) -> list[RollRow]:
        """Of whom the roll has still to say something."""
        return [row for row in self.rows if row.is_waited_for]

    @property
    def undoable(self) -> str:
        """The key of the latest act that nobody has undone; empty if there is none."""
        last = max((row.mark for row in self.rows if row.mark), key=lambda mark: mark.pk, default=None)
        return last.act_key if last else ""

    @property
    def changed_since_closing(self) -> bool:
        """Whether somebody was noted after the roll was closed."""
        return bool(self.closing and self.noted_at and self.noted_at > self.closing.at)


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """One meeting as its student sees it."""

    meeting: Meeting
    absence: Absence | None
    leave: Leave | None
    mark: RollMark | None

    @property
    def is_noted_present(self) -> bool:
        """Whether a roll call found the student there."""
        return self.mark is not None and self.mark.said == Said.PRESENT


def students_on(meeting: Meeting) -> list[Enrollment]:
    """Return the students whose enrollment covers the day of the meeting, by name; one query."""
    return list(meeting.course.enrollments.students().on(meeting.day).by_name())


def roll(meeting: Meeting) -> Roll:
    """Return the roll of a meeting as it stands; always five queries."""
    marks = list(meeting.roll_marks.select_related("by").order_by("pk"))
    standing = standing_marks(marks)
    leaves = {leave.enrollment_id: leave for leave in meeting.leaves.accepted()}
    others = AbsenceEvidence.objects.standing().filter(absence__meeting=meeting).exclude(source=Source.ROLL_CALL)
    drawn = {one.absence.enrollment_id: one for one in others.select_related("absence", "by")}
    rows = [
        RollRow(student, standing.get(student.pk, [None])[-1], leaves.get(student.pk), drawn.get(student.pk))
        for student in students_on(meeting)
    ]
    return Roll(meeting, rows, marks[-1].at if marks else None, meeting.roll_closings.select_related("by").last())


def own_presence(enrollment: Enrollment, now: datetime) -> list[OwnMeeting]:
    """Return the meetings of the student's days that have begun, the latest first; always five queries.

    A meeting that was cancelled is among them only where an absence was noted.
    """
    course = enrollment.course
    noted = standing_absences(course, enrollments=[enrollment], with_cancelled=True)[enrollment.pk]
    absences = {one.meeting_id: one for one in noted}
    leaves = {leave.meeting_id: leave for leave in enrollment.leaves.standing()}
    marks = {mark.meeting_id: mark for mark in enrollment.roll_marks.order_by("pk")}
    meetings = course.meetings.filter(kind__in=COUNTED_KINDS, starts_at__lte=now).order_by("-starts_at", "-pk")
    return [
        OwnMeeting(meeting, absences.get(meeting.pk), leaves.get(meeting.pk), marks.get(meeting.pk))
        for meeting in meetings
        if enrollment.covers(course.day_of(meeting.starts_at)) and (meeting.is_counted or meeting.pk in absences)
    ]


def standing_absences(
    course: Course, *, enrollments: Iterable[Enrollment] | None = None, at: datetime | None = None,
    with_cancelled: bool = False,
) -> dict[int, list[Absence]]:  # fmt: skip
    """Return the absences that stand, or stood ``at`` that time, by enrollment's primary key.

    They are in the order of their meetings, those of every student of the course unless fewer are given.
    Each has its meeting and whoever excused it at hand, and its evidence, oldest first, as the list
    ``standing_evidence``, each with whoever noted it; ``absence.is_excused`` says whether it costs nothing.
    ``with_cancelled`` gives also those that would stand, had their meeting not been cancelled. Two queries.
    """
    if with_cancelled:
        rows = Absence.objects.evidenced(at)
    else:
        rows = Absence.objects.standing_at(at) if at else Absence.objects.standing()
    rows = rows.filter(meeting__course=course)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=enrollments)
    evidence = AbsenceEvidence.objects.standing_at(at) if at else AbsenceEvidence.objects.standing()
    found: dict[int, list[Absence]] = defaultdict(list)
    for absence in rows.select_related("meeting", "excused_by").prefetch_related(
        Prefetch("evidence", evidence.select_related("by"), to_attr="standing_evidence")
    ):
        found[absence.enrollment_id].append(absence)
    return found


def accepted_leaves(
    course: Course, *, enrollments: Iterable[Enrollment] | None = None, at: datetime | None = None
) -> dict[int, list[Leave]]:
    """Return the leaves that are accepted, or were ``at`` that time, by enrollment's primary key; one query.

    Each student's are in the order of their meetings.
    """
    rows = Leave.objects.accepted_at(at) if at else Leave.objects.accepted()
    rows = rows.filter(meeting__course=course)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=enrollments)
    found: dict[int, list[Leave]] = defaultdict(list)
    for leave in rows.select_related("meeting", "decided_by"):
        found[leave.enrollment_id].append(leave)
    return found
