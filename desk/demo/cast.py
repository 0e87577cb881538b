"""The people of the demo, read from ``cast.toml``: who they are and what they are like."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Person:
    """A member of staff."""

    name: str
    email: str


@dataclass(frozen=True)
class Character(Person):
    """A student; ``diligence`` and ``presence`` are chances from 0 to 1, days are ISO dates."""

    diligence: float
    presence: float
    voice: str
    reviews: dict[str, str] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    leave: dict[str, str] = field(default_factory=dict)
    excused: dict[str, str] = field(default_factory=dict)
    away: tuple[str, ...] = ()
    noted_away: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    joins: date | None = None
    drops: date | None = None


@dataclass(frozen=True)
class Cast:
    """Everybody in the demo."""

    instructor: Person
    assistant: Person
    students: tuple[Character, ...]


def read_toml(name: str) -> dict[str, Any]:
    """Return one of the demo's files."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_cast() -> Cast:
    """Return everybody in the demo."""
    document = read_toml("cast.toml")
    students = tuple(Character(**row) for row in document["students"])
    return Cast(Person(**document["instructor"]), Person(**document["assistant"]), students)
