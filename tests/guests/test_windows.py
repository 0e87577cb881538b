"""When questions may be prepared and claimed: both ends of each window."""

from datetime import UTC, datetime, timedelta

import pytest

from guests.windows import window

BEGINS = datetime(2025, 10, 7, 9, 50, tzinfo=UTC)
ENDS = datetime(2025, 10, 7, 11, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WINDOW = window(BEGINS, ENDS, timedelta(days=7))
CLOSES = datetime(2025, 10, 14, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "prepare", "claim", "over"),
    [
        (BEGINS - SECOND, True, False, False),
        (BEGINS, True, True, False),
        (ENDS, True, True, False),
        (ENDS + SECOND, False, True, False),
        (CLOSES, False, True, False),
        (CLOSES + SECOND, False, False, True),
    ],
)
def test_each_window_includes_its_ends(now, prepare, claim, over):
    assert (WINDOW.is_open_to_prepare(now), WINDOW.is_open_to_claim(now), WINDOW.is_over(now)) == (prepare, claim, over)


def test_without_a_claim_window_claims_close_with_the_lecture():
    closing = window(BEGINS, ENDS, timedelta(0))
    assert closing.is_open_to_claim(ENDS)
    assert not closing.is_open_to_claim(ENDS + SECOND)
