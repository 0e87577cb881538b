"""The entries of a statement that a student may question, and until when. No Django, no clock.

Source: docs/policy.md, "Regrade requests".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from grading.facts import AdjustmentFact
from grading.points import rounded
from grading.statement import Line, Statement

WINDOW = timedelta(days=14)
TOTAL = "total"
TOTAL_TITLE = "The total"


class Place(NamedTuple):
    """Where an entry stands: its component's key, or ``total``, and its own key within."""

    component: str
    line: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or adjustment as its student may question it, with the total at the same instant."""

    place: Place
    title: str
    """The component's."""
    label: str
    outcome: str
    points: Decimal | None
    """What it adds; None while it is open or outside."""
    total: Decimal
    last_day: date | None
    """The last day, in the course's zone, of the window; None where nothing has happened yet."""

    def is_open_on(self, day: date, answered_on: date | None = None) -> bool:
        """Return whether the window is open: the days after its event, or after the staff's last answer."""
        ends = [self.last_day] if self.last_day else []
        if answered_on is not None:
            ends.append(answered_on + WINDOW)
        return any(day <= end for end in ends)


def entries(statement: Statement, *, now: datetime, day_of: Callable[[datetime], date]) -> dict[Place, Entry]:
    """Return all that a student may question, by its place; ``day_of`` knows the course's zone."""
    total = statement.total.earned

    def last_day(happened: Iterable[date]) -> date | None:
        past = [day for day in happened if day <= day_of(now)]
        return max(past) + WINDOW if past else None

    found = {}
    for part in statement.parts:
        component = part.component
        for line in part.reckoning.lines:
            place, points = Place(component.key, line.key), None if line.points is None else rounded(line.points)
            days = last_day(_days(line, now, day_of))
            found[place] = Entry(place, component.title, line.label, line.outcome, points, total, days)
    for title, fact in _adjustments(statement):
        place = Place(fact.component or TOTAL, f"adjustment-{fact.key}")
        days = last_day([day_of(fact.at)] if fact.at else [])
        label = f"Adjustment: {fact.reason}"
        found[place] = Entry(place, title, label, "adjusted", rounded(fact.points), total, days)
    return found


def _days(line: Line, now: datetime, day_of: Callable[[datetime], date]) -> Iterator[date]:
    """Yield the days of what has happened: the evidence, and the due time or day of the line itself."""
    instants = [piece.at for piece in line.evidence if piece.at is not None]
    if line.at is not None:
        instants.append(line.at)
    elif line.on is not None:
        yield line.on
    yield from (day_of(at) for at in instants if at <= now)


def _adjustments(statement: Statement) -> Iterator[tuple[str, AdjustmentFact]]:
    for part in statement.parts:
        yield from ((part.component.title, fact) for fact in part.adjustments)
    yield from ((TOTAL_TITLE, fact) for fact in statement.adjustments)
