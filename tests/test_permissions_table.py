"""Who gets what: every URL of ours × eight readers; and that nothing of ours is missing from the table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from time_machine import travel

from courseapp.roles import Role
from tests.permissions import READERS, Row, courseapp, desk, grading, guests, lottery, reviews, writeups
from tests.permissions.world import NOW, World, built

pytestmark = pytest.mark.django_db

ROWS = [
    row for table in (courseapp, desk, reviews, lottery, guests, writeups, grading) for row in table.ROWS
]  # fmt: skip

# What belongs to no course, and who opens it; "own" is everybody with a log-in.
SITE = {
    "home": "own",
    "markdown_preview": "own",
    "styleguide": "own",
    "account": "own",
    "demo_log_in": "public",
    "guest_page": "public",
    "healthz": "public",
    "readyz": "public",
    "lost": "own",
}
# Pages of others, which have tests of their own: courseapp/test_accounts.py, courseapp/test_admin.py.
BY_PREFIX = ("accounts/", "admin/")
BY_PREFIX_NAMES = re.compile(r"account_|admin:")
COURSE = "c/<slug:slug>/"

# What anybody reads of a course that is open to the public.
OPEN = {
    "course_home", "schedule", "change_list", "meeting_detail", "announcement_list", "material_detail", "material_file",
    "guests:guest_list", "guests:guest_detail",
}  # fmt: skip
STRANGERS = {"nobody": "login", "eve": "404", "foreign": "404"}
ACTS = {"nobody": "login", "eve": "405", "foreign": "405"}  # of any course, existing or not, to whoever reads an act


class Endpoint:
    """A URL of ours: its route, its name with its namespace, its arguments and its view."""

    def __init__(self, route: str, namespace: str, pattern: URLPattern) -> None:
        self.route = route
        self.name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
        self.view = pattern.callback
        self.arguments = re.findall(r"<\w+:(\w+)>", route)


def endpoints(patterns: Any = None, route: str = "", namespace: str = "") -> Iterator[Endpoint]:
    """Walk the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, here, pattern.namespace or namespace)
        else:
            yield Endpoint(here, namespace, pattern)


OURS = [one for one in endpoints() if not one.route.startswith(BY_PREFIX) or one.name == "account"]
OF_A_COURSE = {one.name: one for one in OURS if one.route.startswith(COURSE)}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """The world, built once; the clock stands after its class."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), travel(NOW, tick=False), media, transaction.atomic():
        yield built()
        transaction.set_rollback(True)


def address(world: World, name: str, said: dict[str, str] | None = None) -> str:
    """Return the URL of this name in the world's course."""
    said = said or {}
    return reverse(name, kwargs={key: world.argument(key, said.get(key)) for key in OF_A_COURSE[name].arguments})


def ask(world: World, reader: str, method: str, path: str) -> HttpResponseBase:
    """Ask as a reader, and undo what it does."""
    with transaction.atomic():
        client = world.clients[reader]
        answer: HttpResponseBase = client.get(path) if method == "GET" else client.post(path)
        if answer.streaming:
            b"".join(answer)  # read to its end, so that its file is closed
        transaction.set_rollback(True)
    return answer


def outcome(answer: HttpResponseBase, expected: str) -> str:
    """Return what an answer is, in the table's words."""
    if answer.status_code == 302 and str(answer["Location"]).startswith("/accounts/login/"):
        return "login"
    if expected == "ok" and (answer.status_code < 400 or answer.status_code in (400, 409, 413, 422)):
        return "ok"
    return str(answer.status_code)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_reader_gets_what_the_table_says(world: World, row: Row) -> None:
    path = address(world, row.name, row.arguments)
    found = {who: outcome(ask(world, who, row.method, path), said) for who, said in row.answers.items()}
    assert found == row.answers


def test_every_url_of_a_course_is_in_the_table() -> None:
    assert set(OF_A_COURSE) == {row.name for row in ROWS}


def test_every_url_of_the_site_is_known() -> None:
    assert {one.name for one in OURS} - set(OF_A_COURSE) == set(SITE)
    others = {one.name for one in endpoints() if one.route.startswith(BY_PREFIX)} - {"account"}
    assert all(BY_PREFIX_NAMES.match(name) for name in others), others


def test_every_name_leads_to_one_place() -> None:
    names = [one.name for one in OURS]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", sorted(OF_A_COURSE))
def test_every_view_of_a_course_says_who_may_open_it(name: str) -> None:
    declared = getattr(OF_A_COURSE[name].view, "roles", None)
    assert declared == "public" if name in OPEN else set(declared or ()) <= set(Role)
    assert declared


REST = sorted(
    {(method, name) for name in OF_A_COURSE for method in ("GET", "POST")} - {(row.method, row.name) for row in ROWS}
)


@pytest.mark.parametrize(("method", "name"), REST)
def test_what_is_not_in_the_table_tells_a_stranger_nothing_either(world: World, name: str, method: str) -> None:
    path = address(world, name)
    found = {who: outcome(ask(world, who, method, path), "") for who in STRANGERS}
    assert found in (STRANGERS, ACTS)


@pytest.mark.parametrize("name", sorted(OF_A_COURSE))
def test_a_public_course_opens_what_is_public_and_nothing_else(world: World, name: str) -> None:
    world.course.__class__.objects.update(is_public=True)
    path = address(world, name)
    found = {who: outcome(ask(world, who, "GET", path), "") for who in STRANGERS}
    if name in OPEN:
        assert found == dict.fromkeys(found, "200")
    else:
        assert found in (STRANGERS, ACTS)


@pytest.mark.parametrize(
    "path", ["/c/", "/c/nope/", "/c/cs7670/nope/", "/c/cs7670/papers/99/", "/c/n%20o/", "/c/a/b/c/d/"]
)
def test_a_path_that_leads_nowhere_looks_like_any_other(world: World, path: str) -> None:
    for method in ("GET", "POST"):
        assert outcome(ask(world, "nobody", method, path), "") == "login"
        for reader in READERS[1:]:
            assert ask(world, reader, method, path).status_code in (404, 405)


def test_a_path_without_its_last_stroke_is_found(world: World) -> None:
    assert ask(world, "ada", "GET", "/c/cs7670/schedule")["Location"] == "/c/cs7670/schedule/"


def test_the_pages_of_the_site_are_for_those_who_are_logged_in(world: World) -> None:
    for name, who in SITE.items():
        if name in ("lost", "demo_log_in", "guest_page"):  # the last has tests of its own: guests/test_links.py
            continue
        found = outcome(ask(world, "nobody", "GET", reverse(name)), "")
        assert (found == "login") is (who == "own"), name
