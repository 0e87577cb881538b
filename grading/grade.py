"""One student's grade: the components added up, adjusted, rounded and put into letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from grading.facts import AdjustmentFact, TermFacts
from grading.kinds import reckon
from grading.points import NOTHING, ZERO, Band, total_of
from grading.policy import AnyComponent, Group, Policy
from grading.statement import Letters, Part, Statement, Subtotal, Sum

MEASURES = {"earned": "", "floor": " (floor)", "ceiling": " (ceiling)"}


def grade(policy: Policy, facts: TermFacts) -> Statement:
    """Return one student's statement under ``policy``.

    Every figure is rounded once, from its exact value. Source: docs/policy.md.
    """
    subtotals = tuple(_subtotal(group, components, facts) for group, components in policy.grouped)
    keys = {component.key for component in policy.components}
    on_total = tuple(adjustment for adjustment in facts.adjustments if adjustment.component not in keys)
    exact = total_of(subtotal.band for subtotal in subtotals).plus(_points(on_total))
    total = Sum(exact.at_least_zero())
    letters = Letters(policy.letter(total.earned), policy.letter(total.floor), policy.letter(total.ceiling))
    return Statement(subtotals, total, letters, on_total, tuple(_notes(exact, subtotals, on_total)))


def _subtotal(group: Group, components: Sequence[AnyComponent], facts: TermFacts) -> Subtotal:
    parts = tuple(_part(component, facts) for component in components)
    weight = sum((component.weight for component in components), start=ZERO)
    return Subtotal(total_of(part.band for part in parts), group, weight, parts)


def _part(component: AnyComponent, facts: TermFacts) -> Part:
    reckoning = reckon(component, facts)
    adjustments = tuple(adjustment for adjustment in facts.adjustments if adjustment.component == component.key)
    return Part(reckoning.band.plus(_points(adjustments)), component, reckoning, adjustments)


def _points(adjustments: Sequence[AdjustmentFact]) -> Fraction:
    return sum((adjustment.points for adjustment in adjustments), start=ZERO)


def _notes(exact: Band, subtotals: Sequence[Subtotal], on_total: Sequence[AdjustmentFact]) -> Iterator[str]:
    """Yield what a reader who adds the figures up would otherwise wonder about."""
    parts = [part for subtotal in subtotals for part in subtotal.parts]
    for subtotal in subtotals:
        yield from _differences(subtotal.group.title, subtotal.band, subtotal.parts)
    yield from _differences("the whole grade", exact, [*parts, Sum(NOTHING.plus(_points(on_total)))])
    if exact.floor < 0:
        yield "The total is never below 0."
    for adjustment in on_total:
        if adjustment.component:
            yield f"The policy has no component “{adjustment.component}” any more: its adjustment is on the total."


def _differences(title: str, exact: Band, addends: Sequence[Sum]) -> Iterator[str]:
    """Yield a note for each measure whose rounded addends miss the rounded sum, by 0.01 as a rule."""
    for measure, suffix in MEASURES.items():
        added = sum((getattr(addend, measure) for addend in addends), start=Decimal(0))
        shown = getattr(Sum(exact), measure)
        if added != shown:
            yield f"The figures of {title}{suffix} add up to {added}; the exact sum rounds to {shown}."
