"""Marking the reviews of a paper, and releasing the marks."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.marking import next_unmarked, queue
from reviews.models import Mark, MarkRelease, Paper, Review, give_mark
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


@pytest.fixture
def reviews(ada: Enrollment, bo: Enrollment, paper: Paper) -> list[Review]:
    """Ada's and Bo's reviews, handed in."""
    return [build.review(student, paper, now=BEFORE).revision.review for student in (ada, bo)]


def test_a_mark_names_its_revision_and_leads_to_the_next_review(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    address = paper.get_absolute_url() + "marks/"
    answer = as_(tess).post(f"{address}{reviews[0].pk}/", {"symbol": "✓+", "comment": "Sharp."})
    assert answer.headers["Location"] == f"{address}{reviews[1].pk}/"
    mark = Mark.objects.get()
    assert mark.revision is not None
    assert (mark.review, mark.symbol, mark.share, mark.comment, mark.by) == (
        reviews[0],
        "✓+",
        None,
        "Sharp.",
        tess.user,
    )
    assert mark.revision.number == 1
    assert Event.objects.get(kind="review.marked").after["symbol"] == "✓+"


def test_the_last_review_leads_back_to_the_list(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    give_mark(reviews[0], revision=None, now=AFTER, by=None, symbol="✓")
    address = paper.get_absolute_url() + "marks/"
    answer = as_(tess).post(f"{address}{reviews[1].pk}/", {"percent": "62.5"})
    assert answer.headers["Location"] == address
    assert Mark.objects.get(review=reviews[1]).share == Decimal("0.625")
    assert "62.5 %" in as_(tess).get(address).content.decode()


def test_a_second_mark_counts_and_the_first_stays(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    address = f"{paper.get_absolute_url()}marks/{reviews[0].pk}/"
    for symbol in ("✓−", "✓"):
        as_(tess).post(address, {"symbol": symbol})
    assert Mark.objects.count() == 2
    assert str(queue(paper, AFTER)[0].mark) == "✓"


@pytest.mark.parametrize(
    "sent", [{}, {"symbol": "✓", "percent": "50"}, {"percent": "101"}, {"percent": "-1"}, {"symbol": "A"}]
)
def test_what_is_no_mark_is_refused(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], sent: dict[str, str], at: At
) -> None:
    at(AFTER)
    answer = as_(tess).post(f"{paper.get_absolute_url()}marks/{reviews[0].pk}/", sent)
    assert answer.status_code == 200
    assert not Mark.objects.exists()


def test_what_is_not_handed_in_is_not_marked(as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At) -> None:
    review = build.review(ada, paper, now=BEFORE, hand_in=False, answers={"summary": "Hm."}).revision.review
    at(AFTER)
    assert as_(tess).get(f"{paper.get_absolute_url()}marks/{review.pk}/").status_code == 404


def test_a_mark_of_a_text_that_has_changed_is_flagged(
    ada: Enrollment, bo: Enrollment, paper: Paper, reviews: list[Review]
) -> None:
    for review in reviews:
        give_mark(review, revision=review.revisions.get(), now=BEFORE, by=None, symbol="✓")
    build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "New."}, based_on=1)
    assert [entry.is_outdated for entry in queue(paper, AFTER)] == [True, False]


def test_the_queue_goes_round(ada: Enrollment, bo: Enrollment, paper: Paper, reviews: list[Review]) -> None:
    entries = queue(paper, AFTER)
    assert next_unmarked(entries) == entries[0]
    assert next_unmarked(entries, after=reviews[0].pk) == entries[1]
    assert next_unmarked(entries, after=reviews[1].pk) == entries[0]


def test_marks_are_released_once(as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At) -> None:
    at(AFTER)
    client, address = as_(tess), paper.get_absolute_url() + "marks/"
    for _ in range(2):
        page = client.post(address + "release/", follow=True).content.decode()
    assert "The marks are released: students see their own." in page
    assert MarkRelease.objects.get().at == AFTER
    assert Event.objects.filter(kind="marks.released").count() == 1


@pytest.mark.parametrize("path", ["", "release/", "1/"])
def test_students_neither_mark_nor_release(as_: As, ada: Enrollment, eve: User, paper: Paper, path: str) -> None:
    address = f"{paper.get_absolute_url()}marks/{path}"
    assert as_(ada).post(address, {"symbol": "✓+"}).status_code == 403
    assert as_(eve).post(address).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_queue_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At, more: int, django_assert_num_queries: Any
) -> None:
    for _ in range(more):
        reviews.append(build.review(build.enrollment(paper.course), paper, now=BEFORE).revision.review)
    for review in reviews:
        give_mark(review, revision=None, now=BEFORE, by=tess.user, symbol="✓")
    at(AFTER)
    client = as_(tess)
    with django_assert_num_queries(12):
        client.get(paper.get_absolute_url() + "marks/")
