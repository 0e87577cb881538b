"""What one may see, in a real browser: the course through a student's eyes, and a search that tells nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment, Event
from reviews.models import Paper, Reading
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HOME = "/c/cs7670-25fall/"


@pytest.fixture
def paper(course: Course, ada: Enrollment, bo: Enrollment, ines: Enrollment) -> Paper:
    """A paper due in an hour, by the real clock: Bo has handed in, Ada has not begun."""
    today = now().date()
    Course.objects.update(starts_on=today - 2 * build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.update(began_on=today - 2 * build.DAY)
    made = build.paper(build.meeting(course, now() + build.HOUR))
    answers = {**build.FULL, "summary": "A zeugma of caches.", "question": "Whence the quokka?"}
    build.review(bo, made, now=now() - build.HOUR, answers=answers)
    return made


def test_staff_look_through_a_students_eyes_from_any_page_and_leave_again(
    laptop: Window, ines: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    page = laptop(ines, paper.get_absolute_url())
    expect(page.locator("main")).to_contain_text("A zeugma of caches.")
    page.get_by_role("link", name="See this as a student").click()
    page.get_by_role("button", name="See it as Ada Lovelace").click()
    banner = page.get_by_label("Not as yourself, or not now")
    expect(banner).to_contain_text("You see this course as Ada Lovelace")
    assert page.url.endswith(paper.get_absolute_url())
    expect(page.locator("main")).not_to_contain_text("zeugma")
    assert Axe().run(page).response["violations"] == []
    page.locator(".course-bar__links").get_by_role("link", name="Papers").click()
    expect(banner).to_be_visible()
    page.goto(f"{paper.get_absolute_url()}review/")
    page.get_by_label("Summary", exact=True).fill("Not mine to write.")
    page.wait_for_timeout(3500)
    assert not ada.reviews.exists()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(paper.get_absolute_url())
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You see the course as yourself again.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("A zeugma of caches.")
    assert list(Event.objects.filter(kind__startswith="look.").values_list("kind", flat=True)) == [
        "look.began", "look.ended",
    ]  # fmt: skip
    assert not Reading.objects.exists()


@pytest.mark.parametrize("typed", ["zeugma", "quokka", "author:bo", '"zeugma of caches"'])
def test_a_student_finds_nothing_of_what_is_not_open_to_them(
    phone: Window, ada: Enrollment, paper: Paper, typed: str
) -> None:
    page = phone(ada, HOME)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill(typed)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text(f"Nothing that you may read here answers “{typed}”.")
    expect(page.locator("main")).not_to_contain_text("caches.")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert not Reading.objects.exists()


def test_the_author_and_the_staff_find_what_the_student_does_not(
    laptop: Window, ines: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    for reader in (ines, bo):
        page = laptop(reader, HOME)
        expect(page.get_by_role("searchbox")).to_have_attribute("aria-keyshortcuts", "/")
        page.keyboard.press("/")
        page.keyboard.type("zeugma")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("1 result for “zeugma”.")
        expect(page.locator("mark")).to_have_text("zeugma")
        assert Axe().run(page).response["violations"] == []
