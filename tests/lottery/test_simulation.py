"""Guarantees 2 and 3 over simulated terms, drawn with the code that runs in class."""

import pytest

from lottery import simulation
from lottery.tickets import patience

SEEDS = range(60)
CLASSES = [(12, 20, 3), (25, 24, 4), (40, 24, 5)]


@pytest.mark.parametrize(("students", "meetings", "picks"), CLASSES)
def test_guarantee_2_the_spread_of_a_term_stays_small(students: int, meetings: int, picks: int) -> None:
    terms = [simulation.term(students, picks, [picks] * meetings, seed) for seed in SEEDS]
    spreads = [term.spread for term in terms]
    assert max(spreads) <= 4
    assert sum(spread <= 3 for spread in spreads) >= 0.95 * len(spreads)
    assert all(sum(term.asked) == meetings * picks for term in terms)


@pytest.mark.parametrize(("students", "meetings", "picks"), CLASSES)
def test_guarantee_3_no_overdue_student_is_passed_over(students: int, meetings: int, picks: int) -> None:
    terms = [simulation.term(students, picks, [picks] * meetings, seed) for seed in SEEDS]
    assert sum(term.forgotten for term in terms) == 0
    assert max(term.longest_wait for term in terms) <= patience(students, picks)


def test_guarantee_3_holds_where_meetings_make_fewer_picks_than_planned() -> None:
    made = [4, 1, 0, 4, 2, 4, 3, 0] * 4
    terms = [simulation.term(25, 4, made, seed) for seed in SEEDS]
    assert sum(term.forgotten for term in terms) == 0
    assert min(min(term.asked) for term in terms) >= 1


def test_guarantee_5_nobody_is_safe_for_long() -> None:
    terms = [simulation.term(25, 4, [4] * 24, seed) for seed in SEEDS]
    assert sum(term.rushed for term in terms) <= 0.05 * sum(term.draws for term in terms)
    assert sum(term.safe for term in terms) <= 0.01 * len(terms) * 24 * 25


def test_a_term_is_repeatable_by_its_seed() -> None:
    assert simulation.term(12, 3, [3] * 20, 7) == simulation.term(12, 3, [3] * 20, 7)
    assert simulation.term(12, 3, [3] * 20, 7) != simulation.term(12, 3, [3] * 20, 8)
