"""The paper's PDF beside a page."""

import re
from typing import Any

from django import template
from django.template.context import RequestContext

from reviews.models import Paper

register = template.Library()

_REMEMBERED = re.compile(r"(open|closed)-(30|35|40|45|50|55|60|65)")
USUAL = 45  # per cent of the window


@register.inclusion_tag("reviews/_pdf_pane.html", takes_context=True)
def pdf_pane(context: RequestContext, paper: Paper, *, at_first: str = "closed") -> dict[str, Any]:
    """Show the paper's PDF beside the page, as its reader left it last: open or not, and how wide; no query.

    The cookie is written by ``pdf-pane.js``; so the page comes as it will stay. ``at_first`` is open or closed.
    """
    remembered = _REMEMBERED.fullmatch(context["request"].COOKIES.get("pdf_pane", ""))
    state, width = remembered.groups() if remembered else (at_first, str(USUAL))
    return {"paper": paper, "request": context["request"], "is_open": state == "open", "width": width}


@register.inclusion_tag("reviews/_pdf_links.html", takes_context=True)
def pdf_links(context: RequestContext, paper: Paper) -> dict[str, Any]:
    """Link to the PDF, and offer it beside the page where there is room."""
    return {"paper": paper, "request": context["request"]}


@register.inclusion_tag("reviews/_pdf_versions.html", takes_context=True)
def pdf_versions(context: RequestContext, paper: Paper) -> dict[str, Any]:
    """List the versions of the paper's PDF and what was read in each, for staff; two queries."""
    stored = Paper.objects.get(pk=paper.pk).pdf.name  # a refused form leaves another on the row
    versions = [(pdf, pdf.file.name == stored) for pdf in paper.pdfs.select_related("added_by")]
    return {"paper": paper, "request": context["request"], "versions": versions}
