"""Words and times as HotCRP writes them, and as they can be stored."""

import html
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from courseapp.answers import LARGEST_ANSWER, storable

YEARS = (1990, 2200)


def words(raw: object, most: int = LARGEST_ANSWER) -> str:
    """Return a text that can be stored: plain line ends, no half of a surrogate pair, no more than ``most`` signs."""
    if not isinstance(raw, str):
        return ""
    return storable(raw.encode("utf-8", "replace").decode("utf-8"))[:most]


def unescaped(raw: object, most: int = 200) -> str:
    """Return a name, which HotCRP writes as HTML, as people read it."""
    return " ".join(html.unescape(words(raw)).replace("\x00", "").split())[:most]


def instant(raw: object) -> datetime | None:
    """Return the instant of a Unix time; None if it is none, or in a year that no course was held in."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        at = datetime.fromtimestamp(raw, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return at if YEARS[0] <= at.year < YEARS[1] else None


class _Text(HTMLParser):
    """The words of a little HTML, with its emphasis as Markdown."""

    SIGNS = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("script", "style")
        self.pieces.append({"p": "\n\n", "br": "\n", "li": "\n- ", "div": "\n"}.get(tag, self.SIGNS.get(tag, "")))

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        self.pieces.append(self.SIGNS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def markdown_of(raw: object) -> str:
    """Return HotCRP's help, which is HTML, as Markdown without a tag."""
    parser = _Text()
    parser.feed(words(raw, 20_000))
    parser.close()
    text = "".join(parser.pieces).replace("<", "‹").replace(">", "›")
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()
