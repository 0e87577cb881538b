"""The form of one's own review: its controls, what was sent, and what is made of two texts."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.http import QueryDict

from courseapp.answers import LARGEST_ANSWER, Answer, Answers, FieldKind, is_filled, storable
from reviews.comparison import Piece, both, compared
from reviews.models import CONTROLS, Audience, ReviewField
from reviews.sheet import Line
from reviews.wording import why_refused
from reviews.wording import word_count as word_count_said


@dataclass(frozen=True, slots=True)
class Posted:
    """A review as it was sent: every answer that can be kept, those that cannot, and what nobody asked for."""

    answers: dict[str, Answer]
    refused: dict[str, Answer] = field(default_factory=dict)
    unasked: dict[str, list[str]] = field(default_factory=dict)
    based_on: int = 0
    hand_in: bool = False
    keeps_draft: bool = False
    asked: Sequence[ReviewField] = ()


def read_review(post: QueryDict, fields: Iterable[ReviewField]) -> Posted:
    """Return what was sent for these fields; an answer that does not fit its field is kept as it was typed."""
    asked = {one.key: one for one in fields}
    given = {key: _answer(one, post) for key, one in asked.items()}
    for_staff = post.getlist("for_staff")  # the fields that the page called read by staff only
    refused = {
        key: answer
        for key, answer in given.items()
        if len(answer) > LARGEST_ANSWER or (answer and key in for_staff and asked[key].audience == Audience.CLASS)
    }
    based_on = post.get("based_on", "")
    return Posted(
        answers={key: answer for key, answer in given.items() if key not in refused},
        refused=refused,
        unasked={
            storable(key)[:200]: [storable(value)[:LARGEST_ANSWER] for value in post.getlist(key)]
            for key in post
            if key not in asked and key not in CONTROLS
        },
        based_on=int(based_on) if based_on.isascii() and based_on.isdigit() and len(based_on) < 10 else 0,
        hand_in="hand_in" in post,
        keeps_draft="keeps_draft" in post,
        asked=list(asked.values()),
    )


def _answer(asked: ReviewField, post: QueryDict) -> Answer:
    if asked.kind == FieldKind.CHECKBOXES:
        return [storable(value) for value in post.getlist(asked.key) if value]
    return storable(post.get(asked.key, ""))


TAKES = "take:"  # before a field's key; no key has a colon


def merged(
    posted: Posted, taken: Mapping[str, str], fields: Iterable[ReviewField], left: Answers, right: Answers
) -> dict[str, Answer]:
    """Return the answers that the author chose of two texts, field by field; what was typed unless another is taken.

    What was typed and refused is not among them, so that the review keeps what it said before.
    """
    return {
        one.key: _taken(posted, taken.get(TAKES + one.key, ""), one, left, right)
        for one in fields
        if one.key not in posted.refused or taken.get(TAKES + one.key) in ("left", "right", "both")
    }


def _taken(posted: Posted, taken: str, asked: ReviewField, left: Answers, right: Answers) -> Answer:
    one, other = left.get(asked.key, ""), right.get(asked.key, "")
    if taken == "both" and isinstance(one, str) and isinstance(other, str):
        return both(one, other)
    return {"left": one, "right": other}.get(taken, posted.answers.get(asked.key, ""))


class Choice(NamedTuple):
    """One of the values to choose from, as the page shows it."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One field of the form on the page: what its control holds, and what the answer amounts to."""

    field: ReviewField
    answer: Answer
    is_filled: bool
    refusal: str = ""
    other: Answer = ""

    @property
    def id(self) -> str:
        """The id of its control, or of the group of them."""
        return f"id_{self.field.key}"

    @property
    def height(self) -> int:
        """How many lines of a written answer the page shows at first."""
        return 3 if self.field.kind == FieldKind.QUESTION else 7

    @property
    def choices(self) -> Iterator[Choice]:
        """What there is to choose from; nothing for a written answer. A score wears its number."""
        chosen = [self.answer] if isinstance(self.answer, str) else self.answer
        for value, label in [] if self.field.is_written else self.field.choices:
            said = f"{value}. {label}" if self.field.kind == FieldKind.SCORE else label
            yield Choice(value, said, value in chosen)

    @cached_property
    def words(self) -> int:
        """How many words the answer has; 0 where it is not in words."""
        return self.line.words if self.field.is_written else 0

    @property
    def length(self) -> str:
        """What the page says of the number of words."""
        return word_count_said(self.words, self.field.min_words, self.field.max_words)

    @property
    def is_off(self) -> bool:
        """Whether it has words, but too few or too many."""
        return self.words > 0 and ":" in self.length

    @property
    def line(self) -> Line:
        """The answer, as readers see it."""
        return Line(self.field, self.answer)

    @property
    def other_line(self) -> Line:
        """The other text of the answer, as readers see it."""
        return Line(self.field, self.other)

    @property
    def compared(self) -> tuple[list[Piece], list[Piece]]:
        """The other text and this one, in words, in pieces: what stands only in one is marked."""
        return compared(str(self.other), str(self.answer))

    @property
    def values(self) -> str:
        """What is chosen in this answer, as a script reads it."""
        return json.dumps([self.answer] if isinstance(self.answer, str) else self.answer)

    @property
    def other_values(self) -> str:
        """What is chosen in the other answer, as a script reads it."""
        return json.dumps([self.other] if isinstance(self.other, str) else self.other)

    @property
    def differs(self) -> bool:
        """Whether there is another text of this answer to choose from."""
        return self.answer != self.other


class ReviewForm:
    """A course's review form, holding ``answers``; ``others`` is another text to compare them with.

    Nothing is required, since a draft may be empty anywhere. The template writes the controls itself: a widget with
    templates of its own for each field costs more than all else on the page.
    """

    def __init__(
        self,
        fields: Iterable[ReviewField],
        answers: Answers,
        *,
        refused: Answers | None = None,
        others: Answers | None = None,
    ) -> None:
        self.asked, self.refused, self.others = list(fields), refused or {}, others
        self.answers = {**answers, **self.refused}

    @property
    def has_differences(self) -> bool:
        """Whether the other text says anything else."""
        return any(row.differs for row in self.rows())

    def rows(self) -> Iterator[Row]:
        """Give each field with what its control holds, in order."""
        for one in self.asked:
            answer: Answer = self.answers.get(one.key, "")
            refusal = why_refused(self.refused[one.key]) if one.key in self.refused else ""
            other: Answer = answer if self.others is None else self.others.get(one.key, "")
            yield Row(one, answer, is_filled(one.as_rule(), answer), refusal, other)
