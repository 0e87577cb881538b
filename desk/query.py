"""What is searched for, and how well a text answers it: pure rules. No Django, no clock.

A text is ranked by itself alone: no figure here knows of any other text, so none that a reader may not see
moves what they see. Source: docs/search.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

LONGEST = 300  # characters of a query that are read
MOST = 12  # needles that are looked for
WORD = 60  # letters of a word that are told apart
TEXT = 200_000  # characters of a text that are searched
AROUND = 14  # words on each side of what a snippet shows

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r'(?:(author|paper):)?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)
_UNMARKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Needle:
    """Words that must stand one after the other; if it ``goes_on``, the last one may be longer."""

    words: tuple[str, ...]
    goes_on: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in folded words with a space before each."""
        return re.compile("(?<= )" + re.escape(" ".join(self.words)) + ("" if self.goes_on else "(?= |$)"))


@dataclass(frozen=True)
class Query:
    """What is searched for: needles that must all be there, and of whose text and of which paper."""

    needles: tuple[Needle, ...] = ()
    authors: tuple[Needle, ...] = ()
    papers: tuple[Needle, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.needles or self.authors or self.papers)

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What finds the needles."""
        return tuple(needle.pattern for needle in self.needles)

    def count_in(self, words: str) -> int:
        """Return how often needles stand in folded words."""
        return sum(len(pattern.findall(words)) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet; a hit is marked."""

    text: str
    is_hit: bool = False


def parse(text: str) -> Query:
    """Return what a line asks for: words, "phrases", ``author:`` and ``paper:``. Whatever is typed is a query.

    A word is found at the beginning of longer ones, what is in quotes exactly as it is.
    """
    found: dict[str, list[Needle]] = {"": [], "author": [], "paper": []}
    for match in _PIECE.finditer(text[:LONGEST]):
        words = tuple(folded(match[2] if match[2] is not None else match[3]))
        if words:
            found[(match[1] or "").lower()].append(Needle(words, goes_on=match[2] is None))
    return Query(*(tuple(found[name][:MOST]) for name in ("", "author", "paper")))


def folded(text: str) -> Iterator[str]:
    """Return the words of a text as they are compared: without case, accents and ligatures."""
    return (word for _, _, word in _spans(unicodedata.normalize("NFC", text[:TEXT])))


def joined(text: str) -> str:
    """Return the folded words of a text, a space before each."""
    return "".join(f" {word}" for word in folded(text))


def says(needles: Iterable[Needle], text: str) -> bool:
    """Return whether a text has all of these needles."""
    words = joined(text)
    return all(needle.pattern.search(words) for needle in needles)


def score(query: Query, parts: Sequence[tuple[str, float]]) -> float:
    """Return how well the parts of one text, each of folded words with its weight, answer; 0 if a needle is missing.

    A needle counts for less the more often it stands there already, and the longer the text is. Without
    needles every text answers alike.
    """
    total = 0.0
    length = sum(len(words) for words, _ in parts)
    for pattern in query.patterns:
        weight = sum(weight * len(pattern.findall(words)) for words, weight in parts)
        if not weight:
            return 0.0
        total += weight / (weight + 1 + length / 4000)
    return total / len(query.needles) if query.needles else 0.5


def snippet(query: Query, text: str) -> list[Piece]:
    """Return what stands around the first hit, in pieces; the beginning of the text where it has none."""
    text = " ".join(unicodedata.normalize("NFC", text[:TEXT]).split())
    spans = list(_spans(text))
    words = "".join(f" {word}" for _, _, word in spans)
    starts = {at: number for number, at in enumerate(_starts(spans))}
    hits = sorted(
        (starts[match.start()], len(match[0].split()))
        for pattern in query.patterns
        for match in pattern.finditer(words)
    )
    first = hits[0][0] if hits else 0
    low, high = max(0, first - AROUND), min(len(spans), first + 2 * AROUND)
    begin = spans[low][0] if low else 0
    end = spans[high - 1][1] if 0 < high < len(spans) else len(text)
    return list(_pieces(text, spans, [hit for hit in hits if low <= hit[0] < high], begin, end))


def _pieces(
    text: str, spans: list[tuple[int, int, str]], hits: list[tuple[int, int]], begin: int, end: int
) -> Iterator[Piece]:
    yield Piece("… " if begin else "")
    at = begin
    for first, count in hits:
        start, stop = spans[first][0], min(spans[first + count - 1][1], end)
        if start >= at:
            yield Piece(text[at:start])
            yield Piece(text[start:stop], is_hit=True)
            at = stop
    yield Piece(text[at:end] + (" …" if end < len(text) else ""))


def _starts(spans: Iterable[tuple[int, int, str]]) -> Iterator[int]:
    """Return where each word begins in the joined words."""
    at = 1
    for _, _, word in spans:
        yield at
        at += len(word) + 1


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Return where each word begins and ends in a text, and how it is compared."""
    for match in _WORD.finditer(text):
        if word := _fold(match[0][:WORD]):
            yield match.start(), match.end(), word


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_UNMARKED)
    return "".join(letter for letter in plain if letter.isalnum())
