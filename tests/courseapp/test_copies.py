"""Copies: put together once, never shown past what they follow from."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches

from courseapp.copies import Span, shared
from tests.build import CLASS_AT, HOUR

MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def empty() -> None:
    """Begin without any copy."""
    caches["copies"].clear()


def made(value: object, *instants: datetime) -> Any:
    """Return what puts a value together, which the clock changes at these instants."""
    return lambda: (value, instants)


def test_a_copy_is_given_under_its_own_stamp_alone() -> None:
    assert shared("page", "1", CLASS_AT, made("one")) == "one"
    assert shared("page", "1", CLASS_AT, made("other")) == "one"
    assert shared("page", "2", CLASS_AT, made("other")) == "other"
    assert shared("page", "1", CLASS_AT, made("third")) == "third"


def test_a_copy_is_given_until_the_clock_changes_it() -> None:
    due_at = CLASS_AT + HOUR
    shared("page", "1", CLASS_AT, made("before", due_at))
    assert shared("page", "1", due_at - MOMENT, made("after", due_at)) == "before"
    assert shared("page", "1", due_at, made("at", due_at)) == "at"
    assert shared("page", "1", due_at + MOMENT, made("after", due_at)) == "after"


def test_a_copy_is_not_given_for_a_time_before_what_it_shows() -> None:
    saved_at = CLASS_AT - HOUR
    shared("page", "1", CLASS_AT, made("with it", saved_at))
    assert shared("page", "1", saved_at + MOMENT, made("without", saved_at)) == "with it"
    assert shared("page", "1", saved_at - MOMENT, made("without", saved_at)) == "without"


@pytest.mark.parametrize(("at", "is_covered"), [(-1, False), (0, True), (1, False)])
def test_what_is_made_at_the_very_instant_holds_for_it_alone(at: int, is_covered: bool) -> None:
    assert Span.around(CLASS_AT, [CLASS_AT, CLASS_AT + HOUR]).covers(CLASS_AT + at * MOMENT) is is_covered


def test_a_process_that_keeps_nothing_gives_the_same(settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "copies": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert [shared("page", "1", CLASS_AT, made(number)) for number in range(3)] == [0, 1, 2]
