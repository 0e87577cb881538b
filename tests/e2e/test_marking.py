"""Marking and the matrix by the keyboard alone, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Mark, Paper, give_mark
from tests import build

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

REVIEWS = 30
Desk = Callable[..., Page]


@pytest.fixture
def paper(course: Course) -> Paper:
    """A paper that was due an hour ago, with thirty reviews."""
    begins = now() - build.HOUR
    Course.objects.update(starts_on=(begins - build.DAY).date(), ends_on=(begins + 30 * build.DAY).date())
    made = build.paper(build.meeting(course, begins))
    for _ in range(REVIEWS):
        student = build.enrollment(course, began_on=(begins - build.DAY).date())
        build.review(student, made, now=begins - build.HOUR)
    return made


@pytest.fixture
def tess_now(paper: Paper, tess: Enrollment) -> Enrollment:
    """An assistant whose place covers today."""
    Enrollment.objects.filter(pk=tess.pk).update(began_on=paper.course.starts_on)
    return tess


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Iterator[Desk]:
    """Return a function that opens an address as somebody; no script may fail."""
    contexts, complaints = list[BrowserContext](), list[str]()

    def open_page(who: Enrollment, address: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        client = Client()
        client.force_login(who.user)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or ""}
        context.add_cookies([{**session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def wait_for(page: Page, heading: str) -> None:
    """Wait for a page, and until its keys work."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("[data-key=u]")).to_have_attribute("aria-keyshortcuts", "u")


def test_thirty_reviews_are_marked_without_the_mouse(desk: Desk, tess_now: Enrollment, paper: Paper) -> None:
    page = desk(tess_now, f"{paper.get_absolute_url()}marks/")
    wait_for(page, "Marks")
    page.keyboard.press("Enter")
    for number in range(1, REVIEWS + 1):
        wait_for(page, f"Review {number}")
        page.keyboard.press("1234"[number % 4])
        page.keyboard.press("ArrowRight" if number % 2 else "Enter")
    wait_for(page, "Marks")
    assert Mark.objects.filter(by=tess_now.user).count() == REVIEWS
    assert sorted(Mark.objects.values_list("position", flat=True)) == list(range(1, REVIEWS + 1))
    page.keyboard.press("u")
    wait_for(page, f"Review {REVIEWS}")
    assert Mark.objects.given(now()).count() == REVIEWS - 1


def test_a_comment_outlives_a_reload_is_put_by_and_inserted_by_a_key(
    desk: Desk, tess_now: Enrollment, paper: Paper
) -> None:
    page = desk(tess_now, f"{paper.get_absolute_url()}marks/")
    wait_for(page, "Marks")
    page.keyboard.press("Enter")
    wait_for(page, "Review 1")
    page.keyboard.press("c")
    page.keyboard.type("Say why you think so.")
    page.keyboard.press("Escape")
    page.reload()
    wait_for(page, "Review 1")
    expect(page.get_by_label("Comment for the author")).to_have_value("Say why you think so.")
    page.keyboard.press("a")
    expect(page.locator(".bank__one")).to_have_count(1)
    wait_for(page, "Review 1")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    wait_for(page, "Review 2")
    expect(page.get_by_label("Comment for the author")).to_have_value("")
    page.keyboard.press("5")
    expect(page.get_by_label("Comment for the author")).to_have_value("Say why you think so.")
    page.keyboard.press("c")
    page.keyboard.type(" Really.")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    wait_for(page, "Review 3")
    comments = {mark.symbol: mark.comment for mark in Mark.objects.all()}
    assert comments == {"✓": "Say why you think so.", "✓−": "Say why you think so. Really."}
    page.keyboard.press("ArrowLeft")
    wait_for(page, "Review 2")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Take back the last mark that I gave")


def test_the_second_marker_is_told_before_theirs_counts(
    desk: Desk, tess_now: Enrollment, ines: Enrollment, paper: Paper
) -> None:
    page = desk(tess_now, f"{paper.get_absolute_url()}marks/")
    wait_for(page, "Marks")
    page.keyboard.press("Enter")
    wait_for(page, "Review 1")
    review = paper.reviews.get(pk=page.url.rstrip("/").rsplit("/", 1)[1])
    give_mark(review, revision=None, now=now(), by=ines.user, symbol="✓")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ines Vega gave ✓")
    assert Mark.objects.count() == 1
    page.keyboard.press("Enter")
    wait_for(page, "Review 2")
    assert list(Mark.objects.values_list("symbol", flat=True)) == ["✓", "0"]


def test_arrow_keys_walk_the_matrix_and_enter_opens_the_review(desk: Desk, tess_now: Enrollment, paper: Paper) -> None:
    page = desk(tess_now, "/c/cs7670-25fall/matrix/")
    page.locator("[data-matrix] tbody th").first.click()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
    expect(page.locator("td:focus-within")).to_have_text("on time4")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reviews/*/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["matrix/", "owing/", "marks/", "marks/figures/", "marks/comments/", "papers/{}/marks/", "papers/{}/marks/{}/"],
)
def test_the_pages_are_accessible_on_a_phone(
    desk: Desk, tess_now: Enrollment, paper: Paper, scheme: str, path: str
) -> None:
    review = paper.reviews.earliest("pk")
    give_mark(review, revision=None, now=now(), by=tess_now.user, symbol="✓", position=1)
    viewport = {"width": 360, "height": 740}
    page = desk(
        tess_now, "/c/cs7670-25fall/" + path.format(paper.pk, review.pk), viewport=viewport, color_scheme=scheme
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Axe().run(page).response["violations"] == []
