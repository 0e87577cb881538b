"""Find what is wrong between the parts of a course file, each part being sound by itself."""

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from desk.course_file.document import CourseFile, Meeting

Finding = tuple[str, str, str]
Placed = Sequence[tuple[str, Any]]


def contradictions(document: CourseFile, broken: Set[str]) -> Iterator[Finding]:
    """Give the path of a table, a key in it, and what is wrong there, for every contradiction.

    ``broken`` are the paths of tables with mistakes of their own, whose values cannot be relied upon.
    """
    meetings = _placed("meetings", document.meetings)
    findings = chain(
        _repeated_keys(document, meetings),
        () if "course" in broken else _outside_the_term(document, meetings),
        _overlapping(meetings),
        *(_wrong_company(path, meeting) for path, meeting in meetings),
        () if "course" in broken else _due_before_they_open(document, meetings),
    )
    return (finding for finding in findings if finding[0] not in broken)


def _placed(path: str, items: Iterable[Any]) -> Placed:
    """Return each item with its path, numbered from 1."""
    return [(f"{path}[{number}]", item) for number, item in enumerate(items, start=1)]


def _repeated_keys(document: CourseFile, meetings: Placed) -> Iterator[Finding]:
    """Give every key that an earlier table of its kind has already."""
    yield from _twice("meeting", meetings)
    yield from _twice("paper", chain.from_iterable(_placed(f"{path}.papers", each.papers) for path, each in meetings))
    yield from _twice("guest", chain.from_iterable(_placed(f"{path}.guests", each.guests) for path, each in meetings))
    for path, meeting in meetings:
        yield from _twice("material", _placed(f"{path}.materials", meeting.materials))
    yield from _twice("announcement", _placed("announcements", document.announcements))
    yield from _twice("review field", _placed("review_fields", document.review_fields))


def _twice(noun: str, placed: Iterable[tuple[str, Any]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path, item in placed:
        if item.key in first:
            yield path, "key", f"“{item.key}” is the key of {first[item.key]} already; give this {noun} its own"
        first.setdefault(item.key, path)


def _outside_the_term(document: CourseFile, meetings: Placed) -> Iterator[Finding]:
    course = document.course
    days = [(path, "date", meeting.on) for path, meeting in meetings]
    if document.writeup is not None:
        days.append(("writeup", "due_at", document.writeup.due_at.astimezone(ZoneInfo(course.time_zone)).date()))
    for path, key, day in days:
        if not course.starts_on <= day <= course.ends_on:
            term = f"{course.starts_on} to {course.ends_on}"
            yield path, key, f"{day} is outside the term, {term}; change it, or the dates of the course"


def _overlapping(meetings: Placed) -> Iterator[Finding]:
    """Give every meeting that begins before the one before it has ended."""
    ordered = sorted(meetings, key=lambda placed: placed[1].starts_at)
    for (earlier_path, earlier), (path, later) in pairwise(ordered):
        if later.starts_at < earlier.ends_at and later.on == earlier.on:
            yield path, "start", f"is before {earlier_path} has ended; change the time of one of the two"


def _wrong_company(path: str, meeting: Meeting) -> Iterator[Finding]:
    """Give what does not go with the meeting's kind."""
    if meeting.kind == "no_class" and (meeting.papers or meeting.guests):
        what = "papers" if meeting.papers else "guests"
        yield path, what, 'nobody meets on a day of kind "no_class"; move them to a meeting, or change the kind'
    elif meeting.guests and meeting.kind != "guest":
        yield path, "guests", 'guests speak at a meeting of kind "guest"; change the kind, or remove them'


def _due_before_they_open(document: CourseFile, meetings: Placed) -> Iterator[Finding]:
    """Give the papers of which no review could be written in time."""
    for path, meeting in meetings:
        due_at = meeting.starts_at - document.course.review_notice
        for where, paper in _placed(f"{path}.papers", meeting.papers):
            if paper.opens_at is not None and paper.opens_at >= due_at:
                yield where, "opens_at", "its reviews would be due before they open; choose an earlier time"
