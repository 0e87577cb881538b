"""The main pages of the demo, as a student and the instructor see them: accessible in light and dark, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from courseapp.clock import now
from courseapp.models import Course, User
from desk.demo import Stage, build
from reviews.models import Review
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

COMMON = ("", "schedule/", "papers/", "papers/{paper}/", "questions/", "guests/", "policy/")
OF_STUDENTS = (*COMMON, "papers/{paper}/review/", "write-up/", "turns/", "presence/", "statement/")
OF_STAFF = (
    *COMMON, "meetings/{meeting}/lottery/", "papers/{paper}/marks/", "write-ups/", "absences/", "grades/", "people/",
    "people/import/", "settings/", "policy/versions/new/",
)  # fmt: skip


def problems(page, dark: bool) -> list[object]:
    """Return what is wrong with a page in one scheme of colours; nothing moves while axe looks."""
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.wait_for_timeout(250)
    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} px wide"] if wide > 360 else [])]


@pytest.fixture
def finals() -> Course:
    """The demo at the end of its term, by the real clock."""
    return build(Stage.FINALS, seed=7670, now=now())


def test_the_main_pages_are_accessible_on_a_phone(visit: Visit, live_server: LiveServer, finals: Course) -> None:
    review = Review.objects.filter(enrollment__user__email="student@example.edu").latest("pk")
    keys = {"paper": review.paper_id, "meeting": review.paper.meeting_id}
    page = visit("/accounts/login/", viewport={"width": 360, "height": 780})
    found = {("log-in", dark): problems(page, dark) for dark in (False, True)}
    for role, addresses in (("student", OF_STUDENTS), ("instructor", OF_STAFF)):
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@example.edu"))
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key or ""}
        page.context.add_cookies([{**session, "url": live_server.url}])
        for address in addresses:
            page.goto(finals.get_absolute_url() + address.format(**keys))
            found |= {(role, address, dark): problems(page, dark) for dark in (False, True)}

    assert {where: wrong for where, wrong in found.items() if wrong} == {}
