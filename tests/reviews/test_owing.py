"""Who owes a review: exactly those."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from courseapp.roles import Role
from reviews.models import Extension, Paper, Waiver
from reviews.owing import owing
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
ADDRESS = "/c/cs7670-25fall/owing/"


def who(course: Course, now: Any) -> list[str]:
    """Return the first names of those who owe the course's first paper."""
    return [cell.enrollment.name.split()[0] for cell in owing(course, now)[0].cells]


def test_whoever_has_handed_nothing_in_owes_before_and_after_the_due_time(
    ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    build.review(ada, paper, now=BEFORE)
    assert who(paper.course, BEFORE) == who(paper.course, AFTER) == ["Bo"]


def test_a_draft_is_owed_until_it_is_handed_in_by_itself(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    assert (who(paper.course, CLASS_AT), who(paper.course, AFTER)) == (["Ada"], [])


def test_who_handed_in_late_owes_nothing_more(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=AFTER)
    build.review(bo, paper, now=AFTER, hand_in=False)
    assert who(paper.course, AFTER) == ["Bo"]


def test_waivers_and_ended_enrollments_owe_nothing_and_auditors_never(
    ada: Enrollment, bo: Enrollment, course: Course, paper: Paper
) -> None:
    build.enrollment(course, Role.AUDITOR)
    build.enrollment(course, ended_on=CLASS_AT.date())  # gone on the next day
    waiver = Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None)
    assert len(who(course, AFTER)) == 2
    assert who(course, AFTER + DAY) == ["Bo"]
    waiver.withdraw(now=AFTER, by=None)
    assert who(course, AFTER + DAY) == ["Ada", "Bo"]


def test_papers_that_nobody_must_review_are_owed_by_nobody(ada: Enrollment, paper: Paper) -> None:
    paper.is_required = False
    paper.save()
    assert who(paper.course, AFTER) == []


def test_the_page_shows_the_paper_that_is_due_next_with_addresses_to_copy(
    as_: As, tess: Enrollment, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    later = build.paper(build.meeting(paper.course, CLASS_AT + 7 * DAY), title="Later")
    Extension.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None, due_at=CLASS_AT + DAY)
    at(BEFORE)
    client = as_(tess)
    page = client.get(ADDRESS).content.decode()
    assert ">ada@example.edu, bo@example.edu</textarea>" in page
    assert "2 students owe this review" in page
    assert page.count(">extended<") == 1
    at(AFTER)
    assert f'<h2 id="debt"><a href="{later.get_absolute_url()}">Later' in client.get(ADDRESS).content.decode()
    one = client.get(f"{ADDRESS}?paper={paper.pk}").content.decode()
    assert f'<h2 id="debt"><a href="{paper.get_absolute_url()}">' in one


def test_where_nobody_owes_anything_the_page_says_so(as_: As, tess: Enrollment, paper: Paper) -> None:
    assert "Nobody owes anything" in as_(tess).get(ADDRESS).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper, at: At, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        build.enrollment(paper.course)
        build.paper(build.meeting(paper.course, CLASS_AT + (number + 1) * DAY))
    at(BEFORE)
    client = as_(tess)
    with django_assert_num_queries(9):
        client.get(ADDRESS)
