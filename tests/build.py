"""Plain builders: one row each, with what a test does not care about filled in."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from courseapp.models import Course, Enrollment, Meeting, MeetingKind, User
from courseapp.roles import Role
from desk.demo.pdf import Line, bound
from guests.models import Guest
from reviews.models import Paper, Review, ReviewField, Saving
from writeups.models import Brief, Membership, Team

_numbers = count(1)

TERM_BEGINS = date(2025, 9, 5)
TERM_ENDS = date(2025, 12, 5)
# A Tuesday class of the model course: 09:50 in New York.
CLASS_AT = datetime(2025, 10, 7, 13, 50, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FULL = {"summary": "It attends.", "opinion": "I agree.", "merit": "4"}


def user(email: str = "", **fields: Any) -> User:
    """Store a person who signs in by code."""
    number = next(_numbers)
    return User.objects.create_user(email or f"person{number}@example.edu", **{"name": f"Person {number}", **fields})


def course(slug: str = "", **fields: Any) -> Course:
    """Store a private course in New York, from 5 September to 5 December 2025."""
    defaults = {
        "code": "CS 7670", "title": "Large Language Model Systems", "term": "Fall 2025",
        "starts_on": TERM_BEGINS, "ends_on": TERM_ENDS, "time_zone": "America/New_York",
    }  # fmt: skip
    return Course.objects.create(slug=slug or f"course-{next(_numbers)}", **{**defaults, **fields})


def enrollment(course: Course, role: Role = Role.STUDENT, *, person: User | None = None, **fields: Any) -> Enrollment:
    """Store a person's place in the course, for the whole term."""
    return Enrollment.objects.create(
        course=course, user=person or user(), role=role, **{"began_on": course.starts_on, **fields}
    )


def meeting(course: Course, at: datetime = CLASS_AT, **fields: Any) -> Meeting:
    """Store a lecture of 100 minutes."""
    defaults = {"key": f"m{next(_numbers)}", "topic": "Attention", "ends_at": at + timedelta(minutes=100)}
    return Meeting.objects.create(course=course, starts_at=at, **{**defaults, **fields})


def guest_lecture(course: Course, at: datetime = CLASS_AT, **fields: Any) -> Guest:
    """Store a guest lecture and its guest."""
    lecture = meeting(course, at, kind=MeetingKind.GUEST, topic="A guest speaks")
    return Guest.objects.create(
        course=course, meeting=lecture, **{"key": f"g{lecture.pk}", "name": "Grace Guest", **fields}
    )


def paper(meeting: Meeting, **fields: Any) -> Paper:
    """Store a paper to be reviewed before the meeting."""
    defaults = {"key": f"p{next(_numbers)}", "title": "Attention Is All You Need"}
    return Paper.objects.create(course=meeting.course, meeting=meeting, **{**defaults, **fields})


def pdf(*pages: str) -> bytes:
    """Return a PDF of these pages, each given by its lines."""
    return bound([[Line(line) for line in page.split("\n")] for page in pages])


def review_form(course: Course) -> list[ReviewField]:
    """Store a form of three required fields and a question for class."""
    fields = [
        ("summary", "text", "Summary", True, []),
        ("opinion", "text", "Your opinion", True, []),
        ("merit", "score", "Overall merit", True, ["Poor", "Weak", "Fair", "Good", "Excellent"]),
        ("question", "question", "Question for class", False, []),
    ]
    return [
        ReviewField.objects.create(
            course=course, key=key, kind=kind, label=label, is_required=required, options=options, position=at
        )
        for at, (key, kind, label, required, options) in enumerate(fields)
    ]


def review(
    enrollment: Enrollment,
    paper: Paper,
    *,
    now: datetime,
    answers: dict[str, Any] | None = None,
    based_on: int = 0,
    hand_in: bool = True,
) -> Saving:
    """Keep a review through its own verb, handed in unless said otherwise."""
    return Review.objects.keep(
        enrollment=enrollment,
        paper=paper,
        answers=FULL if answers is None else answers,
        based_on=based_on,
        now=now,
        hand_in=hand_in,
    )


def team(*members: Enrollment, now: datetime = CLASS_AT) -> Team:
    """Store a team of these students."""
    made = Team.objects.create(course=members[0].course, created_at=now)
    for member in members:
        Membership.objects.create(team=made, enrollment=member, joined_at=now)
    return made


def brief(course: Course, due_at: datetime = datetime(2025, 12, 3, 4, 59, tzinfo=UTC)) -> Brief:
    """Store what is to be written, due on the evening of 2 December."""
    return Brief.objects.create(course=course, due_at=due_at)
