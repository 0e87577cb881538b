"""Kinds of form fields and the answers to them; pure, shared by review forms and surveys."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Answer = str | list[str]
Answers = Mapping[str, Answer]

LARGEST_ANSWER = 1_000_000  # characters; a longer one is refused and stays in the browser

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


class FieldKind(StrEnum):
    """What can be asked."""

    TEXT = "text"
    SCORE = "score"
    CHOICE = "choice"
    CHECKBOXES = "checkboxes"
    QUESTION = "question"


WRITTEN = (FieldKind.TEXT, FieldKind.QUESTION)


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, as the rules see it; ``key`` names it in the answers."""

    key: str
    label: str
    kind: FieldKind
    is_required: bool = False
    min_words: int = 0
    options: tuple[str, ...] = ()


def storable(typed: str) -> str:
    """Return a text with plain line ends, and without the one character that no database keeps."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def word_count(text: str) -> int:
    """Return the number of words; a hyphenated or apostrophised word is one."""
    return len(_WORD.findall(text))


def words(fields: Iterable[Field], answers: Answers) -> int:
    """Return the number of words of all written answers; what was chosen counts for none.

    An answer to no field of these – to one that was retired – counts as written.
    """
    chosen = {field.key for field in fields if field.kind not in WRITTEN}
    return sum(word_count(answer) for key, answer in answers.items() if isinstance(answer, str) and key not in chosen)


def is_filled(field: Field, answer: Answer | None) -> bool:
    """Return whether an answer says something: a choice of the options, or enough words."""
    if field.kind in WRITTEN:
        said = answer.strip() if isinstance(answer, str) else ""
        return bool(said) and (not field.min_words or word_count(said) >= field.min_words)
    if field.kind == FieldKind.CHECKBOXES:
        return bool(answer)
    return answer in field.options


def missing(fields: Iterable[Field], answers: Answers) -> list[Field]:
    """Return the required fields that are not filled, in the form's order."""
    return [field for field in fields if field.is_required and not is_filled(field, answers.get(field.key))]


def is_complete(fields: Iterable[Field], answers: Answers) -> bool:
    """Return whether every required field is filled. Source: docs/reviews.md, "Complete"."""
    return not missing(fields, answers)
