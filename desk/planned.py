"""What a rhythm adds to a schedule, and what it passes over."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from courseapp.models import Course, Meeting
from desk.rhythm import Rhythm, Slot, slots


@dataclass(frozen=True)
class Day:
    """A day of the rhythm: its slot, and why nothing is added on it; empty where a meeting is."""

    slot: Slot
    why_not: str = ""


@dataclass(frozen=True)
class Planned:
    """The days of a rhythm, in order."""

    days: list[Day]

    @property
    def new(self) -> list[tuple[datetime, datetime]]:
        """The starts and ends of the meetings that are added."""
        kept = [day.slot for day in self.days if not day.why_not]
        return [(slot.starts_at, slot.ends_at) for slot in kept if slot.starts_at and slot.ends_at]


def planned(course: Course, rhythm: Rhythm) -> Planned:
    """Return the days of a rhythm, each with the meeting that it adds or with why it adds none. One query."""
    there: dict[date, list[Meeting]] = defaultdict(list)
    for meeting in course.meetings.all():
        meeting.course = course
        there[meeting.day].append(meeting)
    return Planned([Day(slot, next(_why_not(course, slot, there), "")) for slot in slots(rhythm, course.zone)])


def _why_not(course: Course, slot: Slot, there: dict[date, list[Meeting]]) -> Iterator[str]:
    if slot.mistake:
        yield slot.mistake
    if not course.starts_on <= slot.on <= course.ends_on:
        yield "it is outside the term"
    for meeting in there[slot.on]:
        yield f"there is “{meeting.topic}” already"
