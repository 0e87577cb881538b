"""The course's home: what is put together once, and follows every change all the same."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrollment
from desk.front import front
from tests import build
from tests.build import CLASS_AT, DAY
from writeups.models import Brief, WriteUp

As = Callable[[Enrollment], Client]
NOW = CLASS_AT


def work(student: Enrollment) -> tuple[str, str] | None:
    """Return the title of a student's write-up on their home, and how it stands."""
    due = front(student.course, student, NOW)[0].work
    return (due.title, str(due.standing.state)) if due else None


def test_a_write_up_is_there_from_its_task_on_and_says_how_it_stands(ada: Enrollment, bo: Enrollment) -> None:
    assert work(ada) is None
    brief = Brief(course=ada.course, due_at=NOW + DAY)
    brief.keep(was_due_at=None, now=NOW, by=None)
    assert work(ada) == ("Opinion write-up", "nothing handed in")
    brief.title = "Essay"
    brief.keep(was_due_at=brief.due_at, now=NOW, by=None)
    WriteUp.objects.hand_in(enrollment=ada, title="", body="I disagree.", act_key="k", now=NOW)
    assert (work(ada), work(bo)) == (("Essay", "handed in"), ("Essay", "nothing handed in"))


def test_whoever_only_visits_is_told_of_no_work(ada: Enrollment, tess: Enrollment) -> None:
    Brief(course=ada.course, due_at=NOW + DAY).keep(was_due_at=None, now=NOW, by=None)
    assert (work(ada) is not None, work(tess)) == (True, None)


def test_staff_and_the_course_s_texts_are_those_of_now(as_: As, ada: Enrollment, tess: Enrollment) -> None:
    def home() -> str:
        return as_(ada).get(f"/c/{ada.course.slug}/").content.decode()

    assert "Tess Tube" in home()
    tess.user.rename("Tess Turing")
    assert "Tess Turing" in home()
    Course.objects.filter(pk=ada.course_id).update(about="We *read*.")
    assert "We <em>read</em>." in home()


@pytest.mark.parametrize("people", [0, 3])
def test_a_home_seen_before_costs_five_queries(
    as_: As, ada: Enrollment, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(people):
        build.enrollment(ada.course)
    client = as_(ada)
    client.get(f"/c/{ada.course.slug}/")
    with django_assert_num_queries(5):
        client.get(f"/c/{ada.course.slug}/")
