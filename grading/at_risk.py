"""Who needs a word: what in a statement says that a student is falling behind, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from grading.points import HALF, spelled
from grading.policy import Completions, Policy
from grading.statement import Part, State, Statement

IN_A_ROW = 2
WITHOUT_POINTS = (State.LOST, State.LATE)


def reasons(policy: Policy, statement: Statement) -> tuple[str, ...]:
    """Return why a student needs a word, in sentences, the gravest first; empty where all is well.

    Source: docs/policy.md, "Who needs a word".
    """
    return (*_hopeless(policy, statement), *(reason for part in statement.parts for reason in _of_part(part)))


def _hopeless(policy: Policy, statement: Statement) -> Iterator[str]:
    if policy.letters and statement.letters.ceiling == policy.letters[-1].name:
        yield f"No letter above {statement.letters.ceiling} can be reached any more."


def _of_part(part: Part) -> Iterator[str]:
    component = part.component
    if not part.reckoning.is_applicable:
        if not part.adjustments:
            yield f"{component.title} is not applicable, and no adjustment settles it."
        return
    missed = _last_without_points(part) if isinstance(component, Completions) else 0
    if missed >= IN_A_ROW:
        yield f"The last {missed} papers of {component.title} brought nothing."
    lost = component.weight - part.reckoning.band.ceiling
    if part.reckoning.lines and component.weight and lost >= component.weight * HALF:
        yield f"{part.lost} of {spelled(component.weight)} points of {component.title} are lost."


def _last_without_points(part: Part) -> int:
    """Return how many of the papers decided last, in a row, were missed or late."""
    decided = [line.state for line in part.reckoning.lines if line.points is not None]
    return sum(1 for _ in takewhile(lambda state: state in WITHOUT_POINTS, reversed(decided)))
