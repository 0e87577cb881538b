"""From the facts of a term to what each kind of component gives, line by line."""

from __future__ import annotations

from typing import assert_never

from grading.facts import TermFacts
from grading.kinds.completions import reckon_completions
from grading.kinds.counter import reckon_counter
from grading.kinds.deduction import reckon_deduction
from grading.kinds.marked import reckon_marked
from grading.policy import AnyComponent, Completions, Counter, Deduction, Marked
from grading.statement import Reckoning


def reckon(component: AnyComponent, facts: TermFacts) -> Reckoning:
    """Return what ``component`` gives for one student's term, before adjustments."""
    match component:
        case Completions():
            return reckon_completions(component, facts)
        case Deduction():
            return reckon_deduction(component, facts)
        case Counter():
            return reckon_counter(component, facts)
        case Marked():
            return reckon_marked(component, facts)
        case _:
            assert_never(component)
