"""When a student's write-up is due and how it stands, in a few words for the course's home."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from courseapp.models import Enrollment
from writeups.models import Brief, LateAcceptance, Membership, WriteUp
from writeups.results import results
from writeups.standing import Standing

PART = "writeups"  # what is stamped when any write-up of a course changes


@dataclass(frozen=True, slots=True)
class WorkDue:
    """The task and how one student's work on it stands; nothing that belongs to others is in it."""

    title: str
    due_at: datetime
    standing: Standing
    is_past_cut_off: bool


def work_due(student: Enrollment, now: datetime) -> WorkDue | None:
    """Return what the home tells a student of their write-up; None where the course has none. At most five queries."""
    found = results(student.course, now, enrollments=[student]).get(student.pk)
    if found is None:
        return None
    return WorkDue(found.brief.title, found.brief.due_at, found.standing, found.is_past_cut_off)


def work_turns(student: Enrollment) -> Iterator[datetime]:
    """Give when the clock alone changes ``work_due``, or has changed it. Four queries."""
    places = Membership.objects.filter(enrollment=student)
    teams = places.values("team")
    said = LateAcceptance.objects.filter(writeup__team__in=teams)
    rows = chain(
        places.values_list("joined_at", "left_at"),
        WriteUp.objects.filter(team__in=teams).values_list("handed_in_at"),
        said.values_list("at", "withdrawn_at"),
        ((brief.due_at + student.course.grace,) for brief in Brief.objects.filter(course=student.course_id)),
    )
    return (at for row in rows for at in row if at is not None)
