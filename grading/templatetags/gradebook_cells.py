"""The cells of the gradebook: thousands on a page, so each is written in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from courseapp.templatetags.page import day, points
from grading.gradebook_table import Entry, Key, Table
from grading.spread import Spread
from grading.statement import Line, Part, State, Subtotal
from reviews.templatetags.matrix_squares import matrix_head

register = template.Library()

WORDS = {
    State.DONE: "", State.OUTSIDE: "", State.AHEAD: "to come", State.ACCEPTED: "late, accepted", State.LATE: "late",
    State.LOST: "lost", State.WAIVED: "waived", State.OPEN: "open", State.WAITING: "waiting",
}  # fmt: skip
NOBODY = "00000000-0000-0000-0000-000000000000"
BARS_HEIGHT, BAR_WIDTH, STRIDE, BASE = 100, 24, 28, 120


@register.simple_tag
def gradebook_rows(table: Table, opened: str, slug: str) -> SafeString:
    """Return the rows of the table; each figure leads to its place in the student's statement. No query."""
    before, after = reverse("grading:statement_detail", args=[slug, NOBODY]).split(NOBODY)
    return format_html_join(
        "", "{}", ((_row(entry, table, opened, f"{before}{entry.student.uuid}{after}"),) for entry in table.entries)
    )


def _row(entry: Entry, table: Table, opened: str, address: str) -> SafeString:
    student = entry.student
    left = format_html("<small>until {}</small>", day(student.ended_on, "short")) if student.ended_on else ""
    told = f"{student.name} {student.user.email} {student.section}"
    head = format_html(
        '<tr id="row-{}" data-find="{}" data-student="{}"><th scope="row"><a href="{}">{}</a>{}</th>',
        student.pk, told, student.uuid, address, student.name, left,
    )  # fmt: skip
    cells = format_html_join("", "{}", ((cell,) for cell in _cells(entry, table, opened, address)))
    return format_html("{}{}</tr>", head, cells)


def _cells(entry: Entry, table: Table, opened: str, address: str) -> Iterator[SafeString]:
    total, letters = entry.row.statement.total, entry.row.statement.letters
    yield format_html(
        '<td data-component="total"><a href="{}"><strong>{}</strong></a></td>', address, points(total.earned)
    )
    if table.policy.letters:
        said = letters.earned if letters.is_settled else f"{letters.floor} to {letters.ceiling}"
        yield format_html("<td>{}</td>", said)
    yield format_html("<td>{}</td><td>{}</td>", points(total.floor), points(total.ceiling))
    if entry.reasons:
        yield format_html('<td class="is-missing"><a href="#risk-{}">{}</a></td>', entry.student.pk, len(entry.reasons))
    else:
        yield SafeString("<td>–</td>")
    for subtotal in entry.row.statement.subtotals:
        for part in subtotal.parts:
            key = part.component.key
            yield format_html(
                '<td data-component="{}"><a href="{}#part-{}">{}</a></td>', key, address, key, _part_said(part)
            )
            if key == opened:
                yield from (_item(entry.items.get(item, ()), address, key) for item in table.items)
        if len(subtotal.parts) > 1:
            yield _subtotal_cell(subtotal)


def _subtotal_cell(subtotal: Subtotal) -> SafeString:
    return format_html('<td class="is-sum">{}</td>', points(subtotal.earned) if subtotal.has_figure else "–")


def _part_said(part: Part) -> SafeString:
    """Return a component's figure; below it what is still open, and that something was adjusted."""
    figure = points(part.earned) if part.has_figure else "–" if part.reckoning.is_applicable else "n/a"
    below = [f"{points(part.open)} open"] if part.open else []
    below += ["adjusted"] if part.adjustments else []
    return _with_below(figure, " · ".join(below))


@lru_cache(maxsize=5_000)
def _with_below(figure: str, below: str) -> SafeString:
    return format_html("{}<small>{}</small>", figure, below) if below else format_html("{}", figure)


def _item(lines: Sequence[Line], address: str, key: str) -> SafeString:
    """Return one item of the opened component; several questions at one lecture are added up."""
    if not lines:
        return SafeString('<td class="is-item"></td>')
    known = [line.points for line in lines if line.points is not None]
    state = lines[-1].state
    figure = points(sum(known, start=Fraction(0))) if known else "–"
    return format_html(
        '<td class="is-item is-{}"><a href="{}#part-{}">{}</a></td>',
        state.value, address, key, _with_below(figure, WORDS[state]),
    )  # fmt: skip


@register.simple_tag
def gradebook_head(table: Table, choice: Any, query: str) -> SafeString:
    """Return the heads of all columns, in the order of the cells; each sorts by its column."""
    return format_html_join("", "{}", ((head,) for head in _heads(table, choice, query)))


def _heads(table: Table, choice: Any, query: str) -> Iterator[SafeString]:
    yield matrix_head(choice, query, "name", "Student")
    yield matrix_head(choice, query, "earned", "Total", "so far")
    if table.policy.letters:
        yield SafeString('<th scope="col">Letter</th>')
    yield matrix_head(choice, query, "floor", "Floor", "certain")
    yield matrix_head(choice, query, "ceiling", "Ceiling", "possible")
    yield matrix_head(choice, query, "risk", "Reasons", "for a word")
    for group, components in table.policy.grouped:
        for component in components:
            yield matrix_head(choice, query, component.key, component.title, f"of {points(component.weight)}")
            if component.key == choice.items:
                yield from (_item_head(choice, query, place, key) for place, key in enumerate(table.items))
        if len(components) > 1:
            yield format_html('<th scope="col">{}<small>subtotal</small></th>', group.title)


def _item_head(choice: Any, query: str, place: int, key: Key) -> SafeString:
    on, title = key
    return matrix_head(choice, query, f"item-{place}", title, "" if on == date.min else day(on, "short"))


@register.simple_tag
def gradebook_foot(table: Table, opened: str) -> SafeString:
    """Return the medians, below their columns."""
    medians, blank = table.medians(), SafeString("<td></td>")
    cells = [format_html("<td>{}</td>", points(medians["total"]))]
    cells += [blank] * (4 if table.policy.letters else 3)
    for _, components in table.policy.grouped:
        for component in components:
            cells.append(format_html("<td>{}</td>", points(medians[component.key])))
            cells += [blank] * (len(table.items) if component.key == opened else 0)
        cells += [blank] * (len(components) > 1)
    return format_html_join("", "{}", ((cell,) for cell in cells))


@register.inclusion_tag("grading/_spread.html")
def spread_chart(spread: Spread | None) -> dict[str, Any]:
    """Draw how the totals spread, and say the same as a table."""
    tallest = max((bar.count for bar in spread.bars), default=0) if spread else 0
    bars = [
        {
            "label": bar.label, "lowest": bar.lowest, "count": bar.count,
            "x": 10 + place * STRIDE, "middle": 10 + place * STRIDE + BAR_WIDTH // 2, "width": BAR_WIDTH,
            "height": BARS_HEIGHT * bar.count // max(tallest, 1),
            "y": BASE - BARS_HEIGHT * bar.count // max(tallest, 1),
        }
        for place, bar in enumerate(spread.bars if spread else ())
    ]  # fmt: skip
    return {"spread": spread, "bars": bars, "base": BASE}
