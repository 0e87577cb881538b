"""A little of the papers and reviews, for the pages of other apps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template

from courseapp.models import Enrollment, Meeting
from reviews import board
from reviews.models import Paper, ReviewField, Revision
from reviews.sheet import Line, question_in, sheet
from reviews.standings import Cell, standings

register = template.Library()


@dataclass(frozen=True, slots=True)
class Work:
    """One student's review of one paper, as staff see it in class."""

    cell: Cell
    question: str
    lines: list[Line]


@register.inclusion_tag("reviews/_papers_of.html")
def papers_of(meeting: Meeting) -> dict[str, Any]:
    """Show the papers of a meeting. One query."""
    return {"papers": Paper.objects.scheduled().filter(meeting=meeting)}


@register.inclusion_tag("reviews/_drawn_student.html")
def drawn_student(enrollment: Enrollment, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Show staff what a drawn student wrote: their own question and review; never the room. Always eight queries."""
    papers = list(Paper.objects.scheduled().filter(meeting=meeting))
    cells = list(standings(meeting.course, now, enrollments=[enrollment], papers=papers).values())
    fields = list(meeting.course.review_fields.all())
    newest = {cell.paper.pk: revision.pk for cell in cells if (revision := cell.shown or cell.latest)}
    texts = Revision.objects.in_bulk(newest.values())
    return {"works": [_work(cell, fields, texts.get(newest.get(cell.paper.pk, 0))) for cell in cells], "now": now}


def _work(cell: Cell, fields: list[ReviewField], text: Revision | None) -> Work:
    answers = text.answers if text else {}
    return Work(cell, question_in(fields, answers), sheet(fields, answers))


@register.simple_tag
def projected_questions(meeting: Meeting, now: datetime) -> list[str]:
    """Return the texts of the questions that staff show to the room, without a name. Always ten queries."""
    return [card.text for card in board.public_board(meeting, now).projected]


@register.simple_tag
def next_question(meeting: Meeting, now: datetime) -> str:
    """Return the text of the next question for class that was not asked: for the room's eyes, without a name."""
    return board.next_question(meeting, now)
