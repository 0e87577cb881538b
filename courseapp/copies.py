"""Copies: what many readers share is put together once, for as long as its stamp and the clock let it hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from django.core.cache import caches

from courseapp.models import Course

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which the clock alone changes nothing: after ``since`` and before ``until``; or an instant alone."""

    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    is_instant: bool = False

    @classmethod
    def around(cls, now: datetime, instants: Iterable[datetime]) -> "Span":
        """Return the longest time around ``now`` within which none of these instants lies."""
        known = set(instants)
        before, after = [one for one in known if one < now], [one for one in known if one > now]
        return cls(now, max(before, default=None), min(after, default=None), is_instant=now in known)

    def covers(self, now: datetime) -> bool:
        """Return whether what held when this was made holds at ``now``."""
        if now == self.at or self.is_instant:
            return now == self.at
        return (self.since is None or self.since < now) and (self.until is None or now < self.until)


def shared(name: str, stamp: str, now: datetime, make: Callable[[], tuple[T, Iterable[datetime]]]) -> T:
    """Return what ``make`` gives, or what it gave before under the same stamp and in the same span of time.

    ``stamp`` was asked for before anything that goes into it was read; ``make`` also returns the instants at which
    the clock changes its result. Each process has its own copies, the newest of a name alone, and may lose any.
    Nothing that is one reader's alone may be in it, unless the name has the reader.
    """
    return shared_by_name({name: stamp}, now, lambda names: {name: make()})[name]


def shared_by_name(
    stamps: Mapping[str, str], now: datetime, make: Callable[[set[str]], Mapping[str, tuple[T, Iterable[datetime]]]]
) -> dict[str, T]:
    """Return what ``shared`` returns of each name; ``make`` gives those that have changed, all at once."""
    held = caches["copies"].get_many(stamps)
    found: dict[str, T] = {
        name: value for name, (stamp, span, value) in held.items() if stamp == stamps[name] and span.covers(now)
    }
    if outdated := stamps.keys() - found.keys():
        for name, (value, instants) in make(outdated).items():
            caches["copies"].set(name, (stamps[name], Span.around(now, instants), value))
            found[name] = value
    return found


def terms_of(course: Course) -> str:
    """Return what the class's pages follow from in the course's own row, which every request reads: part of a stamp."""
    terms = (
        course.pseudonym_key, course.reviewer_names, course.grace, course.review_notice, course.hand_in_drafts,
        course.time_zone, course.slug, course.code, course.title, course.place, course.clock_offset,
    )  # fmt: skip
    return "|".join(map(str, terms))


def midnights(course: Course, now: datetime) -> list[datetime]:
    """Return when the course's day began and ends: what happened today is told by its time alone."""
    today = course.day_of(now)
    return [datetime.combine(today + timedelta(days=days), time(), course.zone) for days in (0, 1)]
