"""Marking the reviews of a paper, and releasing the marks."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.marking import Deck, next_unmarked, queue, shuffled
from reviews.models import BankedComment, Mark, MarkRelease, NothingToUndo, Paper, Review, give_mark, undo_mark
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


def deck(paper: Paper, marker: Enrollment) -> Deck:
    """Return a marker's order."""
    return shuffled(queue(paper, AFTER), marker.user)


def seen(page: Any) -> str:
    """Return which mark a page says that it shows."""
    found = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    assert found is not None
    return found[1]


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
    assert answer.headers["Location"] == f"{address}{reviews[1].pk}/?saved={reviews[0].pk}-{tess.user_id}"
    mark = Mark.objects.get()
    assert mark.revision is not None
    assert (mark.review, mark.symbol, mark.share, mark.comment, mark.by) == (
        reviews[0],
        "✓+",
        None,
        "Sharp.",
        tess.user,
    )
    assert (mark.revision.number, mark.position) == (1, deck(paper, tess).position(reviews[0].pk))
    assert Event.objects.get(kind="review.marked").after["symbol"] == "✓+"


def test_the_last_review_leads_back_to_the_list(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    give_mark(reviews[0], revision=None, now=AFTER, by=None, symbol="✓")
    address = paper.get_absolute_url() + "marks/"
    answer = as_(tess).post(f"{address}{reviews[1].pk}/", {"percent": "62.5"})
    assert answer.headers["Location"].startswith(f"{address}?saved=")
    assert Mark.objects.get(review=reviews[1]).share == Decimal("0.625")
    assert "62.5 %" in as_(tess).get(address).content.decode()


def test_a_second_mark_counts_and_the_first_stays(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    address, client = f"{paper.get_absolute_url()}marks/{reviews[0].pk}/", as_(tess)
    for symbol in ("✓−", "✓"):
        client.post(address, {"symbol": symbol, "seen": seen(client.get(address))})
    assert Mark.objects.count() == 2
    assert str(queue(paper, AFTER)[0].mark) == "✓"


def test_the_same_mark_of_the_same_text_is_given_once(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    address, client = f"{paper.get_absolute_url()}marks/{reviews[0].pk}/", as_(tess)
    for _ in range(2):
        client.post(address, {"symbol": "✓", "comment": "Good.", "seen": seen(client.get(address))})
    assert Mark.objects.count() == 1
    build.review(reviews[0].enrollment, paper, now=CLASS_AT, answers={**FULL, "opinion": "New."}, based_on=1)
    client.post(address, {"symbol": "✓", "comment": "Good.", "seen": seen(client.get(address))})
    assert Mark.objects.count() == 2


def test_who_marks_is_told_of_a_mark_that_they_have_not_seen(
    as_: As, tess: Enrollment, ines: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    address = f"{paper.get_absolute_url()}marks/{reviews[0].pk}/"
    theirs, mine = as_(tess), as_(ines)
    before = seen(mine.get(address))
    theirs.post(address, {"symbol": "✓", "comment": "Fine.", "seen": before})
    page = mine.post(address, {"symbol": "✓−", "comment": "Thin.", "seen": before})
    assert "<strong>Tess Tube gave ✓</strong>" in page.content.decode()
    assert "Thin.</textarea>" in page.content.decode()
    assert Mark.objects.count() == 1
    mine.post(address, {"symbol": "✓−", "comment": "Thin.", "seen": seen(page)})
    assert [(mark.by, mark.symbol) for mark in Mark.objects.all()] == [(tess.user, "✓"), (ines.user, "✓−")]


def test_undo_brings_the_mark_before_back_or_none_and_keeps_every_row(
    as_: As, tess: Enrollment, ines: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    give_mark(reviews[0], revision=None, now=BEFORE, by=ines.user, symbol="✓")
    give_mark(reviews[0], revision=None, now=AFTER, by=tess.user, symbol="0", comment="Is this all?")
    client, undo = as_(tess), paper.get_absolute_url() + "marks/undoing/"
    answer = client.post(undo)
    assert answer.headers["Location"] == f"{paper.get_absolute_url()}marks/{reviews[0].pk}/"
    assert str(queue(paper, AFTER)[0].mark) == "✓"
    assert client.post(undo).headers["Location"] == paper.get_absolute_url() + "marks/"
    assert str(queue(paper, AFTER)[0].mark) == "✓"
    told = as_(ines).get(f"{paper.get_absolute_url()}reviews/{reviews[0].pk}/").content.decode()
    assert "<strong>✓</strong>" in told
    assert "<s>0</s>" in told
    assert "taken back by Tess Tube" in told
    as_(ines).post(undo)
    assert queue(paper, AFTER)[0].mark is None
    assert Mark.objects.count() == 4
    assert Event.objects.filter(kind="review.mark_undone").count() == 2
    assert "Is this all?</textarea>" in client.get(answer.headers["Location"]).content.decode()


def test_a_mark_is_undone_once(reviews: list[Review]) -> None:
    mark = give_mark(reviews[0], revision=None, now=BEFORE, by=None, symbol="✓")
    undo_mark(mark, now=AFTER, by=None)
    with pytest.raises(NothingToUndo):
        undo_mark(mark, now=AFTER, by=None)
    assert list(Mark.objects.given(BEFORE)) == [mark]
    assert not Mark.objects.given(AFTER).exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"comment": "Hm."}, {"symbol": "✓", "percent": "50"}, {"percent": "101"}, {"percent": "-1"}, {"symbol": "A"}],
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


def test_each_marker_has_an_order_of_their_own_that_stays(
    tess: Enrollment, ines: Enrollment, paper: Paper, reviews: list[Review]
) -> None:
    for _ in range(10):
        reviews.append(build.review(build.enrollment(paper.course), paper, now=BEFORE).revision.review)
    orders = [[entry.review_pk for entry in deck(paper, who).entries] for who in (tess, ines, tess)]
    assert orders[0] == orders[2] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(review.pk for review in reviews) != orders[0]
    late = build.review(build.enrollment(paper.course), paper, now=BEFORE).revision.review
    assert [entry.review_pk for entry in deck(paper, tess).entries if entry.review_pk != late.pk] == orders[0]


def test_names_are_hidden_from_every_corner_of_the_page_until_they_are_wanted(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    client, address = as_(tess), paper.get_absolute_url() + "marks/"
    pages = [address, f"{address}{reviews[0].pk}/", f"{address}{reviews[1].pk}/"]
    for page in pages:
        told = client.get(page).content.decode()
        assert not any(word in told for word in ("Ada", "Lovelace", "Bo Diddley", "ada@", "bo@")), page
    followed = client.post(pages[1], {"symbol": "✓"}, follow=True).content.decode()
    assert "Lovelace" not in followed
    back = client.post("/c/cs7670-25fall/marks/names/", {"names": "shown", "back": pages[1]})
    assert back.headers["Location"] == pages[1]
    assert "<h1>Ada Lovelace</h1>" in client.get(pages[1]).content.decode()
    client.post("/c/cs7670-25fall/marks/names/", {"names": "hidden", "back": "https://example.org/"})
    assert "Lovelace" not in client.get(pages[1]).content.decode()


def test_the_choice_of_names_leads_to_no_other_site(as_: As, tess: Enrollment) -> None:
    answer = as_(tess).post("/c/cs7670-25fall/marks/names/", {"names": "shown", "back": "https://example.org/"})
    assert answer.headers["Location"] == "/c/cs7670-25fall/marks/"


def test_the_page_says_which_text_counts_how_late_it_is_and_how_long(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper, at: At
) -> None:
    paper.course.review_fields.filter(key="summary").update(min_words=1, max_words=2)
    review = build.review(ada, paper, now=CLASS_AT + HOUR + HOUR / 4, answers={**FULL, "summary": "One two three"})
    at(CLASS_AT + 2 * HOUR)
    page = as_(tess).get(f"{paper.get_absolute_url()}marks/{review.revision.review_id}/").content.decode()
    assert "1 h 15 min late" in page
    assert "The last one handed in; none counts." in page
    assert "3 words: 1 more than 2" in page


def test_a_comment_is_put_by_and_inserted_without_a_script(
    as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At
) -> None:
    at(AFTER)
    client, address = as_(tess), f"{paper.get_absolute_url()}marks/{reviews[0].pk}/"
    page = client.post(address, {"symbol": "✓−", "comment": " Say why. ", "put_by": "1"}).content.decode()
    client.post(address, {"comment": "Say why.", "put_by": "1"})
    banked = BankedComment.objects.get()
    assert (banked.text, banked.by) == ("Say why.", tess.user)
    assert 'value="✓−" data-key="3" data-key-says="Mark it ✓−" checked' in page
    page = client.post(address, {"symbol": "0", "comment": "Thin.", "insert": banked.pk}).content.decode()
    assert "Thin.\n\nSay why.</textarea>" in page
    assert not Mark.objects.exists()


def test_the_queue_goes_round(ada: Enrollment, bo: Enrollment, paper: Paper, reviews: list[Review]) -> None:
    entries = queue(paper, AFTER)
    assert next_unmarked(entries) == entries[0]
    assert next_unmarked(entries, after=reviews[0].pk) == entries[1]
    assert next_unmarked(entries, after=reviews[1].pk) == entries[0]


def test_marks_are_released_once(as_: As, tess: Enrollment, paper: Paper, reviews: list[Review], at: At) -> None:
    at(AFTER)
    client = as_(tess)
    for _ in range(2):
        page = client.post("/c/cs7670-25fall/marks/release/", {"paper": paper.pk}, follow=True).content.decode()
    assert "The marks are released: each student sees their own" in page
    assert MarkRelease.objects.get().at == AFTER
    assert Event.objects.filter(kind="marks.released").count() == 1


@pytest.mark.parametrize("path", ["", "undoing/", "1/"])
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
    with django_assert_num_queries(13):
        client.get(paper.get_absolute_url() + "marks/")
