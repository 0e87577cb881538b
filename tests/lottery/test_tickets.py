"""Tickets: a table that reads against docs/lottery.md, and the guarantees as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery import tickets
from lottery.tickets import Part, Standing

AWAY, MISSED, ABSENT, WAITED, ASKED = Part.AWAY, Part.MISSED, Part.ABSENT, Part.WAITED, Part.ASKED

standings = st.builds(
    lambda before, here, is_overdue: Standing(before + here, here, is_overdue),
    st.integers(0, 8),
    st.integers(0, 2),
    st.booleans(),
)
pools = st.dictionaries(st.integers(0, 99), standings, min_size=1, max_size=30)
histories = st.dictionaries(st.integers(0, 99), st.lists(st.sampled_from(Part), max_size=20), min_size=1, max_size=30)


def test_the_gap_to_the_least_asked_sets_the_tickets() -> None:
    pool = {name: Standing(asked) for name, asked in zip("abcdef", [2, 3, 4, 5, 9, 2], strict=True)}
    assert tickets.tickets(pool) == {"a": 64, "b": 16, "c": 4, "d": 1, "e": 1, "f": 64}


def test_whoever_was_asked_in_this_meeting_waits_for_the_others() -> None:
    assert tickets.tickets({"a": Standing(1, 1), "b": Standing(5)}) == {"b": 64}


def test_the_gap_is_measured_among_the_candidates() -> None:
    pool = {"a": Standing(1, 1), "b": Standing(4), "c": Standing(5)}
    assert tickets.tickets(pool) == {"b": 64, "c": 16}


def test_once_everybody_was_asked_a_second_round_begins() -> None:
    assert tickets.tickets({"a": Standing(1, 1), "b": Standing(2, 1)}) == {"a": 64, "b": 16}


def test_the_overdue_are_drawn_among_themselves_with_one_ticket_each() -> None:
    pool = {"a": Standing(0), "b": Standing(3, is_overdue=True), "c": Standing(0, is_overdue=True)}
    assert tickets.tickets(pool) == {"b": 1, "c": 1}


def test_the_overdue_who_were_asked_are_overdue_no_longer() -> None:
    pool = {"a": Standing(2, 1, is_overdue=True), "b": Standing(1, 1)}
    assert tickets.tickets(pool) == {"a": 16, "b": 64}


def test_an_empty_pool_has_no_tickets() -> None:
    assert tickets.tickets({}) == {}


@given(pools)
def test_guarantee_1_relabelling_the_students_relabels_the_tickets(pool: dict[int, Standing]) -> None:
    renamed = {f"student {-key}": standing for key, standing in reversed(pool.items())}
    expected = {f"student {-key}": share for key, share in tickets.tickets(pool).items()}
    assert tickets.tickets(renamed) == expected


@given(pools)
def test_guarantee_1_equal_standings_have_equal_tickets(pool: dict[int, Standing]) -> None:
    shares = tickets.tickets(pool)
    by_standing: dict[Standing, set[int]] = {}
    for student, standing in pool.items():
        by_standing.setdefault(standing, set()).add(shares.get(student, 0))
    assert all(len(values) == 1 for values in by_standing.values())


@given(pools)
def test_guarantee_4_nobody_has_a_second_ticket_before_everyone_had_a_turn(pool: dict[int, Standing]) -> None:
    least = min(standing.asked_here for standing in pool.values())
    assert all(pool[student].asked_here == least for student in tickets.tickets(pool))


@given(pools)
def test_guarantee_5_every_candidate_has_a_chance_while_nobody_is_overdue(pool: dict[int, Standing]) -> None:
    calm = {student: Standing(standing.asked, standing.asked_here) for student, standing in pool.items()}
    least = min(standing.asked_here for standing in calm.values())
    shares = tickets.tickets(calm)
    assert set(shares) == {student for student, standing in calm.items() if standing.asked_here == least}
    assert all(share in (64, 16, 4, 1) for share in shares.values())


@given(pools)
def test_somebody_of_a_pool_can_always_be_drawn(pool: dict[int, Standing]) -> None:
    assert tickets.tickets(pool)


@given(
    st.dictionaries(st.integers(0, 99), st.integers(0, 9), min_size=1),
    st.sets(st.integers(0, 99)),
)
def test_guarantee_6_newcomers_and_the_returned_are_not_hunted(counts: dict[int, int], some: set[int]) -> None:
    """Once raised, a returning student never has more tickets than the least asked of the others."""
    returning = some & counts.keys()
    raised = tickets.raises(counts, returning)
    shares = tickets.tickets({student: Standing(count + raised.get(student, 0)) for student, count in counts.items()})
    others = counts.keys() - returning
    if others:
        assert all(shares[student] <= max(shares[other] for other in others) for student in returning)
    assert all(rise >= 0 for rise in raised.values())


def test_two_newcomers_do_not_hold_each_other_down() -> None:
    counts = {"ada": 3, "bo": 4, "new": 0, "newer": 0}
    assert tickets.raises(counts, {"new", "newer"}) == {"new": 3, "newer": 3}


def test_a_returned_student_who_was_asked_more_keeps_the_count() -> None:
    assert tickets.raises({"ada": 2, "back": 5}, {"back"}) == {"back": 0}


def test_a_class_of_newcomers_starts_at_nothing() -> None:
    assert tickets.raises({"ada": 0, "bo": 0}, {"ada", "bo"}) == {"ada": 0, "bo": 0}


@given(histories, st.integers(1, 9))
def test_guarantee_6_a_meeting_away_or_absent_counts_for_nothing(
    history_of: dict[int, list[Part]], planned: int
) -> None:
    longer = {student: [*history, AWAY, MISSED, ABSENT] for student, history in history_of.items()}
    assert tickets.overdue(longer, planned) == tickets.overdue(history_of, planned)


@pytest.mark.parametrize(
    ("history", "meetings"),
    [
        ([], 0),
        ([WAITED, WAITED], 2),
        ([WAITED, ASKED], 0),
        ([ASKED, WAITED, ABSENT, WAITED, MISSED, AWAY, WAITED], 3),
        ([AWAY, AWAY, WAITED], 1),
    ],
)
def test_waiting_counts_the_meetings_in_the_pool_since_the_last_turn(history: list[Part], meetings: int) -> None:
    assert tickets.waited(history) == meetings


@pytest.mark.parametrize(
    ("history", "returning"),
    [
        ([], False),
        ([MISSED], False),
        ([AWAY, AWAY], True),
        ([ASKED, AWAY], True),
        ([AWAY, MISSED], True),
        ([ASKED], False),
        ([AWAY, WAITED], False),
        ([AWAY, ABSENT], False),
        ([WAITED, MISSED], False),
    ],
)
def test_a_leave_brings_back_a_returning_student_and_an_absence_does_not(history: list[Part], returning: bool) -> None:
    assert tickets.is_returning(history) is returning


@pytest.mark.parametrize(
    ("students", "planned", "meetings"), [(25, 4, 14), (24, 4, 12), (12, 3, 8), (1, 5, 2), (0, 4, 0)]
)
def test_patience_ends_after_two_full_rounds(students: int, planned: int, meetings: int) -> None:
    assert tickets.patience(students, planned) == meetings


def test_a_meeting_without_a_planned_pick_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pick"):
        tickets.patience(24, 0)


def test_a_student_is_overdue_from_the_bound_on() -> None:
    class_of_four = {"ada": [WAITED] * 4, "bo": [WAITED] * 3, "cy": [ASKED] * 4, "di": [WAITED] * 9}
    assert tickets.overdue(class_of_four, 2) == {"ada", "di"}
