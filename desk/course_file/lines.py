"""Find the line on which each table of a TOML document begins."""

import re

HEADER = re.compile(r"^\s*(\[\[|\[)\s*([A-Za-z0-9_.\s-]+?)\s*(?:\]\]|\])\s*(?:#.*)?$")
FENCE = re.compile(r'"""|\'\'\'')


def table_lines(text: str) -> dict[str, int]:
    """Return the line (1, 2, …) of each table's header by path, such as ``meetings[3].papers[1]``.

    Only headers with bare keys are found, those inside texts of several lines not. A table without a
    header of its own is not in the result.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not fence and (match := HEADER.match(line)):
            lines[_path(match[2], counts, is_list=match[1] == "[[")] = number
        for mark in FENCE.findall(line):
            fence = mark if not fence else "" if fence == mark else fence
    return lines


def _path(header: str, counts: dict[str, int], *, is_list: bool) -> str:
    """Return the indexed path of a header; ``counts`` keeps how many items each list has had so far."""
    path = ""
    names = [name.strip() for name in header.split(".")]
    for depth, name in enumerate(names):
        path = f"{path}.{name}" if path else name
        if is_list and depth == len(names) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
