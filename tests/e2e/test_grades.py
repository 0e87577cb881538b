"""The pages of grades in a real browser: the grid by keys, adjusting in place, what-if, regrade, the policy's boxes."""

import re
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from grading.models import Adjustment, PolicyVersion
from grading.policy_document import read_policy
from tests import build
from tests.e2e.conftest import Window
from tests.grading.terms import MODEL_POLICY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOT = "/c/cs7670-25fall"


@pytest.fixture
def term(course: Course, ada: Enrollment, bo: Enrollment, tess: Enrollment, ines: Enrollment) -> Course:
    """A term in which Ada handed one review in yesterday and Bo did not, by the real clock."""
    today = now().date()
    Course.objects.update(starts_on=today - 20 * build.DAY, ends_on=today + 60 * build.DAY)
    Enrollment.objects.update(began_on=today - 20 * build.DAY)
    past = build.paper(build.meeting(course, now() - build.DAY))
    build.paper(build.meeting(course, now() + 5 * build.DAY))
    build.guest_lecture(course, now() + 7 * build.DAY)
    build.review(ada, past, now=now() - 2 * build.DAY)
    policy = read_policy(MODEL_POLICY)
    PolicyVersion.objects.publish(course, policy, note="As announced.", by=None, now=now() - 19 * build.DAY)
    return course


def is_whole(page: Page) -> None:
    """Check that the page does not scroll sideways, and that axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert Axe().run(page).response["violations"] == []


def cell(page: Page, row: int, component: str) -> str:
    """Return where the cell's link is."""
    return f"tbody tr:nth-child({row}) td[data-component={component}] a"


def test_a_cell_is_adjusted_by_keys_alone_and_the_focus_comes_back(
    laptop: Window, term: Course, tess: Enrollment, ada: Enrollment
) -> None:
    page = laptop(tess, f"{ROOT}/grades/")
    is_whole(page)
    page.locator(cell(page, 1, "reviews")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Ada")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(cell(page, 1, "reviews"))).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Points").fill("1.5")
    page.get_by_label("Reason").fill("A fine discussion")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Reason").press("Enter")
    expect(page.locator(cell(page, 1, "reviews"))).to_contain_text("adjusted")
    expect(page.get_by_text("+1.5 points for")).to_be_visible()
    expect(page.locator(cell(page, 1, "reviews"))).to_be_focused()
    assert ada.adjustments.get().reason == "A fine discussion"


def test_the_second_assistant_gets_what_is_there_now_and_keeps_their_words(
    laptop: Window, term: Course, tess: Enrollment, ines: Enrollment, ada: Enrollment
) -> None:
    page = laptop(tess, f"{ROOT}/grades/")
    page.locator(cell(page, 1, "total")).press("Enter")
    page.get_by_label("Points").fill("1")
    page.get_by_label("Reason").fill("My own words")
    Adjustment.objects.make(ada, component="", points=Decimal(2), reason="A bonus", now=now(), by=ines.user)
    page.get_by_role("button", name="Adjust").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Somebody adjusted this cell")
    expect(dialog).to_contain_text("A bonus")
    expect(page.get_by_label("Reason")).to_have_value("My own words")
    assert ada.adjustments.count() == 1
    page.context.set_offline(True)
    page.get_by_role("button", name="Adjust").click()
    expect(dialog).to_contain_text("could not be reached")
    expect(page.get_by_label("Reason")).to_have_value("My own words")
    page.context.set_offline(False)
    page.get_by_role("button", name="Adjust").click()
    expect(page.get_by_text("+1 points for")).to_be_visible()
    assert ada.adjustments.count() == 2


def test_rows_are_found_and_sorted(laptop: Window, term: Course, tess: Enrollment) -> None:
    page = laptop(tess, f"{ROOT}/grades/")
    page.get_by_label("Student", exact=True).fill("bo")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    page.goto(f"{page.url}?sort=-earned")
    expect(page.locator("tbody tr").first).to_contain_text("Ada")
    page.goto(page.url.replace("-earned", "earned"))
    expect(page.locator("tbody tr").first).to_contain_text("Bo")


@pytest.mark.parametrize("address", ["grades/", "policy/", "policy/versions/new/form/"])
def test_staff_pages_fit_a_phone(phone: Window, term: Course, ines: Enrollment, address: str) -> None:
    is_whole(phone(ines, f"{ROOT}/{address}"))


def test_a_cell_without_scripts_is_a_page_with_a_plain_form(
    phone: Window, term: Course, tess: Enrollment, ada: Enrollment
) -> None:
    page = phone(tess, f"{ROOT}/grades/{ada.uuid}/reviews/", java_script_enabled=False)
    page.get_by_label("Points").fill("-1")
    page.get_by_label("Reason").fill("Copied")
    page.get_by_role("button", name="Adjust").click()
    page.wait_for_url(re.compile("/grades/"))
    assert ada.adjustments.get().points == -1


def test_a_student_reads_tries_and_asks_on_a_phone(phone: Window, term: Course, bo: Enrollment) -> None:
    page = phone(bo, f"{ROOT}/statement/")
    is_whole(page)
    page.locator("main a[href*='/regrades/new/']").first.click()
    page.locator("textarea").first.fill("I handed it in on paper.")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(r"/regrades/\d+/"))
    expect(page.locator("main")).to_contain_text("I handed it in on paper.")
    is_whole(page)


def test_the_sliders_show_what_the_server_reckons(laptop: Window, term: Course, ada: Enrollment) -> None:
    page = laptop(ada, f"{ROOT}/statements/{ada.uuid}/what-if/")
    is_whole(page)
    figure = page.locator("#what-if .figure-big strong")
    before = figure.inner_text()
    with page.expect_response(lambda answer: "/what-if/?" in answer.url) as answer:
        page.locator("main input[type=range]").first.press("Home")
    expect(figure).not_to_have_text(before)
    reckoned = figure.inner_text()
    page.goto(answer.value.url)
    expect(figure).to_have_text(reckoned)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_policy_is_changed_box_by_box(laptop: Window, term: Course, ines: Enrollment, scripts: bool) -> None:
    page = laptop(ines, f"{ROOT}/policy/versions/new/form/", java_script_enabled=scripts)
    page.get_by_role("button", name="Remove component 4").click()
    page.get_by_label("What changes, and why").fill("No write-up this year.")
    page.get_by_role("button", name="Show what changes").last.click()
    expect(page.get_by_text("Weights sum to 80, not 100.")).to_be_visible()
    page.get_by_role("button", name="Move component 3 up").click()
    page.locator("#components-0-weight").fill("60")
    page.locator("#groups").fill("")
    page.locator("#components-0-weight").press("Enter")
    expect(page.get_by_role("heading", name="What this change does")).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    page.wait_for_url(re.compile("/policy/$"))
    newest = term.policy_versions.last()
    assert [row["key"] for row in newest.document["components"]] == ["reviews", "questions", "attendance"]
    assert newest.note == "No write-up this year."
