"""A real browser, and pages that must not complain: neither of a script nor of the content security policy."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from courseapp.models import Enrollment

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

Visit = Callable[..., Page]
Window = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian has it."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Return a function that opens an address in a window of its own: ``visit("/", color_scheme="dark")``."""
    contexts, complaints = [], []

    def open_address(address: str, **options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """Return a function that opens an address of a server as somebody, in a window of its own.

    The network may fail as a test wishes; a script must not.
    """
    contexts, complaints = list[BrowserContext](), list[str]()

    def open_page(server: str, who: Enrollment, address: str, **options: object) -> Page:
        context = browser.new_context(base_url=server, **options)
        contexts.append(context)
        client = Client()
        client.force_login(who.user)
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or ""}
        context.add_cookies([{**session, "url": server}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(window: Window, live_server: LiveServer) -> Window:
    """Return a function that opens an address as somebody, on a phone of their own."""
    small = {"viewport": {"width": 360, "height": 780}, "has_touch": True}
    return lambda who, address, **options: window(live_server.url, who, address, **{**small, **options})


@pytest.fixture
def laptop(window: Window, live_server: LiveServer) -> Window:
    """Return a function that opens an address as somebody, on a laptop of their own."""
    large = {"viewport": {"width": 1280, "height": 900}}
    return lambda who, address, **options: window(live_server.url, who, address, **{**large, **options})
