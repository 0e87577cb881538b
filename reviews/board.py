"""A meeting's question board: the questions of the reviews that a reader may read, and those of the staff."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from courseapp.models import Course, Enrollment, Meeting, Stamp
from reviews import likeness
from reviews.models import Audience, Paper, Question, ReviewField, Support, Unlike
from reviews.models.cells import opened
from reviews.models.questions import held_part_of, part_of
from reviews.pseudonyms import pseudonym, reference
from reviews.reading import is_open, would_cost
from reviews.sheet import question_in
from reviews.standings import Cell, readable, standings
from reviews.voices import shown_answers


@dataclass(frozen=True, slots=True)
class Card:
    """One question, as this reader sees it; ``row`` keeps what became of it, and is not stored before something did.

    ``key`` names it in addresses. ``author`` is empty where the reader may not know it. ``led`` are the cards that say
    nearly the same; ``wanting`` the students who would ask it or one of these, too, by primary key and to be counted
    alone; ``can_want`` is whether this reader may be one.
    """

    text: str
    row: Question
    key: str
    author: str = ""
    is_mine: bool = False
    order: str = ""
    led: "tuple[Card, ...]" = ()
    wanting: frozenset[int] = frozenset()
    is_wanted: bool = False
    can_want: bool = False

    @property
    def group(self) -> "tuple[Card, ...]":
        """The card with those that it leads."""
        return (self, *self.led)

    @property
    def wanted(self) -> int:
        """How many would ask it, too."""
        return len(self.wanting)

    @property
    def support(self) -> int:
        """How many ask it or would: what the board may be sorted by."""
        return self.wanted + len(self.led)


@dataclass(frozen=True, slots=True)
class Board:
    """The cards in the order in which they are to be asked; each leads those that say nearly the same.

    ``asks_first`` are the papers whose questions are open, but would cost the reader something to read. ``likely`` are
    cards that may say nearly the same, for staff to put together.
    """

    cards: list[Card]
    asks_first: list[Paper] = field(default_factory=list)
    read: list[Paper] = field(default_factory=list)
    likely: list[list[Card]] = field(default_factory=list)

    @property
    def all_cards(self) -> list[Card]:
        """Every card, those in groups after the one that leads them."""
        return [card for head in self.cards for card in head.group]

    @property
    def projected(self) -> list[Card]:
        """What the room sees."""
        return [card for card in self.all_cards if card.row.projected_at is not None]

    def card(self, key: str) -> Card | None:
        """Return the card of this key."""
        return next((card for card in self.all_cards if card.key == key), None)

    def head_of(self, card: Card) -> Card:
        """Return the card that leads this one, or itself."""
        return next(head for head in self.cards if card in head.group)


def board(meeting: Meeting, reader: Enrollment, now: datetime) -> Board:
    """Return a meeting's board as this reader sees it. Always twelve queries, for staff one more.

    The caller notes a first reading of each paper in ``read``: those with another student's card.
    """
    papers = _papers(meeting)
    cells = standings(reader.course, now, papers=papers)
    seen = [cell for cell in readable(cells, reader, now) if cell.shown]
    asks_first = _at_a_cost(seen, cells, reader, now) if reader.is_student else []
    seen = [cell for cell in seen if cell.paper not in asks_first or cell.enrollment.pk == reader.pk]
    cards = _cards(meeting, seen, list(meeting.course.review_fields.read_by(reader)), reader)
    others = {card.row.paper_id for card in cards if card.row.review_id and not card.is_mine}
    heads = _grouped(_with_support(cards, meeting, reader, now))
    likely = _likely(heads, meeting) if reader.is_staff else []
    return Board(heads, asks_first, [paper for paper in papers if paper.pk in others], likely)


def stamp_of(meeting: Meeting, reader: Enrollment, now: datetime) -> str:
    """Return what stands for the board as this reader finds it; eight queries, for staff two.

    Of a paper whose questions are shut to them it says nothing but what their own text is: that somebody else has
    written meanwhile shows in no answer.
    """
    papers, mine, parts = _papers(meeting), list[str](), [part_of(meeting.pk)]
    if not reader.is_staff:
        own = standings(reader.course, now, enrollments=[reader] if reader.is_student else [], papers=papers)
        at_hand = opened(own, reader, is_open, now) - {paper.pk for paper in _costly(own.values(), now)}
        papers = [paper for paper in papers if paper.pk in at_hand]
        mine = [f"{cell.paper.pk}.{cell.shown.number}" for cell in own.values() if cell.shown]
    else:
        parts.append(held_part_of(meeting.pk))
    said = Stamp.objects.of(meeting.course_id, *parts, *(paper.part for paper in papers))
    return "-".join([said, *(f"{paper.pk}" for paper in papers), *mine])


def public_board(meeting: Meeting, now: datetime) -> Board:
    """Return the board for the whole room's eyes: with the names of those alone who agreed. Always ten queries."""
    cells = standings(meeting.course, now, papers=_papers(meeting)).values()
    fields = list(meeting.course.review_fields.filter(audience=Audience.CLASS))
    return Board(_grouped(_cards(meeting, [cell for cell in cells if cell.shown], fields)))


def next_question(meeting: Meeting, now: datetime) -> str:
    """Return the text of the question at hand, for the whole room's eyes: the one that is projected.

    Where none is, the next that was not asked; empty where none is left.
    """
    shown = public_board(meeting, now)
    unasked = [card for card in shown.cards if card.row.asked_at is None]
    return next((card.text for card in (*shown.projected, *unasked)), "")


def place(meeting: Meeting, reader: Enrollment, moved: str, *, by: int = 0, past: str = "", now: datetime) -> None:
    """Move the card named ``moved`` up (``by`` −1) or down (1), before or after the card ``past`` where one is named.

    The order is read again under a lock, so what somebody else moved at the same time stays moved. A card that is
    gone meanwhile changes nothing.
    """
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        cards = board(meeting, reader, now).cards
        keys = [card.key for card in cards]
        if moved not in keys:
            return
        card = cards.pop(keys.index(moved))
        rest = [one.key for one in cards]
        at = rest.index(past) + (by > 0) if past in rest else min(max(keys.index(moved) + by, 0), len(rest))
        cards.insert(at, card)
        Question.objects.arrange([one.row for head in cards for one in head.group], now=now)


def neighbour(shown: Board, by: int) -> Card | None:
    """Return the card after (1) or before (−1) the one that the room sees: not asked yet, in the board's order."""
    projected = shown.projected
    at = shown.cards.index(shown.head_of(projected[0])) if projected else (-1 if by > 0 else len(shown.cards))
    way = shown.cards[at + 1 :] if by > 0 else shown.cards[:at][::-1] if at > 0 else []
    return next((card for card in way if card.row.asked_at is None or by < 0), None)


def _papers(meeting: Meeting) -> list[Paper]:
    return list(Paper.objects.scheduled().filter(meeting=meeting))


def _at_a_cost(seen: list[Cell], cells: dict[tuple[int, int], Cell], reader: Enrollment, now: datetime) -> list[Paper]:
    """Return the papers of which reading another's question now would take something from the reader."""
    papers = {cell.paper for cell in seen if cell.enrollment.pk != reader.pk}
    return _costly([cells[reader.pk, paper.pk] for paper in papers], now)


def _costly(mine: Iterable[Cell], now: datetime) -> list[Paper]:
    return [cell.paper for cell in mine if would_cost(cell.situation(now), now, has_read=cell.reading is not None)]


def _cards(
    meeting: Meeting, cells: Sequence[Cell], fields: Sequence[ReviewField], reader: Enrollment | None = None
) -> list[Card]:
    """Return the cards in order; without a reader, for everybody's eyes. Two queries."""
    rows = list(Question.objects.filter(meeting=meeting))
    for row in rows:
        row.meeting = meeting
    by_review = {row.review_id: row for row in rows if row.review_id is not None}
    shown = shown_answers(cells)
    sees_all = reader is None or reader.is_staff
    cards = [
        Card(row.text, row, f"question-{row.pk}")
        for row in rows
        if row.review_id is None and (sees_all or row.held_at is None)
    ]
    for cell in cells:
        text = question_in(fields, shown[cell.shown.pk].answers) if cell.shown else ""
        if text and cell.review is not None:
            row = by_review.get(cell.review.pk) or Question(meeting=meeting, paper=cell.paper, review=cell.review)
            is_mine = reader is not None and cell.enrollment.pk == reader.pk
            key, order = _names_of(meeting.course, cell)
            cards.append(Card(text, row, key, _author(cell, row, reader), is_mine, order))
    return sorted(cards, key=_place)


def _names_of(course: Course, cell: Cell) -> tuple[str, str]:
    """Return what names a review's card in addresses, and what shuffles it: neither says when it was written."""
    of = (course.pseudonym_key, cell.paper.pk, cell.enrollment.uuid)
    return f"review-{reference(*of)}", pseudonym(*of)


def _author(cell: Cell, row: Question, reader: Enrollment | None) -> str:
    """Return the author's name where this reader may know it: staff, or anybody if the author agreed."""
    is_known = row.named_at is not None or (reader is not None and reader.is_staff)
    return cell.enrollment.name if is_known else ""


def _place(card: Card) -> tuple[bool, bool, int, bool, str]:
    """Return what sorts a card: not asked, placed by staff, starred; the staff's own; then as good as shuffled."""
    row = card.row
    return (row.asked_at is not None, row.position == 0, row.position, row.starred_at is None, card.order)


def _with_support(cards: list[Card], meeting: Meeting, reader: Enrollment, now: datetime) -> list[Card]:
    """Return the cards with how many would ask each, too. One query."""
    wanting: dict[int, set[int]] = defaultdict(set)
    for question, enrollment in Support.objects.filter(question__meeting=meeting).values_list("question", "enrollment"):
        wanting[question].add(enrollment)
    may_want = reader.is_student and reader.is_active(now)
    return [
        replace(
            card, wanting=frozenset(wanting[card.row.pk]), is_wanted=reader.pk in wanting[card.row.pk],
            can_want=may_want and not card.is_mine,
        )
        for card in cards
    ]  # fmt: skip


def _grouped(cards: Iterable[Card]) -> list[Card]:
    """Return the cards that lead or stand alone, in order; where the leader is not seen, the first one leads."""
    groups: dict[object, list[Card]] = {}
    for card in cards:
        own = card.row.pk or card.key
        groups.setdefault(card.row.leader_id or own, []).append(card)
    return sorted((_led(leader, group) for leader, group in groups.items()), key=_place)


def _led(leader: object, group: list[Card]) -> Card:
    head = next((card for card in group if card.row.pk == leader), group[0])
    led = tuple(card for card in group if card is not head)
    return replace(
        head, led=led, wanting=frozenset().union(*(card.wanting for card in group)),
        is_wanted=any(card.is_wanted for card in group), can_want=all(card.can_want for card in group),
    )  # fmt: skip


def _likely(heads: list[Card], meeting: Meeting) -> list[list[Card]]:
    """Return which cards that were not asked may say nearly the same and were not found different. One query."""
    cards = [card for card in heads if card.row.asked_at is None]
    verdicts = set(Unlike.objects.filter(one__meeting=meeting).values_list("one", "other"))
    found = likeness.alike([card.text for card in cards], differ=_verdict(cards, verdicts))
    return [[cards[place] for place in group] for group in found]


def _verdict(cards: list[Card], verdicts: set[tuple[int, int]]) -> Callable[[int, int], bool]:
    def differ(one: int, other: int) -> bool:
        keys = sorted((cards[one].row.pk or 0, cards[other].row.pk or 0))
        return (keys[0], keys[1]) in verdicts

    return differ
