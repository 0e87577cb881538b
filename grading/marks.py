"""What a released mark is worth under a policy, and how it is said."""

from __future__ import annotations

from fractions import Fraction

from grading.arithmetic import bounded
from grading.facts import MarkFact
from grading.points import spelled
from grading.policy import Completions, Marked, symbol_value


def worth_of(mark: MarkFact | None, component: Completions | Marked) -> Fraction | None:
    """Return what the mark is worth, 0 to 1; None without a mark, or for a symbol that the policy does not know."""
    if mark is None:
        return None
    worth = symbol_value(component.symbols, mark.symbol) if mark.symbol else mark.value
    return None if worth is None else bounded(worth)


def mark_in_words(mark: MarkFact | None, component: Completions | Marked) -> str:
    """Return the mark as a line shows it: ``✓− (0.5)``, ``0.85``; what is missing or unknown is said."""
    if mark is None:
        return "waiting for its mark"
    worth = worth_of(mark, component)
    if worth is None:
        return f"marked {mark.symbol or 'without a value'}, which the policy gives no worth"
    return f"marked {mark.symbol} ({spelled(worth)})" if mark.symbol else f"marked {spelled(worth)}"
