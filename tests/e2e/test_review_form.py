"""Writing a review in a real browser: no typed word is lost."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from reviews.models import Paper, Revision
from tests import build
from tests.build import DAY, FULL

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CODE = re.compile(r"(?<=    )\S+$", re.MULTILINE)

Write = Callable[..., Page]


@pytest.fixture
def paper(ada: Enrollment) -> Paper:
    """A paper that is due tomorrow, by the real clock."""
    return build.paper(build.meeting(ada.course, now() + DAY))


@pytest.fixture
def write(browser: Browser, live_server: LiveServer, ada: Enrollment, paper: Paper) -> Iterator[Write]:
    """Return a function that opens the form of Ada's review, in a browser of its own or in a tab of a given one.

    The network may fail as a test wishes; a script must not.
    """
    contexts, complaints = list[BrowserContext](), list[str]()

    def open_form(context: BrowserContext | None = None, **options: Any) -> Page:
        context = context or browser.new_context(**options)
        contexts.append(context)
        log_in(context, live_server, ada)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{paper.get_absolute_url()}review/")
        return page

    yield open_form
    for context in contexts:
        context.close()
    assert complaints == []


def log_in(context: BrowserContext, live_server: LiveServer, who: Enrollment) -> None:
    client = Client()
    client.force_login(who.user)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or "", "url": live_server.url}]
    )


def saved(page: Page) -> None:
    expect(page.locator("#review-saved")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"), timeout=5000)


def test_what_is_typed_is_saved_within_three_seconds_and_the_state_says_so(write: Write) -> None:
    page = write()
    page.get_by_label("Summary").fill("It attends to everything.")
    expect(page.locator("#review-saved")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"), timeout=3000)
    expect(page.locator("#review-state")).to_have_text("draft – NOT handed in")
    expect(page.locator("[data-counts=id_summary]")).to_have_text("4 words")
    expect(page.locator("[data-filled-by=summary]")).to_have_class(re.compile("is-filled"))
    assert Revision.objects.get().answers["summary"] == "It attends to everything."


def test_the_countdown_follows_the_servers_clock_and_not_the_computers(write: Write) -> None:
    page = write()
    page.context.clock.install(time="2001-01-01T00:00:00Z")
    page.reload()
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"\(in 2[34] hours\)|\(in 1 day\)"))


def test_while_the_server_is_away_the_text_stays_in_the_browser_and_is_saved_afterwards(write: Write) -> None:
    page = write()
    page.route("**/autosave/**", lambda route: route.abort())
    page.get_by_label("Summary").fill("Typed in a tunnel.")
    expect(page.locator("#review-news")).to_contain_text("It is kept in this browser", timeout=5000)
    expect(page.locator("#review-saved")).to_have_text("NOT saved: no connection")
    page.unroute("**/autosave/**")
    page.get_by_label("Your opinion").fill("Out again.")
    saved(page)
    expect(page.locator("#review-news")).to_be_hidden()
    assert Revision.objects.last().answers["summary"] == "Typed in a tunnel."  # type: ignore[union-attr]


def test_text_that_was_not_saved_is_offered_back_with_a_comparison(write: Write) -> None:
    page = write()
    page.get_by_label("Summary").fill("Saved.")
    saved(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('away')) }")  # a closing page sends, too
    page.get_by_label("Summary").fill("Saved, and more.")
    expect(page.locator("#review-saved")).to_have_text("NOT saved: no connection", timeout=5000)
    context = page.context
    page.close()

    page = write(context)
    found = page.locator("#review-found")
    expect(found).to_contain_text("This browser has text that was not saved")
    expect(found.locator("[data-saved]")).to_have_text("Saved.")
    expect(found.locator("[data-found]")).to_have_text("Saved, and more.")
    found.get_by_role("button", name="Put it into the form").click()
    expect(page.get_by_label("Summary")).to_have_value("Saved, and more.")
    saved(page)
    assert Revision.objects.last().answers["summary"] == "Saved, and more."  # type: ignore[union-attr]


def test_after_an_expired_login_the_text_is_kept_and_saved_once_logged_in(
    write: Write, live_server: LiveServer, ada: Enrollment
) -> None:
    page = write()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Summary").fill("Typed while logged out.")
    expect(page.locator("#review-news")).to_contain_text("You are logged out", timeout=5000)
    log_in(page.context, live_server, ada)
    page.get_by_label("Your opinion").fill("Back.")
    saved(page)
    assert Revision.objects.last().answers["summary"] == "Typed while logged out."  # type: ignore[union-attr]


@pytest.mark.parametrize("by", ["password", "code"])
def test_after_an_expired_login_logging_in_brings_the_text_back_and_saves_it(
    write: Write, ada: Enrollment, by: str
) -> None:
    ada.user.set_password("a long enough password")
    ada.user.save()
    EmailAddress.objects.create(user=ada.user, email=ada.user.email, verified=True, primary=True)
    page = write()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Summary").fill("Typed while logged out.")
    page.locator("#review-news").get_by_role("link", name="Log in", exact=True).click()
    page.get_by_label("E-mail").first.fill("ada@example.edu")
    if by == "password":
        page.get_by_label("Password").fill("a long enough password")
        page.get_by_role("button", name="Log in", exact=True).click()
    else:
        page.get_by_role("button", name=re.compile("code")).click()
        page.get_by_label("Code").fill(CODE.search(str(mail.outbox[-1].body)).group())  # type: ignore[union-attr]
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("#review-found")).to_contain_text("Your text is back")
    expect(page.get_by_label("Summary", exact=True)).to_have_value("Typed while logged out.")
    saved(page)
    assert Revision.objects.get().answers["summary"] == "Typed while logged out."


def test_a_page_that_is_left_while_logged_out_says_so_though_its_last_try_failed(
    write: Write, live_server: LiveServer, ada: Enrollment
) -> None:
    page = write()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Summary").fill("Typed while logged out.")
    expect(page.locator("#review-news")).to_contain_text("You are logged out", timeout=5000)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut off')) }")
    page.evaluate("() => { window.dispatchEvent(new Event('focus')) }")
    expect(page.locator("#review-saved")).to_have_text("NOT saved: no connection")
    log_in(page.context, live_server, ada)
    page.close()
    page = write(page.context)
    expect(page.locator("#review-found")).to_contain_text("Your text is back")


def test_nothing_is_stored_under_the_name_of_who_logs_in_next_nor_offered_to_them(
    write: Write, live_server: LiveServer, ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    page = write()
    log_in(page.context, live_server, bo)
    page.get_by_label("Summary").fill("Ada’s own words.")
    expect(page.locator("#review-news")).to_contain_text("Somebody else is logged in", timeout=5000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_timeout(600)
    expect(page.get_by_label("Summary")).to_have_value("")
    expect(page.locator("#review-found")).to_be_hidden()
    assert not Revision.objects.exists()
    log_in(page.context, live_server, ada)
    page.reload()
    expect(page.locator("#review-found [data-found]")).to_have_text("Ada’s own words.")


def test_a_network_cut_while_typing_loses_nothing_and_needs_no_further_key(write: Write) -> None:
    page = write()
    page.get_by_label("Summary").press_sequentially("Before, ")
    page.context.set_offline(True)
    page.get_by_label("Summary").press_sequentially("meanwhile")
    expect(page.locator("#review-saved")).to_have_text("NOT saved: no connection", timeout=5000)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#review-news")).to_contain_text("NOT handed in")
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#review-news")).to_be_hidden()
    assert Revision.objects.last().answers["summary"] == "Before, meanwhile"  # type: ignore[union-attr]


def test_who_types_without_a_pause_is_saved_all_the_same(write: Write) -> None:
    page = write()
    page.get_by_label("Summary").press_sequentially("word " * 6, delay=500)
    assert Revision.objects.get().answers["summary"].startswith("word word")


def test_two_windows_that_closed_unsaved_leave_two_texts_to_be_offered(write: Write) -> None:
    first = write()
    second = write(first.context)
    for page, words in ((first, "From the first."), (second, "From the second.")):
        page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('away')) }")
        page.get_by_label("Summary").fill(words)
        expect(page.locator("#review-saved")).to_have_text("NOT saved: no connection", timeout=5000)
    first.close()
    second.close()
    page = write(first.context)
    found = page.locator("#review-found")
    expect(found.locator("[data-found]")).to_have_text("From the second.")
    found.get_by_role("button", name="Put it into the form").click()
    saved(page)
    expect(found.locator("[data-found]")).to_have_text("From the first.")
    found.get_by_role("button", name="Keep both, and compare them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two texts of my review")
    assert {one.answers["summary"] for one in Revision.objects.all()} == {"From the first.", "From the second."}


def test_the_due_time_passes_visibly_with_the_page_open(write: Write, paper: Paper) -> None:
    Course.objects.update(grace=0 * DAY)
    Paper.objects.update(due_at=now() + timedelta(seconds=8))
    page = write()
    page.get_by_label("Summary").fill("Almost.")
    saved(page)
    expect(page.locator("[data-countdown]")).to_contain_text("ago)", timeout=12_000)
    expect(page.locator("#review-aloud")).to_have_text("The due time has passed. What you write is still kept.")
    expect(page.get_by_role("button", name="Hand in late")).to_be_visible(timeout=8000)
    expect(page.locator("#review-holds")).to_contain_text("this draft was not handed in")
    page.get_by_label("Summary").press_sequentially(" And more.")
    expect(page.locator("#review-state")).to_have_text("late, NOT handed in", timeout=5000)
    assert Revision.objects.last().answers["summary"] == "Almost. And more."  # type: ignore[union-attr]


def test_without_a_script_what_is_sent_while_logged_out_comes_back_and_can_be_sent_again(
    write: Write, live_server: LiveServer, ada: Enrollment
) -> None:
    page = write(java_script_enabled=False)
    page.context.clear_cookies()
    page.get_by_label("Summary").fill("Typed for nobody yet.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("summary")).to_have_value("Typed for nobody yet.")
    log_in(page.context, live_server, ada)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved at")
    assert Revision.objects.get().answers["summary"] == "Typed for nobody yet."


def test_two_tabs_keep_both_texts_and_lead_to_the_comparison(write: Write) -> None:
    first = write()
    second = write(first.context)
    first.get_by_label("Summary").fill("From the first tab.")
    saved(first)
    second.get_by_label("Summary").fill("From the second tab.")
    expect(second.locator("#review-news")).to_contain_text("changed elsewhere", timeout=5000)
    second.get_by_role("link", name="Compare the two texts").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Two texts of my review")
    expect(second.locator(".compare pre").first).to_have_text("From the first tab.")
    second.get_by_label("Both, one after the other").check()
    expect(second.get_by_label("Summary", exact=True)).to_have_value("From the first tab.\n\nFrom the second tab.")
    second.get_by_label("Summary", exact=True).fill("From both.")
    expect(second.get_by_label("What stands below")).to_be_checked()
    saved(second)
    assert Revision.objects.filter(beside=None).last().answers["summary"] == "From both."  # type: ignore[union-attr]


def test_text_too_large_stays_in_the_page_and_can_be_downloaded(write: Write) -> None:
    page = write()
    page.get_by_label("Your opinion").fill("Kept.")
    saved(page)
    page.get_by_label("Summary").evaluate(
        "area => { area.value = 'x'.repeat(1000001); area.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(page.locator("#review-news")).to_contain_text("1,000,000 is the most", timeout=8000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my text").click()
    assert "x" * 1000 in download.value.path().read_text()
    assert page.get_by_label("Summary").evaluate("area => area.value.length") == 1_000_001
    assert Revision.objects.last().answers["opinion"] == "Kept."  # type: ignore[union-attr]


def test_leaving_asks_only_while_something_is_unsaved(write: Write) -> None:
    page = write()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Summary").fill("Saved.")
    saved(page)
    page.reload()
    assert asked == []
    page.route("**/autosave/**", lambda route: route.abort())
    page.get_by_label("Summary").press_sequentially(" More.")
    page.reload()
    assert asked == ["beforeunload"]


def test_without_a_script_the_form_works_as_it_is(write: Write, ada: Enrollment, paper: Paper) -> None:
    page = write(java_script_enabled=False)
    for label, text in (("Summary", FULL["summary"]), ("Your opinion", FULL["opinion"])):
        page.get_by_label(label).fill(text)
    page.get_by_label("4. Good").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status")).to_contain_text("Handed in at")
    assert Revision.objects.get().is_hand_in


def test_handing_in_leaves_no_copy_to_be_offered(write: Write) -> None:
    page = write()
    page.get_by_label("Summary").fill("All of it.")
    page.get_by_label("Your opinion").fill("Mine.")
    page.get_by_label("4. Good").check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status").first).to_contain_text("Handed in at")
    page.get_by_role("link", name="Go on writing").click()
    expect(page.locator("#review-found")).to_be_hidden()
    expect(page.get_by_label("Summary")).to_have_value("All of it.")


def test_one_press_hands_in_what_is_saved_already(write: Write) -> None:
    page = write()
    for label in ("Summary", "Your opinion"):
        page.get_by_label(label).fill("All of it.")
    page.get_by_label("4. Good").check()
    saved(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status").first).to_contain_text("Handed in at")


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_form_fits_and_passes_axe(write: Write, width: int, color_scheme: str) -> None:
    page = write(viewport={"width": width, "height": 800}, color_scheme=color_scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


UNCOVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const [right, down] = [Math.min(box.width / 2, 40), Math.min(box.height / 2, 12)];
  const above = document.elementFromPoint(box.left + right, box.top + down);
  return one === document.body || above === null || one.contains(above) || above.contains(one);
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus; nothing on the way lies below the bar."""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(UNCOVERED)
        if page.get_by_label(name).or_(page.get_by_role("button", name=name)).and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"Tab does not come to {name}.")


def test_a_review_is_written_and_handed_in_by_the_keyboard_alone(write: Write) -> None:
    page = write(viewport={"width": 360, "height": 640})
    tab_to(page, "Summary")
    page.keyboard.type("By keys alone.")
    tab_to(page, "Your opinion")
    page.keyboard.type("No mouse was harmed.")
    tab_to(page, "1.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Hand in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Handed in at")
    assert Revision.objects.last().answers["merit"] == "2"  # type: ignore[union-attr]
