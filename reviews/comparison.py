"""Where two texts differ, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MANY_WORDS = 4_000  # beyond these a comparison takes longer than a reader waits


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether the other text lacks them."""

    text: str
    is_only_here: bool = False


def compared(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces that, joined, are the text; texts of very many words are not marked."""
    ones, others = _words(one), _words(other)
    if max(len(ones), len(others)) > MANY_WORDS:
        return [Piece(one)], [Piece(other)]
    left, right = list[Piece](), list[Piece]()
    for tag, start, end, other_start, other_end in SequenceMatcher(None, ones, others).get_opcodes():
        for pieces, words in ((left, ones[start:end]), (right, others[other_start:other_end])):
            if words:
                pieces.append(Piece("".join(words), is_only_here=tag != "equal"))
    return left, right


def _words(text: str) -> list[str]:
    """Return the words of a text and the space between them: joined, they are the text."""
    return re.findall(r"\s+|\S+", text)
