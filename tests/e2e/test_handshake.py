"""The hand-shake with Canvas in a real browser, on a laptop and on a phone: its steps, and axe."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, Enrollment
from grading.models import PolicyVersion
from grading.policy_document import read_policy
from tests import build
from tests.grading.terms import MODEL_POLICY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

GOLDEN = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Paper reviews (123456),Attendance (123457),Guest questions (123458),"
    "Opinion write-up (123459)\n    Points Possible,,,,,40,20,20,20\n"
    '"Lovelace, Ada",98765,001234567,lovelace.a,CS7670.10234,38.50,18.00,20.00,EX\n'
)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_hand_shake_from_upload_to_proof(
    course: Course,
    ada: Enrollment,
    tess: Enrollment,
    browser: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    width: int,
) -> None:
    begins = now() - build.DAY
    Course.objects.update(starts_on=begins.date(), ends_on=(begins + 30 * build.DAY).date())
    Enrollment.objects.update(began_on=begins.date())
    PolicyVersion.objects.publish(course, read_policy(MODEL_POLICY), note="As announced.", by=None, now=begins)
    export = tmp_path / "gradebook.csv"
    export.write_text(GOLDEN)
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    client = Client()
    client.force_login(tess.user)
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or ""}
    context.add_cookies([{**session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/c/{course.slug}/grades/canvas/")
    accepted(page, width)
    page.get_by_label("Canvas’s export").set_input_files(export)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("1 matched")).to_be_visible()
    page.locator("#id_attendance").select_option("6")
    page.get_by_role("button", name="Show with these columns").click()
    expect(page.get_by_text("1 matched")).to_be_visible()
    accepted(page, width)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the file filled in").click()
    filled = tmp_path / "filled.csv"
    waiting.value.save_as(filled)
    assert filled.read_bytes() == GOLDEN.replace(",18.00,", ",20.00,").encode()
    page.get_by_role("link", name="Then see its receipt").click()
    page.locator("tbody a").click()
    accepted(page, width)
    page.get_by_label("Canvas’s export").set_input_files(filled)
    page.get_by_role("button", name="Prove what landed").click()
    expect(page.get_by_role("heading", name="Every value landed")).to_be_visible()
    accepted(page, width)
    context.close()


def accepted(page: Page, width: int) -> None:
    """Hold that axe objects to nothing, and that nothing goes beyond the screen's side."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
