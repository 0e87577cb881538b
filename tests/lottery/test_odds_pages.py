"""The pages about odds: one's own, the class's, and what the draws find of absences."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Enrollment, Meeting
from lottery.models import Draw, Lottery
from tests import build
from tests.lottery.conftest import AFTER, NOW, opened

pytestmark = pytest.mark.django_db


def address(lottery: Lottery, name: str) -> str:
    """Return the address of one of the course's pages."""
    return reverse(f"lottery:{name}", args=[lottery.meeting.course.slug])


def staff(lottery: Lottery) -> Client:
    """Return an assistant's browser."""
    client = Client()
    client.force_login(build.enrollment(lottery.meeting.course, build.Role.ASSISTANT).user)
    return client


def test_a_student_reads_their_own_odds_against_what_came(
    client: Client, lottery: Lottery, students: list[Enrollment], at
) -> None:
    draw = Draw.objects.hold(lottery, 1, now=NOW, by=None)
    client.force_login(draw.enrollment.user)
    at(AFTER)
    page = client.get(address(lottery, "turn_list")).content.decode()
    assert "add up to <strong>0.08</strong>; you were drawn <strong>1</strong> time." in page


def test_the_classs_page_names_nobody(client: Client, lottery: Lottery, students: list[Enrollment], at) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    client.force_login(students[0].user)
    at(AFTER)
    page = client.get(address(lottery, "fairness")).content.decode()
    assert "1</strong><span>turn in 1 class" in page
    assert not any(student.name in page for student in students[1:])


def test_before_the_first_draws_there_is_nothing_to_compare(client: Client, lottery: Lottery, students, at) -> None:
    client.force_login(students[0].user)
    at(AFTER)
    assert "Nothing to compare yet" in client.get(address(lottery, "fairness")).content.decode()


@pytest.mark.parametrize("meetings", [1, 3])
def test_the_pages_ask_a_constant_number_of_queries(
    meetings: int, meeting: Meeting, students: list[Enrollment], client: Client, at,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for week in range(meetings):
        held = build.meeting(meeting.course, build.CLASS_AT + week * build.DAY)
        Draw.objects.hold(lottery := opened(held), 1, now=held.starts_at, by=None)
    client.force_login(students[0].user)
    at(AFTER + 5 * build.DAY)
    from_cache = 0 if settings.REDIS_URL else 1  # without Redis the cache is a table
    for name, queries in (("fairness", 7 + from_cache), ("turn_list", 10)):
        client.get(address(lottery, name))
        with django_assert_num_queries(queries):
            client.get(address(lottery, name))


def test_staff_see_what_absences_cost_in_their_own_course(lottery: Lottery, students, at) -> None:
    at(AFTER)
    browser = staff(lottery)
    first = browser.get(address(lottery, "detection")).content.decode()
    assert "this takes a few seconds" in first
    assert 'value="12"' in first  # the students of the course
    table = browser.get(address(lottery, "detection"), headers={"HX-Request": "true"}).content.decode()
    assert table.count("<tr>") == 2  # the head, and the one meeting that can be missed
    assert "<html" not in table
    assert "few seconds" not in browser.get(address(lottery, "detection")).content.decode()  # it is known now


def test_other_numbers_are_computed_without_javascript_too(lottery: Lottery, students, at) -> None:
    at(AFTER)
    asked = {"students": 3, "meetings": 4, "picks": 3, "each": "2.50", "free": 1, "weight": 20, "now": 1}
    page = staff(lottery).get(address(lottery, "detection"), asked).content.decode()
    assert ">7.50</td>" in page  # 4 missed, all found, one of them free: 3 × 2.50


@pytest.mark.parametrize("wrong", [{"students": 0}, {"picks": "many"}, {"meetings": 61}, {"each": -1}])
def test_impossible_numbers_are_said_and_nothing_is_computed(wrong: dict[str, object], lottery: Lottery, at) -> None:
    at(AFTER)
    page = staff(lottery).get(address(lottery, "detection"), wrong)
    assert page.status_code == 200
    assert "Correct what is marked" in page.content.decode()
