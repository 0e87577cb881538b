"""Two devices at one instant: on SQLite one writer waits for the other, on PostgreSQL the locked row makes it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from courseapp.models import AbsenceEvidence, Course, Enrollment, Meeting
from lottery import proof
from lottery.models import Draw, Line, Lottery, Outcome
from tests import build
from tests.lottery.conftest import AFTER, BEFORE, NOW, opened

pytestmark = pytest.mark.django_db(transaction=True)

DEVICES = 4


@pytest.fixture
def course(transactional_db: None) -> Course:
    """A course whose rows every thread can see."""
    return build.course("cs7670-25fall")


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Let every device act at the same instant; return what each got."""
    start = Barrier(DEVICES)

    def run(device: int) -> Any:
        try:
            start.wait()
            return act(device)
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as devices:
        return list(devices.map(run, range(DEVICES)))


def test_draws_of_one_number_at_one_instant_are_one_draw(lottery: Lottery) -> None:
    held = at_once(lambda device: Draw.objects.hold(lottery, 1, now=NOW, by=None))
    assert len({draw.pk for draw in held}) == 1
    assert Line.objects.count() == 1


def test_commitments_at_one_instant_are_one_commitment(meeting: Meeting) -> None:
    at_once(lambda device: Lottery.objects.commit(meeting, secret=bytes([device] * 32), planned=4, now=BEFORE, by=None))
    assert Lottery.objects.count() == 1


def test_commitments_of_one_day_at_one_instant_have_a_suffix_each(course: Course) -> None:
    meetings = [build.meeting(course) for _ in range(DEVICES)]
    at_once(lambda device: opened(meetings[device]))
    days = sorted(Lottery.objects.values_list("day", flat=True))
    assert days == ["2025-10-07", "2025-10-07.2", "2025-10-07.3", "2025-10-07.4"]


def test_outcomes_at_one_instant_stand_on_one_chain(lottery: Lottery, students: list[Enrollment]) -> None:
    draws = [Draw.objects.hold(lottery, number, now=NOW, by=None) for number in range(1, DEVICES + 1)]
    at_once(lambda device: draws[device].decide(Outcome.ABSENT, now=NOW, by=None))
    final = lottery.reveal(now=AFTER, by=None).final_hash
    assert proof.first_difference(Lottery.objects.get().record(), final) is None
    assert Line.objects.count() == 2 * DEVICES


def test_one_outcome_said_on_every_device_at_once_is_said_once(lottery: Lottery) -> None:
    draw = Draw.objects.hold(lottery, 1, now=NOW, by=None)
    at_once(lambda device: Draw.objects.get(pk=draw.pk).decide(Outcome.ABSENT, now=NOW, by=None))
    assert Line.objects.count() == 2
    assert AbsenceEvidence.objects.count() == 1
