"""The lottery in the words of a page: outcomes, odds, and its card on a meeting's page."""

from fractions import Fraction
from typing import Any

from django import template
from django.template.context import RequestContext

from courseapp.models import Meeting
from courseapp.templatetags.page import state
from lottery.models import Draw, Lottery, Outcome

register = template.Library()

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


@register.filter
def percent(share: Fraction) -> str:
    """Return a share as a whole percentage, half up; one that is small and not nothing is “< 1 %”."""
    if 0 < share < Fraction(1, 100):
        return "< 1 %"
    return f"{int(share * 100 + Fraction(1, 2))} %"


@register.inclusion_tag("lottery/_lottery_card.html", takes_context=True)
def lottery_card(context: RequestContext, meeting: Meeting) -> dict[str, Any]:
    """Show what a meeting's lottery has published so far; one query."""
    return {
        "request": context["request"],
        "lottery": Lottery.objects.filter(meeting=meeting).first(),
        "meeting": meeting,
    }
