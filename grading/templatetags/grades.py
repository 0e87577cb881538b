"""Tags of the grade pages: a component in words, and where a line's evidence is."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from grading.facts import Reference
from grading.models import PolicyVersion
from grading.policy import AnyComponent, Counter
from grading.wording import policy_sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def place_of(context: RequestContext, reference: Reference | None) -> str:
    """Return the address of the page that a reference means to this reader; empty for none.

    Staff are led to the student's review and team, a student to the paper and their write-up.
    """
    request = context["request"]
    if reference is None:
        return ""
    name, keys = _place(reference, is_staff=request.enrollment.is_staff)
    return reverse(name, args=[request.course.slug, *keys])


def _place(reference: Reference, *, is_staff: bool) -> tuple[str, tuple[int, ...]]:
    match reference.kind, reference.keys:
        case "paper", (paper, review) if is_staff:
            return "reviews:review_detail", (paper, review)
        case "paper", (paper, *_):
            return "reviews:paper_detail", (paper,)
        case "guest", keys:
            return "guests:guest_detail", keys
        case "writeup", (team,) if is_staff:
            return "writeups:team_detail", (team,)
        case "writeup", _:
            return "writeups:writeup_detail", ()
        case _:
            return "meeting_detail", reference.keys


@register.simple_tag(takes_context=True)
def questions_asked_for(context: RequestContext) -> int | None:
    """Return how many questions to guests the policy asks for; None where it counts none. At most two queries."""
    request = context["request"]
    version = PolicyVersion.objects.current(request.course, now=request.now)
    components = version.policy.components if version else ()
    return next((component.count for component in components if isinstance(component, Counter)), None)


@register.filter
def in_words(component: AnyComponent) -> str:
    """Return what a component asks and gives, in a sentence or two."""
    return policy_sentence(component)
