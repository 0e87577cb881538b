"""The paper's PDF beside the form in a real browser: both have room, and nothing is cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Paper
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

IS_CUT_OFF = "links => links.scrollWidth > links.clientWidth"
LINKS = [
    "Home", "Schedule", "Papers", "Questions", "Guests", "Write-up", "Lottery", "Presence", "My grade", "Policy",
]  # fmt: skip


@pytest.fixture
def paper(course: Course, ada: Enrollment) -> Paper:
    """A paper with a PDF, due tomorrow by the real clock."""
    today = now().date()
    Course.objects.update(starts_on=today - build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.update(began_on=today - build.DAY)
    file = ContentFile(build.pdf("Attention\n1 Introduction"), name="attention.pdf")
    return build.paper(build.meeting(course, now() + build.DAY), pdf=file)


def all_links(page: Page) -> list[str]:
    """Return what the bar offers, in order: what fits, then what is under "More"."""
    fits = page.locator(".course-bar__links a").all_inner_texts()
    return fits + [text.strip() for text in page.locator(".course-bar__more li").all_text_contents()]


def test_the_pdf_stands_beside_the_form_and_the_bar_keeps_what_does_not_fit_under_more(
    laptop: Window, ada: Enrollment, paper: Paper
) -> None:
    page = laptop(ada, f"{paper.get_absolute_url()}review/")
    pane, summary = page.locator(".pdf-pane"), page.get_by_label("Summary", exact=True)
    expect(pane).to_be_visible()
    beside, field = pane.bounding_box(), summary.bounding_box()
    assert beside is not None
    assert field is not None
    assert field["x"] + field["width"] <= beside["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    links = page.locator(".course-bar__links")
    expect(page.locator(".course-bar__more")).to_be_visible()
    assert links.evaluate(IS_CUT_OFF) is False
    assert all_links(page) == LINKS
    page.locator(".course-bar__more summary").press("Enter")
    expect(page.get_by_role("link", name="Policy")).to_be_in_viewport(ratio=1)
    panel = page.locator(".course-bar__more .menu__panel").bounding_box()
    assert panel is not None
    assert panel["x"] + panel["width"] <= beside["x"]
    assert Axe().run(page).response["violations"] == []


def test_closed_the_pdf_gives_its_room_back_to_form_and_bar(laptop: Window, ada: Enrollment, paper: Paper) -> None:
    page = laptop(ada, f"{paper.get_absolute_url()}review/")
    expect(page.locator(".course-bar__more")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".pdf-pane")).to_be_hidden()
    expect(page.locator(".course-bar__more")).to_be_hidden()
    assert all_links(page) == LINKS
    page.reload()
    expect(page.locator(".pdf-pane")).to_be_hidden()
    page.get_by_role("button", name="PDF beside").click()
    edge = page.get_by_role("separator")
    edge.press("End")
    expect(page.locator(".pdf-pane")).to_have_attribute("data-width", "65")
    assert page.locator(".course-bar__links").evaluate(IS_CUT_OFF) is False
    expect(page.get_by_label("Summary", exact=True)).to_be_visible()


def test_a_phone_has_the_whole_bar_and_no_pane(phone: Window, ada: Enrollment, paper: Paper) -> None:
    page = phone(ada, f"{paper.get_absolute_url()}review/")
    expect(page.locator(".pdf-pane")).to_be_hidden()
    expect(page.locator(".course-bar__more")).to_be_visible()
    assert all_links(page) == LINKS
    page.locator(".course-bar__more summary").click()
    page.get_by_role("link", name="My grade").click()
    page.wait_for_url("**/statement/")
    expect(page.locator(".course-bar [aria-current]")).to_have_text("My grade")
