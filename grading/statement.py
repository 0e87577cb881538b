"""One student's grade with its whole explanation: lines, components, subtotals, total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from grading.facts import AdjustmentFact, Evidence, Reference
from grading.points import ZERO, Band, rounded
from grading.policy import AnyComponent, Group


class State(StrEnum):
    """How a line stands, in the words that the pages' styles use."""

    DONE = "done"
    ACCEPTED = "accepted"
    LATE = "late"
    LOST = "lost"
    WAIVED = "waived"
    OPEN = "open"  # the student can still win it
    WAITING = "waiting"  # open, and in the hands of staff
    AHEAD = "ahead"  # a meeting still to come
    OUTSIDE = "none"  # not part of this student's grade


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a component: what it brought, or may still bring, and the evidence for it."""

    key: str
    """Names the item within its component, whatever becomes of it."""
    label: str
    outcome: str
    state: State
    on: date | None = None
    at: datetime | None = None
    points: Fraction | None = None
    """What it adds to the points earned (negative for an absence); None while open or outside."""
    worth: Fraction = ZERO
    """What it may still add while open, or cost while ahead."""
    evidence: tuple[Evidence, ...] = ()
    reference: Reference | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still add points."""
        return self.state in (State.OPEN, State.WAITING)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that needs a line of its own, such as a meeting without an absence."""
        return self.points is None and not self.is_open and not self.evidence


@dataclass(frozen=True, slots=True)
class Sum:
    """A band as it is shown: each figure rounded once from its exact value."""

    band: Band

    @property
    def earned(self) -> Decimal:
        """The points so far."""
        return rounded(self.band.earned)

    @property
    def floor(self) -> Decimal:
        """The points that are certain."""
        return rounded(self.band.floor)

    @property
    def ceiling(self) -> Decimal:
        """The points that are still possible."""
        return rounded(self.band.ceiling)

    @property
    def open(self) -> Decimal:
        """The points neither earned nor lost yet."""
        return rounded(self.band.open)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the formula of one component gives, before adjustments."""

    band: Band
    rule: str
    lines: tuple[Line, ...] = ()
    is_applicable: bool = True
    is_begun: bool = True
    """Whether anything has been decided, so that a figure may be shown: a missing mark is not a 0."""

    @property
    def notable(self) -> tuple[Line, ...]:
        """The lines on which something happened or still can."""
        return tuple(line for line in self.lines if not line.is_quiet)

    @property
    def quiet(self) -> tuple[Line, ...]:
        """The other lines."""
        return tuple(line for line in self.lines if line.is_quiet)


@dataclass(frozen=True, slots=True)
class Part(Sum):
    """One component's result; ``band`` is after the adjustments."""

    component: AnyComponent
    reckoning: Reckoning
    adjustments: tuple[AdjustmentFact, ...] = ()

    @property
    def lost(self) -> Decimal:
        """The points out of reach, before adjustments; none where the component is not applicable."""
        lost = self.component.weight - self.reckoning.band.ceiling
        return rounded(lost if self.reckoning.is_applicable else ZERO)

    @property
    def has_figure(self) -> bool:
        """Whether there are points to show: something decided, or an adjustment."""
        reckoned = self.reckoning.is_applicable and self.reckoning.is_begun
        return reckoned or bool(self.adjustments)


@dataclass(frozen=True, slots=True)
class Subtotal(Sum):
    """The sum of one group's components."""

    group: Group
    weight: Fraction
    parts: tuple[Part, ...]

    @property
    def has_figure(self) -> bool:
        """Whether one of its components has points to show."""
        return any(part.has_figure for part in self.parts)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of the rounded total, its floor and its ceiling; empty where the policy has none."""

    earned: str
    floor: str
    ceiling: str

    @property
    def is_settled(self) -> bool:
        """Whether no other letter is possible any more."""
        return self.floor == self.ceiling


@dataclass(frozen=True, slots=True)
class Statement:
    """One student's whole grade; ``total`` is at least 0 and may exceed 100."""

    subtotals: tuple[Subtotal, ...]
    total: Sum
    letters: Letters
    adjustments: tuple[AdjustmentFact, ...] = ()
    """Those on the total."""
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The components, group by group."""
        return tuple(part for subtotal in self.subtotals for part in subtotal.parts)

    @property
    def is_final(self) -> bool:
        """Whether earned, floor and ceiling have met in every component."""
        return all(part.reckoning.band.is_decided for part in self.parts)

    def most_valuable(self) -> tuple[Part, Line] | None:
        """Return the open line worth most, the earliest of equals; what the student can act on comes first."""
        lines = [(part, line) for part in self.parts for line in part.reckoning.lines if line.worth > 0]
        return next((found for state in (State.OPEN, State.WAITING) if (found := _best_of(lines, state))), None)


def _best_of(lines: Iterable[tuple[Part, Line]], state: State) -> tuple[Part, Line] | None:
    candidates = [pair for pair in lines if pair[1].state is state]
    return min(candidates, key=lambda pair: (-pair[1].worth, pair[1].on or date.max), default=None)
