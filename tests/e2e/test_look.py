"""The scripts of every page, and its colours, in a real browser under the real content security policy."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import path
from playwright.sync_api import expect

from courseapp.markdown import render as as_html
from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.e2e.test_look")]

LIGHT, DARK = "rgb(251, 249, 244)", "rgb(26, 24, 21)"

FORM = Template("""
{% extends "base.html" %}
{% block title %}A form{% endblock %}
{% block scripts %}{% include "_preview.html" %}{% endblock %}
{% block content %}
  <h1>A form</h1>
  <form class="form" method="post" action="/sent/" data-confirm="Send it to the class?" data-confirm-act="Send it">
    {% csrf_token %}{{ form }}
    <button class="button">Send</button>
  </form>
{% endblock %}
""")


CLASS = Template("""
{% extends "base.html" %}
{% load tz %}
{% block title %}A class{% endblock %}
{% block content %}<h1>A class</h1><p>{% timezone "America/New_York" %}{% when at %}{% endtimezone %}</p>{% endblock %}
""")


class Note(forms.Form):
    """One field of Markdown."""

    text = forms.CharField(widget=forms.Textarea(attrs={"data-preview-url": "/preview/"}))


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    """Answer with a page that has a form."""
    return HttpResponse(FORM.render(RequestContext(request, {"form": Note()})))


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    """Answer with a form that came back, its only field empty."""
    return HttpResponse(FORM.render(RequestContext(request, {"form": Note({"text": ""})})))


@login_not_required
def preview(request: HttpRequest) -> HttpResponse:
    """Answer with the text as HTML, as the real address does."""
    return HttpResponse(as_html(request.POST["text"]))


@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    """Answer a form that was sent."""
    return render(request, "404.html")


@login_not_required
def in_new_york(request: HttpRequest) -> HttpResponse:
    """Answer with a page of a course in New York, and one instant there."""
    request.course = SimpleNamespace(code="CS 1", term="Fall", slug="cs", time_zone="America/New_York")
    return HttpResponse(CLASS.render(RequestContext(request, {"at": datetime(2025, 10, 7, 13, 50, tzinfo=UTC)})))


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Answer with every component."""
    return render(request, "courseapp/styleguide.html")


urlpatterns = [
    path("form/", form),
    path("refused/", refused),
    path("preview/", preview),
    path("sent/", sent),
    path("class/", in_new_york),
    path("style-guide/", styleguide),
]

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_a_page_follows_the_device(visit: Visit, scheme, colour):
    assert visit("/form/", color_scheme=scheme).evaluate(BACKGROUND) == colour


def test_a_chosen_theme_holds_at_once_and_on_the_next_page(visit: Visit):
    page = visit("/form/", color_scheme="light")
    page.locator("summary").click()
    page.get_by_label("Dark").check()
    assert page.evaluate(BACKGROUND) == DARK
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(BACKGROUND) == DARK


def test_a_theme_can_be_chosen_without_scripts(visit: Visit):
    page = visit("/form/", color_scheme="dark", java_script_enabled=False)
    page.locator("summary").click()
    page.get_by_label("Light").check()
    assert "dark" not in page.locator("label:has(:checked)").inner_text().lower()


def test_paper_is_white_whatever_the_theme(visit: Visit):
    page = visit("/form/", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    assert page.locator(".masthead").is_hidden()


def test_escape_closes_a_menu_and_gives_the_focus_back(visit: Visit):
    page = visit("/form/")
    page.locator("summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.localName") == "summary"


def test_a_press_elsewhere_closes_a_menu(visit: Visit):
    page = visit("/form/")
    page.locator("summary").click()
    page.get_by_role("heading", level=1).click()
    assert page.locator("details.menu").get_attribute("open") is None


def test_a_question_is_asked_before_a_form_is_sent_and_no_means_no(visit: Visit):
    page = visit("/form/")
    page.get_by_label("Text").fill("Hello")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("dialog").inner_text().startswith("Send it to the class?")
    page.keyboard.press("Escape")
    assert page.url.endswith("/form/")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("dialog").get_by_role("button", name="Send it").click()
    page.wait_for_url("**/sent/")


def test_a_refused_form_gives_the_focus_to_what_is_wrong(visit: Visit):
    page = visit("/refused/", viewport={"width": 360, "height": 320})
    expect(page.get_by_label("Text")).to_be_focused()
    expect(page.locator(".field__errors")).to_be_in_viewport()


def test_markdown_and_math_are_previewed_and_the_text_stays(visit: Visit):
    page = visit("/form/")
    page.get_by_label("Text").fill("A **bold** claim of $x^2$")
    page.get_by_role("button", name="Preview").click()
    page.locator(".preview .katex").wait_for()
    assert page.locator(".preview strong").inner_text() == "bold"
    page.get_by_role("button", name="Hide the preview").click()
    assert page.locator(".preview").is_hidden()
    assert page.get_by_label("Text").input_value() == "A **bold** claim of $x^2$"


def test_a_preview_that_can_t_be_had_says_so(visit: Visit):
    page = visit("/form/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview")).to_have_text("No preview: the server can’t be reached. Your text is untouched.")


def test_math_that_can_t_be_set_shows_its_source_and_harms_nothing(visit: Visit):
    page = visit("/form/")
    page.get_by_label("Text").fill("$\\frac{1$ and $\\href{javascript:alert(1)}{x}$ and $y$")
    page.get_by_role("button", name="Preview").click()
    page.locator(".preview .katex").last.wait_for()
    assert page.locator(".preview .is-wrong").first.inner_text() == "\\(\\frac{1\\)"
    assert page.locator(".preview a").count() == 0


def test_the_keyboard_reaches_math_that_is_wider_than_its_column(visit: Visit):
    page = visit("/form/", viewport={"width": 360, "height": 600})
    page.get_by_label("Text").fill("$$\n" + "+ x_{long} " * 40 + "\n$$\n\n$$\ny\n$$")
    page.get_by_role("button", name="Preview").click()
    wide, narrow = page.locator("div.arithmatex").first, page.locator("div.arithmatex").last
    expect(wide).to_have_attribute("tabindex", "0")
    expect(narrow).not_to_have_attribute("tabindex", "0")


def test_katex_is_fetched_only_where_there_is_math(visit: Visit):
    page = visit("/form/")
    assert page.locator("script[src*=katex]").count() == 0


def test_a_reader_elsewhere_is_told_their_own_time(visit: Visit):
    page = visit("/class/", timezone_id="Europe/Berlin", locale="en-GB")
    assert page.locator("time").inner_text() == "Tue 7 Oct 2025, 09:50"
    assert page.locator("time").get_attribute("title") == "Tue 7 Oct, 15:50 where you are"
    assert re.search(r"times in America/New_York; where you are it is \d h ahead", page.locator("footer").inner_text())


def test_a_reader_in_the_course_s_zone_is_told_nothing_twice(visit: Visit):
    page = visit("/class/", timezone_id="America/New_York")
    assert page.locator("time").get_attribute("title") is None
    assert page.locator("footer").inner_text().endswith("times in America/New_York")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_runs_over_the_edge(visit: Visit, width):
    page = visit("/style-guide/", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_component_is_accessible(visit: Visit, scheme, width):
    page = visit("/style-guide/", color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page.locator(".katex").first.wait_for()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
