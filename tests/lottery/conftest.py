"""A class to draw from: twelve students, and a lottery whose chain is open."""

from datetime import timedelta

import pytest

from courseapp.models import Course, Enrollment, Meeting
from lottery.models import Lottery
from tests import build

SECRET = bytes(range(32))
BEFORE = build.CLASS_AT - timedelta(hours=1)
NOW = build.CLASS_AT + timedelta(minutes=10)
AFTER = build.CLASS_AT + timedelta(minutes=100)


def committed(meeting: Meeting, *, secret: bytes = SECRET, planned: int = 4) -> Lottery:
    """Publish a commitment an hour before the meeting."""
    return Lottery.objects.commit(
        meeting, secret=secret, planned=planned, now=meeting.starts_at - timedelta(hours=1), by=None
    )


def opened(meeting: Meeting, *, secret: bytes = SECRET, planned: int = 4) -> Lottery:
    """Publish a commitment and fix the phrase as the meeting begins."""
    return committed(meeting, secret=secret, planned=planned).fix_phrase("blue heron", now=meeting.starts_at, by=None)


@pytest.fixture
def students(course: Course) -> list[Enrollment]:
    """Twelve students."""
    return [
        build.enrollment(course, person=build.user(f"student{number}@example.edu", name=f"Student {number:02d}"))
        for number in range(12)
    ]


@pytest.fixture
def lottery(meeting: Meeting, students: list[Enrollment]) -> Lottery:
    """The open lottery of the class of 7 October."""
    return opened(meeting)
