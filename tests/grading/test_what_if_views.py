"""The page of a what-if: by a form, by htmx, for the student and for staff, and nothing is stored by it."""

import pytest
from django.urls import reverse

from courseapp.models import Event
from grading.grade import grade
from grading.ledger import read_terms
from grading.what_if import suppose
from tests.grading.conftest import NOW, busy_course


@pytest.fixture
def page(course, version, ada, tess, at):
    """The address of Ada's what-if, on the day after class."""
    at(NOW)
    busy_course(course, [ada], tess)
    return reverse("grading:what_if", args=[course.slug, ada.uuid])


def test_everything_is_supposed_at_its_best_until_something_else_is_said(page, as_, ada):
    shown = as_(ada).get(page).context
    assert shown["then"].total.earned == shown["statement"].total.ceiling
    assert shown["form"].values == {"reviews": 7, "work_mark": 100, "questions": 1}


def test_the_form_works_as_a_plain_get_and_by_htmx_with_the_same_figures(page, as_, ada, course, version):
    asked = {"reviews": 3, "questions": 0, "work_mark": 50, "goal": 75}
    plain, fragment = as_(ada).get(page, asked), as_(ada).get(page, asked, headers={"HX-Request": "true"})
    facts = read_terms(course, [ada], now=NOW)[ada.pk]
    expected = grade(version.policy, suppose(version.policy, facts, asked)).total.earned
    assert plain.context["then"].total.earned == fragment.context["then"].total.earned == expected
    assert "<html" in plain.content.decode()
    assert "<html" not in fragment.content.decode()


def test_what_the_page_says_is_needed_is_enough_and_one_less_is_not(page, as_, ada):
    goal = {"reviews": 7, "questions": 0, "work_mark": 50, "goal": 75}
    need = {lever.name: value for lever, value in as_(ada).get(page, goal).context["needs"]}["work_mark"]
    reached = [as_(ada).get(page, goal | {"work_mark": n}).context["then"].total.earned for n in (need, need - 1)]
    assert reached[0] >= 75 > reached[1]


def test_a_goal_that_is_certain_or_out_of_reach_is_said_to_be(page, as_, ada):
    assert "Nothing more" in as_(ada).get(page, {"goal": 1}).content.decode()
    assert "Out of reach" in as_(ada).get(page, {"goal": 100}).content.decode()


@pytest.mark.parametrize("said", [{"reviews": "8"}, {"reviews": "-1"}, {"goal": "much"}])
def test_a_number_out_of_its_range_is_named_and_changes_nothing(page, as_, ada, said):
    shown = as_(ada).get(page, said)
    assert shown.status_code == 200
    assert shown.context["form"].errors
    assert shown.context["then"].total.earned == shown.context["statement"].total.ceiling


def test_staff_see_the_same_figures_and_nothing_is_stored(page, as_, ada, tess):
    before = Event.objects.count()
    asked = {"reviews": 3, "goal": 60}
    totals = {as_(one).get(page, asked).context["then"].total.earned for one in (ada, tess)}
    assert len(totals) == 1
    assert Event.objects.count() == before


def test_without_a_policy_the_statement_says_so(course, ada, as_):
    page = reverse("grading:what_if", args=[course.slug, ada.uuid])
    assert as_(ada).get(page).url == reverse("grading:statement_detail", args=[course.slug, ada.uuid])
