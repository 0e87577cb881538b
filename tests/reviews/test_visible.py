"""Whose reviews a reader may read: ``Review.objects.visible_to``."""

from datetime import datetime
from typing import Any

import pytest

from courseapp.models import Course, Enrollment, ReviewsOpen
from courseapp.roles import Role
from reviews.models import Extension, Paper, Review, Waiver
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
ENDED = CLASS_AT + 3 * HOUR


def authors(reader: Enrollment, now: datetime) -> set[str]:
    """Return whose reviews this reader sees, by first name."""
    reader = Enrollment.objects.select_related("course").get(pk=reader.pk)
    seen = Review.objects.visible_to(reader, now=now).select_related("enrollment__user")
    return {review.enrollment.user.get_short_name() for review in seen}


@pytest.fixture
def both(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    """Ada and Bo have handed in, an hour before the class."""
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("setting", "now", "seen"),
    [
        ("after_mine_and_due", BEFORE, {"Ada"}),
        ("after_mine_and_due", AFTER, {"Ada", "Bo"}),
        ("after_mine", BEFORE, {"Ada", "Bo"}),
        ("after_due", BEFORE, {"Ada"}),
        ("after_due", AFTER, {"Ada", "Bo"}),
        ("after_class", AFTER, {"Ada"}),
        ("after_class", ENDED, {"Ada", "Bo"}),
        ("never", ENDED, {"Ada"}),
    ],
)
def test_a_student_sees_the_others_when_the_setting_says_so(
    ada: Enrollment, setting: str, now: datetime, seen: set[str]
) -> None:
    Course.objects.update(reviews_open=setting)
    assert authors(ada, now) == seen


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("setting", ReviewsOpen.values)
def test_staff_see_all_and_auditors_none(course: Course, tess: Enrollment, ines: Enrollment, setting: str) -> None:
    Course.objects.update(reviews_open=setting)
    auditor = build.enrollment(course, Role.AUDITOR)
    assert authors(tess, BEFORE) == authors(ines, BEFORE) == {"Ada", "Bo"}
    assert authors(auditor, ENDED) == set()


def test_staff_of_another_course_see_nothing(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    assert authors(build.enrollment(build.course(), Role.INSTRUCTOR), AFTER) == set()


def test_who_has_not_handed_in_sees_only_their_own(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(bo, paper, now=BEFORE)
    build.review(ada, paper, now=BEFORE, answers={"summary": "Hm."})
    assert authors(ada, AFTER) == {"Ada"}


def test_drafts_are_seen_by_nobody_else(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers={"summary": "Hm."})
    assert authors(ada, AFTER) == {"Ada"}


def test_a_draft_handed_in_by_itself_is_seen_from_then_on(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE, hand_in=False)
    cut_off = CLASS_AT + paper.course.grace
    assert authors(ada, cut_off) == {"Ada"}
    assert authors(ada, cut_off + build.HOUR) == {"Ada", "Bo"}


def test_late_work_opens_the_others_and_is_seen_by_them(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=AFTER)
    assert authors(ada, ENDED) == authors(bo, ENDED) == {"Ada", "Bo"}


@pytest.mark.usefixtures("both")
def test_an_extension_closes_the_others_until_its_own_cut_off(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    Extension.objects.grant(enrollment=ada, paper=paper, due_at=CLASS_AT + DAY, now=BEFORE, by=None)
    assert authors(ada, ENDED) == {"Ada"}
    assert authors(bo, ENDED) == {"Ada", "Bo"}
    assert authors(ada, CLASS_AT + DAY + HOUR) == {"Ada", "Bo"}


def test_a_waived_reader_sees_the_others_after_the_cut_off(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(bo, paper, now=BEFORE)
    Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None)
    assert authors(ada, CLASS_AT) == set()
    assert authors(ada, AFTER) == {"Bo"}


@pytest.mark.usefixtures("both")
def test_who_has_left_the_course_sees_only_their_own(ada: Enrollment, bo: Enrollment) -> None:
    Enrollment.objects.filter(pk=ada.pk).update(ended_on=CLASS_AT.date())
    assert authors(ada, AFTER) == {"Ada", "Bo"}
    assert authors(ada, CLASS_AT + DAY) == {"Ada"}
    assert authors(bo, CLASS_AT + DAY) == {"Ada", "Bo"}


def test_each_paper_opens_by_itself(ada: Enrollment, bo: Enrollment, course: Course, paper: Paper) -> None:
    other = build.paper(build.meeting(course, CLASS_AT + 7 * DAY))
    for one in (paper, other):
        for student in (ada, bo):
            build.review(student, one, now=BEFORE)
    seen = Review.objects.visible_to(ada, now=AFTER)
    assert {(review.enrollment_id, review.paper_id) for review in seen} == {
        (ada.pk, paper.pk), (bo.pk, paper.pk), (ada.pk, other.pk)
    }  # fmt: skip


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("more", [0, 2])
def test_seeing_costs_the_same_for_few_and_many(
    ada: Enrollment, course: Course, paper: Paper, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        build.review(build.enrollment(course), build.paper(build.meeting(course, CLASS_AT - number * DAY)), now=BEFORE)
    reader = Enrollment.objects.select_related("course").get(pk=ada.pk)
    with django_assert_num_queries(8):
        assert len(Review.objects.visible_to(reader, now=AFTER)) == 2
