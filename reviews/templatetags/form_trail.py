"""What an event changed of the review form, in the words of the page that changes it."""

from typing import Any

from django import template

from courseapp.field_forms import KINDS
from courseapp.models import Event
from reviews.models import Audience

register = template.Library()

ACTS = {
    "added": "Added",
    "changed": "Changed",
    "moved": "Moved",
    "retired": "Retired",
    "brought_back": "Asked again",
}
LABELS = {
    "kind": "Kind",
    "label": "Question",
    "help_text": "Help",
    "is_required": "Required",
    "audience": "Read by",
    "min_words": "Fewest words",
    "max_words": "Most words",
    "options": "Options",
    "relabelled": "Options renamed",
}


@register.filter
def act(event: Event) -> str:
    """Return what was done to a field."""
    done = event.kind.rpartition(".")[2]
    return ACTS.get(done, done)


@register.filter
def field_changes(event: Event) -> list[tuple[str, str, str]]:
    """Return what changed of a field, as label, what it was and what it is; "–" for nothing."""
    known = [name for name in LABELS if name in event.after]
    return [(LABELS[name], _worded(name, event.before.get(name)), _worded(name, event.after[name])) for name in known]


def _worded(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        value = [f"{old} as {new}" for old, new in value.items()]
    if isinstance(value, list):
        value = ", ".join(value)
    said = {"kind": lambda one: KINDS[one][0], "audience": lambda one: Audience(one).label}.get(name, str)
    return said(value) if value else "–"
