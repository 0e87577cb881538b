"""A student's statement with the requests about its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from courseapp.models import Enrollment
from grading import gradebook
from grading.entries import Entry, Place, entries
from grading.models import PolicyVersion, RegradeRequest
from grading.statement import Statement


@dataclass(frozen=True, slots=True)
class Questioned:
    """The requests about one statement, and what its reader may still question."""

    requests: list[RegradeRequest]
    entries: dict[Place, Entry]
    reader: Enrollment
    student: Enrollment
    today: date

    def about(self, place: Place) -> RegradeRequest | None:
        """Return the request about a line, if there is one."""
        return next((one for one in self.requests if one.place == place), None)

    def may_ask(self, place: Place) -> bool:
        """Return whether the reader is the student and the line's window is open."""
        entry = self.entries.get(place)
        return entry is not None and self.reader == self.student and entry.is_open_on(self.today)


def questioned(student: Enrollment, statement: Statement, *, reader: Enrollment, now: datetime) -> Questioned:
    """Return the requests about a student's statement; one query."""
    course = student.course
    found = entries(statement, now=now, day_of=course.day_of)
    requests = list(student.regrade_requests.with_standing(now))
    for one in requests:
        one.enrollment = student
    return Questioned(requests, found, reader, student, course.day_of(now))


def entries_of(student: Enrollment, *, now: datetime) -> dict[Place, Entry]:
    """Return what the student's statement shows at ``now``; nothing where the course has no policy."""
    version = PolicyVersion.objects.current(student.course, now=now)
    if version is None:
        return {}
    statement = gradebook.statement(student, version.policy, now=now)
    return entries(statement, now=now, day_of=student.course.day_of)


def entry_of(request: RegradeRequest, *, now: datetime) -> Entry:
    """Return the line of a request as it is at ``now``; a line that is gone is said to be so and adds nothing."""
    found = entries_of(request.enrollment, now=now)
    here = found.get(request.place)
    if here is not None:
        return here
    total = next((one.total for one in found.values()), Decimal("0.00"))
    return Entry(request.place, request.title, request.label, "no longer on the statement", None, total, None)
