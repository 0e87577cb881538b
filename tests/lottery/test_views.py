"""Who may do what, and staff's acts from the cockpit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Absence, Course, Enrollment, Leave, Meeting, User
from courseapp.roles import Role
from lottery.models import Draw, Line, Lottery, Outcome
from reviews.models import Paper
from tests import build
from tests.lottery.conftest import AFTER, BEFORE, NOW, committed, opened
from tests.lottery.pages import ACTS, CLASS_PAGES, STAFF_PAGES, address, hold, text, url

As = Callable[[Enrollment | User], Client]
At = Callable[[Any], None]


@pytest.fixture(autouse=True)
def in_class(at: At) -> None:
    """Let the class run."""
    at(NOW)


@pytest.mark.parametrize("name", [*STAFF_PAGES, *CLASS_PAGES])
def test_who_may_open_which_page(
    lottery: Lottery,
    meeting: Meeting,
    as_: As,
    ada: Enrollment,
    tess: Enrollment,
    ines: Enrollment,
    eve: User,
    name: str,
) -> None:
    auditor = build.enrollment(meeting.course, Role.AUDITOR)
    stranger = build.enrollment(build.course(), Role.INSTRUCTOR)
    answers = [as_(who).get(url(meeting, name)).status_code for who in (ines, tess, ada, auditor, eve, stranger)]
    assert answers == ([200, 200, 403, 403, 404, 404] if name in STAFF_PAGES else [200, 200, 200, 200, 404, 404])
    assert Client().get(url(meeting, name)).status_code == 302


@pytest.mark.parametrize("name", ACTS)
def test_only_staff_act(
    meeting: Meeting, as_: As, ada: Enrollment, bo: Enrollment, ines: Enrollment, eve: User, name: str
) -> None:
    hold(opened(meeting))
    auditor = build.enrollment(meeting.course, Role.AUDITOR)
    stranger = build.enrollment(build.course(), Role.INSTRUCTOR)
    lines = Line.objects.count()
    answers = [as_(who).post(address(meeting, name), ACTS[name]).status_code for who in (ada, auditor, eve, stranger)]
    assert answers == [403, 403, 404, 404]
    assert Client().post(address(meeting, name), ACTS[name]).status_code == 302
    assert as_(ines).get(address(meeting, name)).status_code == 405
    assert Line.objects.count() == lines


@pytest.mark.parametrize("name", [*STAFF_PAGES, *CLASS_PAGES, *ACTS])
def test_a_meeting_of_another_course_is_not_found(as_: As, ines: Enrollment, name: str) -> None:
    elsewhere = opened(build.meeting(build.course())).meeting
    path = address(elsewhere, name).replace(elsewhere.course.slug, ines.course.slug)
    client = as_(ines)
    answer = client.post(path, ACTS[name]) if name in ACTS else client.get(path)
    assert answer.status_code == 404


def test_a_whole_class_from_commitment_to_reveal(
    meeting: Meeting, students: list[Enrollment], as_: As, tess: Enrollment, at: At
) -> None:
    client = as_(tess)
    at(BEFORE)
    assert client.post(url(meeting, "commitment_create"), {"planned": "4"}).url == url(meeting, "cockpit")
    at(NOW)
    client.post(url(meeting, "phrase_create"), {"phrase": " blue heron "})
    for number, outcome in enumerate(["answered", "passed", "absent", "excused"], 1):
        client.post(url(meeting, "draw_create"), {"number": number})
        client.post(url(meeting, "outcome_create", number), {"outcome": outcome})
    at(AFTER)
    client.post(url(meeting, "reveal_create"))
    lottery = Lottery.objects.get()
    assert lottery.phrase == "blue heron"
    assert [draw.outcome for draw in lottery.draws.all()] == ["answered", "passed", "absent", "excused"]
    assert [draw.decided_by for draw in lottery.draws.all()] == [tess.user] * 4
    assert Absence.objects.standing().count() == 1
    assert "Every draw and every hash follows." in text(as_(students[0]), url(meeting, "proof"))


def test_every_secret_is_new_and_32_bytes_long(course: Course, as_: As, ines: Enrollment, at: At) -> None:
    at(BEFORE)
    meetings = [build.meeting(course, build.CLASS_AT + timedelta(days=day)) for day in range(3)]
    for meeting in meetings:
        as_(ines).post(url(meeting, "commitment_create"), {"planned": "4"})
    found = {bytes(lottery.secret) for lottery in Lottery.objects.all()}
    assert [len(secret) for secret in found] == [32, 32, 32]


def test_a_draw_sent_ten_times_is_one_draw(lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment) -> None:
    client = as_(ines)
    for _ in range(10):
        assert client.post(url(meeting, "draw_create"), {"number": "1"}).status_code == 302
    assert Draw.objects.count() == 1


def test_the_cockpit_leads_through_a_class(meeting: Meeting, ada: Enrollment, as_: As, ines: Enrollment) -> None:
    client, cockpit = as_(ines), url(meeting, "cockpit")
    assert "Publish the commitment" in text(client, cockpit)
    lottery = committed(meeting)
    assert "Fix the phrase" in text(client, cockpit)
    lottery = lottery.fix_phrase("blue heron", now=NOW, by=None)
    page = text(client, cockpit)
    assert "Ready to draw" in page
    assert "Ada Lovelace 0 64 100 %" in page
    draw = hold(lottery)
    page = text(client, cockpit)
    assert "Draw 1 Ada Lovelace" in page
    assert "Answered A Passed P Absent X Excused E" in page
    assert "Draw 2 ahead" in page
    draw.decide(Outcome.ABSENT, now=NOW, by=None)
    page = text(client, cockpit)
    assert "Arrived late L Undo: wrong key U" in page
    assert "Ada Lovelace absent" in page


def test_the_cockpit_offers_the_reveal_once_the_class_is_over(
    lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment, at: At
) -> None:
    at(AFTER - timedelta(seconds=1))
    assert "Reveal the secret" not in text(as_(ines), url(meeting, "cockpit"))
    at(AFTER)
    assert "Reveal the secret" in text(as_(ines), url(meeting, "cockpit"))


def test_a_cancelled_meeting_offers_no_commitment(meeting: Meeting, as_: As, ines: Enrollment) -> None:
    meeting.cancel(now=NOW, by=None, reason="snow")
    assert "Nobody is drawn here" in text(as_(ines), url(meeting, "cockpit"))


def test_a_meeting_that_is_over_offers_no_commitment(meeting: Meeting, as_: As, ines: Enrollment, at: At) -> None:
    at(AFTER)
    assert "No draws were held" in text(as_(ines), url(meeting, "cockpit"))


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("draw_create", {"number": "7"}, "Draw 2 comes next"),
        ("draw_create", {"number": "first"}, "Nothing was drawn"),
        ("draw_create", {}, "Nothing was drawn"),
        ("outcome_create", {"outcome": "late"}, "Draw 1 is pending"),
        ("outcome_create", {"outcome": "void"}, "Give a reason"),
        ("outcome_create", {"outcome": "gone"}, "choose one of the outcomes"),
        ("outcome_create", {"outcome": "void", "reason": "x" * 301}, "keep the reason short"),
        ("phrase_create", {"phrase": "red heron"}, "The phrase is fixed already: “blue heron”"),
        ("reveal_create", {}, "kept until the meeting has ended"),
    ],
)
def test_a_refusal_is_a_sentence_with_a_remedy(
    lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment, name: str, sent: dict[str, str], sentence: str
) -> None:
    hold(lottery)
    answer = as_(ines).post(address(meeting, name), sent, follow=True)
    assert answer.status_code == 200
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert Line.objects.count() == 1


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("", "This field is required"),
        ("red\u2028heron", "must be a single line"),
        ("\u0958" * 150, "longer than 200 characters"),
    ],
)
def test_a_phrase_that_cannot_be_hashed_is_refused_at_its_field(
    meeting: Meeting, as_: As, ines: Enrollment, phrase: str, sentence: str
) -> None:
    committed(meeting)
    answer = as_(ines).post(url(meeting, "phrase_create"), {"phrase": phrase})
    assert sentence in answer.content.decode()
    assert Lottery.objects.get().phrase == ""


def test_a_wrong_number_of_planned_picks_is_shown_at_its_field(meeting: Meeting, as_: As, ines: Enrollment) -> None:
    answer = as_(ines).post(url(meeting, "commitment_create"), {"planned": "0"})
    assert "greater than or equal to 1" in answer.content.decode()
    assert not Lottery.objects.exists()


def test_an_outcome_of_a_draw_that_was_not_held_is_not_found(
    lottery: Lottery, meeting: Meeting, as_: As, ines: Enrollment
) -> None:
    assert as_(ines).post(url(meeting, "outcome_create", 9), {"outcome": "answered"}).status_code == 404


def test_staff_see_why_somebody_is_out(meeting: Meeting, as_: As, ada: Enrollment, ines: Enrollment) -> None:
    Leave.objects.create(enrollment=ada, meeting=meeting, reason="a wedding", filed_at=BEFORE, decision="accepted")
    opened(meeting)
    page = text(as_(ines), url(meeting, "cockpit"))
    assert "Not in the pool Ada Lovelace on leave" in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_cockpit_costs_the_same_for_one_and_for_three(
    course: Course, as_: As, ines: Enrollment, django_assert_num_queries: Any, size: int
) -> None:
    for _ in range(size):
        build.enrollment(course)
    for week in range(size):
        lottery = opened(build.meeting(course, build.CLASS_AT + timedelta(weeks=week)))
        for number in range(1, size + 1):
            hold(lottery, number).decide(Outcome.ANSWERED, now=NOW, by=None)
    for _ in range(size):
        build.paper(lottery.meeting)
    client = as_(ines)
    with django_assert_num_queries(32):
        client.get(url(lottery.meeting, "cockpit"))


def test_the_cockpit_shows_what_the_drawn_student_wrote(
    paper: Paper, meeting: Meeting, as_: As, ada: Enrollment, ines: Enrollment
) -> None:
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "question": "Why no recurrence?"})
    hold(opened(meeting))
    page = text(as_(ines), url(meeting, "cockpit"))
    assert "Why no recurrence?" in page
    assert "It attends." in page
