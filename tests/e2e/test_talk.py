"""The discussion and the question board in a real browser: nothing typed is lost, and keys do what buttons do."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Comment, Paper
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(course: Course, ada: Enrollment, bo: Enrollment, tess: Enrollment) -> Paper:
    """A paper whose class began an hour ago, by the real clock; Ada and Bo have reviewed it."""
    begins = now() - build.HOUR
    Course.objects.update(starts_on=(begins - build.DAY).date(), ends_on=(begins + 30 * build.DAY).date())
    Enrollment.objects.update(began_on=(begins - build.DAY).date())
    made = build.paper(build.meeting(course, begins))
    for student, question in ((ada, "Why softmax?"), (bo, "What of memory?")):
        build.review(student, made, now=begins - build.HOUR, answers={**build.FULL, "question": question})
    return made


def test_what_is_said_of_a_review_is_written_answered_and_deleted(phone: Window, ada: Enrollment, paper: Paper) -> None:
    page = phone(ada, paper.get_absolute_url())
    page.get_by_role("link", name=re.compile("Discuss ?: the review by Bo Diddley")).click()
    form = page.locator("[data-draft^=on-]:visible")
    form.get_by_label("About this review").press_sequentially("Is it so, @bo")
    expect(page.get_by_role("option", name="Bo Diddley")).to_be_visible()
    page.keyboard.press("Enter")
    form.get_by_role("button", name="Say it").click()
    expect(page.locator(".comment .mention")).to_have_text("@Bo Diddley")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Axe().run(page).response["violations"] == []
    assert Comment.objects.get().mentions.get().enrollment.name == "Bo Diddley"
    page.get_by_role("link", name="the review by Bo Diddley").click()
    expect(page.get_by_role("link", name=re.compile(r"Discuss \(1\) ?: the review by Bo Diddley"))).to_be_visible()
    page.goto(Comment.objects.get().get_absolute_url())
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(page.locator(".comment__gone")).to_contain_text("Deleted by its author")


def test_what_could_not_be_sent_because_of_a_lapsed_log_in_is_still_there_afterwards(
    laptop: Window, ada: Enrollment, paper: Paper
) -> None:
    page = laptop(ada, f"{paper.get_absolute_url()}discussion/")
    cookies = page.context.cookies()
    page.get_by_label("About the paper").fill("Not to be lost.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Say it").first.click()
    expect(page.locator("[data-told]")).to_contain_text(re.compile("logged out|could not be sent"))
    page.context.add_cookies(cookies)
    page.reload()
    expect(page.get_by_label("About the paper")).to_have_value("Not to be lost.")
    page.get_by_role("button", name="Say it").first.click()
    expect(page.locator(".comment .prose")).to_have_text("Not to be lost.")
    assert Comment.objects.count() == 1


def test_the_board_is_worked_by_keys_and_the_projector_follows(
    laptop: Window, live_server: LiveServer, tess: Enrollment, paper: Paper
) -> None:
    board = laptop(tess, f"/c/cs7670-25fall/meetings/{paper.meeting_id}/questions/")
    room = laptop(tess, f"/c/cs7670-25fall/meetings/{paper.meeting_id}/questions/projector/")
    expect(room.get_by_text("Questions for class come here.")).to_be_visible()
    cards = board.locator(".question")
    expect(cards).to_have_count(2)
    expect(board.locator("[data-key=a]").first).to_have_attribute("aria-keyshortcuts", "a")
    board.keyboard.press("j")
    asked = cards.first.locator(".question__text").inner_text()
    board.keyboard.press("p")
    expect(room.locator(".room__question")).to_have_text(asked, timeout=10_000)
    board.keyboard.press("a")
    expect(board.locator(".question--asked")).to_have_count(1)
    assert Axe().run(board).response["violations"] == []


def test_the_board_works_without_scripts(
    window: Window, live_server: LiveServer, tess: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    address = f"/c/cs7670-25fall/meetings/{paper.meeting_id}/questions/"
    plain = {"java_script_enabled": False, "viewport": {"width": 360, "height": 780}}
    board = window(live_server.url, tess, address, **plain)
    board.locator("summary", has_text="Add a question of your own").click()
    board.get_by_label("A question of your own").fill("What does it cost?")
    board.get_by_role("button", name="Add it").click()
    expect(board.locator(".question")).to_have_count(3)
    card = board.locator(".question", has_text="Why softmax?")
    for act in ("Star", "Asked"):
        card.get_by_role("button", name=act, exact=True).click()
        expect(card.get_by_role("button", name=act, exact=True)).to_have_attribute("aria-pressed", "true")
    board.locator(".question", has_text="What of memory?").get_by_role("button", name="Room").click()
    room = window(live_server.url, tess, f"{address}projector/", **plain)
    expect(room.locator(".room__question")).to_have_text("What of memory?")
    student = window(live_server.url, ada, address, **plain)
    wanted = student.locator(".question", has_text="What of memory?").get_by_role("button", name="I’d ask this, too")
    wanted.click()
    expect(wanted).to_have_attribute("aria-pressed", "true")
    expect(student.locator(".question", has_text="What does it cost?")).to_have_count(0)
    board.locator(".question", has_text="What does it cost?").get_by_role("button", name="Let students see it").click()
    student.reload()
    expect(student.locator(".question", has_text="What does it cost?")).to_have_count(1)
    for page in (board, student):
        assert page.evaluate("document.documentElement.scrollWidth") == 360
