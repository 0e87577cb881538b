"""What pages show of how a write-up stands."""

from typing import Any

from django import template
from django.utils.html import format_html

from courseapp.templatetags.page import state, when
from writeups.due import WorkDue
from writeups.results import Result
from writeups.standing import State

register = template.Library()

SIGNS = {
    State.NOTHING: "none",
    State.HANDED_IN: "done",
    State.LATE: "late",
    State.ACCEPTED: "accepted",
}


@register.simple_tag
def writeup_state(result: Result | WorkDue, newer_draft: object = None) -> str:
    """Return the loud state of a write-up, with time and version; ``newer_draft`` if its writers changed it since."""
    stands = result.standing
    shown = stands.counted or stands.latest
    if shown is None:
        if newer_draft:
            return state("draft")
        return state("lost" if result.is_past_cut_off else "none", "nothing handed in")
    sign = "changed" if newer_draft and stands.state == State.HANDED_IN else SIGNS[stands.state]
    since = ", changed since" if newer_draft else ""
    at, version = when(shown.at, "short"), f"version {shown.number}{since}"
    return state(sign, format_html("<span>{} {}, {}</span>", stands.state.value, at, version))


@register.filter
def of_hundred(share: Any) -> str:
    """Return a share from 0 to 1 as points of 100, without needless zeros."""
    return f"{(share * 100).normalize():f}"
