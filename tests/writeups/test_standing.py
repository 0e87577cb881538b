"""How a write-up stands, from its versions alone."""

from datetime import UTC, datetime, timedelta

import pytest

from writeups.standing import State, Version, standing

CUT_OFF = datetime(2025, 12, 2, 23, 59, tzinfo=UTC)
ON_TIME, LATE = CUT_OFF, CUT_OFF + timedelta(seconds=1)


def versions(*instants):
    return [Version(number, at) for number, at in enumerate(instants, start=1)]


@pytest.mark.parametrize(
    ("instants", "accepted", "state", "counted"),
    [
        ([], [], State.NOTHING, None),
        ([ON_TIME], [], State.HANDED_IN, 1),
        ([ON_TIME, ON_TIME], [], State.HANDED_IN, 2),
        ([ON_TIME, LATE], [], State.HANDED_IN, 1),
        ([ON_TIME, LATE], [2], State.ACCEPTED, 2),
        ([ON_TIME, LATE, LATE], [2], State.ACCEPTED, 2),
        ([LATE], [], State.LATE, None),
        ([LATE], [1], State.ACCEPTED, 1),
        ([LATE, LATE], [1], State.ACCEPTED, 1),
    ],
)
def test_the_last_version_on_time_counts_or_a_later_one_that_staff_accepted(instants, accepted, state, counted):
    stands = standing(versions(*instants), CUT_OFF, accepted)
    assert (stands.state, stands.counted and stands.counted.number) == (state, counted)
    assert stands.is_handed_in == (counted is not None)


def test_a_version_after_the_one_that_counts_is_said_so():
    assert standing(versions(ON_TIME, LATE), CUT_OFF).has_later_version
    assert not standing(versions(ON_TIME), CUT_OFF).has_later_version
    assert not standing(versions(LATE), CUT_OFF).has_later_version
