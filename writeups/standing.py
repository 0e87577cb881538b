"""How a team's write-up stands, from its versions alone. No Django, no clock.

Source: docs/writeups.md, "States".
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """The loud state of a write-up, as its page says it."""

    NOTHING = "nothing handed in"
    HANDED_IN = "handed in"
    LATE = "late"
    ACCEPTED = "late, accepted"


@dataclass(frozen=True, slots=True)
class Version:
    """One version handed in; ``number`` counts from 1."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a write-up stands: the version that counts, if one does, and the latest of all."""

    state: State
    counted: Version | None = None
    latest: Version | None = None

    @property
    def is_handed_in(self) -> bool:
        """Whether a version counts: handed in by the cut-off, or late and accepted."""
        return self.counted is not None

    @property
    def has_later_version(self) -> bool:
        """Whether a version came after the one that counts."""
        return self.counted is not None and self.counted != self.latest


def is_late(at: datetime, cut_off: datetime) -> bool:
    """Return whether a version handed in ``at`` is late; the cut-off itself is on time."""
    return at > cut_off


def standing(versions: Sequence[Version], cut_off: datetime, accepted: Collection[int] = ()) -> Standing:
    """Return how a write-up with these versions, oldest first, stands.

    The last version handed in by the cut-off counts, or a later one whose number staff ``accepted``.
    """
    if not versions:
        return Standing(State.NOTHING)
    latest = versions[-1]
    counted = next((one for one in reversed(versions) if not is_late(one.at, cut_off) or one.number in accepted), None)
    if counted is None:
        return Standing(State.LATE, None, latest)
    state = State.ACCEPTED if is_late(counted.at, cut_off) else State.HANDED_IN
    return Standing(state, counted, latest)
