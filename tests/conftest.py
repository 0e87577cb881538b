"""The cast: Ada and Bo, students; Tess, assistant; Ines, instructor; Eve, not enrolled."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import hypothesis
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from xdist.scheduler import LoadScopeScheduling

from courseapp.models import Course, Enrollment, Meeting, User
from courseapp.roles import Role
from reviews.models import Paper
from tests import build

# A test asserts what is so, not how fast: a busy machine fails none. CI's own profile is kept otherwise.
hypothesis.settings.register_profile(
    "house", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


# What shares a term, a demo or a process tree stays with one worker; pytest 9.2 hides xdist_group marks from xdist 3.8.
TOGETHER = ("tests/term/", "tests/desk/test_demo.py", "tests/courseapp/test_serve.py")


class Together(LoadScopeScheduling):
    """Hand tests out one by one, but those of one place together."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what is handed out with a test as one piece."""
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Let xdist keep together what stands in TOGETHER."""
    return Together(config, log)


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Begin every test in UTC: a view that is called by itself leaves its course's zone behind."""
    timezone.deactivate()
    yield
    timezone.deactivate()


@pytest.fixture
def course(db: None) -> Course:
    """A private course with the review form of the builders."""
    made = build.course("cs7670-25fall")
    build.review_form(made)
    return made


@pytest.fixture
def ada(course: Course) -> Enrollment:
    """A student."""
    return build.enrollment(course, person=build.user("ada@example.edu", name="Ada Lovelace"))


@pytest.fixture
def bo(course: Course) -> Enrollment:
    """Another student."""
    return build.enrollment(course, person=build.user("bo@example.edu", name="Bo Diddley"))


@pytest.fixture
def tess(course: Course) -> Enrollment:
    """An assistant."""
    return build.enrollment(course, Role.ASSISTANT, person=build.user("tess@example.edu", name="Tess Tube"))


@pytest.fixture
def ines(course: Course) -> Enrollment:
    """The instructor."""
    return build.enrollment(course, Role.INSTRUCTOR, person=build.user("ines@example.edu", name="Ines Vega"))


@pytest.fixture
def eve(course: Course) -> User:
    """Somebody who is not enrolled."""
    return build.user("eve@example.edu", name="Eve Dropper")


@pytest.fixture
def meeting(course: Course) -> Meeting:
    """A lecture on Tuesday, 7 October 2025, 09:50 in New York."""
    return build.meeting(course)


@pytest.fixture
def paper(meeting: Meeting) -> Paper:
    """The paper of that lecture, due at its start."""
    return build.paper(meeting)


@pytest.fixture
def as_(client: Client) -> Callable[[Enrollment | User], Client]:
    """Return a client that is logged in as somebody: ``as_(ada).get(…)``."""

    def log_in(who: Enrollment | User) -> Client:
        own = Client()
        own.force_login(who.user if isinstance(who, Enrollment) else who)
        return own

    return log_in


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Return a function that sets the server's clock: ``at(build.CLASS_AT)``; it stands still there."""
    travels: list[time_machine.travel] = []

    def set_clock(instant: datetime) -> None:
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(instant, tick=False))
        travels[-1].start()

    yield set_clock
    while travels:
        travels.pop().stop()
