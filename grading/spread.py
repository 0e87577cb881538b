"""How the totals of a class spread: quartiles, and how many lie in each ten points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grading.points import ZERO, rounded

STEP = 10
LAST = 9  # 90 and more, so that points beyond the hundred have a place


@dataclass(frozen=True, slots=True)
class Bar:
    """The totals from ``lowest`` points to below ten more; the last one has no end."""

    lowest: int
    count: int

    @property
    def label(self) -> str:
        """The points, as the chart says them."""
        return f"{self.lowest}+" if self.lowest == LAST * STEP else f"{self.lowest}–{self.lowest + STEP - 1}"


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers and the mean of the rounded totals, each rounded once; and the histogram."""

    lowest: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    highest: Decimal
    mean: Decimal
    bars: tuple[Bar, ...]


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """Return the value below which ``share`` of the ordered values lie, between two of them in proportion.

    Raise ValueError if there is no value. Source: docs/policy.md, "The class as a whole".
    """
    if not ordered:
        raise ValueError("Of no values there is no middle one.")
    place = share * (len(ordered) - 1)
    before = int(place)
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + (place - before) * (ordered[after] - ordered[before])


def middle(values: Sequence[Decimal]) -> Decimal:
    """Return the median in two places. Raise ValueError if there is no value."""
    return rounded(quantile(sorted(map(Fraction, values)), Fraction(1, 2)))


def spread(totals: Sequence[Decimal]) -> Spread | None:
    """Return how the totals, each at least 0, spread; None where there are none."""
    ordered = sorted(map(Fraction, totals))
    if not ordered:
        return None
    lowest, lower, median, upper, highest = (rounded(quantile(ordered, Fraction(n, 4))) for n in range(5))
    places = [min(int(total // STEP), LAST) for total in ordered]
    bars = tuple(Bar(place * STEP, places.count(place)) for place in range(LAST + 1))
    mean = rounded(sum(ordered, start=ZERO) / len(ordered))
    return Spread(lowest, lower, median, upper, highest, mean, bars)
