"""Whom a comment names: names as they are typed, and the marks that stand for them where it is stored. No Django.

A stored text never holds a name that is mentioned: ``@{1}`` stands for it, so each reader sees the name that they may.
"""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

_MARK = re.compile(r"@\{(\d{1,3})\}")
_TAG_OR_MARK = re.compile(rf'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)|{_MARK.pattern}')


def tie(text: str, names: Mapping[str, int], numbers: Mapping[int, int]) -> tuple[str, dict[int, int]]:
    """Return the text with a mark for each ``@name``, and the number of everybody mentioned in it, by their keys.

    ``names`` are those by which the author may call people, each with a key; ``numbers`` those of the people whom the
    comment has mentioned before. Only these names are found, in upper or lower case, whole and the longest first;
    any other ``@word`` stays as it was typed.
    """
    keys = {name.casefold(): key for name, key in _unmistakable(names).items()}
    mentioned: dict[int, int] = {}
    given = dict(numbers)

    def mark(found: re.Match[str]) -> str:
        key = keys[found[1].casefold()]
        number = given.setdefault(key, max(given.values(), default=0) + 1)
        mentioned[key] = number
        return f"@{{{number}}}"

    return (_pattern(keys).sub(mark, text) if keys else text), mentioned


def untie(text: str, names: Mapping[int, str]) -> str:
    """Return a stored text as its reader sees it: ``@name`` for each mark whose number is in ``names``."""
    return _MARK.sub(lambda found: f"@{names[int(found[1])]}" if int(found[1]) in names else found[0], text)


def untie_html(html: str, names: Mapping[int, str]) -> str:
    """Return rendered HTML with the ``names``, plain text, in the place of the marks; no mark within a tag is one."""

    def named(found: re.Match[str]) -> str:
        name = names.get(int(found[2])) if found[2] else None
        return found[0] if name is None else f'<span class="mention">@{escape(name)}</span>'

    return _TAG_OR_MARK.sub(named, html)


def without(text: str) -> str:
    """Return a stored text without its marks."""
    return _MARK.sub("", text)


def _unmistakable(names: Mapping[str, int]) -> dict[str, int]:
    """Return the names that are one person's alone, whatever their case."""
    count = Counter(name.casefold() for name in names)
    return {name: key for name, key in names.items() if name and count[name.casefold()] == 1}


def _pattern(names: Mapping[str, int]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w@])@({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
