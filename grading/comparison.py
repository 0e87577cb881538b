"""Two statements of one student held side by side: which lines differ, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grading.facts import AdjustmentFact, Evidence, Reference
from grading.points import ZERO
from grading.statement import Line, Part, Statement


@dataclass(frozen=True, slots=True)
class Change:
    """One item of the bill before and after: what is said of it, its points, and the evidence that is new."""

    label: str
    before: str
    after: str
    difference: Fraction
    news: tuple[Evidence, ...] = ()
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class PartChange:
    """What differs in one component, or in the adjustments of the total where ``title`` says so."""

    title: str
    difference: Fraction
    changes: tuple[Change, ...]

    @property
    def by_the_rule(self) -> Fraction:
        """The points that no line explains: the component's rule or weight is another one."""
        return self.difference - sum((change.difference for change in self.changes), start=ZERO)


def compare(before: Statement, after: Statement) -> tuple[PartChange, ...]:
    """Return the components in which something differs, those of ``after`` first.

    Their differences add up to that of the exact total, unless one of the totals was raised to 0.
    """
    old = {part.component.key: part for part in before.parts}
    new = {part.component.key: part for part in after.parts}
    compared = [_part_change(old.get(key), new.get(key)) for key in {**new, **old}]
    compared.append(_total_change(before.adjustments, after.adjustments))
    return tuple(one for one in compared if one.changes or one.difference)


def _part_change(before: Part | None, after: Part | None) -> PartChange:
    known = after or before
    if known is None:
        raise ValueError("A component is in one of the statements at least.")
    old, new = _lines(before), _lines(after)
    lines = (_line_change(old.get(key), new.get(key)) for key in {**new, **old})
    corrections = _adjustments(before.adjustments if before else (), after.adjustments if after else ())
    changes = (*(change for change in lines if change is not None), *corrections)
    earned = [part.band.earned if part else ZERO for part in (before, after)]
    return PartChange(known.component.title, earned[1] - earned[0], changes)


def _total_change(before: tuple[AdjustmentFact, ...], after: tuple[AdjustmentFact, ...]) -> PartChange:
    changes = tuple(_adjustments(before, after))
    return PartChange("Total", sum((change.difference for change in changes), start=ZERO), changes)


def _lines(part: Part | None) -> dict[str, Line]:
    return {line.key: line for line in part.reckoning.lines} if part else {}


def _line_change(before: Line | None, after: Line | None) -> Change | None:
    """Return what became of a line; None where nothing did but that time passed."""
    known = after or before
    if known is None or (before and after and (before.outcome, before.points) == (after.outcome, after.points)):
        return None
    difference = ((after.points if after else None) or ZERO) - ((before.points if before else None) or ZERO)
    old, new = (before.evidence if before else ()), (after.evidence if after else ())
    news = tuple(piece for piece in new if piece not in old)
    if not (difference or news or _was_open(before)):
        return None
    was, became = (line.outcome if line else "not there" for line in (before, after))
    return Change(known.label, was, became, difference, news, known.reference)


def _was_open(line: Line | None) -> bool:
    return line is not None and line.is_open


def _adjustments(before: tuple[AdjustmentFact, ...], after: tuple[AdjustmentFact, ...]) -> Iterator[Change]:
    """Yield the adjustments that are in one statement alone."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    for key, one in {**new, **old}.items():
        if key not in old:
            yield Change(f"Adjustment: {one.reason}", "", "made", one.points, (Evidence("Made", one.at, one.who),))
        elif key not in new:
            yield Change(f"Adjustment: {one.reason}", "counted here", "counted elsewhere", -one.points)
