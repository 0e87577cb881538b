"""How a review stands, as a tag of one state."""

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
def review_state(standing: Standing) -> str:
    """Return the loud state of a review; handed in, it says when."""
    words = str(standing.state)
    if standing.state in (State.HANDED_IN, State.CHANGED) and standing.handed_in_at:
        at = timezone.localtime(standing.handed_in_at)
        words = words.replace("handed in", f"handed in {at:%-d %b, %H:%M}", 1)
    return state(TOKENS[standing.state], words)
