"""The squares of the matrix of students and papers: thousands on a page, so each is written in one go."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from courseapp.templatetags.page import day
from reviews.matrix import Choice, Row, Square
from reviews.models import Paper
from reviews.outcomes import Outcome

register = template.Library()


@register.simple_tag
def matrix_squares(row: Row, slug: str) -> SafeString:
    """Return a student's squares as cells of a table; each with a review leads to it. No query."""
    before, between, after = reverse("reviews:review_detail", args=[slug, 0, 0]).rsplit("0", 2)
    return format_html_join("", "{}", ((_square(square, before, between, after),) for square in row.squares))


def _square(square: Square, before: str, between: str, after: str) -> SafeString:
    cell = square.cell
    said = _said(square.outcome, square.words, str(square.mark or ""), cell.extension is not None)
    if cell.review is None:
        return format_html('<td class="is-{}">{}</td>', square.outcome.name.lower(), said)
    return format_html(
        '<td class="is-{}"><a href="{}{}{}{}{}">{}</a></td>',
        square.outcome.name.lower(), before, cell.paper.pk, between, cell.review.pk, after, said,
    )  # fmt: skip


@lru_cache(maxsize=5_000)
def _said(outcome: Outcome, words: int | None, mark: str, is_extended: bool) -> SafeString:
    """Return the word of a square, and below it the rest: an extension, the number of words, the mark."""
    figures = ["ext." if is_extended else "", "" if words is None else str(words), mark]
    below = format_html("<small>{}</small>", " · ".join(filter(None, figures))) if any(figures) else ""
    return format_html("{}{}", outcome.short, below)


@register.simple_tag
def matrix_head(choice: Choice, query: str, key: str, words: str, below: object = "") -> SafeString:
    """Return the head of a column whose link sorts by it, the other way round the second time."""
    is_here, is_down = choice.sort.removeprefix("-") == key, choice.sort == f"-{key}"
    turned = f"-{key}" if choice.sort == key else key
    state = format_html(' aria-sort="{}"', "descending" if is_down else "ascending") if is_here else ""
    small = format_html("<small>{}</small>", below) if below else ""
    link = format_html('<a href="?{}sort={}">{}</a>', f"{query}&" if query else "", turned, words)
    return format_html('<th scope="col"{}>{}{}</th>', state, link, small)


@register.simple_tag
def matrix_paper(choice: Choice, query: str, paper: Paper) -> SafeString:
    """Return the head of a paper's column: its title, which sorts by it, and the day it is due."""
    due_on = day(localtime(paper.class_due_at).date(), "short")
    return matrix_head(choice, query, f"paper-{paper.pk}", paper.title, due_on)
