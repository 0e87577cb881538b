"""The acts of several devices: each applied once, in order, and in step."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from courseapp import live
from courseapp.models import Enrollment, Meeting
from lottery.models import Act, Draw, Line, Lottery, Outcome, Volunteer
from tests import build
from tests.lottery.conftest import NOW, opened
from tests.lottery.pages import url

pytestmark = pytest.mark.django_db


def send(client: Client, meeting: Meeting, act: str, *args: int, key: str = "", **said: object):
    """Send an act as the cockpit's script does."""
    said["act_key"] = key or uuid.uuid4().hex
    return client.post(url(meeting, act, *args), said, headers={"HX-Request": "true"})


def test_ten_retries_of_one_act_are_one_act(lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at) -> None:
    at(NOW)
    for _ in range(10):
        answer = send(as_(ines), meeting, "draw_create", key="one", number=1)
        assert answer.status_code == 200
    assert (Draw.objects.count(), Act.objects.count()) == (1, 1)


def test_an_act_that_comes_again_after_its_undo_does_not_come_back(
    lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at
) -> None:
    at(NOW)
    send(as_(ines), meeting, "draw_create", number=1)
    send(as_(ines), meeting, "outcome_create", 1, key="said", outcome="absent")
    send(as_(ines), meeting, "outcome_create", 1, outcome="pending", reason="wrong key")
    send(as_(ines), meeting, "outcome_create", 1, key="said", outcome="absent")
    assert Draw.objects.get().outcome == Outcome.PENDING
    assert Line.objects.count() == 3


def test_a_refused_act_is_not_taken_and_may_be_sent_again(
    lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at
) -> None:
    at(NOW)
    answer = send(as_(ines), meeting, "draw_create", key="early", number=2)
    assert "Draw 1 comes next" in answer.content.decode()
    assert not Act.objects.exists()
    send(as_(ines), meeting, "draw_create", number=1)
    send(as_(ines), meeting, "draw_create", key="early", number=2)
    assert Draw.objects.count() == 2


def test_five_acts_of_a_device_that_was_offline_apply_in_order(
    lottery: Lottery, meeting: Meeting, students: list[Enrollment], as_, ines: Enrollment, at
) -> None:
    at(NOW)
    client = as_(ines)
    send(client, meeting, "draw_create", number=1)
    queued = [
        ("outcome_create", (1,), {"outcome": "answered"}),
        ("draw_create", (), {"number": 2}),
        ("outcome_create", (2,), {"outcome": "absent"}),
        ("outcome_create", (2,), {"outcome": "late"}),
        ("volunteer_create", (), {"student": students[3].uuid}),
    ]
    for turn in range(2):  # the whole queue arrives twice
        for at_, (act, args, said) in enumerate(queued):
            assert send(client, meeting, act, *args, key=f"offline-{at_}", **said).status_code == 200, turn
    assert list(Draw.objects.values_list("outcome", flat=True)) == ["answered", "late"]
    assert Line.objects.count() == 5
    assert Volunteer.objects.get().enrollment == students[3]


def test_every_act_changes_the_rooms_stamp(
    lottery: Lottery, meeting: Meeting, students: list[Enrollment], as_, ines: Enrollment, at
) -> None:
    at(NOW)
    client, stamps = as_(ines), [live.stamp(meeting.course_id, meeting.part)]
    for act, args, said in [
        ("draw_create", (), {"number": 1}),
        ("timer_create", (), {"seconds": 60}),
        ("outcome_create", (1,), {"outcome": "passed"}),
        ("volunteer_create", (), {"student": students[0].uuid}),
        ("hand_pick_create", (), {"hand-student": students[1].uuid, "hand-outcome": "answered", "hand-note": "dark"}),
    ]:
        send(client, meeting, act, *args, **said)
        stamps.append(live.stamp(meeting.course_id, meeting.part))
    assert len(set(stamps)) == 6


def test_a_device_that_shows_what_there_is_gets_nothing_new(
    lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at
) -> None:
    at(NOW)
    client = as_(ines)
    for page in ("cockpit", "projector"):
        fragment = client.get(url(meeting, page), headers={"HX-Request": "true"}).content.decode()
        stamp = fragment.split('data-stamp="')[1].split('"')[0]
        assert "<html" not in fragment
        again = client.get(url(meeting, page), {"stamp": stamp}, headers={"HX-Request": "true"})
        assert (again.status_code, again.content) == (204, b"")
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    changed = client.get(url(meeting, "projector"), {"stamp": stamp}, headers={"HX-Request": "true"})
    assert "room__name" in changed.content.decode()


def test_think_time_runs_until_the_next_draw(lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at) -> None:
    at(NOW)
    client = as_(ines)
    send(client, meeting, "draw_create", number=1)
    page = send(client, meeting, "timer_create", seconds=90).content.decode()
    until = (NOW + timedelta(seconds=90)).isoformat()
    assert f'data-until="{until}"' in page
    assert f'data-until="{until}"' in client.get(url(meeting, "projector")).content.decode()
    send(client, meeting, "draw_create", number=2)
    assert Lottery.objects.get().thinking_until is None
    send(client, meeting, "timer_create", seconds=90)
    send(client, meeting, "timer_create", seconds=0)
    assert Lottery.objects.get().thinking_until is None


@pytest.mark.parametrize("seconds", ["", "-1", "3601", "soon"])
def test_a_clock_takes_whole_seconds(lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, seconds: str) -> None:
    page = send(as_(ines), meeting, "timer_create", seconds=seconds).content.decode()
    assert "whole seconds" in page
    assert Lottery.objects.get().thinking_until is None


def test_the_page_works_without_a_script(lottery: Lottery, meeting: Meeting, as_, ines: Enrollment, at) -> None:
    at(NOW)
    page = as_(ines).get(url(meeting, "cockpit")).content.decode()
    key = page.split('name="act_key" value="')[1].split('"')[0]
    for _ in range(2):
        answer = as_(ines).post(url(meeting, "draw_create"), {"act_key": key, "number": 1})
        assert answer.headers["Location"] == url(meeting, "cockpit")
    assert Draw.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_act_from_six_requests_at_one_instant_is_one(
    meeting: Meeting, ada: Enrollment, bo: Enrollment, ines: Enrollment, at
) -> None:
    opened(meeting)
    at(NOW)
    ready, codes = threading.Barrier(6), []
    client = Client()
    client.force_login(ines.user)

    def draw() -> None:
        browser = Client()
        browser.cookies = client.cookies
        ready.wait()
        codes.append(send(browser, meeting, "volunteer_create", key="once", student=ada.uuid).status_code)
        connection.close()

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 6
    assert Volunteer.objects.count() == 1


def test_an_act_needs_the_transaction_of_what_it_does(meeting: Meeting) -> None:
    assert meeting.starts_at == build.CLASS_AT
    with pytest.raises(RuntimeError, match="in the transaction"):
        _outside(meeting)


def _outside(meeting: Meeting) -> None:
    """Take an act as if no transaction were open."""
    in_block, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        Act.objects.take(meeting, "key", now=NOW, by=None)
    finally:
        connection.in_atomic_block = in_block
