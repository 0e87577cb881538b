"""What was changed in the schedule, as the class may read it: no names, no reasons that were not for the schedule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from courseapp.models import Course, Event, Meeting

WORDS = {
    "meeting.planned": "added", "meeting.moved": "moved", "meeting.cancelled": "cancelled",
    "meeting.reinstated": "held after all",
}  # fmt: skip
MOST = 200


@dataclass(frozen=True)
class ScheduleChange:
    """One change: when, of which meeting, what became of it; from which start to which, where that moved."""

    at: datetime
    meeting: Meeting
    what: str
    was: datetime | None
    becomes: datetime | None


def changes(course: Course, now: datetime) -> list[ScheduleChange]:
    """Return the newest changes of the schedule since the term's first day, MOST of them. Two queries."""
    told = course.events.filter(kind__in=WORDS, at__gte=course.starts_at, at__lte=now).order_by("-at", "-pk")[:MOST]
    meetings = {meeting.pk: meeting for meeting in course.meetings.all()}
    for meeting in meetings.values():
        meeting.course = course
    return list(_changes(told, meetings))


def _changes(events: Iterable[Event], meetings: dict[int, Meeting]) -> Iterator[ScheduleChange]:
    for event in events:
        meeting = meetings.get(event.subject_pk or 0)
        if meeting is not None:
            was, becomes = (_start(told) for told in (event.before, event.after))
            yield ScheduleChange(event.at, meeting, WORDS[event.kind], was if was != becomes else None, becomes)


def _start(told: dict[str, str]) -> datetime | None:
    at = told.get("starts_at")
    return datetime.fromisoformat(at) if at else None
