"""The form builder in a real browser: what staff change of the form, and what students then meet."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Paper, Review, ReviewField
from tests import build
from tests.e2e.conftest import Window

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FORM = "/c/cs7670-25fall/review-form/"


@pytest.fixture
def paper(course: Course, ada: Enrollment, bo: Enrollment, ines: Enrollment) -> Paper:
    """A paper that is due tomorrow, by the real clock; Ada has handed her review in."""
    today = now().date()
    Course.objects.update(starts_on=today - build.DAY, ends_on=today + 30 * build.DAY)
    Enrollment.objects.update(began_on=today - build.DAY)
    made = build.paper(build.meeting(course, now() + build.DAY))
    build.review(ada, made, now=now() - build.HOUR)
    return made


def asked(page: Page) -> list[str]:
    """Return the names of the fields that are asked, in order."""
    return page.locator("ol.form-fields .form-field__label").all_inner_texts()


def wait_for_keys(page: Page) -> None:
    """Wait until the keys of the page work."""
    expect(page.locator("[data-key=p]").first).to_have_attribute("aria-keyshortcuts", "p")


def test_a_scale_is_added_shown_while_it_is_written_moved_by_keys_and_met_by_students(
    laptop: Window, phone: Window, ines: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    page = laptop(ines, FORM)
    page.get_by_role("link", name="Score", exact=True).click()
    page.get_by_label("Question", exact=True).fill("Confidence")
    for at, step in enumerate(["A guess", "Fairly sure", "Certain"]):
        page.locator("[name=options]").nth(at).fill(step)
    expect(page.locator("#field-preview legend")).to_contain_text("Confidence", timeout=5000)
    expect(page.locator("#field-preview")).to_contain_text("Certain")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("“Confidence” is asked from now on.")).to_be_visible()
    wait_for_keys(page)
    added = page.locator(".form-field", has_text="Confidence")
    added.focus()
    page.keyboard.press("Shift+K")
    expect(page.locator("ol.form-fields .form-field").nth(3)).to_contain_text("Confidence")
    assert asked(page) == ["Summary", "Your opinion", "Overall merit", "Confidence", "Question for class"]
    assert Axe().run(page).response["violations"] == []
    student = phone(bo, f"{paper.get_absolute_url()}review/")
    expect(student.get_by_role("group", name=re.compile("Confidence"))).to_be_visible()
    student.get_by_label("Fairly sure").check()
    expect(student.locator("#review-saved")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"), timeout=5000)
    assert Review.objects.get(enrollment=bo).revisions.get().answers["confidence"] == "2"


def test_a_field_is_dragged_to_another_place(laptop: Window, ines: Enrollment, paper: Paper) -> None:
    page = laptop(ines, FORM)
    expect(page.locator("ol.form-fields .form-field").first).to_have_attribute("draggable", "true")
    last = page.locator("ol.form-fields .form-field").nth(3)
    last.drag_to(page.locator("ol.form-fields .form-field").first, target_position={"x": 20, "y": 2})
    expect(page.locator("ol.form-fields .form-field").first).to_contain_text("Question for class")
    assert list(paper.course.review_fields.asked().values_list("key", flat=True)) == [
        "question", "summary", "opinion", "merit",
    ]  # fmt: skip


def test_the_whole_form_is_tried_as_wide_as_on_a_phone_and_nothing_is_kept(
    laptop: Window, ines: Enrollment, paper: Paper
) -> None:
    page = laptop(ines, FORM)
    wait_for_keys(page)
    page.keyboard.press("p")
    page.wait_for_url("**/preview/")
    page.get_by_label("Summary").fill("Only a trial of it.")
    expect(page.locator("[data-counts=id_summary]")).to_have_text("5 words")
    page.get_by_role("link", name="Phone", exact=True).click()
    expect(page.get_by_role("link", name="Phone", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_label("Summary")).to_have_value("")
    assert Review.objects.count() == 1
    assert Axe().run(page).response["violations"] == []


def test_what_is_changed_in_the_middle_of_a_term_leaves_every_answer_readable(
    laptop: Window, ines: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    page = laptop(ines, FORM)
    page.get_by_role("link", name="Overall merit").click()
    expect(page.get_by_label("Kind")).to_have_count(0)
    page.locator("[name=options]").nth(3).fill("Strong")
    expect(page.locator("#field-preview")).to_contain_text("What saving it does", timeout=5000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Overall merit” is saved.")).to_be_visible()
    page.get_by_role("button", name="Retire “Your opinion”").click()
    page.get_by_role("dialog").get_by_role("button", name="Retire it").click()
    expect(page.get_by_text("“Your opinion” is not asked any more.")).to_be_visible()
    assert asked(page) == ["Summary", "Overall merit", "Question for class"]
    student = laptop(ada, f"{paper.get_absolute_url()}review/")
    expect(student.get_by_label("Your opinion")).to_have_count(0)
    expect(student.get_by_label("Strong")).to_be_checked()
    student.goto(f"{student.url}revisions/1/")
    expect(student.locator("main")).to_contain_text("I agree.")
    expect(student.locator("main")).to_contain_text("Strong")
    page.get_by_role("button", name=re.compile("Ask it again ?: Your opinion")).click()
    expect(page.locator("ol.form-fields .form-field")).to_have_count(4)
    assert ReviewField.objects.get(key="opinion").retired_at is None
    student.goto(f"{paper.get_absolute_url()}review/")
    expect(student.get_by_label("Your opinion")).to_have_value("I agree.")


def test_a_kind_cannot_change_once_answered_and_what_was_typed_stays(
    laptop: Window, ines: Enrollment, paper: Paper
) -> None:
    page = laptop(ines, FORM)
    page.get_by_role("link", name="Overall merit").click()
    page.get_by_label("Help").fill("Of the idea, not of the prose.")
    page.locator("[name=options]").nth(3).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field__errors").first).to_be_visible()
    expect(page.get_by_label("Help")).to_have_value("Of the idea, not of the prose.")
    assert ReviewField.objects.get(key="merit").options[3] == "Good"
