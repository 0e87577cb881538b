"""When a review is due, second by second."""

from datetime import datetime, timedelta

import pytest

from reviews import deadlines
from tests.build import CLASS_AT, DAY, HOUR

GRACE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def test_a_review_is_due_at_the_start_of_its_class_less_the_notice() -> None:
    assert deadlines.class_due(meeting_starts_at=CLASS_AT, notice=timedelta(0)) == CLASS_AT
    assert deadlines.class_due(meeting_starts_at=CLASS_AT, notice=2 * HOUR) == CLASS_AT - 2 * HOUR


def test_a_papers_own_due_time_goes_before_its_meetings() -> None:
    assert deadlines.class_due(meeting_starts_at=CLASS_AT, notice=HOUR, own=CLASS_AT - DAY) == CLASS_AT - DAY


def test_an_extension_only_makes_a_due_time_later() -> None:
    assert deadlines.personal_due(CLASS_AT, CLASS_AT + DAY) == CLASS_AT + DAY
    assert deadlines.personal_due(CLASS_AT, CLASS_AT - DAY) == CLASS_AT
    assert deadlines.personal_due(CLASS_AT) == CLASS_AT


@pytest.mark.parametrize(
    ("at", "on_time"),
    [
        (CLASS_AT - SECOND, True),
        (CLASS_AT, True),
        (CLASS_AT + SECOND, True),
        (CLASS_AT + GRACE, True),
        (CLASS_AT + GRACE + timedelta(microseconds=1), False),
        (CLASS_AT + GRACE + SECOND, False),
    ],
)
def test_the_cut_off_is_the_due_time_plus_the_grace_inclusive(at: datetime, on_time: bool) -> None:
    assert deadlines.is_on_time(at, CLASS_AT, GRACE) is on_time


@pytest.mark.parametrize(
    ("was", "becomes", "passes"),
    [
        (CLASS_AT + HOUR, CLASS_AT - HOUR, True),
        (CLASS_AT + HOUR, CLASS_AT, True),
        (CLASS_AT + HOUR, CLASS_AT + SECOND, False),
        (CLASS_AT - HOUR, CLASS_AT - DAY, False),
        (CLASS_AT, CLASS_AT - DAY, False),
    ],
)
def test_a_change_makes_a_due_time_pass_only_if_it_had_not(was: datetime, becomes: datetime, passes: bool) -> None:
    assert deadlines.would_pass(was, becomes, CLASS_AT) is passes


@pytest.mark.parametrize(
    ("was", "becomes", "is_due"),
    [
        (CLASS_AT + HOUR, CLASS_AT - HOUR, CLASS_AT),
        (CLASS_AT - HOUR, CLASS_AT - DAY, CLASS_AT - HOUR),
        (CLASS_AT - HOUR, CLASS_AT + DAY, CLASS_AT + DAY),
        (CLASS_AT + HOUR, CLASS_AT + DAY, CLASS_AT + DAY),
    ],
    ids=["brought into the past: due now", "never earlier than it was", "reopened", "put off"],
)
def test_work_on_time_stays_on_time_when_a_due_time_changes(was: datetime, becomes: datetime, is_due: datetime) -> None:
    assert deadlines.never_late_afterwards(was, becomes, CLASS_AT) == is_due
