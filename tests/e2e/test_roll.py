"""The roll call and the questions to guests on real phones: bad networks, two of them, one tap each."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from courseapp.clock import now
from courseapp.models import Absence, Enrollment, RollMark
from guests.models import Guest, GuestQuestion
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guest(ada: Enrollment, bo: Enrollment) -> Guest:
    """A guest lecture that began an hour ago, by the real clock."""
    return build.guest_lecture(ada.course, now() - build.HOUR)


def roll(guest: Guest) -> str:
    return reverse("roll_call", args=[guest.course.slug, guest.meeting_id])


def key(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_tap_shows_and_arrives_and_undo_takes_it_back(phone: Window, tess: Enrollment, guest: Guest) -> None:
    page = phone(tess, roll(guest))
    key(page, "Absent Ada Lovelace")
    expect(page.get_by_role("status")).to_have_text("0 present · 1 absent · 1 not noted")
    expect(page.get_by_role("button", name="Absent Ada Lovelace")).to_have_attribute("aria-pressed", "true")
    assert Absence.objects.standing().get().enrollment.name == "Ada Lovelace"
    key(page, "Undo")
    expect(page.get_by_role("status")).to_have_text("0 present · 0 absent · 2 not noted")
    assert not Absence.objects.standing().exists()


def test_taps_without_a_network_outlive_the_page_and_arrive_once(phone: Window, tess: Enrollment, guest: Guest) -> None:
    page = phone(tess, roll(guest))
    page.context.set_offline(True)
    key(page, "Absent Ada Lovelace")
    key(page, "Here Bo Diddley")
    expect(page.get_by_role("status")).to_contain_text("2 to be sent. No connection")
    assert not RollMark.objects.exists()
    page.context.set_offline(False)
    page.goto(page.url)
    expect(page.get_by_role("status")).to_have_text("1 present · 1 absent · 0 not noted")
    assert RollMark.objects.count() == 2


def test_two_phones_that_note_different_students_overwrite_nothing(
    phone: Window, tess: Enrollment, ines: Enrollment, guest: Guest
) -> None:
    first, second = phone(tess, roll(guest)), phone(ines, roll(guest))
    key(first, "Absent Ada Lovelace")
    expect(first.get_by_role("status")).to_contain_text("1 absent")
    second.get_by_text("All present except").click()
    key(second, "Note the others present")
    expect(second.get_by_role("status")).to_have_text("1 present · 1 absent · 0 not noted")


def test_typing_finds_a_student(phone: Window, tess: Enrollment, guest: Guest) -> None:
    page = phone(tess, roll(guest))
    page.get_by_label("Find a student").fill("love")
    expect(page.locator(".roll-row:visible")).to_have_count(1)


def test_a_tap_on_asked_credits_and_shows_it_in_place(phone: Window, tess: Enrollment, guest: Guest) -> None:
    page = phone(tess, reverse("guests:question_list", args=[guest.course.slug, guest.pk]))
    key(page, "Asked Ada Lovelace")
    expect(page.get_by_role("button", name="Asked again Ada Lovelace")).to_be_visible()
    assert GuestQuestion.objects.credited().get().enrollment.name == "Ada Lovelace"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_roll_is_accessible(phone: Window, tess: Enrollment, guest: Guest, scheme: str) -> None:
    page = phone(tess, roll(guest))
    page.emulate_media(color_scheme=scheme)
    page.get_by_text("All present except").click()
    assert Axe().run(page).response["violations"] == []
