"""The tags of every page."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path
from django.utils import timezone

from courseapp.templatetags.page import STATES, day, distance, icon, initials, points, state, when

urlpatterns = [
    path("c/<slug:slug>/", HttpResponse, name="course_home"),
    path("c/<slug:slug>/announcements/", HttpResponse, name="announcement_list"),
]

AT = datetime(2025, 10, 7, 13, 50, tzinfo=UTC)


def test_an_instant_is_shown_in_the_page_s_zone():
    with timezone.override(ZoneInfo("America/New_York")):
        assert when(AT) == '<time datetime="2025-10-07T09:50-04:00">Tue 7 Oct 2025, 09:50</time>'


@pytest.mark.parametrize(("style", "words"), [("short", "Tue 7 Oct, 13:50"), ("time", "13:50")])
def test_an_instant_may_be_shorter(style, words):
    assert f">{words}<" in when(AT, style)


def test_an_instant_may_say_how_far_off_it_is():
    assert ">Tue 7 Oct 2025, 13:50 (in 3 days)<" in when(AT, now=AT - timedelta(days=3, hours=2))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(days=2, hours=23), "in 2 days"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(hours=23, minutes=59), "in 23 hours"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=-20), "20 minutes ago"),
        (timedelta(days=-8), "8 days ago"),
    ],
)
def test_a_distance_is_whole_and_never_promises_more_time_than_there_is(gap, words):
    assert distance(AT + gap, AT) == words


def test_a_day_has_no_zone():
    assert day(date(2025, 10, 7)) == '<time datetime="2025-10-07">Tue 7 Oct 2025</time>'
    assert ">Tuesday 7 October 2025<" in day(date(2025, 10, 7), "long")


def test_no_instant_and_no_day_are_nothing():
    assert when(None) == day(None) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("36"), "36.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-2"), "−2.00"),
        (Decimal("-0.004"), "0.00"),
        (Fraction(80, 3), "26.67"),
        (0, "0.00"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_points_have_two_decimals_and_a_missing_one_is_not_zero(value, words):
    assert points(value) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada King Lovelace", "AL"), ("Ines", "I"), ("", ""), ("ada@example.edu", "A"), ("Émile Zola", "ÉZ")],
)
def test_initials_are_of_the_first_and_the_last_name(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize("name", STATES)
def test_a_state_has_a_word_and_an_icon_beside_its_colour(name):
    sign, words = STATES[name]
    assert state(name) == f'<span class="state state--{name}">{icon(sign)}{words}</span>'


def test_a_state_may_say_more_but_never_markup():
    assert "handed in 14:02</span>" in state("done", "handed in 14:02")
    assert "&lt;b&gt;" in state("done", "<b>")


def test_an_icon_is_hidden_from_those_who_listen():
    assert icon("clock") == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/icons.svg#clock"/></svg>'
    )


def course_bar(address: str, view_name: str) -> str:
    """Return the bar's link to the course home and to a page that is not there, as seen from ``address``."""
    match = SimpleNamespace(view_name=view_name)
    request = SimpleNamespace(course=SimpleNamespace(slug="cs"), path=address, resolver_match=match)
    links = '{% course_link "announcement_list" "News" "feeds" %}{% course_link "no_such_page" "No" %}'
    return Template("{% load page %}" + links).render(Context({"request": request}))


@pytest.mark.parametrize(
    ("address", "view_name", "mark"),
    [
        ("/c/cs/announcements/", "announcement_list", ' aria-current="page"'),
        ("/c/cs/announcements/new/", "announcement_create", ' aria-current="true"'),
        ("/c/cs/feeds/new/", "feed_create", ' aria-current="true"'),
        ("/c/cs/", "course_home", ""),
    ],
)
@pytest.mark.urls("tests.courseapp.test_page")
def test_a_link_of_the_course_s_bar_is_marked_where_one_is(address, view_name, mark):
    assert course_bar(address, view_name) == f'<li><a href="/c/cs/announcements/"{mark}>News</a></li>'
