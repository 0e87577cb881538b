"""The gradebook as staff see it: who is found, in which order, which columns, and what the class looks like."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from grading.gradebook_table import Choice, table
from grading.models import Adjustment
from tests import build
from tests.grading.conftest import NOW, busy_course

DAY = build.DAY


@pytest.fixture(autouse=True)
def the_day_after_class(at):
    """Let every page be read on the day after the class."""
    at(NOW)


@pytest.fixture
def page(course, version, tess, as_):
    """Return a reader of the gradebook, with a query."""
    client = as_(tess)
    return lambda query="": client.get(reverse("grading:gradebook", args=[course.slug]) + query).content.decode()


def names(course, version, **choice):
    """Return the names in the table's rows, in order."""
    return [entry.student.name for entry in table(course, version.policy, NOW, Choice(**choice)).entries]


def test_rows_are_sorted_by_any_column_and_turned_round(course, version, ada, bo, tess):
    busy_course(course, [bo], tess)
    figures = [str(e.row.statement.total.earned) for e in table(course, version.policy, NOW, Choice()).entries]
    assert figures == ["20.00", "32.50"]
    for column in ("earned", "reviews", "questions"):
        assert names(course, version, sort=column) == [ada.name, bo.name]
        assert names(course, version, sort=f"-{column}") == [bo.name, ada.name]
    assert names(course, version, sort="attendance") == [bo.name, ada.name]
    assert names(course, version, sort="no such column") == [ada.name, bo.name]


def test_students_are_found_by_name_and_by_what_they_are(course, version, ada, bo, tess):
    Adjustment.objects.make(bo, component="reviews", points=Decimal(1), reason="Kind", now=NOW, by=tess.user)
    assert names(course, version, student=bo.name.lower()) == [bo.name]
    assert names(course, version, show="adjusted") == [bo.name]
    assert names(course, version, show="open") == [ada.name, bo.name]
    assert names(course, version, show="risk") == []


def test_a_component_opens_into_its_items_and_sorts_by_one(course, version, ada, bo, tess):
    busy_course(course, [bo], tess)
    found = table(course, version.policy, NOW, Choice(items="reviews"))
    assert len(found.items) == 3
    assert [sum(len(lines) for lines in entry.items.values()) for entry in found.entries] == [3, 3]
    last = len(found.items) - 1  # the paper that Bo reviewed
    assert names(course, version, items="reviews", sort=f"-item-{last}") == [bo.name, ada.name]
    assert names(course, version, items="reviews", sort="item-99") == [ada.name, bo.name]


def test_every_row_has_a_cell_below_every_head(course, version, ada, bo, tess, page):
    busy_course(course, [bo], tess)
    for query in ("", "?items=reviews", "?items=attendance", "?items=questions"):
        html = page(query)
        heads = html.count('<th scope="col"', 0, html.index("<tbody>"))
        rows = re.findall(r'<tr id="row-.*?</tr>', html, re.DOTALL)
        assert {row.count("<td") + 1 for row in rows} == {heads}
        foot = html[html.index("<tfoot>") : html.index("</tfoot>")]
        assert foot.count("<td>") + 1 == heads


def test_questions_at_one_lecture_share_a_column(course, version, ada, tess, page):
    busy_course(course, [ada], tess)
    html = page("?items=questions")
    assert html.count("Guest lecture<") == 1
    assert "10.00<small>open</small>" in html  # one credited, and the lecture's claims are still open


def test_a_figure_leads_to_its_place_in_the_statement(course, version, ada, tess, as_, page):
    address = reverse("grading:statement_detail", args=[course.slug, ada.uuid])
    assert f'href="{address}#part-reviews"' in page()
    assert 'id="part-reviews"' in as_(tess).get(address).content.decode()


def test_who_needs_a_word_is_named_with_the_reason(course, version, ada, bo, tess, page):
    busy_course(course, [ada, bo], tess)  # both missed two of three papers, but not the last one
    assert "Nobody: nobody missed" in page()
    late = build.paper(build.meeting(course, build.CLASS_AT + DAY / 2), title="Later, too")
    later = build.paper(build.meeting(course, build.CLASS_AT + DAY / 3), title="Later")
    build.review(bo, late, now=build.CLASS_AT)
    html = page("?show=risk")
    assert "The last 2 papers of Paper reviews brought nothing." in html
    assert f'id="risk-{ada.pk}"' in html
    assert f'id="risk-{bo.pk}"' not in html
    assert later.title


def test_the_gradebook_of_another_time_shows_what_was_so_then(course, version, ada, tess, page):
    busy_course(course, [ada], tess)
    assert "<strong>32.50</strong>" in page()
    assert "<strong>32.50</strong>" not in page("?at=2025-09-10T09:00")
    assert "<strong>32.50</strong>" in page()  # and the copy of the present is still that of the present


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_is_put_together_once_until_something_changes(
    course, version, tess, as_, number, django_assert_num_queries
):
    students = [build.enrollment(course) for _ in range(number)]
    busy_course(course, students, tess)
    client, address = as_(tess), reverse("grading:gradebook", args=[course.slug])
    with django_assert_num_queries(28):
        client.get(address)
    with django_assert_num_queries(5):
        before = client.get(address).content.decode()
    Adjustment.objects.make(students[0], component="", points=Decimal(3), reason="More", now=NOW, by=tess.user)
    assert "<strong>35.50</strong>" in client.get(address).content.decode()
    assert "<strong>35.50</strong>" not in before


def test_the_clock_alone_changes_the_page(course, version, ada, page, at):
    paper = build.paper(build.meeting(course, NOW + DAY))
    assert "0.00<small>36.00 open" not in page()
    at(paper.class_due_at + course.grace)
    assert "<td>" in page()
    at(paper.class_due_at + course.grace + build.HOUR)
    assert "0.00<small>36.00 open" in page()
