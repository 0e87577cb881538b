"""Paper reviews: which papers are asked of one student, and what each brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter

from grading import arithmetic, wording
from grading.facts import PaperFact, Standing, TermFacts
from grading.marks import mark_in_words, worth_of
from grading.points import NOTHING, ONE, ZERO
from grading.policy import Completions
from grading.statement import Line, Reckoning, State

STATES = {
    Standing.ON_TIME: State.DONE,
    Standing.ACCEPTED: State.ACCEPTED,
    Standing.LATE: State.LATE,
    Standing.MISSED: State.LOST,
    Standing.OPEN: State.OPEN,
    Standing.WAIVED: State.WAIVED,
}
OUTCOMES = {
    Standing.ON_TIME: "handed in on time",
    Standing.ACCEPTED: "handed in late, accepted",
    Standing.LATE: "handed in late, not accepted",
    Standing.MISSED: "not handed in",
    Standing.OPEN: "not handed in yet",
    Standing.WAIVED: "waived",
}


def not_assigned(paper: PaperFact, facts: TermFacts) -> str:
    """Return why a paper is not this student's to review; empty where it is assigned.

    Source: docs/policy.md, "Assigned papers".
    """
    if not paper.required:
        return "not required"
    if paper.cancelled:
        return "its meeting is cancelled"
    if paper.due_on not in facts.days:
        return "due outside the days of the enrollment"
    return "waived" if paper.standing is Standing.WAIVED else ""


def paper_credit(component: Completions, paper: PaperFact) -> Fraction | None:
    """Return an assigned paper's credit, 0 to 1; None while it is open."""
    if paper.standing is Standing.OPEN:
        return None
    if not paper.standing.is_credited:
        return ZERO
    return worth_of(paper.mark, component) if component.marked else ONE


def reckon_completions(component: Completions, facts: TermFacts) -> Reckoning:
    """Return the points for the best of the assigned papers, a line each. Source: docs/policy.md, "Paper reviews"."""
    papers = sorted(facts.papers, key=lambda paper: (paper.due_on, paper.title, paper.key))
    credits = {paper.key: paper_credit(component, paper) for paper in papers if not not_assigned(paper, facts)}
    required = sum(paper.is_of_the_course for paper in papers)
    unannounced = arithmetic.unannounced(component.count, required, has_ended=facts.has_ended)
    n = min(component.count, len(credits) + unannounced)
    if n == 0:
        outside = tuple(_outside_line(paper, not_assigned(paper, facts)) for paper in papers)
        return Reckoning(NOTHING, wording.NOT_APPLICABLE, outside, is_applicable=False)
    decided = sorted((credit for credit in credits.values() if credit is not None), reverse=True)
    still_open = len(credits) - len(decided) + unannounced
    lines = _lines(component, papers, facts, _Shares.of(component.weight, credits, n))
    return Reckoning(
        arithmetic.completions(component.weight, n, decided, still_open),
        wording.completions_rule(component, n, len(credits), unannounced, arithmetic.best(decided, n)),
        lines,
        is_begun=bool(decided),
    )


@dataclass(frozen=True, slots=True)
class _Shares:
    """How the weight spreads over the papers that count."""

    credits: Mapping[str, Fraction | None]
    counting: frozenset[str]
    full: Fraction
    """What one full credit among the counting ones brings."""
    gain: Fraction
    """What one more full credit would add to the points earned so far."""

    @classmethod
    def of(cls, weight: Fraction, credits: Mapping[str, Fraction | None], n: int) -> _Shares:
        """Let the best ``n`` decided credits count, the earlier of equals first."""
        decided = [(credit, key) for key, credit in credits.items() if credit is not None]
        best = sorted(decided, key=itemgetter(0), reverse=True)[:n]  # equals keep their order
        weakest = best[-1][0] if len(best) == n else ZERO
        full = weight / n
        return cls(credits, frozenset(key for _, key in best), full, full * (ONE - weakest))


def _lines(component: Completions, papers: Iterable[PaperFact], facts: TermFacts, shares: _Shares) -> tuple[Line, ...]:
    return tuple(
        _assigned_line(component, paper, shares)
        if paper.key in shares.credits
        else _outside_line(paper, not_assigned(paper, facts))
        for paper in papers
    )


def _assigned_line(component: Completions, paper: PaperFact, shares: _Shares) -> Line:
    credit, counts = shares.credits[paper.key], paper.key in shares.counting
    outcome, state, evidence = OUTCOMES[paper.standing], STATES[paper.standing], paper.evidence
    if component.marked and paper.standing.is_credited:
        outcome = f"{outcome}, {mark_in_words(paper.mark, component)}"
        state = State.WAITING if credit is None else state
        evidence += paper.mark.evidence if paper.mark else ()
    if credit and not counts:
        outcome = f"{outcome}; beyond the best {component.count}"
    return Line(
        key=paper.key,
        label=paper.title,
        outcome=outcome,
        state=state,
        on=paper.due_on,
        at=paper.due_at,
        points=None if credit is None else shares.full * credit if counts else ZERO,
        worth=shares.gain if credit is None else ZERO,
        evidence=evidence,
        reference=paper.reference,
    )


def _outside_line(paper: PaperFact, why: str) -> Line:
    return Line(
        key=paper.key,
        label=paper.title,
        outcome=why,
        state=State.WAIVED if paper.standing is Standing.WAIVED else State.OUTSIDE,
        on=paper.due_on,
        at=paper.due_at,
        evidence=paper.evidence,
        reference=paper.reference,
    )
