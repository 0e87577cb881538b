"""The history of a review in a real browser: two states compared word by word, and an old one brought back."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Paper, Revision
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(course: Course, ada: Enrollment) -> Paper:
    """A paper due tomorrow, by the real clock, of which Ada has saved three texts, an hour apart."""
    today = now().date()
    Course.objects.update(starts_on=today - 2 * build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.update(began_on=today - 2 * build.DAY)
    made = build.paper(build.meeting(course, now() + build.DAY))
    texts = ["It attends.", "It attends to every word.", "Gone by mistake"]
    for at, text in enumerate(texts):
        when = now() - timedelta(hours=3 - at)
        build.review(ada, made, now=when, answers={**build.FULL, "summary": text}, based_on=at, hand_in=at == 0)
    return made


def test_two_states_are_chosen_and_compared_word_by_word(phone: Window, ada: Enrollment, paper: Paper) -> None:
    page = phone(ada, f"{paper.get_absolute_url()}review/")
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("this one counts")).to_have_count(1)
    page.get_by_role("radio", name=re.compile("compare this ?: revision 1")).check()
    page.get_by_role("radio", name=re.compile("with this ?: revision 2")).check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revisions 1 and 2")
    expect(page.locator("ins")).to_contain_text("to every word.")
    expect(page.get_by_role("heading", name="Your opinion")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Axe().run(page).response["violations"] == []


def test_an_old_state_is_brought_back_and_none_is_lost(laptop: Window, ada: Enrollment, paper: Paper) -> None:
    page = laptop(ada, f"{paper.get_absolute_url()}review/")
    expect(page.get_by_label("Summary", exact=True)).to_have_value("Gone by mistake")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Revision 2", exact=True).click()
    expect(page.locator("main")).to_contain_text("It attends to every word.")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Summary", exact=True)).to_have_value("It attends to every word.")
    texts = [one.answers["summary"] for one in Revision.objects.order_by("number")]
    assert texts == ["It attends.", "It attends to every word.", "Gone by mistake", "It attends to every word."]
    expect(page.locator("#review-state")).to_contain_text("changed since")
