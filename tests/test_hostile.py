"""What nobody would ask by accident: another course's rows below one's own course, and numbers that no row has."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from time_machine import travel

from tests.permissions import READERS
from tests.permissions.world import NOW, World, built
from tests.test_permissions_table import OF_A_COURSE, ask, outcome

pytestmark = pytest.mark.django_db

REFUSED = {"login", "403", "404", "405"}
ROWS_OF_A_COURSE = [
    (name, argument)
    for name, endpoint in sorted(OF_A_COURSE.items())
    for argument in endpoint.arguments
    if argument not in ("slug", "number", "word", "component")
]
NUMBERED = [
    (name, argument)
    for name, endpoint in sorted(OF_A_COURSE.items())
    for argument in endpoint.arguments
    if argument.endswith("_pk") or argument == "number"
]


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[tuple[World, World]]:
    """Two courses with a row of everything, and other people in each."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), travel(NOW, tick=False), media, transaction.atomic():
        yield built("mine"), built("theirs")
        transaction.set_rollback(True)


def address(world: World, name: str, **odd: Any) -> str:
    """Return the URL of this name in the world's course, some arguments of which are odd."""
    arguments = {key: world.argument(key, None) for key in OF_A_COURSE[name].arguments}
    return reverse(name, kwargs=arguments | odd)


@pytest.mark.parametrize(("name", "argument"), ROWS_OF_A_COURSE)
def test_a_row_of_another_course_is_not_found_below_ones_own(
    worlds: tuple[World, World], name: str, argument: str
) -> None:
    mine, theirs = worlds
    path = address(mine, name, **{argument: theirs.argument(argument, None)})
    for method in ("GET", "POST"):
        found = {who: outcome(ask(mine, who, method, path), "") for who in READERS}
        assert set(found.values()) <= REFUSED, found


@pytest.mark.parametrize(("name", "argument"), NUMBERED)
@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_not_found(
    worlds: tuple[World, World], name: str, argument: str, number: int
) -> None:
    mine, _ = worlds
    path = address(mine, name, **{argument: number})
    for method in ("GET", "POST"):
        found = {who: outcome(ask(mine, who, method, path), "") for who in ("ada", "ines")}
        assert set(found.values()) <= REFUSED, found
