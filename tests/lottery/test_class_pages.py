"""What the class sees: the proof, the projector, one's own turns."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.models import Course, Enrollment, Meeting, User
from courseapp.roles import Role
from lottery import proof
from lottery.models import Draw, Line, Lottery, Outcome, Pool
from reviews.models import Paper, Question
from tests import build
from tests.lottery.conftest import AFTER, BEFORE, NOW, SECRET, committed, opened
from tests.lottery.pages import ACTS, CLASS_PAGES, STAFF_PAGES, address, hold, text, url

As = Callable[[Enrollment | User], Client]
At = Callable[[Any], None]


@pytest.fixture(autouse=True)
def in_class(at: At) -> None:
    """Let the class run."""
    at(NOW)


def test_the_proof_page_before_any_commitment(meeting: Meeting, as_: As, ada: Enrollment) -> None:
    assert "No commitment yet" in text(as_(ada), url(meeting, "proof"))
    assert as_(ada).get(url(meeting, "proof_json")).status_code == 404


def test_the_class_sees_commitment_phrase_and_hash_and_no_more_until_the_reveal(
    lottery: Lottery, meeting: Meeting, as_: As, students: list[Enrollment]
) -> None:
    hold(lottery)
    lottery.refresh_from_db()
    page = text(as_(students[0]), url(meeting, "proof"))
    for public in (lottery.commitment, "blue heron", lottery.hash):
        assert public in page
    record = json.loads(as_(students[0]).get(url(meeting, "proof_json")).content)
    assert (record["secret"], record["lines"], record["hash"]) == (None, [], lottery.hash)


def test_nothing_that_a_student_can_ask_for_tells_the_secret_or_anothers_odds(
    lottery: Lottery, meeting: Meeting, as_: As, students: list[Enrollment], settings: Any
) -> None:
    """Until the reveal; an error page included."""
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    hold(lottery).decide(Outcome.ANSWERED, now=NOW, by=None)
    hold(lottery, 2)
    reader = students[0]
    own = lottery.pseudonyms.get(enrollment=reader).name
    others = set(lottery.pseudonyms.exclude(name=own).values_list("name", flat=True))
    client = as_(reader)
    addresses = [address(meeting, name) for name in (*CLASS_PAGES, *STAFF_PAGES, *ACTS)]
    addresses += [reverse("lottery:turn_list", args=[meeting.course.slug]), url(meeting, "outcome_create", 9)]
    for path in addresses:
        for answer in (client.get(path), client.post(path, {"number": "1"})):
            body = answer.content.decode()
            assert SECRET.hex() not in body
            assert not others & set(re.findall(r"\bp\d{3}\b", body))
            assert not re.search(r"p\d{3}:\d+", body)


def test_the_revealed_record_can_be_downloaded_and_holds(
    lottery: Lottery, meeting: Meeting, as_: As, ada: Enrollment, at: At
) -> None:
    for number in (1, 2):
        hold(lottery, number).decide(Outcome.VOID, reason="“ünï” – 鷺", now=NOW, by=None)
    at(AFTER)
    final = lottery.reveal(now=AFTER, by=None).final_hash
    answer = as_(ada).get(url(meeting, "proof_json"))
    assert answer["Content-Disposition"] == 'attachment; filename="lottery-cs7670-25fall-2025-10-07.json"'
    record = proof.Record.from_json(json.loads(answer.content))
    assert record.secret == SECRET
    assert len(record.lines) == 4
    assert proof.first_difference(record, final) is None


def test_a_record_changed_in_the_database_is_shown_not_to_hold(
    lottery: Lottery, meeting: Meeting, as_: As, ada: Enrollment
) -> None:
    hold(lottery).decide(Outcome.VOID, reason="the fire alarm", now=NOW, by=None)
    lottery.reveal(now=AFTER, by=None)
    Line.objects.filter(number=2)._raw_delete(using="default")  # type: ignore[attr-defined]
    page = text(as_(ada), url(meeting, "proof"))
    assert "This record does not hold. The record does not end with its final hash." in page


def test_each_student_sees_only_their_own_pseudonym(lottery: Lottery, meeting: Meeting, as_: As, students) -> None:
    hold(lottery)
    for student in students[:2]:
        own = lottery.pseudonyms.get(enrollment=student).name
        page = text(as_(student), url(meeting, "proof"))
        assert re.findall(r"\bp\d{3}\b", page) == [own]


def test_the_projector_shows_the_name_drawn_and_what_is_on_deck(
    lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment
) -> None:
    projector = url(meeting, "projector")
    assert "The first draw comes in a moment." in text(as_(ines), projector)
    first, second = hold(lottery), hold(lottery, 2)
    page = text(as_(ines), projector)
    assert f"Draw 1 {first.enrollment.name} Next: {second.enrollment.name}" in page
    first.decide(Outcome.ABSENT, now=NOW, by=None)
    page = text(as_(ines), projector)
    assert first.enrollment.name not in page
    assert f"Draw 2 {second.enrollment.name}" in page
    lottery.refresh_from_db()
    assert lottery.hash in page


def test_the_projector_asks_for_a_phrase_first(meeting: Meeting, as_: As, ines: Enrollment) -> None:
    committed(meeting)
    assert "Say a phrase" in text(as_(ines), url(meeting, "projector"))


def test_the_projector_shows_no_odds_and_no_pseudonym(
    lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment
) -> None:
    hold(lottery)
    page = text(as_(ines), url(meeting, "projector"))
    assert not re.search(r"\bp\d{3}\b|%", page)
    assert SECRET.hex() not in page


def test_a_student_sees_their_own_turns_and_chance(course: Course, as_: As, ada: Enrollment, bo: Enrollment) -> None:
    lottery = opened(build.meeting(course, topic="Rotary embeddings"))
    Pool(lottery).seat(NOW)
    for number, student in enumerate([ada, bo], 1):
        seat = lottery.pseudonyms.get(enrollment=student)
        Draw.objects.create(lottery=lottery, number=number, pseudonym=seat, held_at=NOW)
    lottery.draws.get(number=1).decide(Outcome.PASSED, now=NOW, by=None)
    committed(build.meeting(course, build.CLASS_AT + timedelta(days=3), topic="Experts"))
    page = text(as_(ada), reverse("lottery:turn_list", args=[course.slug]))
    assert "1 turn this term" in page
    assert "1 of 2 passes left" in page
    assert "50 % your chance at the next draw of Rotary embeddings" in page
    assert page.count("Draw 1") == 1
    assert "Bo Diddley" not in page


def test_a_student_who_is_exempt_is_not_told_why(course: Course, meeting: Meeting, as_: As, ada: Enrollment) -> None:
    ada.exemptions.create(begins_on=course.starts_on, reason="accommodation")
    opened(meeting)
    page = text(as_(ada), reverse("lottery:turn_list", args=[course.slug]))
    assert "You are not drawn from at the next draw" in page
    assert "exempt" not in page.lower()
    assert "accommodation" not in page


def test_only_students_have_turns(course: Course, as_: As, ines: Enrollment, eve: User) -> None:
    auditor = build.enrollment(course, Role.AUDITOR)
    path = reverse("lottery:turn_list", args=[course.slug])
    assert [as_(who).get(path).status_code for who in (ines, auditor, eve)] == [403, 403, 404]
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_the_proof_and_the_turns_cost_the_same_for_one_and_for_three(
    course: Course, as_: As, django_assert_num_queries: Any, size: int
) -> None:
    own = [build.enrollment(course) for _ in range(size)]
    for week in range(size):
        lottery = opened(build.meeting(course, build.CLASS_AT + timedelta(weeks=week)))
        for number in range(1, size + 1):
            hold(lottery, number).decide(Outcome.ANSWERED, now=NOW, by=None)
        lottery.reveal(now=lottery.meeting.ends_at, by=None)
    client = as_(own[0])
    with django_assert_num_queries(9):
        client.get(url(lottery.meeting, "proof"))
    with django_assert_num_queries(10):
        client.get(reverse("lottery:turn_list", args=[course.slug]))


def test_the_projector_shows_the_paper_and_nobodys_question(
    paper: Paper, meeting: Meeting, as_: As, ada: Enrollment, ines: Enrollment
) -> None:
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "question": "Why no recurrence?"})
    hold(opened(meeting))
    page = text(as_(ines), url(meeting, "projector"))
    assert "Attention Is All You Need" in page
    assert "Why no recurrence?" not in page


def test_the_meetings_page_carries_the_commitment(meeting: Meeting, as_: As, ada: Enrollment) -> None:
    lottery = committed(meeting)
    assert lottery.commitment in text(as_(ada), meeting.get_absolute_url())


def test_the_projector_shows_the_question_that_staff_project(
    paper: Paper, meeting: Meeting, as_: As, ada: Enrollment, ines: Enrollment
) -> None:
    hold(opened(meeting))
    card = Question.objects.add(meeting=meeting, text="What does it cost?", now=NOW, by=None)
    assert "What does it cost?" not in text(as_(ines), url(meeting, "projector"))
    Question.objects.project(meeting, [card], now=NOW)
    assert "What does it cost?" in text(as_(ines), url(meeting, "projector"))
