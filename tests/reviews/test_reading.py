"""Who may read the others' reviews, read against docs/reviews.md, “Who reads whose”."""

from datetime import datetime, timedelta

import pytest

from courseapp.models import ReviewsOpen
from reviews.reading import RULES, Situation, is_open, would_cost
from reviews.standing import Standing, State
from tests.build import CLASS_AT, HOUR

CUT_OFF = CLASS_AT + timedelta(minutes=2)
JUST_AFTER = CUT_OFF + timedelta(microseconds=1)
ENDS = CLASS_AT + timedelta(minutes=100)
DONE = Standing(State.HANDED_IN, CLASS_AT - HOUR, handed_in=1, graded=1)
LATE = Standing(State.LATE, CUT_OFF + HOUR, handed_in=1)
NOTHING = Standing(State.NOT_STARTED)
DRAFT = Standing(State.DRAFT)


def mine(standing: Standing, *, waived: bool = False, enrolled: bool = True, cut_off: datetime = CUT_OFF) -> Situation:
    return Situation(standing, is_waived=waived, is_enrolled=enrolled, cut_off=cut_off, ends_at=ENDS)


def test_there_is_a_rule_for_every_setting_of_a_course() -> None:
    assert set(RULES) == set(ReviewsOpen.values)


@pytest.mark.parametrize(
    ("setting", "standing", "now", "opened"),
    [
        ("after_mine_and_due", DONE, CUT_OFF, False),
        ("after_mine_and_due", DONE, JUST_AFTER, True),
        ("after_mine_and_due", NOTHING, JUST_AFTER, False),
        ("after_mine_and_due", DRAFT, JUST_AFTER, False),
        ("after_mine_and_due", LATE, CUT_OFF + 2 * HOUR, True),
        ("after_mine", NOTHING, CUT_OFF, False),
        ("after_mine", DRAFT, CUT_OFF, False),
        ("after_mine", DONE, CLASS_AT - HOUR, True),
        ("after_due", NOTHING, CUT_OFF, False),
        ("after_due", NOTHING, JUST_AFTER, True),
        ("after_class", DONE, ENDS - timedelta(microseconds=1), False),
        ("after_class", NOTHING, ENDS, True),
        ("never", DONE, ENDS + 1000 * HOUR, False),
    ],
)
def test_the_setting_decides(setting: str, standing: Standing, now: datetime, opened: bool) -> None:
    assert is_open(setting, mine(standing), now) is opened


@pytest.mark.parametrize("setting", ["after_mine_and_due", "after_due", "after_class"])
def test_an_extension_keeps_the_others_reviews_closed_to_its_holder(setting: str) -> None:
    later = mine(DONE, cut_off=ENDS + HOUR)
    assert not is_open(setting, later, ENDS + HOUR)
    assert is_open(setting, later, ENDS + HOUR + timedelta(microseconds=1))


@pytest.mark.parametrize("setting", ["after_mine_and_due", "after_mine"])
@pytest.mark.parametrize("standing", [DONE, NOTHING])
def test_for_a_waived_reader_after_mine_means_after_the_cut_off(setting: str, standing: Standing) -> None:
    assert not is_open(setting, mine(standing, waived=True), CUT_OFF)
    assert is_open(setting, mine(standing, waived=True), JUST_AFTER)


@pytest.mark.parametrize("setting", ReviewsOpen.values)
def test_nothing_is_open_to_who_has_left(setting: str) -> None:
    assert not is_open(setting, mine(DONE, enrolled=False), ENDS + HOUR)


@pytest.mark.parametrize(
    ("situation", "now", "has_read", "costs"),
    [
        (mine(DONE), CUT_OFF, False, True),
        (mine(DONE), JUST_AFTER, False, False),
        (mine(NOTHING), JUST_AFTER, False, True),
        (mine(LATE), CUT_OFF + 2 * HOUR, False, False),
        (mine(NOTHING), JUST_AFTER, True, False),
        (mine(NOTHING, waived=True), JUST_AFTER, False, False),
    ],
    ids=["could still be improved", "is settled", "could still be accepted", "is late", "was read before", "is waived"],
)
def test_reading_costs_what_could_still_be_written(
    situation: Situation, now: datetime, has_read: bool, costs: bool
) -> None:
    assert would_cost(situation, now, has_read=has_read) is costs
