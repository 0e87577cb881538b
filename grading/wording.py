"""The rules of a grade in sentences: for a policy as such, and with one student's numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from grading.points import spelled
from grading.policy import AnyComponent, Completions, Counter, Deduction, Marked

NOT_APPLICABLE = (
    "Not applicable: no paper is assigned on the days of this enrollment. Staff settle these points by an adjustment."
)


def number_of(count: int, noun: str) -> str:
    """Return ``1 paper``, ``2 papers``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def points(value: Fraction) -> str:
    """Return ``1 point``, ``12.5 points``."""
    return f"{spelled(value)} point" if abs(value) == 1 else f"{spelled(value)} points"


def policy_sentence(component: AnyComponent) -> str:
    """Return what a component asks and gives, as the policy page says it."""
    match component:
        case Completions():
            return _completions_sentence(component)
        case Deduction():
            return _deduction_sentence(component)
        case Counter():
            return _counter_sentence(component)
        case Marked():
            return f"The mark, from 0 to 1, gives its share of the {points(component.weight)}. Nothing handed in is 0."
        case _:
            assert_never(component)


def _completions_sentence(component: Completions) -> str:
    credit = "earns its mark, from 0 to 1" if component.marked else "counts in full"
    asked = number_of(component.count, "paper review")
    most = f"the best {component.count} count" if component.count > 1 else "the best one counts"
    return f"{points(component.weight)} for {asked}. A review handed in by its due time {credit}; {most}."


def _deduction_sentence(component: Deduction) -> str:
    cost = f"each absence costs {spelled(component.each)}, an excused one nothing"
    free = {0: "", 1: " The first one is free."}.get(component.free, f" The first {component.free} are free.")
    return f"{points(component.weight)} to begin with; {cost}.{free}"


def _counter_sentence(component: Counter) -> str:
    asked = number_of(component.count, "question")
    limit = f" At most {component.per_meeting} at one meeting." if component.per_meeting else ""
    return f"{points(component.weight)} for {asked} put to guests and credited by staff.{limit}"


def completions_rule(component: Completions, n: int, assigned: int, unannounced: int, credits: Fraction) -> str:
    """Return the sum of one student's credits in a sentence; ``n`` is how many papers count."""
    which = f"the best {n} of {assigned} assigned papers count" if n < assigned else f"{number_of(n, 'paper')} asked"
    sentence = f"{points(component.weight)} × {spelled(credits)} ÷ {n}: {which}."
    if unannounced:
        sentence += f" {number_of(unannounced, 'paper')} still to be announced."
    if n < component.count:
        sentence += f" The course asks for {component.count}; {assigned} are assigned here."
    return sentence


def deduction_rule(component: Deduction, absences: int, left: Fraction, remaining: int) -> str:
    """Return what unexcused ``absences`` cost in a sentence."""
    free = f" after the first {component.free}" if component.free else ""
    cost = f"{points(component.weight)}, less {spelled(component.each)} for each unexcused absence{free}"
    ahead = f" {number_of(remaining, 'meeting')} still to come." if remaining else ""
    return f"{cost}: {number_of(absences, 'absence')}, {spelled(left)} left.{ahead}"


def counter_rule(component: Counter, credited: int, counted: int) -> str:
    """Return how many credited questions count in a sentence."""
    used = min(counted, component.count)
    sentence = f"{points(component.weight)} × {used} ÷ {component.count}: {number_of(credited, 'question')} credited."
    if counted < credited:
        sentence += f" At most {component.per_meeting} at one meeting count."
    return sentence


def marked_rule(component: Marked, mark: Fraction | None) -> str:
    """Return the share that a mark gives in a sentence; None stands for a mark that is still open."""
    share = "the mark, from 0 to 1, once it is released" if mark is None else spelled(mark)
    return f"{points(component.weight)} × {share}."
