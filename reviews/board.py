"""A meeting's question board: the questions of the reviews that a reader may read, and those of the staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import transaction

from courseapp.models import Enrollment, Meeting
from reviews.models import Audience, Paper, Question, ReviewField
from reviews.others import shown_answers
from reviews.pseudonyms import pseudonym
from reviews.reading import would_cost
from reviews.sheet import question_in
from reviews.standings import Cell, readable, standings


@dataclass(frozen=True, slots=True)
class Card:
    """One question, as this reader sees it; ``row`` keeps what became of it, and is not stored before something did.

    ``author`` is empty where the reader may not know it.
    """

    text: str
    row: Question
    author: str = ""
    is_mine: bool = False
    order: str = ""

    @property
    def key(self) -> str:
        """What names the card in an address: its review's or its own primary key."""
        return f"review-{self.row.review_id}" if self.row.review_id else f"question-{self.row.pk}"


@dataclass(frozen=True, slots=True)
class Board:
    """The cards in the order in which they are to be asked.

    ``asks_first`` are the papers whose questions are open, but would cost the reader something to read.
    """

    cards: list[Card]
    asks_first: list[Paper] = field(default_factory=list)
    read: list[Paper] = field(default_factory=list)


def board(meeting: Meeting, reader: Enrollment, now: datetime) -> Board:
    """Return a meeting's board as this reader sees it. Always eleven queries.

    The caller notes a first reading of each paper in ``read``: those with another student's card.
    """
    papers = _papers(meeting)
    cells = standings(reader.course, now, papers=papers)
    seen = [cell for cell in readable(cells, reader, now) if cell.shown]
    asks_first = _at_a_cost(seen, cells, reader, now) if reader.is_student else []
    seen = [cell for cell in seen if cell.paper not in asks_first or cell.enrollment.pk == reader.pk]
    cards = _cards(meeting, seen, list(meeting.course.review_fields.read_by(reader)), reader)
    others = {card.row.paper_id for card in cards if card.row.review_id and not card.is_mine}
    return Board(cards, asks_first, [paper for paper in papers if paper.pk in others])


def next_question(meeting: Meeting, now: datetime) -> str:
    """Return the text of the next card that was not asked; empty where none is left. For the whole room's eyes."""
    cells = standings(meeting.course, now, papers=_papers(meeting)).values()
    fields = list(meeting.course.review_fields.filter(audience=Audience.CLASS))
    cards = _cards(meeting, [cell for cell in cells if cell.shown], fields)
    return next((card.text for card in cards if card.row.asked_at is None), "")


@transaction.atomic
def place(meeting: Meeting, cards: Sequence[Card], moved: str, by: int, *, now: datetime) -> None:
    """Move the card named ``moved`` up (-1) or down (1) and keep the whole order. Raise ValueError if there is none."""
    keys = [card.key for card in cards]
    at = keys.index(moved)
    to = min(max(at + by, 0), len(keys) - 1)
    ordered = list(cards)
    ordered.insert(to, ordered.pop(at))
    numbers = count(1)
    for card in ordered:
        row = Question.objects.stored(card.row, now=now)
        row.position = next(numbers)
        row.save(update_fields=["position"])


def _papers(meeting: Meeting) -> list[Paper]:
    return list(Paper.objects.scheduled().filter(meeting=meeting))


def _at_a_cost(seen: list[Cell], cells: dict[tuple[int, int], Cell], reader: Enrollment, now: datetime) -> list[Paper]:
    """Return the papers of which reading another's question now would take something from the reader."""
    papers = {cell.paper for cell in seen if cell.enrollment.pk != reader.pk}
    mine = [cells[reader.pk, paper.pk] for paper in papers]
    return [cell.paper for cell in mine if would_cost(cell.situation(now), now, has_read=cell.reading is not None)]


def _cards(
    meeting: Meeting, cells: Sequence[Cell], fields: Sequence[ReviewField], reader: Enrollment | None = None
) -> list[Card]:
    """Return the cards in order; without a reader, for everybody's eyes. Two queries."""
    rows = list(Question.objects.filter(meeting=meeting))
    by_review = {row.review_id: row for row in rows if row.review_id is not None}
    shown = shown_answers(cells)
    cards = [Card(row.text, row) for row in rows if row.review_id is None]
    for cell in cells:
        text = question_in(fields, shown[cell.shown.pk].answers) if cell.shown else ""
        if text and cell.review is not None:
            row = by_review.get(cell.review.pk) or Question(meeting=meeting, paper=cell.paper, review=cell.review)
            is_mine = reader is not None and cell.enrollment.pk == reader.pk
            order = pseudonym(meeting.course.pseudonym_key, cell.paper.pk, cell.enrollment.uuid)
            cards.append(Card(text, row, _author(cell, row, reader), is_mine, order))
    return sorted(cards, key=_place)


def _author(cell: Cell, row: Question, reader: Enrollment | None) -> str:
    """Return the author's name where this reader may know it: staff, or anybody if the author agreed."""
    is_known = row.named_at is not None or (reader is not None and reader.is_staff)
    return cell.enrollment.name if is_known else ""


def _place(card: Card) -> tuple[bool, bool, int, bool, str]:
    """Return what sorts a card: not asked, placed by staff, starred; the staff's own; then as good as shuffled."""
    row = card.row
    return (row.asked_at is not None, row.position == 0, row.position, row.starred_at is None, card.order)
