"""The days on which a class meets, from its rhythm: “Tue and Fri, 09:50 to 11:30”. No Django, no clock.

Source: docs/instructor.md, "Plan the term".
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.course_file.values import Mistake, in_zone

FORTNIGHT = timedelta(days=14)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a class meets: on these days of the week (0 is Monday), from ``first`` to ``last``, both included."""

    days: frozenset[int]
    begin: time
    end: time
    first: date
    last: date
    but: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Slot:
    """One day's time, as two instants in UTC; or why the day has none, in a sentence."""

    on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    mistake: str = ""


def slots(rhythm: Rhythm, zone: ZoneInfo) -> Iterator[Slot]:
    """Give a slot for each day of the rhythm, in order; local times, whatever the clocks do in between."""
    for number in range((rhythm.last - rhythm.first).days + 1):
        day = rhythm.first + timedelta(days=number)
        if day.weekday() in rhythm.days and day not in rhythm.but:
            yield _slot(day, rhythm.begin, rhythm.end, zone)


def _slot(day: date, begin: time, end: time, zone: ZoneInfo) -> Slot:
    try:
        return Slot(day, in_zone(datetime.combine(day, begin), zone), in_zone(datetime.combine(day, end), zone))
    except Mistake as mistake:
        return Slot(day, mistake=f"{mistake}; add this meeting by hand")


def next_slot(
    held: Iterable[tuple[datetime, datetime]], zone: ZoneInfo, taken: Collection[date] = ()
) -> tuple[datetime, datetime]:
    """Return the time of the class after the last of these, by the rhythm of the two weeks before it.

    ``held`` are the starts and ends of classes, one at least; days that are ``taken`` are passed over.
    Raise ValueError where ``held`` is empty.
    """
    known = sorted((one.astimezone(zone), other.astimezone(zone)) for one, other in held)
    if not known:
        raise ValueError("No class is held, so none follows.")
    last = known[-1][0]
    usual = {
        (starts_at.weekday(), starts_at.time(), ends_at - starts_at)
        for starts_at, ends_at in known
        if last - starts_at < FORTNIGHT
    }
    for number in range(1, 366):
        day = last.date() + timedelta(days=number)
        for weekday, begin, length in sorted(usual):
            if weekday == day.weekday() and day not in taken:
                starts_at = datetime.combine(day, begin, zone)
                return starts_at.astimezone(UTC), (starts_at + length).astimezone(UTC)
    raise ValueError("No day of the year that follows is free.")
