"""What students would read under each setting, counted before it is chosen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, ReviewsOpen
from reviews.models import Paper, Review
from reviews.reach import reach
from reviews.reading import is_open
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

As = Callable[[Enrollment], Client]
ADDRESS = "/c/cs7670-25fall/settings/"
BEFORE = CLASS_AT - HOUR


@pytest.fixture
def written(ada: Enrollment, bo: Enrollment, paper: Paper) -> Paper:
    """A paper that Ada and Bo have handed in, and a third student has not; nobody has the next one."""
    build.paper(build.meeting(paper.course, CLASS_AT + 7 * DAY), title="The next")
    build.enrollment(paper.course)
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE)
    return paper


def readers(course: Course, now: datetime) -> dict[str, list[int]]:
    return {choice.label: [sight.readers for sight in choice.sights] for choice in reach(course, now).choices}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, [0, 2, 0, 0, 0]),
        (CLASS_AT + timedelta(minutes=3), [2, 2, 3, 0, 0]),
        (CLASS_AT + 2 * HOUR, [2, 2, 3, 3, 0]),
    ],
)
def test_each_setting_counts_who_would_read(written: Paper, now: datetime, expected: list[int]) -> None:
    assert [counts[0] for counts in readers(written.course, now).values()] == expected


@pytest.mark.parametrize("setting", ReviewsOpen.values)
def test_the_count_is_what_then_holds(written: Paper, ada: Enrollment, setting: str) -> None:
    now = CLASS_AT + HOUR
    Course.objects.update(reviews_open=setting)
    course = Course.objects.get(pk=written.course_id)
    [current] = [choice for choice in reach(course, now).choices if choice.is_current]
    enrollment = Enrollment.objects.get(pk=ada.pk)
    is_read = Review.objects.visible_to(enrollment, now=now).filter(paper=written).count() > 1
    assert is_read == (current.sights[0].readers >= 2)
    assert is_read == is_open(setting, my_cell(enrollment, written, now).situation(now), now)
    assert {(sight.least, sight.most) for sight in current.sights[:1]} <= {(1, 1), (1, 2), (0, 0)}


def test_the_settings_say_so_in_words_with_both_names(
    as_: As, at: Callable[..., None], ines: Enrollment, written: Paper
) -> None:
    at(CLASS_AT + HOUR)
    page = as_(ines).get(ADDRESS).content.decode()
    assert "2 of 3 students would read 1 review by others." in page
    assert "3 of 3 students would read 1 or 2 reviews by others." in page
    assert "stands under “Ada Lovelace”; with pseudonyms, under “" in page


def test_what_was_typed_and_refused_is_not_counted_as_if_it_held(
    as_: As, at: Callable[..., None], ines: Enrollment, written: Paper
) -> None:
    at(CLASS_AT + HOUR)
    page = as_(ines).post(ADDRESS, {"reviews_open": "never", "title": ""}).content.decode()
    current = (
        page.partition('<span class="tag tag--accent">as it is</span>')[0]
        .rpartition("<dt><strong>")[2]
        .removesuffix("</strong> ")
    )
    assert current.strip().endswith("own, once the due time has passed")


def test_a_course_without_papers_says_so(as_: As, ines: Enrollment) -> None:
    assert "There is no paper yet to count on." in as_(ines).get(ADDRESS).content.decode()


def test_it_costs_the_same_for_few_and_many(written: Paper, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        with django_assert_num_queries(7):
            reach(written.course, CLASS_AT + HOUR)
        for _ in range(3):
            build.review(build.enrollment(written.course), written, now=BEFORE)
