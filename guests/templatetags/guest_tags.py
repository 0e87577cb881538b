"""What the pages of other apps show of guests."""

from typing import Any

from django import template

from courseapp.models import Meeting

register = template.Library()


@register.inclusion_tag("guests/_guests_of.html")
def guests_of(meeting: Meeting) -> dict[str, Any]:
    """Show who speaks at a meeting; one query, or none where its guests are prefetched."""
    return {"guests": meeting.guests.all(), "course": meeting.course}
