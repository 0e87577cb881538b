"""What an event changed of a person's place, in the words of the form that changes it."""

from datetime import date

from django import template

from courseapp.models import Event
from courseapp.roles import Role
from courseapp.templatetags.page import day

register = template.Library()

LABELS = {
    "role": "Role",
    "began_on": "First day",
    "ended_on": "Last day",
    "section": "Section",
    "registrar_id": "Registrar’s number",
    "email": "Address",
    "name": "Name",
}


@register.filter
def changes(event: Event) -> list[tuple[str, str, str]]:
    """Return what changed, as label, what it was and what it is, in the order of the form; "–" for nothing."""
    known = [name for name in LABELS if name in event.after]
    return [(LABELS[name], _worded(name, event.before.get(name)), _worded(name, event.after[name])) for name in known]


def _worded(name: str, value: str | None) -> str:
    if not value:
        return "–"
    if name == "role":
        return str(Role(value).label)
    return day(date.fromisoformat(value)) if name.endswith("_on") else value
