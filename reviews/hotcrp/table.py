"""Reviews as CSV in HotCRP's own dialect."""

import re
from collections.abc import Iterator, Sequence

FIRST = ("paper", "title", "review", "reviewername", "email")

_BARE = re.compile(r"[-_@/$+A-Za-z0-9.](?:[-_@/$+A-Za-z0-9. \t]*[-_@/$+A-Za-z0-9.])?")


def cell(value: str) -> str:
    """Return a cell as HotCRP writes it: bare where it is plain, else in quotes, with quotes doubled."""
    if not value or _BARE.fullmatch(value):
        return value
    quoted = value.replace('"', '""')
    return f'"{quoted}"'


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give the lines of a table, the header first; columns without any value are left out, paper and title never."""
    kept = [at for at in range(len(header)) if at < 2 or any(row[at] for row in rows)]
    for row in (header, *rows):
        yield ",".join(cell(row[at]) for at in kept) + "\n"


def letters(number: int) -> str:
    """Return what HotCRP calls the first, second … review of a paper: A … Z, AA, AB …."""
    return letters((number - 1) // 26) + chr(ord("A") + (number - 1) % 26) if number else ""
