"""Stored HTML: the same as rendered, asked for at once, and gone in time."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches

from courseapp.markdown import key_of, render
from courseapp.models import Rendering
from courseapp.models.renderings import KEPT
from courseapp.renderings import at_hand
from courseapp.tasks import forget_renderings
from tests.build import CLASS_AT

TEXTS = ["One *fine* text.", "", "Another, with $x^2$.", "One *fine* text.", "A lone \ud800 half."]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cold() -> None:
    """Nothing is at hand, as after a restart."""
    caches["markdown"].clear()


def test_what_was_rendered_once_is_read_in_one_query_after_a_restart(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        at_hand(TEXTS, CLASS_AT, top=5)
    first = [render(text, top=5) for text in TEXTS]
    caches["markdown"].clear()
    with django_assert_num_queries(1):
        at_hand(TEXTS, CLASS_AT, top=5)
    Rendering.objects.update(html="<p>From the store.</p>")
    with django_assert_num_queries(0):
        at_hand(TEXTS, CLASS_AT, top=5)
    assert [render(text, top=5) for text in TEXTS] == first
    assert "<em>fine</em>" in first[0]


def test_each_text_is_stored_once_and_for_its_level_alone() -> None:
    at_hand(TEXTS, CLASS_AT, top=5)
    at_hand(["# Head"], CLASS_AT, top=2)
    assert Rendering.objects.count() == 4
    caches["markdown"].clear()
    at_hand(["# Head"], CLASS_AT, top=4)
    assert render("# Head", top=4) == "<h4>Head</h4>"
    assert Rendering.objects.get(key=key_of("# Head", 2)).html == "<h2>Head</h2>"


def test_who_stored_the_same_meanwhile_is_not_disturbed() -> None:
    kept = Rendering.objects.create(key=key_of("Twice.", 3), html="<p>Theirs.</p>", made_on=CLASS_AT.date())
    Rendering.objects.keep({kept.key: "<p>Ours.</p>"}, CLASS_AT.date())
    assert Rendering.objects.get().html == "<p>Theirs.</p>"


def test_what_is_old_is_forgotten_and_the_rest_stays() -> None:
    at_hand(["Old."], CLASS_AT - KEPT - timedelta(days=1))
    at_hand(["New."], CLASS_AT - KEPT)
    with time_machine.travel(CLASS_AT, tick=False):
        assert forget_renderings() == 1
        assert forget_renderings() == 0
    assert Rendering.objects.get().key == key_of("New.", 3)
