"""The keys of a page in a real browser: what they press, where they keep still, and the list of them."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.e2e.test_keys")]

CARDS = Template("""
{% extends "base.html" %}
{% block title %}Cards{% endblock %}
{% block content %}
  <h1>Cards</h1>
  <label>Find<input type="search" data-key="/"></label>
  <a href="#there" data-key="g">Go there <kbd class="kbd">G</kbd></a>
  <button type="button" data-key="n" disabled>Never</button>
  <button type="button" data-key="n" hidden>Nor this</button>
  <label><input type="checkbox" id="sent" data-key="Ctrl+Enter" data-key-says="Send it">Sent</label>
  <ul data-key-list="The next card, the one before">
    <li data-key-item id="one"><label><input type="checkbox" data-key="s">Star</label></li>
    <li data-key-item id="two"><label><input type="checkbox" data-key="s">Star</label></li>
  </ul>
{% endblock %}
""")


@login_not_required
def cards(request: HttpRequest) -> HttpResponse:
    """Answer with a page of two cards and some keys."""
    return HttpResponse(CARDS.render(RequestContext(request)))


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """Answer with a page that has no keys."""
    return HttpResponse(Template("{% extends 'base.html' %}").render(RequestContext(request)))


urlpatterns = [path("cards/", cards), path("bare/", bare)]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_key_clicks_what_carries_it(visit: Visit) -> None:
    page = visit("/cards/")
    press(page, "g")
    assert page.url.endswith("#there")
    expect(page.get_by_role("link", name="Go there")).to_have_attribute("aria-keyshortcuts", "g")


def test_no_single_key_works_while_somebody_types_but_a_chord_does(visit: Visit) -> None:
    page = visit("/cards/")
    press(page, "/", "g", "?", "Control+Enter")
    expect(page.get_by_label("Find")).to_have_value("g?")
    assert "#there" not in page.url
    expect(page.locator("#sent")).to_be_checked()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_j_and_k_go_through_the_list_and_a_key_is_that_of_the_item_one_is_at(visit: Visit) -> None:
    page = visit("/cards/")
    press(page, "s")
    expect(page.locator("li :checked")).to_have_count(0)
    press(page, "j", "j", "s")
    expect(page.locator("#two :checked")).to_have_count(1)
    press(page, "j", "k", "s")
    expect(page.locator("#one :checked")).to_have_count(1)


def test_a_question_mark_lists_the_keys_of_the_page(visit: Visit) -> None:
    page = visit("/cards/")
    press(page, "?")
    said = page.get_by_role("dialog", name="Keys of this page").locator("dd")
    expect(said).to_have_text(["Find", "Go there", "Send it", "Star", "The next card, the one before", "This list"])
    press(page, "g")
    assert "#there" not in page.url
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_single_keys_can_be_turned_off_for_good(visit: Visit) -> None:
    page = visit("/cards/")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work on this device").uncheck()
    press(page, "Escape")
    page.reload()
    press(page, "g")
    assert "#there" not in page.url
    press(page, "?")
    expect(page.get_by_label("Single keys work on this device")).not_to_be_checked()


def test_a_page_without_keys_offers_no_list_of_them(visit: Visit) -> None:
    expect(visit("/bare/").get_by_role("button", name="Keys")).to_have_count(0)
