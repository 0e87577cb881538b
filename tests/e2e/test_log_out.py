"""Logging out in a real browser, which keeps whole pages for going back."""

import re
import shutil

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.models import Enrollment
from tests.e2e.conftest import ARGUMENTS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_going_back_after_a_log_out_shows_no_page_of_before(
    browser: Browser, live_server: LiveServer, ada: Enrollment
) -> None:
    client = Client()
    client.force_login(ada.user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or "", "url": live_server.url}
    with browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],  # Playwright's own: what this is about
    ) as chromium:
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([cookie])
        page = context.new_page()
        for path in ("papers/", "statement/"):
            page.goto(f"{ada.course.get_absolute_url()}{path}")
        page.locator(".masthead summary").click()
        page.get_by_role("button", name="Log out").click()
        expect(page).to_have_title("Log in · Courseapp")
        for path in ("statement/", "papers/"):
            page.evaluate("history.back()")
            expect(page).to_have_url(re.compile(rf"/accounts/login/\?next=.*/{path}$"))
