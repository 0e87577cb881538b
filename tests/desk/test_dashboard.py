"""The staff's dashboard: what it says at each turn of a course, and what it costs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrollment, Leave, Meeting
from desk.dashboard import Dashboard, bars, dashboard, stamp_of
from desk.setting_up import steps
from reviews.models import Paper, give_mark, release_marks
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

As = Callable[[Enrollment], Client]
At = Callable[..., None]
BEFORE, AFTER = CLASS_AT - HOUR, CLASS_AT + 3 * HOUR
ADDRESS = "/c/cs7670-25fall/dashboard/"


def shown(course: Course, now: datetime) -> Dashboard:
    return dashboard(course, now, stamp_of(course))


def waiting(course: Course, now: datetime) -> list[str]:
    """Return what waits for the staff, as the page says it."""
    return [f"{task.count} {task.words}" for task in shown(course, now).tasks]


def test_the_next_class_says_who_is_missing(
    course: Course, meeting: Meeting, paper: Paper, ada: Enrollment, bo: Enrollment
) -> None:
    build.review(ada, paper, now=BEFORE, answers=build.FULL | {"question": "Why six?"})
    found = shown(course, BEFORE).next_class
    assert found is not None
    [awaited] = found.papers
    assert (found.meeting.topic, found.questions) == (meeting.topic, 1)
    assert (awaited.handed_in, awaited.assigned, awaited.missing) == (1, 2, ["Bo Diddley"])


def test_a_guest_lecture_says_how_many_questions_wait_for_the_guest(course: Course, ada: Enrollment) -> None:
    guest = build.guest_lecture(course)
    guest.questions.prepare(guest=guest, enrollment=ada, text="Why?", act_key="k", now=BEFORE)
    found = shown(course, BEFORE).next_class
    assert found is not None
    assert [(task.count, task.words) for task in found.guests] == [(1, f"question to {guest.name}")]


def test_after_the_last_class_there_is_none(course: Course, paper: Paper) -> None:
    found = shown(course, AFTER)
    assert (found.next_class, found.due) == (None, [])


def test_what_came_late_or_is_not_marked_or_not_released_waits(
    course: Course, paper: Paper, ada: Enrollment, bo: Enrollment, tess: Enrollment
) -> None:
    saving = build.review(ada, paper, now=BEFORE)
    assert waiting(course, BEFORE) == []  # it is not due yet
    build.review(bo, paper, now=AFTER)
    assert waiting(course, AFTER) == ["1 late review to accept or leave", f"1 review of “{paper.title}” to mark"]
    give_mark(saving.revision.review, revision=saving.revision, now=AFTER, by=tess.user, symbol="✓")
    assert waiting(course, AFTER)[1:] == [f"1 mark of “{paper.title}” to release"]
    release_marks(paper, now=AFTER, by=tess.user)
    assert waiting(course, AFTER) == ["1 late review to accept or leave"]


def test_a_leave_waits_until_it_is_answered(
    course: Course, meeting: Meeting, ada: Enrollment, tess: Enrollment
) -> None:
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="A wedding", now=BEFORE)
    assert waiting(course, BEFORE) == ["1 leave to accept or decline"]
    leave.decide(Leave.Decision.ACCEPTED, now=BEFORE, by=tess.user)
    assert waiting(course, BEFORE) == []


def test_a_review_is_in_the_bar_of_how_long_before_its_due_time_it_came(
    course: Course, paper: Paper, ada: Enrollment, bo: Enrollment
) -> None:
    build.review(ada, paper, now=CLASS_AT - 2 * DAY)
    build.review(bo, paper, now=AFTER)
    chart = shown(course, AFTER + DAY).charts[0]
    assert {bar.label: bar.count for bar in chart.bars if bar.count} == {"1 to 3 days": 1, "after it was due": 1}


def test_a_chart_of_nothing_has_no_bars() -> None:
    assert bars([("a", 0), ("b", 0)]) == []
    assert [(bar.label, bar.width) for bar in bars([("a", 1), ("b", 3)])] == [("a", 33.3), ("b", 100.0)]


def test_a_new_course_is_led_through_its_first_steps_until_all_are_done(as_: As, ines: Enrollment, at: At) -> None:
    at(BEFORE)
    page = as_(ines).get(ADDRESS).content.decode()
    assert "Before the first class" in page
    assert "/c/cs7670-25fall/meetings/new/" in page
    course = ines.course
    assert not {step.words: step.is_done for step in shown(course, BEFORE).steps}["Plan the meetings"]
    build.paper(build.meeting(course))
    done = {step.words: step.is_done for step in steps(course)}
    assert done["Plan the meetings"]
    assert done["Put the papers on the list"]


def test_an_assistant_is_not_sent_where_only_the_instructor_may_go(as_: As, tess: Enrollment, at: At) -> None:
    at(BEFORE)
    page = as_(tess).get(ADDRESS).content.decode()
    assert "/c/cs7670-25fall/settings/" not in page
    assert "the instructor’s" in page


def test_the_page_asks_again_and_is_answered_only_where_something_has_changed(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    client, asked = as_(tess), {"headers": {"HX-Request": "true"}}
    stamp = stamp_of(paper.course)
    assert client.get(f"{ADDRESS}?stamp={stamp}", **asked).status_code == 204  # type: ignore[arg-type]
    build.review(ada, paper, now=BEFORE)
    answer = client.get(f"{ADDRESS}?stamp={stamp}", **asked)  # type: ignore[arg-type]
    assert "1 of 1" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_it_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper, at: At, more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(more):
        another = build.paper(build.meeting(paper.course, CLASS_AT + (number + 1) * DAY))
        build.review(build.enrollment(paper.course), another, now=BEFORE)
    build.review(ada, paper, now=BEFORE)
    at(BEFORE)
    client = as_(tess)
    client.get(ADDRESS)
    with django_assert_num_queries(4):
        client.get(ADDRESS)
    caches["copies"].clear()
    with django_assert_num_queries(52):
        client.get(ADDRESS)
