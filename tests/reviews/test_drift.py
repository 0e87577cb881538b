"""The figures on drift: pure arithmetic on samples."""

from fractions import Fraction

import pytest

from reviews.drift import Sample, by_marker, by_quarter, figures

WORTHS = {"✓": Fraction(1), "✓−": Fraction(1, 2), "0": Fraction(0)}


def sample(said: str, position: int | None = None, marker: str = "Tess", paper: int = 1) -> Sample:
    return Sample(marker, paper, position, said)


def test_quarters_are_those_of_each_markers_own_way_through_each_paper() -> None:
    way = [sample("✓", place) for place in range(1, 5)] + [sample("0", place) for place in range(5, 9)]
    short = [sample("✓−", 1, paper=2), sample("✓−", 2, paper=2)]
    assert [(row.count, row.percent) for row in by_quarter(way + short, WORTHS)] == [
        (3, 83.3), (2, 100.0), (3, 16.7), (2, 0.0),
    ]  # fmt: skip


def test_marks_without_a_place_are_in_no_quarter() -> None:
    assert [row.count for row in by_quarter([sample("✓"), sample("✓", 1)], WORTHS)] == [1, 0, 0, 0]


def test_markers_stand_by_name_with_mean_spread_and_what_they_gave() -> None:
    given = [sample("✓"), sample("0"), sample("✓−", marker="Ines")]
    ines, tess = by_marker(given, WORTHS)
    assert (ines.label, ines.percent, ines.spread_percent) == ("Ines", 50.0, 0.0)
    assert (tess.label, tess.percent, tess.spread_percent, tess.said["✓"]) == ("Tess", 50.0, 50.0, 1)


def test_a_share_is_worth_itself_and_an_unknown_symbol_nothing_at_all() -> None:
    row = figures("", [Sample("Tess", 1, 1, "25 %", Fraction(1, 4)), sample("?")], WORTHS)
    assert (row.count, row.percent) == (2, 25.0)


@pytest.mark.parametrize("given", [[], [sample("?")]])
def test_without_worths_there_is_no_mean_rather_than_nought(given: list[Sample]) -> None:
    row = figures("", given, WORTHS)
    assert (row.percent, row.spread_percent) == (None, None)
