"""The questions of a course's students, and what can still be asked: what a grade rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from courseapp.models import Course, Enrollment, Meeting, MeetingKind
from guests import windows
from guests.models import Guest, GuestQuestion


@dataclass(frozen=True, slots=True)
class Chance:
    """A guest lecture at which a question can still be asked, or claimed until ``until``, inclusive."""

    meeting: Meeting
    held_on: date
    until: datetime
    is_over: bool
    """Whether the lecture has ended, so that a question can only be claimed."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a student has come with questions to guests."""

    credited: int
    waiting: int
    chances: list[Chance]

    @property
    def lectures_left(self) -> int:
        """How many guest lectures are to come or not over yet."""
        return sum(not chance.is_over for chance in self.chances)


@dataclass(frozen=True, slots=True)
class Asker:
    """A student at a guest lecture, with the questions they put to the guest."""

    enrollment: Enrollment
    questions: list[GuestQuestion]

    @property
    def credited(self) -> int:
        """How many of them count."""
        return sum(question.is_credited for question in self.questions)

    @property
    def next_key(self) -> str:
        """The key of the next tap: two phones that show the same count credit the same question once."""
        return f"tap-{sum(question.act_key.startswith('tap-') for question in self.questions) + 1}"


def askers(guest: Guest) -> list[Asker]:
    """Return the students of the lecture's day, by name, each with their questions; two queries."""
    students = guest.course.enrollments.students().on(guest.meeting.day).by_name()
    asked: dict[int, list[GuestQuestion]] = defaultdict(list)
    for question in guest.questions.all():
        asked[question.enrollment_id].append(question)
    return [Asker(student, asked[student.pk]) for student in students]


def tally(enrollment: Enrollment, now: datetime) -> Tally:
    """Return how far one student has come, without lectures that were cancelled; two queries."""
    record = questions_on_record(enrollment.course, enrollments=[enrollment])[enrollment.pk]
    states = [question.state for question in record if question.guest.meeting.is_counted]
    return Tally(
        credited=states.count(GuestQuestion.State.CREDITED),
        waiting=states.count(GuestQuestion.State.CLAIMED),
        chances=open_chances(enrollment.course, now, enrollments=[enrollment])[enrollment.pk],
    )


def questions_on_record(
    course: Course, *, enrollments: Iterable[Enrollment] | None = None
) -> dict[int, list[GuestQuestion]]:
    """Return the questions claimed, credited, declined or withdrawn, oldest first, by enrollment's primary key.

    Of every student of the course unless fewer are given; guest, meeting and whoever decided are at
    hand. ``question.state`` says how each stands; only credited ones count, and only while
    their meeting is not cancelled. One query.
    """
    rows = GuestQuestion.objects.on_record().filter(guest__course=course)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=enrollments)
    found: dict[int, list[GuestQuestion]] = defaultdict(list)
    for question in rows.select_related("guest__meeting", "decided_by", "withdrawn_by"):
        found[question.enrollment_id].append(question)
    return found


def open_chances(course: Course, now: datetime, *, enrollments: Iterable[Enrollment]) -> dict[int, list[Chance]]:
    """Return the guest lectures of each student's days that are to come or within the claim window, in order.

    One query, however many students.
    """
    chances = course_chances(course, now)
    return {student.pk: [chance for chance in chances if student.covers(chance.held_on)] for student in enrollments}


def course_chances(course: Course, now: datetime) -> list[Chance]:
    """Return the guest lectures of a course that are to come or within the claim window, in order; one query."""
    meetings = course.meetings.held().filter(kind=MeetingKind.GUEST, ends_at__gte=now - course.claim_window)
    chances = []
    for meeting in meetings.order_by("starts_at", "pk"):
        window = windows.window(meeting.starts_at, meeting.ends_at, course.claim_window)
        chances.append(
            Chance(meeting, course.day_of(meeting.starts_at), window.closes_at, is_over=now > window.ends_at)
        )
    return chances
