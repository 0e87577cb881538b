"""The question board at work: groups, order, support, what the room sees, and two of the staff at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from courseapp.roles import Role
from reviews.board import Board, board, next_question, place, public_board
from reviews.likeness import alike
from reviews.models import Audience, Comment, Paper, Question, Support
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
ALIKE = "Is paging worth it for short prompts?", "Is it worth paging when the prompts are short?"


@pytest.fixture
def asked(ada: Enrollment, bo: Enrollment, paper: Paper, at: At) -> None:
    """Ada, Bo and a third have handed in; the first two ask nearly the same. The class is over."""
    third = build.enrollment(paper.course)
    for student, question in ((ada, ALIKE[0]), (bo, ALIKE[1]), (third, "Why softmax?")):
        build.review(student, paper, now=BEFORE, answers={**FULL, "question": question})
    at(AFTER)


def board_of(paper: Paper) -> str:
    return f"/c/{paper.course.slug}/meetings/{paper.meeting_id}/questions/"


def seen_by(reader: Enrollment, paper: Paper) -> Board:
    return board(paper.meeting, reader, AFTER)


def key_of(text: str, reader: Enrollment, paper: Paper) -> str:
    return next(card.key for card in seen_by(reader, paper).all_cards if card.text == text)


def group(client: Client, paper: Paper, *keys: str, act: str = "group") -> Any:
    return client.post(board_of(paper) + "groups/", {"card": keys, "act": act})


@pytest.mark.usefixtures("asked")
def test_near_duplicates_are_suggested_to_staff_alone_and_put_together_by_them_alone(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    [likely] = seen_by(tess, paper).likely
    assert {card.text for card in likely} == set(ALIKE)
    assert seen_by(ada, paper).likely == []
    assert len(seen_by(tess, paper).cards) == 3
    group(as_(tess), paper, *(card.key for card in likely))
    [head] = [card for card in seen_by(ada, paper).cards if card.led]
    assert {card.text for card in head.group} == set(ALIKE)
    assert seen_by(tess, paper).likely == []


@pytest.mark.usefixtures("asked")
def test_what_staff_find_different_is_not_suggested_again(as_: As, tess: Enrollment, paper: Paper) -> None:
    [likely] = seen_by(tess, paper).likely
    group(as_(tess), paper, *(card.key for card in likely), act="apart")
    assert seen_by(tess, paper).likely == []
    assert len(seen_by(tess, paper).cards) == 3


@pytest.mark.usefixtures("asked")
def test_a_card_is_taken_out_of_its_group(as_: As, tess: Enrollment, paper: Paper) -> None:
    client, keys = as_(tess), [card.key for card in seen_by(tess, paper).cards]
    group(client, paper, *keys)
    [head] = seen_by(tess, paper).cards
    out = head.led[0].key
    client.post(f"{board_of(paper)}{out}/", {"act": "split"})
    assert sorted(len(card.group) for card in seen_by(tess, paper).cards) == [1, 2]
    client.post(f"{board_of(paper)}{head.key}/", {"act": "split"})
    assert [len(card.group) for card in seen_by(tess, paper).cards] == [1, 1, 1]


@pytest.mark.usefixtures("asked")
def test_a_group_that_joins_another_brings_its_cards(as_: As, tess: Enrollment, paper: Paper) -> None:
    Question.objects.add(meeting=paper.meeting, text="A fourth?", now=AFTER, by=None)
    client, (one, two, three, four) = as_(tess), [card.key for card in seen_by(tess, paper).cards]
    group(client, paper, one, two)
    group(client, paper, three, four)
    group(client, paper, three, one)
    [head] = seen_by(tess, paper).cards
    assert len(head.led) == 3


@pytest.mark.usefixtures("asked")
def test_a_group_whose_leader_a_student_may_not_read_is_led_by_what_they_may(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    cards = {card.text: card for card in seen_by(tess, paper).cards}
    Question.objects.group([cards[ALIKE[1]].row, cards[ALIKE[0]].row], now=AFTER)
    Course.objects.update(reviews_open="never")
    ada.course.reviews_open = "never"
    assert [card.text for card in seen_by(ada, paper).all_cards] == [ALIKE[0]]


def test_one_card_is_no_group(as_: As, tess: Enrollment, paper: Paper) -> None:
    Question.objects.add(meeting=paper.meeting, text="Why?", now=AFTER, by=None)
    page = as_(tess).post(board_of(paper) + "groups/", {"card": ["question-1"], "act": "group"}, follow=True)
    assert "Choose two cards at least" in page.content.decode()


@pytest.mark.usefixtures("asked")
def test_students_say_once_that_they_would_ask_it_too_and_take_it_back(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    client, key = as_(ada), key_of("Why softmax?", ada, paper)
    for _ in range(2):
        client.post(f"{board_of(paper)}{key}/support/", {"wanted": "1"})
    assert Support.objects.count() == 1
    page = as_(bo).get(board_of(paper)).content.decode()
    assert "1 would ask it, too" in page
    assert "Ada Lovelace" not in page
    client.post(f"{board_of(paper)}{key}/support/")
    assert not Support.objects.exists()


@pytest.mark.usefixtures("asked")
def test_nobody_supports_their_own_question_nor_the_group_that_it_is_in(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    own = key_of(ALIKE[0], ada, paper)
    assert as_(ada).post(f"{board_of(paper)}{own}/support/", {"wanted": "1"}).status_code == 404
    group(as_(tess), paper, key_of(ALIKE[1], tess, paper), own)
    assert as_(ada).post(f"{board_of(paper)}{own}/support/", {"wanted": "1"}).status_code == 404
    assert as_(tess).post(f"{board_of(paper)}{own}/support/", {"wanted": "1"}).status_code == 403


@pytest.mark.usefixtures("asked")
def test_who_may_not_read_the_board_supports_nothing_on_it(as_: As, tess: Enrollment, paper: Paper) -> None:
    late, key = build.enrollment(paper.course), key_of("Why softmax?", tess, paper)
    assert as_(late).post(f"{board_of(paper)}{key}/support/", {"wanted": "1"}).status_code == 404


@pytest.mark.usefixtures("asked")
def test_a_supporter_of_two_cards_counts_once_when_they_are_put_together(
    ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    reader = build.enrollment(paper.course)
    cards = [card for card in seen_by(tess, paper).cards if card.text in ALIKE]
    for card in cards:
        Question.objects.stored(card.row, now=AFTER).support(by=reader, now=AFTER)
    Question.objects.group([card.row for card in cards], now=AFTER)
    assert [card.wanted for card in seen_by(tess, paper).cards if card.led] == [1]


@pytest.mark.usefixtures("asked")
def test_a_planned_question_is_the_staffs_until_it_is_asked_or_shown(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    client = as_(tess)
    client.post(board_of(paper) + "new/", {"text": "What did they leave out?", "is_held": "on"})
    key = key_of("What did they leave out?", tess, paper)
    assert "leave out" not in as_(ada).get(board_of(paper)).content.decode()
    assert as_(ada).post(f"{board_of(paper)}{key}/support/", {"wanted": "1"}).status_code == 404
    client.post(f"{board_of(paper)}{key}/", {"act": "project"})
    assert "leave out" in as_(ada).get(board_of(paper)).content.decode()


@pytest.mark.usefixtures("asked")
def test_what_the_room_sees_is_the_question_at_hand_for_the_lottery_too(
    as_: As, tess: Enrollment, paper: Paper
) -> None:
    client, (first, second, third) = as_(tess), seen_by(tess, paper).cards
    assert next_question(paper.meeting, AFTER) == first.text
    client.post(f"{board_of(paper)}{third.key}/", {"act": "project"})
    assert next_question(paper.meeting, AFTER) == third.text
    client.post(f"{board_of(paper)}projection/", {"act": "previous"})
    assert next_question(paper.meeting, AFTER) == second.text
    client.post(f"{board_of(paper)}projection/", {"act": "next"})
    assert [card.text for card in public_board(paper.meeting, AFTER).projected] == [third.text]
    client.post(f"{board_of(paper)}projection/", {"act": "next"})
    assert [card.text for card in public_board(paper.meeting, AFTER).projected] == [third.text]
    client.post(f"{board_of(paper)}projection/", {"act": "clear"})
    assert public_board(paper.meeting, AFTER).projected == []


@pytest.mark.usefixtures("asked")
def test_several_questions_are_shown_to_the_room_at_once(as_: As, tess: Enrollment, paper: Paper) -> None:
    client, cards = as_(tess), seen_by(tess, paper).cards
    group(client, paper, cards[0].key, cards[2].key, act="project")
    page = client.get(board_of(paper) + "projector/").content.decode()
    assert cards[0].text in page
    assert cards[2].text in page
    assert cards[1].text not in page
    client.post(f"{board_of(paper)}{cards[0].key}/", {"act": "unproject"})
    assert [card.text for card in public_board(paper.meeting, AFTER).projected] == [cards[2].text]


@pytest.mark.usefixtures("asked")
def test_the_projector_names_only_who_agreed(as_: As, bo: Enrollment, tess: Enrollment, paper: Paper) -> None:
    client, key = as_(tess), key_of(ALIKE[1], tess, paper)
    client.post(f"{board_of(paper)}{key}/", {"act": "project"})
    assert "Bo Diddley" not in client.get(board_of(paper) + "projector/").content.decode()
    as_(bo).post(f"{board_of(paper)}{key_of(ALIKE[1], bo, paper)}/name/", {"named": "1"})
    assert "Bo Diddley" in client.get(board_of(paper) + "projector/").content.decode()


@pytest.mark.usefixtures("asked")
def test_a_page_that_is_up_to_date_costs_an_empty_answer(as_: As, tess: Enrollment, paper: Paper) -> None:
    client = as_(tess)
    for page in (board_of(paper), board_of(paper) + "projector/"):
        stamp = client.get(page).context["stamp"]
        assert client.get(f"{page}?stamp={stamp}", headers={"HX-Request": "true"}).status_code == 204
        Question.objects.add(meeting=paper.meeting, text=page, now=AFTER, by=None)
        assert client.get(f"{page}?stamp={stamp}", headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.usefixtures("asked")
def test_a_card_is_moved_before_or_after_another_and_stays_where_the_other_went(
    as_: As, ines: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    first, second, third = [card.key for card in seen_by(tess, paper).cards]
    as_(tess).post(f"{board_of(paper)}{third}/", {"act": "up", "past": first})
    as_(ines).post(f"{board_of(paper)}{first}/", {"act": "down", "past": second})
    assert [card.key for card in seen_by(tess, paper).cards] == [third, second, first]
    place(paper.meeting, tess, "question-99", by=1, now=AFTER)
    assert [card.key for card in seen_by(tess, paper).cards] == [third, second, first]


@pytest.mark.usefixtures("asked")
def test_the_board_is_looked_at_by_what_is_left_and_by_what_is_wanted(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    client, cards = as_(tess), seen_by(tess, paper).cards
    client.post(f"{board_of(paper)}{cards[0].key}/", {"act": "star"})
    client.post(f"{board_of(paper)}{cards[1].key}/", {"act": "ask"})
    wanted = next(card for card in seen_by(ada, paper).cards if card.text == "Why softmax?")
    Question.objects.stored(wanted.row, now=AFTER).support(by=ada, now=AFTER)

    def shown(query: str) -> list[str]:
        return [card.text for card in client.get(f"{board_of(paper)}?{query}").context["cards"]]

    assert shown("show=starred") == [cards[0].text]
    assert cards[1].text not in shown("show=open")
    assert shown("show=groups") == []
    assert shown("sort=wanted")[0] == "Why softmax?"
    assert len(shown("show=nonsense")) == 3


@pytest.mark.usefixtures("asked")
def test_asking_a_group_asks_all_that_it_holds(as_: As, tess: Enrollment, paper: Paper) -> None:
    client, keys = as_(tess), [card.key for card in seen_by(tess, paper).cards]
    group(client, paper, *keys)
    client.post(f"{board_of(paper)}{seen_by(tess, paper).cards[0].key}/", {"act": "ask"})
    assert next_question(paper.meeting, AFTER) == ""
    assert {row.asked_at for row in Question.objects.all()} == {AFTER}


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        (ALIKE, [[0, 1]]),
        (("Why softmax?", "Something that I did not get: why softmax?"), [[0, 1]]),
        (("Which part would you drop?", "Which part would you keep?"), []),
        (("What is the role of the scale?", "What is the role of the seed?"), []),
        (("", "?!", "Why?"), []),
        (("Does paging hurt latency", "Does paging hurt the latency?", "Do heads differ in size?"), [[0, 1]]),
    ],
)
def test_questions_are_alike_by_the_words_that_carry_them(texts: tuple[str, ...], groups: list[list[int]]) -> None:
    assert alike(texts) == groups


@pytest.mark.parametrize("cards", [3, 60])
def test_sixty_cards_are_shown_and_compared_at_the_cost_of_three(
    as_: As, tess: Enrollment, paper: Paper, at: At, cards: int, django_assert_num_queries: Any
) -> None:
    Question.objects.bulk_create(
        Question(meeting=paper.meeting, text=f"Question {number}: why {number * 7919}?", added_at=AFTER)
        for number in range(cards)
    )
    at(AFTER)
    client = as_(tess)
    with django_assert_num_queries(12):
        page = client.get(board_of(paper)).content.decode()
    assert page.count("data-key-item") == cards


def test_the_board_tells_a_student_nothing_of_who_writes_while_it_is_shut_and_opens_by_itself(
    as_: As, ada: Enrollment, bo: Enrollment, course: Course, paper: Paper, at: At
) -> None:
    at(BEFORE)
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "question": "Mine?"})
    page, client, auditor = board_of(paper), as_(ada), as_(build.enrollment(course, Role.AUDITOR))
    stamps = {one: one.get(page).context["stamp"] for one in (client, auditor)}
    asked = {"headers": {"HX-Request": "true"}}
    for number, text in enumerate(("", "Theirs?")):
        said = {**build.FULL, "question": text}
        build.review(bo, paper, now=BEFORE, answers=said, based_on=number, hand_in=bool(text))
        for one, stamp in stamps.items():
            assert one.get(f"{page}?stamp={stamp}", **asked).status_code == 204
    at(AFTER)
    assert "Theirs?" in client.get(f"{page}?stamp={stamps[client]}", **asked).content.decode()
    assert auditor.get(f"{page}?stamp={stamps[auditor]}", **asked).status_code == 204


def test_the_board_does_not_tell_a_student_what_happens_elsewhere_nor_how_often(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, course: Course, paper: Paper, at: At
) -> None:
    elsewhere = build.paper(build.meeting(course, CLASS_AT + 7 * build.DAY))
    at(BEFORE)
    page, client = board_of(paper), as_(ada)
    stamp = client.get(page).context["stamp"]
    Comment.objects.say(paper=paper, author=tess, text="Hm.", act_key="a", now=BEFORE, audience=Audience.STAFF)
    build.review(bo, elsewhere, now=BEFORE, answers={"summary": "A draft."}, hand_in=False)
    assert client.get(f"{page}?stamp={stamp}", headers={"HX-Request": "true"}).status_code == 204
    Question.objects.add(meeting=paper.meeting, text="Why?", now=BEFORE, by=None)
    assert "Why?" in client.get(f"{page}?stamp={stamp}", headers={"HX-Request": "true"}).content.decode()
    assert str(course.stamps.count()) not in re.split(r"\W", client.get(page).context["stamp"])
