"""Which reviews are alike, as a tag beside each of them; for staff."""

from collections.abc import Iterable
from typing import Any

from django import template

from courseapp.models import Course
from reviews import similarity
from reviews.marking import Entry
from reviews.models import Paper
from reviews.similarity import Flag
from reviews.standings import Cell

register = template.Library()


@register.simple_tag
def similarities(entries: Iterable[Entry]) -> dict[int, list[Flag]]:
    """Return what the reviews of a paper's queue are like, by primary key. One query."""
    return similarity.flags(entry.cell for entry in entries)


@register.inclusion_tag("reviews/_similar.html")
def similar(
    cell: Cell, found: dict[int, list[Flag]], paper: Paper, course: Course, shows_names: bool = True
) -> dict[str, Any]:
    """Show of one review which others of its paper it is like, each with a link to both side by side. No query.

    Where names are hidden from whoever marks, neither the tag nor what it leads to names anybody.
    """
    flags = found.get(cell.review.pk, []) if cell.review else []
    return {"cell": cell, "flags": flags, "paper": paper, "course": course, "shows_names": shows_names}
