"""A guest on a phone: the link, made by staff and opened without an account; the questions students show."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from guests.models import Guest, GuestQuestion
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guest(course: Course, ada: Enrollment, bo: Enrollment) -> Guest:
    """A guest who speaks tomorrow, by the real clock."""
    today = now().date()
    Course.objects.update(starts_on=today - 2 * build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.update(began_on=today - 2 * build.DAY)
    return build.guest_lecture(course, now() + build.DAY, talk="On compilers", affiliation="Bell Labs")


def checked(page: Page) -> None:
    """Hold that the page is accessible and no wider than its window."""
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_a_students_question_to_the_guests_phone(
    laptop: Window, phone: Window, ines: Enrollment, ada: Enrollment, bo: Enrollment, guest: Guest
) -> None:
    page = phone(ada, guest.get_absolute_url())
    page.get_by_label("Your question").fill("Who pays for the compilers?")
    page.get_by_role("button", name="Keep it for the lecture").click()
    page.get_by_role("button", name="Show it without my name").click()
    expect(page.get_by_text("The class and the guest read it now, without your name.")).to_be_visible()
    checked(page)

    page = phone(bo, guest.get_absolute_url())
    page.get_by_role("button", name="I’d ask this too").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="take it back")).to_be_visible()
    checked(page)

    page = laptop(ines, guest.get_absolute_url())
    checked(page)
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("The link, shown this once").input_value()
    checked(page)

    page.context.clear_cookies()
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(address)
    expect(page.get_by_role("heading", name="On compilers")).to_be_visible()
    expect(page.get_by_text("Who pays for the compilers?")).to_be_visible()
    expect(page.get_by_text("1 more would ask this, too")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Lovelace")
    checked(page)

    assert GuestQuestion.objects.get().supports.count() == 1
    guest.own_links.get().revoke(now=now(), by=ines.user)
    page.reload()
    expect(page.get_by_role("heading", name="This link opens nothing")).to_be_visible()
    checked(page)
