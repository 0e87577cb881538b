"""A course with the model policy, and a class that is busy in it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from courseapp.models import Absence, Course, Enrollment, Source
from grading.models import Adjustment, PolicyVersion
from grading.policy_document import read_policy
from guests.models import GuestQuestion
from tests import build
from tests.grading.terms import MODEL_POLICY

NOW = build.CLASS_AT + build.DAY
BEFORE_TERM = build.CLASS_AT.replace(month=9, day=1)


@pytest.fixture
def version(course: Course) -> PolicyVersion:
    """The model policy, published before the term."""
    policy = read_policy(MODEL_POLICY)
    return PolicyVersion.objects.publish(course, policy, note="As announced.", by=None, now=BEFORE_TERM)


def busy_course(course: Course, students: Sequence[Enrollment], tess: Enrollment, papers: int = 3) -> None:
    """Give each student some of everything: one review, one absence, one question, half a point."""
    shelf = [build.paper(build.meeting(course, build.CLASS_AT - n * 7 * build.DAY)) for n in range(papers)]
    guest = build.guest_lecture(course, build.CLASS_AT - build.DAY)
    build.brief(course)
    for student in students:
        build.team(student)
        build.review(student, shelf[0], now=build.CLASS_AT - build.HOUR)
        Absence.objects.add_evidence(
            meeting=shelf[-1].meeting, enrollment=student, source=Source.DRAW, now=NOW, by=tess.user
        )
        GuestQuestion.objects.credit(guest=guest, enrollment=student, now=NOW, by=tess.user, act_key=str(student.pk))
        Adjustment.objects.make(student, component="", points=Decimal("0.5"), reason="Kind", now=NOW, by=tess.user)
