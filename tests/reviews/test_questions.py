"""The question board of a meeting."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from reviews.board import board, next_question
from reviews.models import Paper, Question, Reading
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


def board_of(paper: Paper) -> str:
    return f"/c/{paper.course.slug}/meetings/{paper.meeting_id}/questions/"


@pytest.fixture
def asked(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    """Ada and Bo have handed in, each with a question."""
    for student, question in ((ada, "Why softmax?"), (bo, "Why heads?")):
        build.review(student, paper, now=BEFORE, answers={**FULL, "question": question})


def texts(paper: Paper, reader: Enrollment, now: Any) -> list[str]:
    return [card.text for card in board(paper.meeting, reader, now).cards]


@pytest.mark.usefixtures("asked")
def test_a_student_sees_their_own_question_and_the_others_when_these_are_open(ada: Enrollment, paper: Paper) -> None:
    assert texts(paper, ada, BEFORE) == ["Why softmax?"]
    assert sorted(texts(paper, ada, AFTER)) == ["Why heads?", "Why softmax?"]


@pytest.mark.usefixtures("asked")
def test_staff_see_all_with_names_and_students_only_the_names_agreed_to(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    assert "Bo Diddley" in as_(tess).get(board_of(paper)).content.decode()
    assert "Bo Diddley" not in as_(ada).get(board_of(paper)).content.decode()
    [card] = [card for card in board(paper.meeting, bo, AFTER).cards if card.is_mine]
    as_(bo).post(f"{board_of(paper)}{card.key}/name/", {"named": "1"})
    assert "Bo Diddley" in as_(ada).get(board_of(paper)).content.decode()
    as_(bo).post(f"{board_of(paper)}{card.key}/name/")
    assert "Bo Diddley" not in as_(ada).get(board_of(paper)).content.decode()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("names", "is_told"), [("pseudonyms", True), ("real", False)])
def test_who_agrees_to_be_named_is_told_that_the_pseudonym_is_given_away(
    as_: As, ada: Enrollment, paper: Paper, at: At, names: str, is_told: bool
) -> None:
    at(AFTER)
    Course.objects.update(reviewer_names=names)
    page = as_(ada).get(board_of(paper)).content.decode()
    assert "Put my name on it" in page
    assert ("give away which pseudonym is mine" in page) is is_told


@pytest.mark.usefixtures("asked")
def test_nobody_names_another(as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At) -> None:
    at(AFTER)
    [card] = [card for card in board(paper.meeting, bo, AFTER).cards if card.is_mine]
    address = f"{board_of(paper)}{card.key}/name/"
    assert as_(ada).post(address, {"named": "1"}).status_code == 404
    assert as_(tess).post(address, {"named": "1"}).status_code == 403
    assert not Question.objects.exists()


@pytest.mark.usefixtures("asked")
def test_seeing_anothers_question_is_a_reading(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    as_(ada).get(board_of(paper))
    assert not Reading.objects.exists()
    at(AFTER)
    as_(ada).get(board_of(paper))
    assert Reading.objects.get().paper == paper


def test_a_question_that_would_cost_something_to_read_is_asked_for_first(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    Course.objects.update(reviews_open="after_due")
    build.review(bo, paper, now=BEFORE, answers={**FULL, "question": "Why heads?"})
    at(AFTER)
    client = as_(ada)
    page = client.get(board_of(paper)).content.decode()
    assert "are open to you. But once you have read one" in page
    assert "Why heads?" not in page
    assert not Reading.objects.exists()
    answer = client.post(f"{paper.get_absolute_url()}reading/", {"board": "1"})
    assert "Why heads?" in client.get(answer["Location"]).content.decode()
    assert Reading.objects.get().enrollment == ada


def test_drafts_put_nothing_on_the_board(ada: Enrollment, tess: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={"question": "Why softmax?"})
    assert texts(paper, tess, AFTER) == []


@pytest.mark.usefixtures("asked")
def test_staff_add_star_ask_and_order(as_: As, tess: Enrollment, paper: Paper, at: At) -> None:
    at(AFTER)
    client = as_(tess)
    client.post(board_of(paper) + "new/", {"text": "What did they leave out?"})
    first, second, third = board(paper.meeting, tess, AFTER).cards
    assert first.text == "What did they leave out?"
    for card, act in ((third, "star"), (third, "up"), (third, "up"), (first, "ask")):
        assert client.post(f"{board_of(paper)}{card.key}/", {"act": act}).status_code == 302
    now = board(paper.meeting, tess, AFTER).cards
    assert [card.text for card in now] == [third.text, second.text, first.text]
    assert now[0].row.starred_at == AFTER
    assert now[2].row.asked_at == AFTER
    for card, act in ((third, "unstar"), (first, "unask"), (first, "up")):
        client.post(f"{board_of(paper)}{card.key}/", {"act": act})
    assert [card.text for card in board(paper.meeting, tess, AFTER).cards] == [first.text, third.text, second.text]


@pytest.mark.usefixtures("asked")
def test_the_projector_shows_the_next_question_that_was_not_asked(tess: Enrollment, paper: Paper) -> None:
    first, second = board(paper.meeting, tess, AFTER).cards
    assert next_question(paper.meeting, AFTER) == first.text
    Question.objects.stored(first.row, now=AFTER).note("asked", AFTER)
    assert next_question(paper.meeting, AFTER) == second.text
    Question.objects.stored(second.row, now=AFTER).note("asked", AFTER)
    assert next_question(paper.meeting, AFTER) == ""


@pytest.mark.usefixtures("asked")
def test_what_is_for_staff_alone_is_never_projected(paper: Paper) -> None:
    paper.course.review_fields.filter(key="question").update(audience="staff")
    assert next_question(paper.meeting, AFTER) == ""


def test_an_empty_question_is_refused(as_: As, tess: Enrollment, paper: Paper) -> None:
    page = as_(tess).post(board_of(paper) + "new/", {"text": " "}, follow=True).content.decode()
    assert "Write the question before you add it." in page
    assert not Question.objects.exists()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("path", ["new/", "question-1/"])
def test_only_staff_keep_the_board(as_: As, ada: Enrollment, eve: User, paper: Paper, path: str) -> None:
    assert as_(ada).post(board_of(paper) + path, {"text": "Hm?", "act": "star"}).status_code == 403
    assert as_(eve).post(board_of(paper) + path).status_code == 404


def test_an_unknown_card_is_not_found(as_: As, tess: Enrollment, paper: Paper) -> None:
    assert as_(tess).post(board_of(paper) + "question-9/", {"act": "star"}).status_code == 404


def test_the_board_at_hand_is_that_of_the_next_meeting_with_a_paper(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    assert as_(ada).get(f"/c/{paper.course.slug}/questions/").headers["Location"] == board_of(paper)


def test_without_papers_there_is_no_board(as_: As, ada: Enrollment) -> None:
    answer = as_(ada).get(f"/c/{ada.course.slug}/questions/")
    assert answer.headers["Location"] == f"/c/{ada.course.slug}/papers/"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("more", [0, 2])
def test_the_board_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, paper: Paper, at: At, more: int, django_assert_num_queries: Any
) -> None:
    for _ in range(more):
        student = build.enrollment(paper.course)
        build.review(student, paper, now=BEFORE, answers={**FULL, "question": "Why?"})
    at(AFTER)
    client = as_(tess)
    with django_assert_num_queries(18):
        client.get(board_of(paper))
