"""A very small browser: it reads a page's links and forms, fills a form in, and presses its buttons."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

BLOCKS = {"article", "li", "tr"}

KEYS = re.compile(r"<kbd[^>]*>[^<]*</kbd>")  # beside what a key does


def plain(text: str) -> str:
    """Return a text with its spaces folded."""
    return " ".join(text.split())


@dataclass
class Node:
    """An element of which the text matters: a link, a button, an option, a label, or a block of a list."""

    attrs: dict[str, str | None]
    pieces: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return plain("".join(self.pieces))

    def says(self, words: str) -> bool:
        """Return whether it says so, to whom sees or to whom hears it; “Hand in…”: whether it begins so."""
        start = words.removesuffix("…")
        heard = self.text.startswith(start) if start != words else self.text == words
        return heard or plain("".join(self.seen)) == words


@dataclass
class Form:
    """A form of a page: what it would send as it stands, what may be chosen, and its buttons."""

    attrs: dict[str, str | None]
    block: Node | None
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, Node]] = field(default_factory=dict)
    buttons: list[Node] = field(default_factory=list)

    def takes(self, fields: Iterable[str]) -> bool:
        """Return whether the form asks for all of these."""
        return {*fields} <= {*self.values, *self.choices}

    def fill(self, name: str, value: Any) -> list[str]:
        """Return what ``value`` sends under ``name``: a choice by its label, any number in a list.

        Raise KeyError if the form asks for no such thing.
        """
        if name not in self.values and name not in self.choices:
            raise KeyError(f"No “{name}” in a form that has {sorted({*self.values, *self.choices})}.")
        said = value if isinstance(value, list) else [value]
        labels = {node.text: key for key, node in self.choices.get(name, {}).items()}
        return [labels.get(one, one) for one in said]


class Reader(HTMLParser):
    """Collects the text, links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.whole, self.links, self.forms = Node({}), list[Node](), list[Form]()
        self.open: list[tuple[str, Node]] = []
        self.blocks: list[Node] = []
        self.spans: list[bool] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.feed(KEYS.sub("", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a control, or begin to listen."""
        found = dict(attrs)
        if tag == "form":
            self.form = Form(found, self.blocks[-1] if self.blocks else None)
            self.forms.append(self.form)
        elif self.form is not None:
            self.take(tag, found)
        if tag in BLOCKS | {"a", "label", "option", "button"}:
            self.listen(tag, found)
        elif tag == "span":
            self.spans.append("visually-hidden" in (found.get("class") or ""))

    def take(self, tag: str, attrs: dict[str, str | None]) -> None:
        """Note a control of the form at hand."""
        assert self.form is not None
        name, kind = attrs.get("name") or "", attrs.get("type") or "text"
        if tag == "input" and kind in ("checkbox", "radio") and name:
            label = next((node for tag, node in reversed(self.open) if tag == "label"), Node({}))
            self.form.choices.setdefault(name, {})[attrs.get("value") or "on"] = label
            if "checked" in attrs:
                self.form.values.setdefault(name, []).append(attrs.get("value") or "on")
        elif tag == "input" and name:
            self.form.values[name] = [] if kind == "file" else [attrs.get("value") or ""]
        elif tag == "textarea":
            self.area, self.form.values[name] = name, [""]
        elif tag == "select":
            self.select, self.form.choices[name] = name, {}

    def listen(self, tag: str, attrs: dict[str, str | None]) -> None:
        """Begin an element of which the text matters."""
        node = Node(attrs)
        self.open.append((tag, node))
        if tag in BLOCKS:
            self.blocks.append(node)
        elif tag == "a":
            self.links.append(node)
        elif tag == "button" and self.form is not None:
            self.form.buttons.append(node)
        elif tag == "option" and self.form is not None:
            self.form.choices[self.select][attrs.get("value") or ""] = node
            if "selected" in attrs:
                self.form.values[self.select] = [attrs.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        if tag == "form":
            self.form = None
        elif tag == "span":
            self.spans.pop()
        elif tag == "textarea":
            self.area = ""
        elif any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass
            if tag in BLOCKS:
                self.blocks.pop()

    def handle_data(self, data: str) -> None:
        """Let everybody hear who listens."""
        self.whole.pieces.append(data)
        if self.area and self.form is not None:
            self.form.values[self.area][0] += data.removeprefix("\n")
        for _, node in self.open:
            node.pieces.append(data)
            if not any(self.spans):
                node.seen.append(data)


class Page:
    """An answer of the site, with what one can do on it."""

    def __init__(self, client: Client, response: Any, url: str) -> None:
        self.client, self.response, self.url = client, response, url
        self.status: int = response.status_code
        self.html: str = response.content.decode() if self.status in (200, 422) else ""
        self._read: Reader | None = None

    @property
    def read(self) -> Reader:
        """The page, read once."""
        self._read = self._read or Reader(self.html)
        return self._read

    @property
    def text(self) -> str:
        """Everything that the page says."""
        return self.read.whole.text

    def follow(self) -> "Page":
        """Return the page to which a redirect leads; a page that is none is itself."""
        return visit(self.client, self.response.url) if self.status == 302 else self

    def link(self, text: str) -> str:
        """Return the address of the link that says ``text``. Raise LookupError without one."""
        found = {node.attrs["href"] or "" for node in self.read.links if node.says(text)}
        if len(found) != 1:
            raise LookupError(f"{len(found)} links say “{text}” on {self.url}")
        return found.pop()

    def press(self, button: str, *, about: str = "", action: str = "", **fields: Any) -> "Page":
        """Press the one button that says ``button``, in the block ``about`` somebody, of a form that has ``fields``.

        The form sends what it holds but for ``fields``; ``action`` is how its address ends.
        Raise LookupError unless there is one such button.
        """
        found = [
            (form, node)
            for form, node in self._buttons(button)
            if about in (form.block or Node({})).text
            and (form.attrs.get("action") or "").endswith(action)
            and form.takes(fields)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons say “{button}” about “{about}” on {self.url}")
        form, node = found[0]
        data: dict[str, Any] = dict(form.values)
        data |= {name: form.fill(name, value) for name, value in fields.items()}
        if name := node.attrs.get("name"):
            data[name] = [node.attrs.get("value") or ""]
        target = form.attrs.get("action") or self.url.partition("?")[0]
        if not target.startswith("/"):
            target = self.url.partition("?")[0] + target
        return Page(self.client, self.client.post(target, data), target)

    def _buttons(self, text: str) -> Iterator[tuple[Form, Node]]:
        return ((form, node) for form in self.read.forms for node in form.buttons if node.says(text))


def visit(client: Client, url: str) -> Page:
    """Open a page; anything but a page that may be read is an error."""
    page = Page(client, client.get(url), url)
    if page.status != 200:
        raise LookupError(f"{url} answers {page.status}")
    return page
