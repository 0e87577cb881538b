"""The formulas by themselves."""

from fractions import Fraction

import pytest

from grading import arithmetic


@pytest.mark.parametrize(
    ("decided", "still_open", "earned", "ceiling"),
    [
        ([], 0, 0, 0),
        ([], 2, 0, 40),
        ([1], 1, 20, 40),
        ([1, 1, 1], 0, 40, 40),
        ([Fraction(1, 3), 0, 1], 1, Fraction(80, 3), 40),
    ],
)
def test_the_best_two_of_some_papers_share_forty_points(decided, still_open, earned, ceiling):
    band = arithmetic.completions(Fraction(40), 2, [Fraction(credit) for credit in decided], still_open)
    assert (band.earned, band.floor, band.ceiling) == (earned, earned, ceiling)


@pytest.mark.parametrize(
    ("count", "required", "has_ended", "expected"), [(10, 7, False, 3), (10, 12, False, 0), (10, 7, True, 0)]
)
def test_papers_are_unannounced_only_while_the_course_runs(count, required, has_ended, expected):
    assert arithmetic.unannounced(count, required, has_ended=has_ended) == expected


@pytest.mark.parametrize(
    ("events", "free", "left"), [(0, 0, 20), (3, 0, 14), (3, 1, 16), (1, 2, 20), (10, 0, 0), (10_000, 0, 0)]
)
def test_absences_leave_what_they_leave_and_never_less_than_nothing(events, free, left):
    assert arithmetic.deduction(Fraction(20), Fraction(2), events, free) == left


@pytest.mark.parametrize("arguments", [(-1, 2, 0, 0), (20, -2, 0, 0), (20, 2, -1, 0), (20, 2, 0, -1)])
def test_negative_numbers_are_refused(arguments):
    weight, each, events, free = arguments
    with pytest.raises(ValueError, match="cannot be negative"):
        arithmetic.deduction(Fraction(weight), Fraction(each), events, free)


def test_there_is_no_dividing_by_nothing():
    with pytest.raises(ValueError, match="not applicable"):
        arithmetic.completions(Fraction(40), 0, [], 0)
    with pytest.raises(ValueError, match="at least 1"):
        arithmetic.counter(Fraction(20), 0, 1)


@pytest.mark.parametrize(("limit", "counted"), [(None, 5), (1, 2), (3, 4)])
def test_questions_at_one_meeting_count_up_to_the_limit(limit, counted):
    assert arithmetic.counted_questions([4, 1], limit) == counted


@pytest.mark.parametrize(("mark", "points"), [("-1", 0), ("1/3", Fraction(20, 3)), ("2", 20)])
def test_a_mark_is_held_between_0_and_1(mark, points):
    assert arithmetic.marked(Fraction(20), Fraction(mark)) == points
