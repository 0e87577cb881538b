"""How a review stands, as a tag of one state."""

from datetime import datetime

from django import template
from django.utils import timezone

from courseapp.templatetags.page import state
from reviews.standing import Standing, State

register = template.Library()

TOKENS = {
    State.NOT_STARTED: "none",
    State.DRAFT: "draft",
    State.HANDED_IN: "done",
    State.CHANGED: "changed",
    State.LATE: "late",
    State.ACCEPTED: "accepted",
    State.WAIVED: "waived",
}


@register.simple_tag
def review_state(standing: Standing, now: datetime | None = None) -> str:
    """Return the loud state of a review; handed in, it says when: today (given ``now``) by the time alone."""
    words = str(standing.state)
    if standing.state in (State.HANDED_IN, State.CHANGED) and standing.handed_in_at:
        words = words.replace("handed in", f"handed in {_when(standing, standing.handed_in_at, now)}", 1)
    elif standing.state == State.LATE and not standing.is_handed_in:
        words = "late, NOT handed in"
    return state(TOKENS[standing.state], words)


def _when(standing: Standing, at: datetime, now: datetime | None) -> str:
    """Return when it was handed in; by itself, at the due time: the grace after it is not shown."""
    if standing.is_automatic:
        return "at the due time"
    local = timezone.localtime(at)
    is_today = now is not None and timezone.localtime(now).date() == local.date()
    return f"{local:%H:%M}" if is_today else f"{local:%-d %b, %H:%M}"
