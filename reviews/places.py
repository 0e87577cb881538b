"""Where the sections, figures, tables and pages of a paper are, from the text of its pages. No Django, no clock.

A reader who follows a link must land where it says, so what is not certain is left out.
Source: docs/papers.md, "Links into the PDF".
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Number = tuple[int, ...]

_SECTION = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?(?:\s+|(?=[A-Z]{2}))([A-Z“\"][^\n]{1,90})")
_APPENDIX = re.compile(r"(?:Appendix\s+([A-Z])\b|([A-Z](?:\.\d{1,2}){1,2})\.?\s+[A-Z])[^\n]{0,90}")
_NO_HEADING = re.compile(r"[.,;:]$|\s\d+$")  # a sentence's end, or the page number in a table of contents
_CAPTION = re.compile(r"(Figure|Fig\.|Table)\s*(\d{1,3})\s*[:.|–—]", re.IGNORECASE)
_PRINTED = re.compile(r"(\d{1,4})")
_MOST = 600  # lines that may be headings; a text with more is a table of figures


@dataclass(frozen=True, slots=True)
class Places:
    """The pages, counted from 1, on which what is numbered begins.

    ``first`` is the number printed on the first page.
    """

    count: int
    first: int = 1
    sections: dict[str, int] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may be a numbered heading, and its page."""

    number: Number
    page: int


def find(pages: Sequence[str], outline: Iterable[tuple[str, int]] = ()) -> Places:
    """Return the places in a text given by pages; ``outline`` holds the PDF's own headings with their pages."""
    lines = [(line.strip(), page) for page, text in enumerate(pages, start=1) for line in text.split("\n")]
    own = [heading for title, page in outline if (heading := _heading(title, page))]
    read = _sections([one for line, page in lines if (one := _heading(line, page))])
    sections = _joined(_sections(own), read)
    captions = [(match[1].lower()[:3], match[2], page) for line, page in lines if (match := _CAPTION.match(line))]
    return Places(
        count=len(pages),
        first=_first(pages),
        sections=sections | _once((match[1] or match[2], page) for line, page in lines if (match := _appendix(line))),
        figures=_once((number, page) for kind, number, page in captions if kind == "fig"),
        tables=_once((number, page) for kind, number, page in captions if kind == "tab"),
    )


def _heading(line: str, page: int) -> Heading | None:
    """Return the numbered heading that a line may be; a line of a table of contents ends with its page."""
    match = _SECTION.fullmatch(line)
    if match is None or _NO_HEADING.search(line) or len(line.split()) > 13:
        return None
    return Heading(tuple(int(part) for part in match[1].split(".")), page)


def _appendix(line: str) -> re.Match[str] | None:
    match = _APPENDIX.fullmatch(line)
    return None if _NO_HEADING.search(line) else match


def _sections(headings: Sequence[Heading]) -> dict[str, int]:
    """Return the pages of the headings that follow one another as sections do: 1, 2, 2.1, 2.2, 3 …"""
    if len(headings) > _MOST:
        return {}
    chain = _longest(headings)
    if len(chain) < 3:
        return {}
    rivals = Counter((one.number, one.page) for one in headings)
    pages: dict[Number, set[int]] = {}
    for number, page in rivals:
        pages.setdefault(number, set()).add(page)
    found = {}
    for place, one in enumerate(chain):
        after = chain[place + 1].page if place + 1 < len(chain) else max(heading.page for heading in headings)
        before = chain[place - 1].page if place else 1
        if place == 0 or not any(before <= page <= after for page in pages[one.number] - {one.page}):
            found[".".join(map(str, one.number))] = one.page
    return found


def _joined(own: dict[str, int], read: dict[str, int]) -> dict[str, int]:
    """Return the PDF's own headings, and below each of them what was read; all that was read if it has none."""
    below = {number: page for number, page in read.items() if "." in number and number.split(".")[0] in own}
    return {**below, **own} if own else read


def _longest(headings: Sequence[Heading]) -> list[Heading]:
    """Return the longest run of headings each of which may follow the one before; of two, the later one."""
    best: list[tuple[int, int]] = []  # its length, and the place of the one before
    for at, one in enumerate(headings):
        before = [(best[n][0] + 1, n) for n in range(at) if best[n][0] and _follows(headings[n].number, one.number)]
        best.append(max([(1, -1) if one.number == (1,) else (0, -1), *before]))
    place = max(range(len(best)), key=lambda at: (best[at][0], at), default=-1)
    chain: list[Heading] = []
    while place >= 0 and best[place][0]:
        chain.append(headings[place])
        place = best[place][1]
    return chain[::-1]


def _follows(before: Number, number: Number) -> bool:
    """Return whether a heading may come next: 3.2 is followed by 3.2.1, 3.3 or 4, and by nothing else."""
    depth = len(number)
    if depth > len(before):
        return number == (*before, 1)
    return number[:-1] == before[: depth - 1] and number[-1] == before[depth - 1] + 1


def _once(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the pages of what begins on one page alone."""
    pages: dict[str, set[int]] = {}
    for name, page in found:
        pages.setdefault(name, set()).add(page)
    return {name: next(iter(where)) for name, where in pages.items() if len(where) == 1}


def _first(pages: Sequence[str]) -> int:
    """Return the number printed on the first page, as most pages have it at their head or foot; 1 if they have none."""
    steps: Counter[int] = Counter()
    for page, text in enumerate(pages, start=1):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        ends = {lines[0], lines[-1]} if lines else set()
        steps.update({int(line) - page for line in ends if _PRINTED.fullmatch(line)})
    most = steps.most_common(1)
    return most[0][0] + 1 if most and 2 * most[0][1] > len(pages) and most[0][0] >= 0 else 1
