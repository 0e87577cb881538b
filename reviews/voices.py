"""What a class wrote of one paper, ready to be read: put together once for all who may read it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from courseapp.answers import FieldKind
from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Course, ReviewerNames, Stamp
from courseapp.renderings import at_hand
from reviews.marking import marking_times, queue
from reviews.models import Audience, Comment, Paper, ReviewField, Revision
from reviews.pseudonyms import pseudonym, reference
from reviews.sheet import Line, sheet
from reviews.standing import State
from reviews.standings import Cell, standings, turning_points

TOP = 5  # the level of a review's own headings, in templates/reviews/_line.html
WIDEST = 100  # of a bar, in the drawing's own units
SAID = re.compile("<!--said:([0-9a-f]+)-->")  # where a review's HTML says how often it was spoken of


class Voice(NamedTuple):
    """One review as the class reads it: its author's enrollment, the name that is shown, its key, and its HTML."""

    author: int
    name: str
    key: str
    html: str


class Choir(NamedTuple):
    """The reviews of a paper that the class reads once it may, by name; and what they say in scores, as HTML."""

    voices: list[Voice]
    scores: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many reviews gave one score; ``width`` is drawn."""

    value: str
    label: str
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Scores:
    """One score field of the form, and what these reviews gave."""

    field: ReviewField
    bars: list[Bar]
    count: int
    mean: float


def choir(paper: Paper, course: Course, now: datetime, *, stamp: str = "") -> Choir:
    """Return what students read of a paper, whoever they are; ask first whether, and leave out the reader's own.

    ``stamp`` is the paper's with the course's terms, if it is at hand. One query without it, unless something
    has changed since it was last put together; then nine, or ten where a text was never rendered before.
    """
    stamp = stamp or f"{Stamp.objects.of(course.pk, paper.part)}|{terms_of(course)}"
    return shared(f"choir:{paper.pk}", stamp, now, lambda: _choir(paper, course, now))


def class_reviews(paper: Paper, course: Course, now: datetime) -> SafeString:
    """Return what staff read of a paper, as HTML: how each student stands, what all wrote, their scores and marks.

    Two queries, unless something has changed since it was last put together; then twelve or thirteen.
    """
    stamp = f"{Stamp.objects.of(course.pk, paper.part)}|{terms_of(course)}"
    html = shared(f"class:{paper.pk}", stamp, now, lambda: _class_reviews(paper, course, now))
    return with_counts(html, said_of(paper, course, for_staff=True))


def said_of(paper: Paper, course: Course, *, for_staff: bool = False) -> dict[str, int]:
    """Return how many comments stand under each review, by its key: the class's, for staff all. One query.

    Whoever reads another's review reads what the class says of it: ``reviews.reading.discussion_is_open``.
    """
    rows = Comment.objects.standing().filter(paper=paper)
    counts = (rows if for_staff else rows.filter(audience=Audience.CLASS)).per_reviewer()
    return {reference(course.pseudonym_key, paper.pk, author): count for author, count in counts.items()}


def with_counts(html: str, said: Mapping[str, int]) -> SafeString:
    """Write beside the way into each review's discussion how many comments stand in it; nothing where none does."""
    return mark_safe(SAID.sub(lambda found: f" ({said[found[1]]})" if found[1] in said else "", html))


def key_of(course: Course, cell: Cell) -> str:
    """Return what names a review in addresses, and as an anchor of its paper's page."""
    return reference(course.pseudonym_key, cell.paper.pk, cell.enrollment.uuid)


def name_of(course: Course, cell: Cell) -> str:
    """Return how students see who wrote a review: the real name, or one for this paper alone."""
    if course.reviewer_names == ReviewerNames.REAL:
        return cell.enrollment.name
    return pseudonym(course.pseudonym_key, cell.paper.pk, cell.enrollment.uuid)


def shown_answers(cells: Collection[Cell]) -> dict[int, Revision]:
    """Return the revisions that others read, with their answers, by the revisions' primary keys. One query."""
    return Revision.objects.in_bulk([cell.shown.pk for cell in cells if cell.shown])


def scores(fields: Iterable[ReviewField], sheets: Sequence[Sequence[Line]]) -> list[Scores]:
    """Return what these reviews gave to each score field that any of them answered, in the form's order."""
    asked = [field for field in fields if field.kind == FieldKind.SCORE]
    given = {field.pk: Counter(line.score for one in sheets for line in one if line.field == field) for field in asked}
    return [found for field in asked if (found := _scores(field, given[field.pk])).count]


def _scores(field: ReviewField, given: Counter[str]) -> Scores:
    offered = [(value, label, given[value]) for value, label in field.choices]
    most = max((count for _, _, count in offered), default=0) or 1
    count = sum(count for _, _, count in offered)
    total = sum(int(value) * count for value, _, count in offered)
    bars = [Bar(value, label, count, round(WIDEST * count / most, 1)) for value, label, count in offered]
    return Scores(field, bars, count, total / count if count else 0)


def _choir(paper: Paper, course: Course, now: datetime) -> tuple[Choir, set[datetime]]:
    """Return the choir, and the instants at which the clock changes it; the names' order tells nothing else."""
    board = standings(course, now, papers=[paper]).values()
    fields = list(course.review_fields.filter(audience="class"))
    heard = sorted((name_of(course, cell), cell.enrollment.pk, cell) for cell in board if cell.shown)
    shown = shown_answers([cell for _, _, cell in heard])
    sheets = [sheet(fields, shown[cell.shown.pk].answers) for _, _, cell in heard if cell.shown]
    at_hand(_texts(sheets), now, top=TOP)
    voices = [_voice(course, name, cell, lines) for (name, _, cell), lines in zip(heard, sheets, strict=True)]
    summary = render_to_string("reviews/_scores.html", {"scores": scores(fields, sheets)})
    return Choir(voices, summary), turning_points(board, now)[paper.pk]


def _texts(sheets: Iterable[Iterable[Line]]) -> list[str]:
    """Return what was answered in words."""
    return [line.text for lines in sheets for line in lines if line.field.is_written]


def _voice(course: Course, name: str, cell: Cell, lines: list[Line]) -> Voice:
    key = key_of(course, cell)
    context = {
        "key": key, "name": name, "is_late": cell.standing.state == State.LATE, "lines": lines,
        "paper": cell.paper, "course": course,
    }  # fmt: skip
    return Voice(cell.enrollment.pk, name, key, render_to_string("reviews/_voice.html", context))


def _class_reviews(paper: Paper, course: Course, now: datetime) -> tuple[str, set[datetime]]:
    entries = queue(paper, now)
    shown = shown_answers([entry.cell for entry in entries])
    fields = list(course.review_fields.all())
    read = [
        (entry, key_of(course, entry.cell), sheet(fields, shown[entry.cell.shown.pk].answers))
        for entry in entries
        if entry.cell.shown
    ]
    at_hand(_texts([lines for _, _, lines in read]), now, top=TOP)
    context = {
        "paper": paper, "course": course, "now": now, "entries": entries, "handed_in": read,
        "scores": scores(fields, [lines for _, _, lines in read]),
    }  # fmt: skip
    instants = turning_points([entry.cell for entry in entries], now)[paper.pk] | set(midnights(course, now))
    return render_to_string("reviews/_class_reviews.html", context), instants | marking_times([paper], now)[paper.pk]
