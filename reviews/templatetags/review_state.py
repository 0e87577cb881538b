"""How a review stands, as a tag of one state."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from courseapp.templatetags.page import state
from reviews import wording
from reviews.past import Sitting
from reviews.standing import Standing, State
from reviews.standings import Cell

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


@register.simple_tag
def hand_in_act(cell: Cell) -> str:
    """Return what the button that hands in says: what it does as the review stands."""
    if cell.standing.is_handed_in:
        return "Hand in again"
    return "Hand in late" if cell.is_past and not cell.waiver else "Hand in"


@register.simple_tag
def why_graded(cell: Cell) -> str:
    """Return which revision counts and why, in a sentence or two; nothing where nothing is to be said."""
    return wording.why_graded(cell)


@register.simple_tag
def lateness(late_by: timedelta) -> str:
    """Return how late work is, in its largest unit and the next: 2 days 3 hours."""
    return wording.lateness(late_by)


@register.filter
def older_to_compare(sittings: Sequence[Sitting]) -> int | None:
    """Return the number of the revision that is compared with the newest unless another is chosen."""
    saved = [revision.number for sitting in sittings for revision in (sitting.last, *sitting.earlier)]
    return (sittings[1].last.number if len(sittings) > 1 else saved[-1]) if len(saved) > 1 else None


def _when(standing: Standing, at: datetime, now: datetime | None) -> str:
    """Return when it was handed in; by itself, at the due time: the grace after it is not shown."""
    if standing.is_automatic:
        return "at the due time"
    local = timezone.localtime(at)
    is_today = now is not None and timezone.localtime(now).date() == local.date()
    return f"{local:%H:%M}" if is_today else f"{local:%-d %b, %H:%M}"
