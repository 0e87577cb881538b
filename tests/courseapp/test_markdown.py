"""Markdown: what it shows, what it never lets through, and that it always ends."""

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.markdown import HARDEST, LONGEST, effort, render


def test_a_text_is_set_as_paragraphs_emphasis_and_links():
    assert render("A *fine* **paper**: see [it](https://example.org/p).") == (
        "<p>A <em>fine</em> <strong>paper</strong>: "
        'see <a href="https://example.org/p" rel="nofollow noopener">it</a>.</p>'
    )


def test_a_list_may_follow_its_sentence_at_once():
    assert render("Strengths:\n- clear\n- short").count("<li>") == 2


def test_lines_of_display_math_that_begin_with_a_sign_stay_math():
    assert "\\[\na\n- b\n\\]" in render("$$\na\n- b\n$$")


def test_math_waits_for_katex_as_it_was_typed():
    html = render("Cost $O(n^2)$, that is $$n \\times n$$ for $5 and $6.")
    assert '<span class="arithmatex">\\(O(n^2)\\)</span>' in html
    assert "$5 and $6" in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("that is $$n$$ for", '<p>that is <span class="arithmatex">\\(n\\)</span> for</p>'),
        ("so $$a_b$$", r'<p>so <span class="arithmatex">\(a_b\)</span></p>'),
        ("stray $$ dollars", "<p>stray $$ dollars</p>"),
        ("a `$$x$$` b", "<p>a <code>$$x$$</code> b</p>"),
        (r"\$$x$$", None),
        ("$$$x$$$", None),
    ],
)  # fmt: skip
def test_display_math_within_a_line_is_math(source: str, html: str | None) -> None:
    assert html is None or render(source) == html
    assert "<script" not in render(source)


def test_code_is_coloured_by_classes_alone():
    html = render("```python\nreturn 1\n```")
    assert '<span class="k">return</span>' in html
    assert "style=" not in html


def test_a_table_is_aligned_without_a_style_and_scrolls_in_its_frame():
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<td align="right">2</td>' in html
    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("# A\n\n## B\n\n# C", "343"),
        ("### A\n\n# B", "33"),
        ("# A\n\n#### B\n\n##### C", "345"),
        ("###### A", "3"),
        ("A\n=\n\nB\n-", "34"),
    ],
)
def test_headings_begin_below_the_page_and_never_skip_a_level(typed, levels):
    assert "".join(re.findall("<h([1-6])>", render(typed))) == levels


def test_a_page_may_ask_for_headings_from_another_level():
    assert render("# A", top=2) == "<h2>A</h2>"


def test_footnotes_of_two_texts_on_one_page_have_ids_of_their_own():
    one, other = (set(re.findall('id="([^"]+)"', render(f"{text}[^1]\n\n[^1]: Note."))) for text in ("One", "Other"))
    assert len(one) == len(other) == 2
    assert not one & other


def test_an_image_is_a_link_so_that_a_page_loads_nothing_from_elsewhere():
    html = render("![the plot](https://example.org/p.png) shows it")
    assert html == '<p><a href="https://example.org/p.png" rel="nofollow noopener">the plot</a> shows it</p>'


def test_raw_html_is_shown_as_it_was_typed():
    assert render("A map<K, V> and <b>bold</b>") == "<p>A map&lt;K, V&gt; and &lt;b&gt;bold&lt;/b&gt;</p>"


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://e.org "t\\" onmouseover=alert(1) ")',
    "<div style='position:fixed'>x</div>",
    "<style>*{display:none}</style>",
    "<svg><animate onbegin=alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "$<img src=x onerror=alert(1)>$",
    "$$\n</div><script>alert(1)</script>\n$$",
    "```html\n<script>alert(1)</script>\n```",
    '```{.x onclick="alert(1)" style="color:red"}\nx\n```',
    "`<script>`",
    "# <script>alert(1)</script>",
    "| <script> |\n|---|\n| <img onerror=x> |",
    "x[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    "<iframe src=https://example.org></iframe>",
    "<form action=/accounts/logout/><input></form>",
    "\x02wzxhzdk:0\x03<script>",
    "\x00<scr\x00ipt>alert(1)</script>",
]


TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"href", "title", "id", "class", "rel", "align", "start", "tabindex"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class Reader(HTMLParser):
    """A browser's view: the tags and attributes that are really there."""

    def __init__(self) -> None:
        super().__init__()
        self.harm: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.harm += [tag] * (tag not in TAGS)
        self.harm += [pair for pair in attrs if pair[0] not in ATTRIBUTES]
        schemes = [SCHEME.match(re.sub(r"[\t\r\n]", "", value or "")) for name, value in attrs if name == "href"]
        self.harm += [found[0] for found in schemes if found and found[1].lower() not in {"http", "https", "mailto"}]


def harm_in(html: str) -> list[object]:
    """Return what in this HTML could act: foreign tags, attributes, schemes."""
    reader = Reader()
    reader.feed(html)
    return reader.harm


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_comes_through(attack):
    assert harm_in(render(attack)) == []


MARKS = ["\n", "\n\n", "> ", "- ", "    ", "*", "_", "`", "$", "[", "](", "|"]


@given(st.lists(st.sampled_from(ATTACKS + MARKS)).map("".join))
def test_nothing_that_acts_comes_through_in_any_company(source):
    assert harm_in(render(source)) == []


def test_a_link_to_a_scheme_that_acts_keeps_its_words():
    assert render("[x](javascript:alert(1))") == '<p><a rel="nofollow noopener">x</a></p>'


@pytest.mark.parametrize(
    "source", ["$x", "\\(x", "$$\nx", "\\[ x", "$$x$", "\\begin{align} x", "$ x $ y $", "\\)", "$$$"]
)
def test_unbalanced_math_is_plain_text(source):
    html = render(source)
    assert html.count("<span") == html.count("</span>")
    assert html.count("<div") == html.count("</div>")
    assert "x" not in source or "x" in html


MEGABYTE = 1_000_000

HEAVY: dict[str, Callable[[int], str]] = {
    "asterisks": lambda size: "*" * size,
    "pairs of asterisks": lambda size: "*a " * (size // 3),
    "underscores": lambda size: "_a" * (size // 2),
    "brackets": lambda size: "[" * size,
    "links left open": lambda size: "[a](" * (size // 4),
    "images left open": lambda size: "![a](" * (size // 5),
    "backticks": lambda size: "` " * (size // 2),
    "tildes": lambda size: "~bc }" * (size // 5),
    "math left open": lambda size: "\\(" * (size // 2),
    "dollars": lambda size: "$a" * (size // 2),
    "escapes": lambda size: "\\*" * (size // 2),
    "quotations": lambda size: "> " * (size // 2),
    "lists in lists": lambda size: "- " * (size // 2) + "x",
    "rules": lambda size: "---\n" * (size // 4),
    "fences": lambda size: "```\n" * (size // 4),
    "footnotes": lambda size: "[^1] " * (size // 5) + "\n\n[^1]: x",
    "footnotes apart": lambda size: "[^1]\n\n" * (size // 6) + "[^1]: x",
    "spaces": lambda size: " " * size + "x",
    "one long word": lambda size: "x" * size,
}


@pytest.mark.parametrize("size", [10_000, LONGEST - 100, MEGABYTE])
@pytest.mark.parametrize("name", HEAVY)
def test_any_text_is_shown_within_seconds(name, size):
    source = HEAVY[name](size)
    began = time.process_time()
    html = render(source)
    assert html
    assert time.process_time() - began < 8  # seconds of the processor, whatever else it does; 2 on a slow one


def test_a_text_too_long_to_set_comes_back_whole_as_it_was_typed():
    source = "*<b>" * (MEGABYTE // 4)
    html = render(source)
    assert html.startswith('<p class="muted small">Too long to be set as Markdown; here it is as it was typed.</p>')
    assert html.count("*&lt;b&gt;") == MEGABYTE // 4
    assert harm_in(html) == []


def test_the_longest_ordinary_text_is_set():
    paragraph = "The *authors* argue that **attention** is all one needs [3]; it costs $O(n^2)$ and `f(x[i])`.\n"
    source = (paragraph * 8 + "\n") * 200
    assert effort(source[:LONGEST]) < HARDEST
    assert "<em>authors</em>" in render(source[:LONGEST])


def test_a_lone_surrogate_does_no_harm():
    assert render("a\ud800b") == "<p>a?b</p>"


def test_nothing_is_nothing():
    assert render("") == ""
