"""Points: exact inside, rounded once when they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)
HALF = Fraction(1, 2)


def rounded(value: Fraction) -> Decimal:
    """Return ``value`` in two places, half up (a tie moves away from zero).

    Source: docs/policy.md, "Rounding".
    """
    above, below = value.numerator, value.denominator
    cents = (200 * abs(above) + below) // (2 * below)
    return Decimal(cents if above >= 0 else -cents).scaleb(-2)


def spelled(value: Fraction) -> str:
    """Return ``value`` exactly as a person writes it: ``9.5``, ``−2``, or ``28/3`` where decimals never end."""
    for places in range(5):
        scaled = abs(value) * 10**places
        if scaled.denominator == 1:
            sign = "−" if value < 0 else ""
            return f"{sign}{Decimal(scaled.numerator).scaleb(-places):f}"
    return str(value).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Band:
    """Exact points: earned so far, what is certain (floor), what is still possible (ceiling)."""

    earned: Fraction
    floor: Fraction
    ceiling: Fraction

    @property
    def open(self) -> Fraction:
        """The points that are neither earned nor lost yet."""
        return self.ceiling - self.earned

    @property
    def is_decided(self) -> bool:
        """Whether the three have met."""
        return self.floor == self.earned == self.ceiling

    def plus(self, points: Fraction) -> Band:
        """Return the band with ``points`` added to all three, unclamped."""
        return Band(self.earned + points, self.floor + points, self.ceiling + points)

    def at_least_zero(self) -> Band:
        """Return the band with whatever is negative raised to 0."""
        return Band(max(self.earned, ZERO), max(self.floor, ZERO), max(self.ceiling, ZERO))


NOTHING = Band(ZERO, ZERO, ZERO)


def total_of(bands: Iterable[Band]) -> Band:
    """Return the exact sum of ``bands``; of none, nothing."""
    earned = floor = ceiling = ZERO
    for band in bands:
        earned += band.earned
        floor += band.floor
        ceiling += band.ceiling
    return Band(earned, floor, ceiling)
