"""Where two texts differ, word by word. No Django, no clock."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Beyond these a comparison takes longer than a reader waits, and the texts have little in common.
MOST_EDITS = 1_000
MOST_STEPS = 600_000

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether the other text lacks them."""

    text: str
    is_only_here: bool = False


def compared(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces that, joined, are the text.

    Bounded: what two texts of very many words have in common at their beginning and their end is found
    always; between, all is marked where finding more would take too long. ``difference.js`` does the same.
    """
    ones, others = _words(one), _words(other)
    before = _shared(ones, others)
    after = _shared(ones[before:][::-1], others[before:][::-1])
    middle = _common(ones[before : len(ones) - after], others[before : len(others) - after])
    ends = range(after, 0, -1)
    left = {*range(before), *(before + at for at, _ in middle), *(len(ones) - at for at in ends)}
    right = {*range(before), *(before + at for _, at in middle), *(len(others) - at for at in ends)}
    return list(_pieces(ones, left)), list(_pieces(others, right))


def both(one: str, other: str) -> str:
    """Return a text that has all of both: the longer where it holds the other, else one after the other."""
    if one.strip() in other:
        return other
    return one if other.strip() in one else f"{one.rstrip()}\n\n{other.lstrip()}"


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space after it: joined, they are the text."""
    return re.findall(r"\S+\s*|\s+", text)


def _shared(ones: Sequence[str], others: Sequence[str]) -> int:
    """Return how many words two texts begin with alike."""
    pairs = enumerate(zip(ones, others, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(ones), len(others)))


def _common(ones: Sequence[str], others: Sequence[str]) -> Pairs:
    """Return the places of a longest common subsequence; none where finding it would take too long.

    Source: E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
    """
    furthest, trace, steps = {1: 0}, list[dict[int, int]](), 0
    for edits in range(min(len(ones) + len(others), MOST_EDITS) + 1):
        trace.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            x = furthest[k + 1] if _is_down(furthest, k, edits) else furthest[k - 1] + 1
            begins = x
            while x < len(ones) and x - k < len(others) and ones[x] == others[x - k]:
                x += 1
            furthest[k] = x
            steps += 1 + x - begins
            if x >= len(ones) and x - k >= len(others):
                return _walked(trace, len(ones), len(others))
        if steps > MOST_STEPS:
            break
    return []


def _is_down(furthest: dict[int, int], k: int, edits: int) -> bool:
    """Return whether the furthest way to diagonal ``k`` comes by taking a word of the other text."""
    return k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])


def _walked(trace: Sequence[dict[int, int]], x: int, y: int) -> Pairs:
    """Return the words kept on the way that was found, walking it back from its end."""
    found: Pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        before, k = trace[edits], x - y
        came = k + 1 if _is_down(before, k, edits) else k - 1
        from_x, from_y = (before[came], before[came] - came) if edits else (0, 0)
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = from_x, from_y
    return found


def _pieces(words: Sequence[str], kept: set[int]) -> Iterator[Piece]:
    """Give the words in as few pieces as there are changes between kept and not."""
    begins = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or (at in kept) != (begins in kept):
            yield Piece("".join(words[begins:at]), is_only_here=begins not in kept)
            begins = at
