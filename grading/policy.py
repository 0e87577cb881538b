"""The grading policy: typed components, in groups, whose weights sum to 100 points."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from grading.points import HALF, ONE, ZERO

FULL = Fraction(100)
DEFAULT_SYMBOLS: tuple[tuple[str, Fraction], ...] = (("✓+", ONE), ("✓", ONE), ("✓−", HALF), ("0", ZERO))


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One weighted part of the grade; ``weight`` is in points of the hundred."""

    kind: ClassVar[str]
    key: str
    title: str
    group: str
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions(Component):
    """Papers reviewed: the best ``count`` credits; with ``marked``, a released mark is the credit."""

    kind: ClassVar[str] = "completions"
    count: int
    marked: bool = False
    symbols: tuple[tuple[str, Fraction], ...] = DEFAULT_SYMBOLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Component):
    """Presence: each unexcused absence after the first ``free`` ones costs ``each`` points."""

    kind: ClassVar[str] = "deduction"
    each: Fraction
    free: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Component):
    """Questions to guests: ``count`` credited ones earn the weight, at most ``per_meeting`` at one meeting."""

    kind: ClassVar[str] = "counter"
    count: int
    per_meeting: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Component):
    """One piece of work, the write-up, marked by staff between 0 and 1."""

    kind: ClassVar[str] = "marked"
    symbols: tuple[tuple[str, Fraction], ...] = DEFAULT_SYMBOLS


AnyComponent = Completions | Deduction | Counter | Marked


@dataclass(frozen=True, slots=True)
class Group:
    """A subtotal: the components that name ``key`` as their group."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter grade, given from ``at_least`` points of the rounded total upwards."""

    name: str
    at_least: Fraction


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy that has passed validation; letters stand highest first."""

    components: tuple[AnyComponent, ...]
    groups: tuple[Group, ...]
    letters: tuple[Letter, ...] = field(default=())

    def in_group(self, key: str) -> tuple[AnyComponent, ...]:
        """Return the components of one group, in the policy's order."""
        return tuple(component for component in self.components if component.group == key)

    @property
    def grouped(self) -> tuple[tuple[Group, tuple[AnyComponent, ...]], ...]:
        """The groups with their components, in the policy's order."""
        return tuple((group, self.in_group(group.key)) for group in self.groups)

    def letter(self, total: Decimal) -> str:
        """Return the letter of a rounded total; empty where the policy has no letters."""
        reached = (letter.name for letter in self.letters if Fraction(total) >= letter.at_least)
        return next(reached, "")


def symbol_value(symbols: tuple[tuple[str, Fraction], ...], symbol: str) -> Fraction | None:
    """Return what ``symbol`` is worth, 0 to 1; None if the policy does not know it.

    A hyphen is read as the minus sign: ``✓-`` is ``✓−``.
    """
    sought = symbol.strip().replace("-", "−")
    return next((value for name, value in symbols if name.replace("-", "−") == sought), None)
