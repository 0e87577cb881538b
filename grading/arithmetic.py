"""The formulas of a grade, exact and free of Django and the clock: the only place that computes one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grading.points import ONE, ZERO, Band


def best(credits: Sequence[Fraction], n: int) -> Fraction:
    """Return the sum of the highest ``n`` credits, or of all where there are fewer."""
    return sum(sorted(credits, reverse=True)[:n], start=ZERO)


def unannounced(count: int, required: int, *, has_ended: bool) -> int:
    """Return how many of the ``count`` papers the course has yet to announce: none after its last day.

    Source: docs/policy.md, "Paper reviews".
    """
    return 0 if has_ended else max(0, count - required)


def completions(weight: Fraction, n: int, decided: Sequence[Fraction], still_open: int) -> Band:
    """Return the points for the best ``n`` of the decided credits, each 0 to 1, and what open papers may add.

    Raise ValueError unless ``n`` is at least 1: with nothing asked there is nothing to divide by.
    Source: docs/policy.md, "Paper reviews".
    """
    if n < 1:
        raise ValueError("No paper is asked for: the component is not applicable.")
    earned = weight * best(decided, n) / n
    return Band(earned, earned, weight * best([*decided, *[ONE] * still_open], n) / n)


def deduction(weight: Fraction, each: Fraction, events: int, free: int = 0) -> Fraction:
    """Return what is left of ``weight`` points after ``events``, each costing ``each`` points.

    The first ``free`` events cost nothing; the result is never below 0.
    Raise ValueError if a number is negative. Source: docs/policy.md, "Absences".
    """
    if weight < 0 or each < 0 or events < 0 or free < 0:
        raise ValueError("Weights, costs and numbers of absences cannot be negative.")
    return max(ZERO, weight - each * max(0, events - free))


def counter(weight: Fraction, count: int, credited: int) -> Fraction:
    """Return the points for ``credited`` of the ``count`` things asked for; more than ``count`` add nothing.

    Raise ValueError unless ``count`` is at least 1. Source: docs/policy.md, "Questions to guests".
    """
    if count < 1:
        raise ValueError("A counter counts to at least 1.")
    return weight * min(credited, count) / count


def counted_questions(per_meeting: Sequence[int], limit: int | None) -> int:
    """Return how many credited questions count, given their number at each meeting and the limit at one."""
    return sum(number if limit is None else min(number, limit) for number in per_meeting)


def marked(weight: Fraction, mark: Fraction) -> Fraction:
    """Return the points for a mark, which is read as 0 below 0 and as 1 above 1.

    Source: docs/policy.md, "Write-up".
    """
    return weight * bounded(mark)


def bounded(mark: Fraction) -> Fraction:
    """Return the mark held between 0 and 1."""
    return min(max(mark, ZERO), ONE)
