"""One table of a policy document, read key by key; each problem is noted in words with its key."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from grading.points import ZERO, spelled

KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12}|/[1-9][0-9]{0,11})?")
LONGEST_TITLE = 80
MOST = 1000


class PolicyProblems(ValueError):
    """A document that is no valid policy; ``problems`` are sentences, each with the key it is about."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems in the order in which they were found."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class DocumentTable:
    """A table at ``path``; a missing or wrong value is noted in ``problems`` and read as something harmless."""

    def __init__(self, path: str, source: object, problems: list[str]) -> None:
        """Note a problem at once where ``source`` is not a table."""
        self.path = path
        self.problems = problems
        self.source: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
        self.known: set[str] = set()
        if not isinstance(source, Mapping):
            problems.append(f"{path}: must be a table.")

    def __contains__(self, key: str) -> bool:
        return key in self.source

    def refuse(self, key: str, why: str) -> None:
        """Note that the value at ``key`` is wrong, and why."""
        self.problems.append(f"{self.path}.{key}: {why}")

    def rows(self, key: str) -> list[DocumentTable]:
        """Return the tables of an array of tables, which must have at least one; numbered from 1 in problems."""
        rows = self._take(key)
        if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
            self.refuse(key, f"at least one [[{self.path}.{key}]] is needed.")
            return []
        return [DocumentTable(f"{self.path}.{key}[{n}]", row, self.problems) for n, row in enumerate(rows, start=1)]

    def text(self, key: str, default: str | None = None) -> str:
        """Return one line of text of at most 80 characters."""
        value = self._take(key, default)
        if value is None:
            self.refuse(key, "is missing.")
        elif not is_title(value):
            self.refuse(key, f"must be one line of text of at most {LONGEST_TITLE} characters.")
        else:
            return str(value).strip()
        return ""

    def key(self, key: str) -> str:
        """Return a name for use in addresses and files."""
        value = self._take(key)
        if value is None:
            self.refuse(key, "is missing.")
        elif not isinstance(value, str) or not KEY.fullmatch(value):
            self.refuse(key, "must be a short name of small letters, digits, hyphens, such as “reviews”.")
        else:
            return value
        return ""

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """Return one of ``choices``; None where it is another."""
        value = self._take(key)
        if isinstance(value, str) and value in choices:
            return value
        self.refuse(key, f"must be one of {', '.join(choices)}." if value is not None else "is missing.")
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false.")
        return value is True

    def whole(self, key: str, *, default: int | None = None, lowest: int = 0) -> int:
        """Return a whole number from ``lowest`` to 1000."""
        value = self._take(key, default)
        if value is None:
            self.refuse(key, "is missing.")
        elif not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= MOST:
            self.refuse(key, f"must be a whole number from {lowest} to {MOST}.")
        else:
            return value
        return lowest

    def number(self, key: str, *, highest: Fraction) -> Fraction:
        """Return an exact number from 0 to ``highest``."""
        value = self._take(key)
        if value is None:
            self.refuse(key, "is missing.")
            return ZERO
        return self._number(key, value, highest)

    def numbers(self, key: str, *, highest: Fraction) -> dict[str, Fraction]:
        """Return a table of names and numbers; empty where there is none."""
        return {name: self._number(f"{key}.{name}", value, highest) for name, value in self._named(key)}

    def texts(self, key: str) -> dict[str, str]:
        """Return a table of names and lines of text; empty where there is none."""
        named = self._named(key)
        for name, value in named:
            if not is_title(value):
                self.refuse(f"{key}.{name}", f"must be one line of text of at most {LONGEST_TITLE} characters.")
        return {name: str(value).strip() for name, value in named}

    def finish(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.source:
            if key not in self.known:
                close = get_close_matches(str(key), self.known, n=1)
                remedy = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(sorted(self.known))}."
                self.refuse(str(key), f"is not known here; {remedy}")

    def _take(self, key: str, default: object = None) -> Any:
        self.known.add(key)
        return self.source.get(key, default)

    def _named(self, key: str) -> list[tuple[str, Any]]:
        """Return the named values of a small inner table."""
        table = self._take(key, {})
        if isinstance(table, Mapping) and all(is_title(name) for name in table):
            return list(table.items())
        self.refuse(key, "must be a table of short names and their values.")
        return []

    def _number(self, key: str, value: object, highest: Fraction) -> Fraction:
        number = exact(value)
        if number is not None and ZERO <= number <= highest:
            return number
        self.refuse(key, f"must be a number from 0 to {spelled(highest)}.")
        return ZERO


def is_title(value: object) -> bool:
    """Whether ``value`` is one printable line of text, neither blank nor long."""
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_TITLE and value.isprintable()


def exact(value: object) -> Fraction | None:
    """Return a number of a document exactly as it is written; None if it is no number or a monstrous one.

    Text may hold a decimal or a fraction: ``"12.5"``, ``"100/3"``.
    """
    if isinstance(value, float) and math.isfinite(value):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 10:
        value = f"{value.normalize():f}"
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Fraction(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    return None


def plain(value: Fraction) -> int | float | str:
    """Return a number as JSON holds it without loss: whole, a decimal, or text such as ``"100/3"``."""
    if value.denominator == 1:
        return value.numerator
    return float(value) if Fraction(repr(float(value))) == value else str(value)
