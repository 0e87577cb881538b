"""Tags of the grade pages: a component in words, and where a line's evidence is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from grading.entries import Place
from grading.facts import Reference
from grading.models import PolicyVersion
from grading.points import spelled
from grading.policy import AnyComponent, Completions, Counter
from grading.regrades import Questioned
from grading.wording import policy_sentence
from reviews import drift
from reviews.drift import Sample

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


@register.inclusion_tag("grading/_regrade_link.html", takes_context=True)
def regrade_link(context: RequestContext, component: str, line: str) -> dict[str, Any]:
    """Show beside a line how the request about it stands, or offer its student to ask; no query."""
    questioned: Questioned | None = context.get("questioned")
    place = Place(component, line)
    return {
        "regrade": questioned.about(place) if questioned else None,
        "may_ask": questioned is not None and questioned.may_ask(place),
        "place": place,
        "request": context["request"],
    }


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


@register.inclusion_tag("grading/_marking_drift.html", takes_context=True)
def marking_drift(context: RequestContext, samples: Sequence[Sample]) -> dict[str, Any]:
    """Show staff how marks differ along the way and between markers, in the worth that the policy gives symbols.

    One query.
    """
    request = context["request"]
    version = PolicyVersion.objects.current(request.course, now=request.now)
    components = version.policy.components if version else ()
    symbols = next((one.symbols for one in components if isinstance(one, Completions)), ())
    worths = dict(symbols)
    given = sorted({sample.said for sample in samples if sample.share is None}, key=_order(worths))
    quarters, markers = drift.by_quarter(samples, worths), drift.by_marker(samples, worths)
    return {
        "symbols": given,
        "worths": [(symbol, spelled(worths[symbol])) for symbol in given if symbol in worths],
        "quarters": [(row, [row.said[symbol] for symbol in given]) for row in quarters],
        "markers": [(row, [row.said[symbol] for symbol in given]) for row in markers],
        "bars": [_bar(place, row) for place, row in enumerate(quarters)],
    }


def _order(worths: Mapping[str, Fraction]) -> Callable[[str], tuple[int, str]]:
    """Return a key that puts symbols in the policy's order, and those that it does not know behind."""
    places = {symbol: place for place, symbol in enumerate(worths)}
    return lambda symbol: (places.get(symbol, len(places)), symbol)


def _bar(place: int, row: drift.Figures) -> dict[str, Any]:
    """Return where the bar of a quarter stands in the chart: 0 % is at 120, 100 % at 20."""
    height = None if row.percent is None else round(row.percent)
    top = 120 - (height or 0)
    return {
        "label": row.label.removesuffix(" quarter"), "percent": row.percent, "height": height, "y": top,
        "x": 20 + 110 * place, "middle": 55 + 110 * place,
    }  # fmt: skip
