"""How an answer stands in an offline form, and what one that stands there means."""

import re
from collections.abc import Iterable, Sequence

from courseapp.answers import WRITTEN, Answer, Field, FieldKind

CHOOSE_ONE = "(Your choice here)"
CHOOSE_SOME = "(Your choices here)"
NONE = ("none", "n/a", "0", "-", "–", "no entry")
YES, NO = ("yes", "y", "true", "1", "on"), ("no", "n", "false", *NONE)

_HEAD = re.compile(r"([^\s.,;()]+)\s*\.?(?:\s+(.*))?", re.DOTALL)


class NoSuchChoice(ValueError):
    """What stands there is none of the choices."""


def symbols(count: int, kind: FieldKind) -> tuple[str, ...]:
    """Return what stands for each of ``count`` choices: letters for checkboxes while they last, else figures."""
    if kind == FieldKind.CHECKBOXES and count <= 26:
        return tuple(chr(ord("A") + at) for at in range(count))
    return tuple(str(at) for at in range(1, count + 1))


def spelled(field: Field, labels: Sequence[str], answer: Answer) -> str:
    """Return an answer as it stands in a form: a text as it is, a choice as ``4. Accept``, checkboxes as ``A, C``."""
    if field.kind in WRITTEN:
        return answer if isinstance(answer, str) else ", ".join(answer)
    signs = dict(zip(field.options, symbols(len(field.options), field.kind), strict=True))
    if field.kind == FieldKind.CHECKBOXES:
        chosen = [answer] if isinstance(answer, str) else answer
        return ", ".join(signs.get(value, value) for value in chosen if value) or CHOOSE_SOME
    if not isinstance(answer, str) or not answer:
        return CHOOSE_ONE
    return next(
        (f"{signs[value]}. {label}" for value, label in zip(field.options, labels, strict=True) if value == answer),
        answer,
    )


def explained(field: Field, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the remark lines that tell what may be written."""
    if field.kind in WRITTEN:
        return ()
    rows = [
        f"==-==    {sign}. {' '.join(label.split())}"
        for sign, label in zip(symbols(len(labels), field.kind), labels, strict=True)
    ]
    if field.kind == FieldKind.CHECKBOXES:
        return ("==-== Choices:", *rows, "==-== Enter your choices, separated by commas:")
    return ("==-== Choices:", *rows, "==-== Enter the number of your choice:")


def understood(field: Field, labels: Sequence[str], text: str, signs: Sequence[str] = ()) -> Answer:
    """Return the answer that stands in a form: the value of a choice, the values of checkboxes, or the text.

    ``signs`` stand for the choices, in their order. Raise NoSuchChoice if it is none of them.
    """
    if field.kind in WRITTEN:
        return text
    known = _Known(field, labels, signs or symbols(len(field.options), field.kind))
    said = text.strip()
    if field.kind == FieldKind.CHECKBOXES:
        return known.some(said)
    return known.found(said) or ("" if _is_unanswered(said) else known.one(said))


class _Known:
    """The choices of a field by all that may stand for one of them."""

    def __init__(self, field: Field, labels: Sequence[str], signs: Sequence[str]) -> None:
        self.options = field.options
        self.by_sign = {sign.casefold(): value for sign, value in zip(signs, field.options, strict=True)}
        self.by_label = {_plain(label): value for label, value in zip(labels, field.options, strict=True)}

    def one(self, said: str) -> str:
        """Return the value that a word or a line stands for."""
        if found := self.found(said):
            return found
        head = _HEAD.fullmatch(said)
        by_head = self.by_sign.get(head[1].casefold(), "") if head and "." in said else ""
        if by_head:
            return by_head
        raise NoSuchChoice(said)

    def found(self, said: str) -> str:
        """Return the value that a sign, a label or a value stands for; empty if it is none."""
        plain = _plain(said)
        known = self.by_sign.get(said.casefold()) or self.by_label.get(plain)
        return known or next((value for value in self.options if _plain(value) == plain), "")

    def some(self, said: str) -> list[str]:
        """Return the values of a list; of one checkbox alone, whether it is ticked."""
        words = [word.strip() for word in re.split(r"[,;]", said) if word.strip()]
        if words and all(word.casefold() in self.by_sign for word in words):
            return self.ordered(self.by_sign[word.casefold()] for word in words)
        if whole := self.found(said):
            return [whole]
        is_alone = len(self.options) == 1
        if is_alone and said.casefold() in YES:
            return [self.options[0]]
        if _is_unanswered(said) or (is_alone and said.casefold() in NO):
            return []
        lines = [line.strip() for line in said.split("\n") if line.strip()]
        if len(lines) > 1 or re.match(r"\S+\.\s", said):
            return self.ordered(self.one(line) for line in lines)
        return self.ordered(self.one(word) for word in words)

    def ordered(self, chosen: Iterable[str]) -> list[str]:
        """Return these values in the order of the choices."""
        found = set(chosen)
        return [value for value in self.options if value in found]


def _is_unanswered(said: str) -> bool:
    plain = said.casefold()
    return not said or plain in NONE or plain in (CHOOSE_ONE.casefold(), CHOOSE_SOME.casefold())


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
