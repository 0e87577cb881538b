"""What the pages of other apps show of guests."""

from datetime import datetime
from typing import Any

from django import template

from courseapp.models import Enrollment, Meeting
from guests import questions

register = template.Library()


@register.inclusion_tag("guests/_guests_of.html")
def guests_of(meeting: Meeting) -> dict[str, Any]:
    """Show who speaks at a meeting; one query, or none where its guests are prefetched."""
    return {"guests": meeting.guests.all(), "course": meeting.course}


@register.inclusion_tag("guests/_tally.html")
def question_tally(enrollment: Enrollment, now: datetime) -> dict[str, Any]:
    """Show a student how many questions count and how many guest lectures are left; two queries."""
    return {"tally": questions.tally(enrollment, now)}
