"""How a review stands, read against docs/reviews.md."""

from datetime import datetime, timedelta

import pytest

from reviews.standing import Saved, State, Terms, standing
from tests.build import CLASS_AT, HOUR

CUT_OFF = CLASS_AT + timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def saved(number: int, at: datetime, *, complete: bool = True, hand_in: bool = False, keeps: bool = False) -> Saved:
    return Saved(number, at, complete, hand_in, keeps)


def test_nothing_saved_is_not_started() -> None:
    assert standing([], Terms(CUT_OFF), CLASS_AT).state == State.NOT_STARTED


def test_a_draft_before_the_cut_off_is_not_handed_in() -> None:
    stands = standing([saved(1, CLASS_AT - HOUR)], Terms(CUT_OFF), CLASS_AT)
    assert stands.state == State.DRAFT
    assert not stands.is_credited


@pytest.mark.parametrize(
    ("late_by", "state"),
    [
        (-SECOND, State.HANDED_IN),
        (timedelta(0), State.HANDED_IN),
        (timedelta(microseconds=1), State.LATE),
        (SECOND, State.LATE),
    ],
)
def test_the_cut_off_is_inclusive(late_by: timedelta, state: State) -> None:
    stands = standing([saved(1, CUT_OFF + late_by, hand_in=True)], Terms(CUT_OFF), CUT_OFF + HOUR)
    assert stands.state == state
    assert stands.is_credited == (state == State.HANDED_IN)


def test_a_complete_draft_is_handed_in_at_the_cut_off_as_it_then_stood() -> None:
    stands = standing([saved(1, CLASS_AT - HOUR), saved(2, CUT_OFF + HOUR)], Terms(CUT_OFF), CUT_OFF + 2 * HOUR)
    assert (stands.state, stands.graded, stands.is_automatic) == (State.CHANGED, 1, True)


@pytest.mark.parametrize(
    ("revision", "hand_in_drafts"),
    [(saved(1, CLASS_AT, complete=False), True), (saved(1, CLASS_AT, keeps=True), True), (saved(1, CLASS_AT), False)],
    ids=["incomplete", "kept as draft by its author", "the course does not hand in drafts"],
)
def test_some_drafts_are_not_handed_in_by_themselves(revision: Saved, hand_in_drafts: bool) -> None:
    stands = standing([revision], Terms(CUT_OFF, hand_in_drafts), CUT_OFF + HOUR)
    assert stands.state == State.DRAFT
    assert not stands.is_credited


def test_a_draft_that_was_incomplete_at_the_cut_off_is_not_handed_in_for_an_earlier_complete_one() -> None:
    stands = standing([saved(1, CLASS_AT - HOUR), saved(2, CLASS_AT, complete=False)], Terms(CUT_OFF), CUT_OFF + HOUR)
    assert not stands.is_credited


def test_the_last_complete_revision_on_time_is_graded() -> None:
    saves = [
        saved(1, CLASS_AT - 3 * HOUR, hand_in=True),
        saved(2, CLASS_AT - 2 * HOUR),
        saved(3, CLASS_AT - HOUR, complete=False),
    ]
    stands = standing(saves, Terms(CUT_OFF), CUT_OFF + HOUR)
    assert (stands.state, stands.graded) == (State.CHANGED, 2)


def test_what_was_written_after_reading_others_is_not_graded() -> None:
    saves = [saved(1, CLASS_AT - 3 * HOUR, hand_in=True), saved(2, CLASS_AT - HOUR, hand_in=True)]
    stands = standing(saves, Terms(CUT_OFF, first_read_at=CLASS_AT - 2 * HOUR), CUT_OFF)
    assert stands.graded == 1


def test_late_work_counts_as_it_stood_when_it_was_accepted() -> None:
    saves = [saved(1, CUT_OFF + HOUR, hand_in=True), saved(2, CUT_OFF + 3 * HOUR, hand_in=True)]
    stands = standing(saves, Terms(CUT_OFF, accepted_at=CUT_OFF + 2 * HOUR), CUT_OFF + 4 * HOUR)
    assert (stands.state, stands.graded) == (State.ACCEPTED, 1)


def test_late_work_is_late_until_it_is_accepted() -> None:
    stands = standing(
        [saved(1, CUT_OFF + HOUR, hand_in=True)], Terms(CUT_OFF, accepted_at=CUT_OFF + 3 * HOUR), CUT_OFF + 2 * HOUR
    )
    assert stands.state == State.LATE


def test_a_waived_paper_is_waived_whatever_was_written() -> None:
    assert standing([saved(1, CLASS_AT)], Terms(CUT_OFF, is_waived=True), CLASS_AT).state == State.WAIVED
