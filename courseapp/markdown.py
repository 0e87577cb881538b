"""Markdown and math as safe HTML, in bounded time."""

import hashlib
import re
from xml.etree.ElementTree import Element

import nh3
from django.core.cache import caches
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments.token import STANDARD_TYPES

# Part of every cache key: count up when the same source would give other HTML.
VERSION = 2

# Measured on two slow cores: 64,000 characters of prose take 60 ms, the worst texts within both limits about 1 s,
# and 10,000 opening brackets without the second limit more than a minute.
LONGEST = 64_000  # characters
HARDEST = 10_000_000  # see ``effort``; about 100 ns each

_HEADING = re.compile("h[1-6]")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|1[.)])\s+\S")
_MATH_FENCE = re.compile(r"\$\$|\\[\[\]]|\\(?:begin|end)\{")
_DISPLAY_MATH_IN_TEXT = r"(?<![\\$])\$\$(?![\s$])([^$\n]+)(?<![\s\\])\$\$(?!\$)"
_COSTLY = re.compile(r"[\[\\]")
_COSTLY_EVERYWHERE = re.compile(r"```|~~~|\[\^")
_FOOTNOTE_ID = re.compile(r"fn(ref\d*)?:\d+-[^\s]*")
_CODE_CLASSES = {name for name in STANDARD_TYPES.values() if name}

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "div", "span", "sup", "sub"),
    *("em", "strong", "del", "a", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "div": {"tabindex"},
    "th": {"align"},
    "td": {"align"},
}
_CLASSES = {
    "a": {"footnote-ref", "footnote-backref"},
    "div": {"arithmatex", "highlight", "footnote", "table-scroll"},
    "span": {"arithmatex", *_CODE_CLASSES},
}

_EXTENSIONS = [
    "pymdownx.arithmatex",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "sane_lists",
]
_SETTINGS = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.highlight": {"guess_lang": False, "use_pygments": True},
}


class ListsAfterText(Preprocessor):
    """Let a list follow a line of text at once, as most people type it; Python-Markdown wants an empty line."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with an empty one before each such list; math is left alone."""
        kept: list[str] = []
        before, in_list, in_math = "", False, False
        for line in lines:
            is_item = not in_math and _LIST_ITEM.match(line) is not None
            if is_item and not in_list and before.strip() and not before[0].isspace():
                kept.append("")
            kept.append(line)
            before = line
            in_list = bool(line.strip()) and (in_list or is_item)
            in_math ^= len(_MATH_FENCE.findall(line)) % 2 == 1
        return kept


class DisplayMathInText(InlineProcessor):
    """Take ``$$…$$`` within a line for math, as most people mean it; the parser knows it only as a block of its own."""

    def handleMatch(self, found: re.Match[str], text: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        """Return the math as it waits for KaTeX."""
        element = Element("span", {"class": "arithmatex"})
        element.text = AtomicString(rf"\({found[1]}\)")
        return element, found.start(0), found.end(0)


class OwnTree(Treeprocessor):
    """Fit a text into a page: headings below the page's own, wide tables in a frame that scrolls, images as links."""

    def __init__(self, md: Markdown, top: int) -> None:
        super().__init__(md)
        self.top = top

    def run(self, root: Element) -> None:
        """Rewrite the tree in place."""
        _lower_headings([element for element in root.iter() if _HEADING.fullmatch(element.tag)], self.top)
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _framed(child)
                elif child.tag == "img":
                    _show_as_link(child)


def render(source: str, *, top: int = 3) -> SafeString:
    """Return Markdown with math as safe HTML whose highest heading is at level ``top`` (2…6).

    Raw HTML is shown as it was typed. A text beyond ``LONGEST`` or ``HARDEST`` comes back whole, but plain.
    The result is kept by the hash of its source. Links carry ``nofollow noopener``; math waits in
    ``.arithmatex`` for KaTeX.
    """
    key = key_of(source, top)
    html = caches["markdown"].get(key)
    if html is None:
        html = _render(_storable(source), top, int(key.rpartition(":")[2][:7], 16))
        caches["markdown"].set(key, html)
    return mark_safe(html)


def key_of(source: str, top: int) -> str:
    """Return what the HTML of a text is kept under: all that it follows from."""
    return f"markdown:{VERSION}:{top}:{hashlib.sha256(_storable(source).encode()).hexdigest()}"


def _storable(source: str) -> str:
    """Return the text as UTF-8 can hold it: a lone surrogate has none."""
    return source.encode(errors="replace").decode()


def effort(source: str) -> int:
    """Return an upper bound of the work that a text makes, in steps of about 100 ns.

    Each bracket or backslash may make the parser read its block to the end, and so, ten times as fast, may each
    line of it; each fence and footnote, the whole text.
    """
    blocks = _BLANK_LINES.split(source)
    by_block = sum((len(_COSTLY.findall(block)) + block.count("\n") // 10) * len(block) for block in blocks)
    return by_block + len(_COSTLY_EVERYWHERE.findall(source)) * len(source)


def _render(source: str, top: int, prefix: int) -> str:
    """Return the HTML; footnotes are told from those of the page's other texts by ``prefix``."""
    if len(source) > LONGEST or effort(source) > HARDEST:
        return _plain(source, "Too long to be set as Markdown; here it is as it was typed.")
    try:
        html = _parser(top, prefix).convert(source)
    except RecursionError:
        return _plain(source, "Nested too deeply to be set as Markdown; here it is as it was typed.")
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_harmless,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        set_tag_attribute_values={"pre": {"tabindex": "0"}},
    )


def _plain(source: str, why: str) -> str:
    """Return the text as it was typed, under a sentence that says why."""
    return format_html('<p class="muted small">{}</p><pre class="plain">{}</pre>', why, source)


def _parser(top: int, prefix: int) -> Markdown:
    """Return a parser that takes raw HTML for text. Building one costs 0.3 ms, so none is shared by threads."""
    footnotes = FootnoteExtension(BACKLINK_TEXT="&#8617;&#65038;")
    footnotes.setConfig("UNIQUE_IDS", True)
    own = [footnotes, TableExtension(use_align_attribute=True)]
    md = Markdown(extensions=[*_EXTENSIONS, *own], extension_configs=_SETTINGS)
    footnotes.unique_prefix = prefix
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    md.inlinePatterns.register(SimpleTagInlineProcessor("(~~)([^~]+)~~", "del"), "del", 65)
    md.inlinePatterns.register(DisplayMathInText(_DISPLAY_MATH_IN_TEXT, md), "display_math_in_text", 189.95)
    md.preprocessors.register(ListsAfterText(md), "lists_after_text", 5)
    md.treeprocessors.register(OwnTree(md, top), "own_tree", -1)
    return md


def _lower_headings(headings: list[Element], top: int) -> None:
    """Set the first heading at level ``top``, the others relative to it, never two levels deeper at once."""
    level, offset = top - 1, None
    for heading in headings:
        typed = int(heading.tag[1])
        offset = top - typed if offset is None else offset
        level = max(top, min(typed + offset, level + 1, 6))
        heading.tag = f"h{level}"


def _framed(table: Element) -> Element:
    """Return the table in a frame that scrolls, and that a keyboard can reach."""
    frame = Element("div", {"class": "table-scroll", "tabindex": "0"})
    frame.append(table)
    frame.tail, table.tail = table.tail, None
    return frame


def _show_as_link(image: Element) -> None:
    """Turn an image into a link to it: a page loads nothing from elsewhere."""
    address, words = image.get("src", ""), image.get("alt", "")
    tail = image.tail
    image.clear()
    image.tag, image.text, image.tail = "a", words or address, tail
    image.set("href", address)


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """Return an allowed attribute's value where it is one that the parser writes, else None."""
    if attribute == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    if attribute == "align":
        return value if value in {"left", "right", "center"} else None
    return value
