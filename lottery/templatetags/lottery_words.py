"""The lottery in the words of a page: outcomes, odds, and its card on a meeting's page."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html

from courseapp.act_forms import new_act_key
from courseapp.models import Meeting
from courseapp.templatetags.page import state
from lottery.fairness import Fairness, Turnout
from lottery.models import Draw, Lottery, Outcome

register = template.Library()

CHART_WIDTH, CHART_HEIGHT = 480, 220  # of the picture's own units

STATES = {
    Outcome.PENDING: "open",
    Outcome.ANSWERED: "done",
    Outcome.PASSED: "changed",
    Outcome.ABSENT: "late",
    Outcome.EXCUSED: "waived",
    Outcome.LATE: "accepted",
    Outcome.VOID: "none",
}


@register.simple_tag
def outcome(draw: Draw) -> str:
    """Return what became of a draw, as a state."""
    return state(STATES[Outcome(draw.outcome)], draw.get_outcome_display().lower())


@register.simple_tag
def act_key() -> str:
    """Return the hidden field that names one act: sent twice, it is applied once."""
    return format_html('<input type="hidden" name="act_key" value="{}">', new_act_key())


@register.filter
def percent(share: Fraction) -> str:
    """Return a share as a whole percentage, half up; one that is small and not nothing is “< 1 %”."""
    if 0 < share < Fraction(1, 100):
        return "< 1 %"
    return f"{int(share * 100 + Fraction(1, 2))} %"


@register.filter
def decimal(number: Fraction) -> str:
    """Return an exact number with two decimals, half up."""
    hundredths = int(number * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@register.inclusion_tag("lottery/_fairness_chart.html")
def fairness_chart(fairness: Fairness) -> dict[str, Any]:
    """Show students by their turns as bars, with a bracket around what chance makes of each."""
    top = max(1, *(max(row.students, row.high) for row in fairness.turnouts))
    step = max(1, -(-top // 5))
    top = -(-top // step) * step
    floor, slot = CHART_HEIGHT - 24, (CHART_WIDTH - 36) / len(fairness.turnouts)

    def level(students: int) -> float:
        return round(floor - students * (floor - 10) / top, 1)

    return {
        "width": CHART_WIDTH, "height": CHART_HEIGHT, "base": CHART_HEIGHT - 6,
        "grid": [{"y": level(students), "students": students} for students in range(0, top + 1, step)],
        "bars": [_bar(row, 36 + slot * at, slot, level) for at, row in enumerate(fairness.turnouts)],
    }  # fmt: skip


def _bar(row: Turnout, left: float, slot: float, level: Callable[[int], float]) -> dict[str, float]:
    middle, arm = left + slot / 2, min(slot * 0.2, 9)
    places = {
        "x": left + slot * 0.15, "width": slot * 0.7, "y": level(row.students),
        "height": level(0) - level(row.students), "middle": middle, "left": middle - arm, "right": middle + arm,
        "high": level(row.high), "low": level(row.low),
    }  # fmt: skip
    return {name: round(place, 1) for name, place in places.items()} | {"turns": row.turns}


@register.inclusion_tag("lottery/_lottery_card.html", takes_context=True)
def lottery_card(context: RequestContext, meeting: Meeting) -> dict[str, Any]:
    """Show what a meeting's lottery has published so far; one query."""
    return {
        "request": context["request"],
        "lottery": Lottery.objects.filter(meeting=meeting).first(),
        "meeting": meeting,
    }
