"""The write-up: what its mark brings."""

from __future__ import annotations

from fractions import Fraction

from grading import arithmetic, wording
from grading.facts import TermFacts, WorkFact
from grading.marks import mark_in_words, worth_of
from grading.points import ZERO, Band
from grading.policy import Marked
from grading.statement import Line, Reckoning, State


def reckon_marked(component: Marked, facts: TermFacts) -> Reckoning:
    """Return the mark's share of the weight, or all of it open. Source: docs/policy.md, "Write-up"."""
    mark = decided_share(component, facts.work)
    points = None if mark is None else arithmetic.marked(component.weight, mark)
    return Reckoning(
        Band(ZERO, ZERO, component.weight) if points is None else Band(points, points, points),
        wording.marked_rule(component, mark),
        (_line(component, facts.work, points),) if facts.work else (),
        is_begun=points is not None,
    )


def decided_share(component: Marked, work: WorkFact | None) -> Fraction | None:
    """Return the mark, 0 where nothing was handed in by the cut-off; None while it is open."""
    if work is None:
        return None
    return ZERO if _is_missed(work) else worth_of(work.mark, component)


def _is_missed(work: WorkFact) -> bool:
    return not work.handed_in and work.is_past_cutoff


def _line(component: Marked, work: WorkFact, points: Fraction | None) -> Line:
    if _is_missed(work):
        outcome, state = "nothing handed in", State.LOST
    elif work.mark is None and not work.handed_in:
        outcome, state = "not handed in yet", State.OPEN
    else:
        outcome, state = mark_in_words(work.mark, component), State.WAITING if points is None else State.DONE
    return Line(
        key=work.key,
        label=work.title,
        outcome=outcome,
        state=state,
        at=work.due_at,
        points=points,
        worth=component.weight if points is None else ZERO,
        evidence=work.evidence + (work.mark.evidence if work.mark else ()),
        reference=work.reference,
    )
