"""Reviews that are alike: found in the background, seen by staff alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from courseapp.models import Enrollment, User
from reviews.likeness import Passages, similarity
from reviews.models import Paper, Review, Similarity
from reviews.similarity import compare
from reviews.tasks import compare_reviews
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR

LONG = " ".join(f"The {place}th claim rests on figure {place * 7}, which I read as noise." for place in range(12))
OTHER = " ".join(f"Nothing in section {place * 3} convinced me that caches matter at {place}." for place in range(12))


def review(student: Enrollment, paper: Paper, opinion: str, **more: Any) -> Review:
    return build.review(student, paper, now=BEFORE, answers={**FULL, "opinion": opinion}, **more).revision.review


@pytest.fixture
def pair(ada: Enrollment, bo: Enrollment, paper: Paper) -> tuple[Review, Review]:
    """Bo's review is Ada's with other words at its end; a third wrote their own."""
    review(build.enrollment(paper.course), paper, OTHER)
    return review(ada, paper, LONG), review(bo, paper, f"{LONG} So I think as well.")


def shown(client: Client, paper: Paper) -> list[str]:
    urls = (paper.get_absolute_url(), f"{paper.get_absolute_url()}marks/")
    return [client.get(url).content.decode() for url in urls]


@pytest.mark.usefixtures("pair")
def test_staff_see_which_reviews_are_alike_and_students_never_do(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    assert compare(paper, AFTER) == 3
    at(AFTER)
    [row] = Similarity.objects.all()
    assert row.percent >= 90
    of_paper, nameless = shown(as_(tess), paper)
    assert f"{row.percent} % like Ada Lovelace" in of_paper
    assert f"{row.percent} % like Bo Diddley" in of_paper
    assert nameless.count(f"{row.percent} % like another") == 2
    assert "Lovelace" not in nameless
    assert "% like" not in as_(ada).get(paper.get_absolute_url()).content.decode()


def test_nothing_is_compared_before_the_due_time_and_nothing_twice(pair: tuple[Review, Review], paper: Paper) -> None:
    assert compare(paper, BEFORE) == 0
    assert compare(paper, AFTER) == 3
    assert compare(paper, AFTER) == 0


def test_a_flag_goes_when_its_text_is_replaced(
    as_: As, bo: Enrollment, tess: Enrollment, pair: tuple[Review, Review], paper: Paper, at: At
) -> None:
    compare(paper, AFTER)
    build.review(bo, paper, now=BEFORE + timedelta(minutes=5), answers={**FULL, "opinion": "Mine."}, based_on=1)
    at(AFTER)
    assert all("% like" not in page for page in shown(as_(tess), paper))
    assert compare(paper, AFTER) == 1


def test_the_two_stand_side_by_side_for_staff(
    as_: As, ada: Enrollment, tess: Enrollment, pair: tuple[Review, Review], paper: Paper, at: At
) -> None:
    compare(paper, AFTER)
    at(AFTER)
    one, other = pair
    address = f"{paper.get_absolute_url()}reviews/{one.pk}/similarity/{other.pk}/"
    page = as_(tess).get(address).content.decode()
    assert "<mark>" in page
    assert "So I think as well." in page
    assert "% alike" in page
    assert as_(ada).get(address).status_code == 403
    assert as_(tess).get(address.replace(f"/{other.pk}/", "/999/")).status_code == 404


def test_who_marks_without_names_sees_that_two_are_alike_and_of_whom_not(
    as_: As, tess: Enrollment, pair: tuple[Review, Review], paper: Paper, at: At
) -> None:
    compare(paper, AFTER)
    at(AFTER)
    one, other = pair
    client = as_(tess)
    of_one = client.get(f"{paper.get_absolute_url()}marks/{one.pk}/").content.decode()
    address = f"{paper.get_absolute_url()}reviews/{one.pk}/similarity/{other.pk}/"
    assert "% like another" in of_one
    assert f'href="{address}?names=hidden"' in of_one
    page = client.get(f"{address}?names=hidden").content.decode()
    assert "<h2>Review A</h2>" in page
    assert "<h2>Review B</h2>" in page
    assert "So I think as well." in page
    for nameless in (of_one, page):
        assert "Lovelace" not in nameless
        assert "Diddley" not in nameless
    assert f'reviews/{one.pk}/"' not in page
    client.cookies["marking_names"] = "shown"
    of_one = client.get(f"{paper.get_absolute_url()}marks/{one.pk}/").content.decode()
    assert "% like Bo Diddley" in of_one
    assert f'href="{address}"' in of_one


@pytest.mark.usefixtures("pair")
def test_the_sweep_compares_once_and_again_only_after_a_change(bo: Enrollment, paper: Paper, at: At) -> None:
    cache.clear()
    at(AFTER)
    assert compare_reviews() == 3
    assert compare_reviews() == 0
    build.review(bo, paper, now=BEFORE + timedelta(minutes=5), answers={**FULL, "opinion": OTHER}, based_on=1)
    assert compare_reviews() == 1
    assert Similarity.objects.count() == 2


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("papers", [0, 2])
def test_a_sweep_with_nothing_to_do_costs_four_queries_for_any_number_of_papers(
    paper: Paper, at: At, papers: int, django_assert_num_queries: Any
) -> None:
    cache.clear()
    at(AFTER)
    for _ in range(papers):
        build.paper(paper.meeting)
    for _ in range(2):  # what is found stamps its paper
        compare_reviews()
    with django_assert_num_queries(3 if settings.REDIS_URL else 4):  # without Redis the cache is a table
        compare_reviews()


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (LONG, LONG, 100, 100),
        (LONG, OTHER, 0, 20),
        (LONG, f"{OTHER} {LONG}", 95, 100),
        ("Short. " * 5, "Short. " * 5, 0, 0),
        ("", LONG, 0, 0),
        (LONG, " ".join(reversed(LONG.split(". "))), 85, 100),
    ],
)
def test_texts_are_alike_by_what_they_share_in_a_row_or_in_all_their_words(
    one: str, other: str, least: int, most: int
) -> None:
    assert least <= similarity(Passages.of(one), Passages.of(other)) <= most


def test_a_text_of_a_million_letters_takes_no_longer_than_a_long_one() -> None:
    assert similarity(Passages.of("a b c d e f " * 100_000), Passages.of("g h i j k l " * 100_000)) == 0
