"""Shifting a schedule: every class after a day takes the time of the one after it, and due times follow."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courseapp.models import Course, Meeting, MeetingKind, User
from desk.rhythm import next_slot
from desk.schedule import move
from reviews import deadlines
from reviews.models import Paper


class ShiftHasChanged(Exception):
    """The schedule is another than when the shift was shown."""


@dataclass(frozen=True)
class DueChange:
    """A paper whose reviews become due at another time; or one that has its own due time, which stays."""

    paper: Paper
    was: datetime
    becomes: datetime

    @property
    def stays(self) -> bool:
        """Whether the paper keeps its due time."""
        return self.was == self.becomes


@dataclass(frozen=True)
class Change:
    """A meeting and the time that it takes."""

    meeting: Meeting
    starts_at: datetime
    ends_at: datetime
    due: list[DueChange]


@dataclass(frozen=True)
class Shift:
    """All that a shift changes, in the order of time."""

    changes: list[Change]

    @property
    def fingerprint(self) -> str:
        """What stands for just these changes: a confirmation means what its reader saw."""
        told = [
            (
                change.meeting.pk,
                change.meeting.starts_at,
                change.starts_at,
                [(due.paper.pk, due.was) for due in change.due],
            )
            for change in self.changes
        ]
        return hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()


def shift(course: Course, first: Meeting, *, guests_stay: bool = True) -> Shift:
    """Return what becomes of the schedule if ``first`` and every class after it are held one class later.

    Days without class stay where they are, cancelled meetings too, and guest lectures if ``guests_stay``. The last
    class takes the next free day of the course's rhythm. Always two queries.
    """
    rows = list(course.meetings.prefetch_related("papers").order_by("starts_at", "pk"))
    fixed = [row for row in rows if _is_fixed(row, guests_stay=guests_stay)]
    held = [row for row in rows if row not in fixed]
    moving = [row for row in held if row.starts_at >= first.starts_at]
    if first not in moving:
        return Shift([])
    times = [(row.starts_at, row.ends_at) for row in moving[1:]]
    times.append(next_slot([(row.starts_at, row.ends_at) for row in held], course.zone, {row.day for row in fixed}))
    return Shift([_change(course, row, *at) for row, at in zip(moving, times, strict=True)])


def _is_fixed(meeting: Meeting, *, guests_stay: bool) -> bool:
    is_guest = meeting.kind == MeetingKind.GUEST and guests_stay
    return meeting.cancelled_at is not None or meeting.kind == MeetingKind.NO_CLASS or is_guest


def _change(course: Course, meeting: Meeting, starts_at: datetime, ends_at: datetime) -> Change:
    meeting.course = course
    due_at = deadlines.class_due(meeting_starts_at=starts_at, notice=course.review_notice)
    due = []
    for paper in meeting.papers.all():
        paper.meeting = meeting
        due.append(DueChange(paper, paper.class_due_at, paper.due_at or due_at))
    return Change(meeting, starts_at, ends_at, due)


@transaction.atomic
def carry_out(
    course: Course, first: Meeting, *, guests_stay: bool, fingerprint: str, now: datetime, by: User | None
) -> Sequence[Change]:
    """Shift the schedule as it was shown, all of it; raise ShiftHasChanged if it would become another one."""
    Course.objects.select_for_update().get(pk=course.pk)
    found = shift(course, first, guests_stay=guests_stay)
    if not found.changes or found.fingerprint != fingerprint:
        raise ShiftHasChanged
    for change in reversed(found.changes):
        move(change.meeting, starts_at=change.starts_at, ends_at=change.ends_at, now=now, by=by, confirmed=True)
    return found.changes
