"""One student's facts and statement, read and reckoned once, for as long as nothing that they rest on changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Min

from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Course, Enrollment, Event, Stamp
from grading.facts import TermFacts
from grading.grade import grade
from grading.ledger import read_terms
from grading.models import PolicyVersion
from grading.statement import Statement
from reviews.models import Revision

# Where a change can show in a grade, beside the student's own part and what may show anywhere.
PARTS = ("writeups", "guests", "presence")


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """A student's facts and statement, under which stamp they hold, and when the clock alone changes them."""

    facts: TermFacts
    statement: Statement
    stamp: str
    turns: frozenset[datetime]


def own_copy(student: Enrollment, version: PolicyVersion, now: datetime) -> OwnCopy:
    """Return a student's present statement, by the same way as the whole class's.

    One query, unless something of theirs or of the course has changed; then as many as the class's, and three.
    """
    course = student.course
    own = Stamp.objects.of(course.pk, student.part, *PARTS)
    stamp = f"{own}|{version.pk}|{terms_of(course)}|{course.ends_on}|{course.claim_window}"

    def made() -> tuple[OwnCopy, frozenset[datetime]]:
        facts = read_terms(course, [student], now=now)[student.pk]
        found = grade(version.policy, facts)
        turns = frozenset(_turns(student, found, now))
        return OwnCopy(facts, found, stamp, turns), turns

    return shared(f"statement:{student.pk}", stamp, now, made)


def _turns(student: Enrollment, found: Statement, now: datetime) -> Iterator[datetime]:
    """Give when the clock alone changes a statement, or has changed it: what is due, meetings, acts. Three queries."""
    course = student.course
    lines = [line for part in found.parts for line in part.reckoning.lines]
    due = (at for line in lines if line.at for at in (line.at, line.at + course.grace))
    acts = (piece.at for line in lines for piece in line.evidence)
    given = (fact.at for fact in chain(found.adjustments, *(part.adjustments for part in found.parts)))
    later = (
        Revision.objects.filter(review__enrollment=student, saved_at__gt=now).aggregate(at=Min("saved_at"))["at"],
        Event.objects.filter(course=course, at__gt=now).aggregate(at=Min("at"))["at"],
    )
    every = chain(due, acts, given, later, _of_meetings(course), midnights(course, now))
    return (at for at in every if at is not None)


def _of_meetings(course: Course) -> Iterator[datetime]:
    """Give when each meeting begins and ends, and when the questions to its guest can no longer be claimed."""
    for starts_at, ends_at in course.meetings.values_list("starts_at", "ends_at"):
        yield from (starts_at, ends_at, ends_at + course.claim_window)
