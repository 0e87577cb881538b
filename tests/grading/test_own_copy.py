"""One student's statement: kept while nothing changes, and never a moment longer."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from grading import gradebook
from grading.models import Adjustment, PolicyVersion
from grading.own_copy import own_copy
from grading.policy_document import read_policy
from guests.models import GuestQuestion
from tests import build
from tests.build import DAY, HOUR
from tests.grading.conftest import NOW, busy_course
from tests.grading.terms import MODEL_POLICY


@pytest.fixture
def current(course, version, ada):
    """Check that the copy is what the engine says at a time, and return it."""

    def current(now=NOW):
        found = own_copy(ada, version, now).statement
        assert found == gradebook.statement(ada, version.policy, now=now)
        return found

    return current


def test_a_statement_seen_before_costs_one_query(course, version, ada, tess, current, django_assert_num_queries):
    busy_course(course, [ada], tess)
    current()
    with django_assert_num_queries(1):
        own_copy(ada, version, NOW)


def test_every_act_of_staff_shows_at_once(course, ada, tess, paper, current):
    guest = build.guest_lecture(course, build.CLASS_AT - DAY)
    seen = [current()]
    build.review(ada, paper, now=build.CLASS_AT - HOUR)
    seen.append(current())
    Adjustment.objects.make(ada, component="", points=Decimal(3), reason="More", now=NOW, by=tess.user).undo(
        reason="Less", now=NOW, by=tess.user
    )
    seen.append(current())
    question = GuestQuestion.objects.credit(guest=guest, enrollment=ada, now=NOW, by=tess.user, act_key="1")
    seen.append(current())
    question.withdraw(now=NOW, by=tess.user, reason="Not hers")
    seen.append(current())
    paper.meeting.cancel(now=NOW, by=tess.user, reason="Snow")
    seen.append(current())
    assert all(before != after for before, after in pairwise(seen))


def test_a_guest_s_new_name_shows_at_once(course, ada, tess, current):
    guest = build.guest_lecture(course, build.CLASS_AT - DAY)
    GuestQuestion.objects.credit(guest=guest, enrollment=ada, now=NOW, by=tess.user, act_key="1")
    current()
    guest.name = "Grace H."
    type(guest).objects.keep(guest, now=NOW, by=tess.user)
    assert "Grace H." in str(current())


def test_the_clock_alone_changes_it(course, ada, tess, current):
    busy_course(course, [ada], tess)
    later = build.paper(build.meeting(course, NOW + DAY))
    build.guest_lecture(course, NOW + 2 * DAY)
    turns = (NOW + hours * HOUR for hours in range(-60, 400, 7))
    around = (later.class_due_at + course.grace + step for step in (-HOUR, 0 * HOUR, HOUR / 3600))
    assert len({current(now).total.band for now in (*turns, *around)}) > 2


def test_another_policy_holds_at_once(course, version, ada, as_, at):
    at(NOW)
    address = reverse("grading:statement", args=[course.slug])
    before = as_(ada).get(address).context["statement"]
    weights = [{**row, "each": 5} if row["kind"] == "deduction" else row for row in MODEL_POLICY["components"]]
    policy = read_policy({**MODEL_POLICY, "components": weights})
    PolicyVersion.objects.publish(course, policy, note="Dearer.", by=None, now=NOW)
    page = as_(ada).get(address)
    assert page.context["statement"] != before
    assert "version 2" in page.content.decode()


def test_no_student_reads_another_s_copy_and_staff_s_forms_are_in_none(course, version, ada, bo, tess, as_, at):
    at(NOW)
    busy_course(course, [ada], tess)
    Adjustment.objects.make(ada, component="reviews", points=Decimal(3), reason="Ada alone", now=NOW, by=tess.user)
    mine = reverse("grading:statement", args=[course.slug])
    of_ada = reverse("grading:statement_detail", args=[course.slug, ada.uuid])
    pages = [as_(who).get(address).content.decode() for who, address in (
        (tess, of_ada), (ada, mine), (bo, mine), (tess, of_ada), (ada, of_ada),
    )]  # fmt: skip
    assert [("Ada alone" in page, "Undo the adjustment" in page) for page in pages] == [
        (True, True), (True, False), (False, False), (True, True), (True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["what_if", "statement_file", "statement_workbook"])
def test_what_follows_from_a_statement_does_not_read_the_class_again(
    course, version, ada, tess, at, as_, django_assert_max_num_queries, page
):
    at(NOW)
    busy_course(course, [ada], tess)
    reader = as_(ada)
    address = reverse(f"grading:{page}", args=[course.slug, ada.uuid])
    own_copy(ada, version, NOW)
    with django_assert_max_num_queries(10):
        answer = reader.get(address)
        assert b"".join(answer) if answer.streaming else answer.content
