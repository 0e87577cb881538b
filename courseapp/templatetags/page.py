"""Tags of every page: instants, days, points, states, icons, Markdown."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courseapp.markdown import render

register = template.Library()

DAY_FORMATS = {"full": "D j M Y", "short": "D j M", "long": "l j F Y"}
INSTANT_FORMATS = {"full": "D j M Y, H:i", "short": "D j M, H:i", "time": "H:i"}

# What a state is called and the icon it wears; a colour is never alone.
STATES = {
    "none": ("circle-dashed", "not started"),
    "draft": ("pencil", "draft – NOT handed in"),
    "done": ("circle-check", "handed in"),
    "changed": ("circle-dot", "handed in, changed since"),
    "late": ("clock-alert", "late"),
    "accepted": ("check-check", "late, accepted"),
    "waived": ("minus", "waived"),
    "open": ("clock", "open"),
    "lost": ("x", "lost"),
}

_STEPS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


@register.simple_tag
def when(at: datetime | None, style: str = "full", now: datetime | None = None) -> str:
    """Return an instant in the page's zone as a ``<time>``; with ``now``, also how far off it is.

    ``style`` is full (“Tue 7 Oct 2025, 09:50”), short (no year) or time. Nothing for no instant.
    """
    if not at:
        return ""
    local = timezone.localtime(at)
    words = formatted(local, INSTANT_FORMATS[style])
    if now:
        words = f"{words} ({distance(at, now)})"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def day(on: date | None, style: str = "full") -> str:
    """Return a calendar day as a ``<time>``: full (“Tue 7 Oct 2025”), short (no year) or long. Nothing for no day."""
    if not on:
        return ""
    return format_html('<time datetime="{}">{}</time>', formatted(on, "Y-m-d"), formatted(on, DAY_FORMATS[style]))


def distance(at: datetime, now: datetime) -> str:
    """Return how far ``at`` is from ``now`` in its largest whole unit: “in 3 days”, “20 minutes ago”, “now”."""
    gap = abs(at - now)
    for unit, length in _STEPS:
        if count := gap // length:
            words = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {words}" if at > now else f"{words} ago"
    return "now"


@register.simple_tag
def icon(name: str) -> str:
    """Return an icon of the sprite ``static/icons.svg``, hidden from screen readers: words stand beside it."""
    return _icon(static("icons.svg"), name) if settings.DEBUG else _kept_icon(name)


@cache
def _kept_icon(name: str) -> str:
    return _icon(static("icons.svg"), name)


def _icon(sprite: str, name: str) -> str:
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def state(name: str, words: str = "") -> str:
    """Return the tag of a state, in its usual words or in these. Raise KeyError if ``STATES`` does not have it."""
    sign, usual = STATES[name]
    return format_html('<span class="state state--{}">{}{}</span>', name, icon(sign), words or usual)


@register.simple_tag(takes_context=True)
def course_link(context: RequestContext, url_name: str, words: str, *also: str) -> str:
    """Return a link of the course's bar, marked where one is; nothing where this course has no such page.

    ``also`` names what else belongs to it: the first parts of other addresses of the course, such as "meetings".
    """
    request = context["request"]
    match = request.resolver_match
    is_here = match is not None and match.view_name == url_name
    part = _part_of(request.path, request.course.slug)
    return _course_link(url_name, words, request.course.slug, is_here, part, also, settings.ROOT_URLCONF)


@lru_cache(maxsize=4096)  # a link of a course has few forms, and asking for its address costs most of a page's bar
def _course_link(
    url_name: str, words: str, slug: str, is_here: bool, part: str, also: tuple[str, ...], urlconf: str
) -> str:
    try:
        address = reverse(url_name, args=[slug], urlconf=urlconf)
    except NoReverseMatch:
        return ""
    is_below = part in also or (url_name != "course_home" and part == _part_of(address, slug))
    current = ' aria-current="page"' if is_here else ' aria-current="true"' if is_below else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, SafeString(current), words)


def _part_of(path: str, slug: str) -> str:
    """Return the first part of an address below a course's own; empty for the course's home."""
    return path.partition(f"/c/{slug}/")[2].partition("/")[0]


@register.filter
def markdown(source: str | None, top: int = 3) -> SafeString:
    """Return Markdown as safe HTML, its highest heading at level ``top``."""
    return render(source or "", top=top)


@register.filter
def points(value: Any) -> str:
    """Return points with two decimals, half up, and a true minus sign; a dash where there are none yet."""
    if value is None or value == "":
        return "–"
    exact = Fraction(value)
    hundredths = int(abs(exact) * 100 + Fraction(1, 2))
    sign = "−" if exact < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first and the last word: “Ada King Lovelace” is AL."""
    words = str(name).split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))
