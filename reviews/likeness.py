"""Which texts say nearly the same, by their words. No Django, no clock, nothing asked of anybody else's machine."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

LEAST_SHARED = 0.4  # of the words of the shorter one
NEARLY = 74  # of 100: two questions that a class would hear as one
RUN = 5  # words in a row that two people seldom write alike
SHORT = 40  # runs of words; fewer prove nothing
LONGEST = 20_000  # characters of a review that are compared
WORTH_COUNTING = 0.6  # of the words of the one that has fewer
REWORDED = 85  # per cent

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SMALL = frozenset(
    """
    a about all also am an and any are as at be been but by can could did do does for from get give had has have he her
    his how i if in into is it its just let like may me might more most much my no not of on one only or other our out
    over own really s say says she should so some such than that the their them then there these they this those to too
    us use very was we were what when where which while who whom why will with would you your
    question something naive discussion wonder think
    """.split()  # noqa: SIM905 - words are read as words
)


def content(text: str) -> str:
    """Return the words of a text that carry it, in lower case, endings cut to a plain form."""
    words = (_plain(word) for word in _WORD.findall(text.lower()) if word not in _SMALL)
    return " ".join(words)


def _plain(word: str) -> str:
    """Return a word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def alike(texts: Sequence[str], *, differ: Callable[[int, int], bool] = lambda one, other: False) -> list[list[int]]:
    """Return groups of texts that say nearly the same, by their places; each with two or more, every pair alike.

    ``differ`` says of two places that they are not to be put together. 60 texts take some milliseconds.
    """
    said = [content(text) for text in texts]
    groups: list[list[int]] = []
    for place, words in enumerate(said):
        if not words:
            continue
        home = next((one for one in groups if _belongs(place, one, said, differ)), None)
        if home is None:
            groups.append([place])
        else:
            home.append(place)
    return [group for group in groups if len(group) > 1]


def _belongs(place: int, group: list[int], said: Sequence[str], differ: Callable[[int, int], bool]) -> bool:
    return all(likeness(said[place], said[at]) >= NEARLY and not differ(at, place) for at in group)


def likeness(one: str, other: str) -> float:
    """Return how alike two contents are, 0 to 100: their words in any order, and a little less for those added.

    A single word is only like itself.
    """
    words, others = set(one.split()), set(other.split())
    if len(words & others) < LEAST_SHARED * min(len(words), len(others)):
        return 0.0  # cheap, and true of nearly every pair
    by_order = fuzz.token_sort_ratio(one, other)
    if " " not in one or " " not in other:
        return 100.0 if one == other else 0.0
    return max(by_order, (fuzz.token_set_ratio(one, other) + by_order) / 2)


def similarity(one: "Passages", other: "Passages") -> int:
    """Return how alike two long texts are, in whole per cent: the larger of two measures.

    What the shorter one shares with the other in runs of ``RUN`` words; and, where they share enough words for it, how
    alike they are by all their words, whatever the order, which finds what was only put differently. Texts of less
    than ``SHORT`` words are like nothing.
    """
    fewest = min(len(one.runs), len(other.runs))
    if fewest < SHORT:
        return 0
    shared = 100 * len(one.runs & other.runs) // fewest
    if len(one.words & other.words) < WORTH_COUNTING * min(len(one.words), len(other.words)):
        return shared
    by_words = int(fuzz.token_sort_ratio(one.content, other.content))
    return max(shared, by_words if by_words >= REWORDED else 0)


@dataclass(frozen=True, slots=True)
class Passages:
    """A long text made ready to be compared with many others: runs of words, words, and content."""

    runs: frozenset[tuple[str, ...]]
    words: frozenset[str]
    content: str

    @classmethod
    def of(cls, text: str) -> "Passages":
        """Return the text made ready; beyond ``LONGEST`` characters it is not looked at."""
        words = _WORD.findall(text[:LONGEST].lower())
        said = content(text[:LONGEST])
        runs = frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))
        return cls(runs, frozenset(said.split()), said)
