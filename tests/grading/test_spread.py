"""Quartiles, mean and histogram of a class."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.spread import middle, quantile, spread

totals = st.lists(st.decimals(0, 130, places=2), min_size=1, max_size=40)


def test_a_quartile_lies_between_two_values_in_proportion():
    found = spread([Decimal(40), Decimal(10), Decimal(20)])
    assert (found.lowest, found.lower, found.median, found.upper, found.highest) == (10, 15, 20, 30, 40)
    assert str(found.mean) == "23.33"


def test_the_histogram_counts_every_ten_points_and_what_is_beyond_the_hundred():
    bars = spread([Decimal(0), Decimal("9.99"), Decimal(10), Decimal(90), Decimal("104.5")]).bars
    assert [(bar.label, bar.count) for bar in bars if bar.count] == [("0–9", 2), ("10–19", 1), ("90+", 2)]


def test_one_student_is_every_quartile():
    found = spread([Decimal("33.33")])
    assert {found.lowest, found.lower, found.median, found.upper, found.highest, found.mean} == {Decimal("33.33")}


def test_an_empty_class_has_no_figures():
    assert spread([]) is None
    with pytest.raises(ValueError, match="no middle"):
        quantile([], Fraction(1, 2))


@given(totals)
def test_the_figures_are_in_order_and_everybody_has_a_bar(values):
    found = spread(values)
    assert min(values) == found.lowest <= found.lower <= found.median <= found.upper <= found.highest == max(values)
    assert found.lowest <= found.mean <= found.highest
    assert sum(bar.count for bar in found.bars) == len(values)
    assert middle(values) == found.median
