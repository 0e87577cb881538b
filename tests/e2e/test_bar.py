"""The bar of a course in a real browser: it fits a laptop, and what is rare is a step away."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HOME = "/c/cs7670-25fall/"
IS_CUT_OFF = "links => links.scrollWidth > links.clientWidth"


@pytest.fixture
def ines_now(ines: Enrollment) -> Enrollment:
    """An instructor whose course and place cover today."""
    today = now().date()
    Course.objects.update(starts_on=today - build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.filter(pk=ines.pk).update(began_on=today - build.DAY)
    return ines


def more(page: Page) -> None:
    """Open what the bar keeps for rare days, by keys alone, and go to the policy."""
    page.locator(".course-bar__more summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.get_by_role("link", name="Policy").press("Enter")
    page.wait_for_url("**/policy/")


def test_the_bar_of_staff_fits_a_laptop_and_says_where_one_is(laptop: Window, ines_now: Enrollment) -> None:
    page = laptop(ines_now, HOME)
    assert page.locator(".course-bar__links").evaluate(IS_CUT_OFF) is False
    more(page)
    weight = "summary => Number(getComputedStyle(summary).fontWeight)"
    assert page.locator(".course-bar__more summary").evaluate(weight) == 600
    page.locator(".course-bar__more summary").press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()


def test_the_rest_of_the_bar_opens_on_a_phone_without_scripts(
    window: Window, live_server: LiveServer, ines_now: Enrollment
) -> None:
    small = {"width": 360, "height": 740}
    page = window(live_server.url, ines_now, HOME, viewport=small, java_script_enabled=False)
    page.locator(".course-bar__more summary").click()
    expect(page.get_by_role("link", name="Absences")).to_be_in_viewport(ratio=1)
    page.locator(".course-bar__more summary").click()
    expect(page.get_by_role("link", name="Absences")).to_be_hidden()
