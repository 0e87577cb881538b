"""A class in real windows: cockpit and projector in step, by a stream and without one; acts over a bad network."""

import gc
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.asgi import Handler
from courseapp.clock import now
from courseapp.models import Enrollment, Meeting
from lottery.models import Draw, HandPick, Line, Lottery, Volunteer
from tests import build
from tests.e2e.conftest import Window
from tests.lottery.conftest import committed

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(ada: Enrollment, bo: Enrollment) -> Lottery:
    """The lottery of a class that began a quarter of an hour ago, by the real clock."""
    meeting = build.meeting(ada.course, now() - build.HOUR / 4)
    for number in range(6):
        build.enrollment(ada.course, person=build.user(f"s{number}@example.edu", name=f"Student {number}"))
    return committed(meeting).fix_phrase("blue heron", now=now(), by=None)


@pytest.fixture(params=["stream", "asking"])
def server(request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[str]:
    """The site behind uvicorn, as in production, where the pages follow a stream; and behind WSGI, where they ask."""
    if request.param == "asking":
        yield live_server.url
        return
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(port: int = 0) -> Iterator[int]:
    """Serve the site by uvicorn, on a port of its choice or on a given one; yield the port."""
    config = uvicorn.Config(
        ASGIStaticFilesHandler(Handler(4)),
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # streams that were cut off leave their empty bodies open
        gc.collect()


def address(meeting: Meeting, name: str) -> str:
    """Return the address of one of the lottery's pages."""
    return reverse(f"lottery:{name}", args=[meeting.course.slug, meeting.pk])


def hold_class(cockpit: Page, projector: Page, phone: Page) -> None:
    """Hold three draws by keys alone, and look at the other windows after each act."""
    for number, (key, said) in enumerate([("a", "answered"), ("p", "passed"), ("x", "absent")], 1):
        cockpit.keyboard.press("d")
        expect(cockpit.get_by_role("heading", name=f"Draw {number}")).to_be_visible()
        name = cockpit.locator(".cockpit__name").inner_text()
        expect(projector.locator(".room__name")).to_have_text(name, timeout=10_000)
        cockpit.keyboard.press(key)
        expect(phone.locator(".cockpit__drawn .state")).to_contain_text(said, timeout=10_000)
    expect(projector.get_by_text("Draw 3 is done.")).to_be_visible()
    phone.keyboard.press("l")
    expect(cockpit.locator(".cockpit__drawn .state")).to_contain_text("arrived late", timeout=10_000)
    cockpit.keyboard.press("u")
    expect(projector.locator(".room__name")).to_be_visible(timeout=10_000)
    cockpit.keyboard.press("t")
    expect(projector.locator(".room__timer")).to_contain_text("0:", timeout=10_000)


def test_the_windows_stay_in_step_through_a_class(
    server: str, running: Lottery, window: Window, ines: Enrollment, tess: Enrollment
) -> None:
    meeting = running.meeting
    cockpit = window(server, ines, address(meeting, "cockpit"))
    projector = window(server, ines, address(meeting, "projector"), reduced_motion="reduce")
    phone = window(server, tess, address(meeting, "cockpit"), viewport={"width": 360, "height": 780})
    hold_class(cockpit, projector, phone)
    assert list(Draw.objects.values_list("outcome", flat=True)) == ["answered", "passed", "pending"]
    assert Line.objects.count() == 8


def test_five_acts_of_a_device_without_network_are_applied_once_and_in_order(
    running: Lottery, window: Window, live_server: LiveServer, ines: Enrollment
) -> None:
    cockpit = window(live_server.url, ines, address(running.meeting, "cockpit"))
    cockpit.keyboard.press("d")
    expect(cockpit.get_by_role("heading", name="Draw 1")).to_be_visible()
    cockpit.context.set_offline(True)
    cockpit.keyboard.press("a")
    cockpit.keyboard.press("h")
    cockpit.get_by_label("Why by hand").fill("No network")
    by_hand = cockpit.locator("#by-hand")
    for student in ("Student 1", "Student 2", "Student 3"):
        by_hand.get_by_label("Student").select_option(label=student)
        by_hand.get_by_role("button", name="Enter it").click()
    cockpit.locator("#volunteer_student").select_option(label="Student 4")
    cockpit.get_by_role("button", name="Spoke up").click()
    expect(cockpit.locator("[data-contact]")).to_contain_text("5 waiting to be sent (draw 1: answered; ")
    cockpit.context.set_offline(False)
    expect(cockpit.locator("[data-contact]")).to_be_hidden(timeout=15_000)
    assert list(HandPick.objects.order_by("pk").values_list("enrollment__user__name", flat=True)) == [
        "Student 1", "Student 2", "Student 3",
    ]  # fmt: skip
    assert (Draw.objects.get().outcome, Volunteer.objects.count()) == ("answered", 1)


def test_what_waits_outlives_the_page(
    running: Lottery, window: Window, live_server: LiveServer, ines: Enrollment
) -> None:
    cockpit = window(live_server.url, ines, address(running.meeting, "cockpit"))
    cockpit.keyboard.press("d")
    expect(cockpit.get_by_role("heading", name="Draw 1")).to_be_visible()
    cockpit.route("**/outcome/", lambda route: route.abort())
    cockpit.keyboard.press("x")
    expect(cockpit.locator("[data-contact]")).to_contain_text("1 waiting to be sent")
    cockpit.unroute("**/outcome/")
    cockpit.reload()
    expect(cockpit.locator(".cockpit__drawn .state")).to_contain_text("absent", timeout=5_000)
    assert Line.objects.count() == 2


def test_a_page_that_lost_contact_says_so_and_catches_up(
    running: Lottery, window: Window, live_server: LiveServer, ines: Enrollment
) -> None:
    projector = window(live_server.url, ines, address(running.meeting, "projector"))
    expect(projector.get_by_text("The first draw comes in a moment.")).to_be_visible()
    projector.context.set_offline(True)
    expect(projector.locator("[data-contact]")).to_contain_text("No contact with the server since", timeout=5_000)
    draw = Draw.objects.hold(running, 1, now=now(), by=None)
    projector.context.set_offline(False)
    expect(projector.locator(".room__name")).to_have_text(draw.enrollment.name, timeout=5_000)
    expect(projector.locator("[data-contact]")).to_be_hidden()


def test_a_reason_that_is_being_typed_is_not_taken_away(
    running: Lottery, window: Window, live_server: LiveServer, ines: Enrollment
) -> None:
    draw = Draw.objects.hold(running, 1, now=now(), by=None)
    cockpit = window(live_server.url, ines, address(running.meeting, "cockpit"))
    cockpit.keyboard.press("v")
    reason = cockpit.locator(f"#reason-{draw.pk}")
    reason.fill("The fire al")
    Draw.objects.hold(running, 2, now=now(), by=None)
    cockpit.wait_for_timeout(2_500)
    expect(reason).to_have_value("The fire al")
    reason.press_sequentially("arm rang")
    cockpit.get_by_role("button", name="Make it void").click()
    expect(cockpit.get_by_role("heading", name="Draw 2")).to_be_visible(timeout=5_000)
    assert Line.objects.get(kind="void").reason == "draw 1: The fire alarm rang"


@pytest.mark.filterwarnings(
    "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)  # of requests cut off
def test_a_server_that_restarts_in_the_middle_of_a_class_loses_nothing(
    running: Lottery, window: Window, live_server: LiveServer, ines: Enrollment
) -> None:
    with serving() as port:
        server = f"http://127.0.0.1:{port}"
        projector = window(server, ines, address(running.meeting, "projector"))
        cockpit = window(server, ines, address(running.meeting, "cockpit"))
        cockpit.keyboard.press("d")
        expect(cockpit.get_by_role("heading", name="Draw 1")).to_be_visible(timeout=15_000)
    cockpit.keyboard.press("x")
    expect(cockpit.locator("[data-contact]")).to_contain_text("1 waiting to be sent", timeout=15_000)
    expect(projector.locator("[data-contact]")).to_contain_text("No contact with the server since", timeout=15_000)
    with serving(port):
        expect(cockpit.locator(".cockpit__drawn .state")).to_contain_text("absent", timeout=20_000)
        expect(projector.get_by_text("Draw 1 is done.")).to_be_visible(timeout=20_000)
        expect(projector.locator("[data-contact]")).to_be_hidden()
        cockpit.keyboard.press("d")
        expect(cockpit.get_by_role("heading", name="Draw 2")).to_be_visible(timeout=15_000)
    assert list(Draw.objects.order_by("number").values_list("outcome", flat=True)) == ["absent", "pending"]
