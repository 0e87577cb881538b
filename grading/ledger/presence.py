"""Meetings, absences and leaves as the grade sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from courseapp.models import Absence, Course, Enrollment, Leave, Meeting
from courseapp.presence import accepted_leaves, standing_absences
from grading.facts import Evidence, MeetingFact, Reference
from grading.ledger.evidence import cancellation, evidence


def meeting_facts(
    course: Course, students: Sequence[Enrollment], *, now: datetime
) -> dict[int, tuple[MeetingFact, ...]]:
    """Return every meeting of the course as it stands for each student, by enrollment's primary key."""
    days = {meeting: course.day_of(meeting.starts_at) for meeting in course.meetings.all()}
    absences = standing_absences(course, enrollments=students, at=now, with_cancelled=True)
    leaves = accepted_leaves(course, enrollments=students, at=now)
    return {
        student.pk: _of_student(days, absences.get(student.pk, []), leaves.get(student.pk, []), now)
        for student in students
    }


def _of_student(
    days: dict[Meeting, date], absences: Sequence[Absence], leaves: Sequence[Leave], now: datetime
) -> tuple[MeetingFact, ...]:
    missed = {absence.meeting_id: absence for absence in absences}
    announced = {leave.meeting_id: leave for leave in leaves}
    return tuple(
        _fact(meeting, day, missed.get(meeting.pk), announced.get(meeting.pk), now) for meeting, day in days.items()
    )


def _fact(meeting: Meeting, day: date, absence: Absence | None, leave: Leave | None, now: datetime) -> MeetingFact:
    return MeetingFact(
        key=str(meeting.pk),
        title=meeting.topic,
        held_on=day,
        kind=meeting.kind,
        is_over=meeting.ends_at <= now,
        cancelled=meeting.cancelled_at is not None and meeting.cancelled_at <= now,
        missed=absence is not None,
        excused=_is_excused(absence, now) if absence is not None else leave is not None,
        reference=Reference("meeting", (meeting.pk,)),
        evidence=tuple(_evidence(absence, leave, now)) + cancellation(meeting, now),
    )


def _is_excused(absence: Absence, now: datetime) -> bool:
    return absence.excused_at is not None and absence.excused_at <= now


def _evidence(absence: Absence | None, leave: Leave | None, now: datetime) -> Iterator[Evidence]:
    """Yield why the student is thought to have been missing, and what excuses it."""
    if leave is not None:
        yield evidence("Leave accepted", leave.decided_at, leave.decided_by)
    if absence is None:
        return
    for piece in absence.standing_evidence:  # type: ignore[attr-defined]
        yield evidence(piece.get_source_display(), piece.at, piece.by, piece.note)
    if _is_excused(absence, now):
        yield evidence("Excused", absence.excused_at, absence.excused_by, absence.excused_because)
