"""How a review stands, from its stored revisions alone. No Django, no clock.

Source: docs/reviews.md, "States" and "The graded revision".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """The loud state of a review, as its page says it."""

    NOT_STARTED = "not started"
    DRAFT = "draft – NOT handed in"
    HANDED_IN = "handed in"
    CHANGED = "handed in, changed since"
    LATE = "late"
    ACCEPTED = "late, accepted"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved state on the main line of a review; ``number`` counts from 1."""

    number: int
    at: datetime
    is_complete: bool
    is_hand_in: bool = False
    keeps_draft: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one student and paper."""

    cut_off: datetime
    hand_in_drafts: bool = True
    first_read_at: datetime | None = None
    accepted_at: datetime | None = None
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review stands.

    ``graded`` is the number of the revision that counts, if one does; ``handed_in`` that of the last
    one handed in. ``is_automatic``: handed in by itself at the cut-off, which pages call the due time.
    """

    state: State
    handed_in_at: datetime | None = None
    handed_in: int | None = None
    graded: int | None = None
    is_automatic: bool = False

    @property
    def is_credited(self) -> bool:
        """Whether the paper is credited: handed in on time, or late and accepted."""
        return self.graded is not None

    @property
    def is_handed_in(self) -> bool:
        """Whether the student has handed something in, on time or late."""
        return self.handed_in_at is not None

    @property
    def shown(self) -> int | None:
        """The number of the revision that others read: the graded one, else the last one handed in."""
        return self.graded if self.graded is not None else self.handed_in


def standing(saved: Sequence[Saved], terms: Terms, now: datetime) -> Standing:
    """Return how a review with these revisions, oldest first, stands at ``now``.

    The graded revision is the last complete one on time (for accepted late work, when it was
    accepted), and never one written after the student first read another's review.
    """
    if terms.is_waived:
        return _standing(State.WAIVED, _last_hand_in(saved))
    if not saved:
        return Standing(State.NOT_STARTED)
    on_time = [one for one in saved if one.at <= terms.cut_off]
    hand_in = _last_hand_in(on_time)
    if hand_in is not None:
        state = State.CHANGED if saved[-1].number > hand_in.number else State.HANDED_IN
        return _standing(state, hand_in, _graded(on_time, terms))
    if now > terms.cut_off and _is_handed_in_by_itself(on_time, terms):
        state = State.CHANGED if saved[-1].number > on_time[-1].number else State.HANDED_IN
        return Standing(state, terms.cut_off, on_time[-1].number, _graded(on_time, terms), is_automatic=True)
    return _standing_when_late(saved, terms, now)


def _standing_when_late(saved: Sequence[Saved], terms: Terms, now: datetime) -> Standing:
    hand_in = _last_hand_in(saved)
    if terms.accepted_at is not None and terms.accepted_at <= now:
        graded = _graded([one for one in saved if one.at <= terms.accepted_at], terms)
        if graded is not None:
            at = hand_in.at if hand_in else terms.accepted_at
            return Standing(State.ACCEPTED, at, hand_in.number if hand_in else graded, graded)
    return _standing(State.LATE if saved[-1].at > terms.cut_off else State.DRAFT, hand_in)


def _standing(state: State, hand_in: Saved | None, graded: int | None = None) -> Standing:
    if hand_in is None:
        return Standing(state)
    return Standing(state, hand_in.at, hand_in.number, graded)


def _last_hand_in(saved: Sequence[Saved]) -> Saved | None:
    return next((one for one in reversed(saved) if one.is_hand_in), None)


def _is_handed_in_by_itself(on_time: Sequence[Saved], terms: Terms) -> bool:
    """Return whether the draft, as it stood at the cut-off, is handed in for its author."""
    return terms.hand_in_drafts and bool(on_time) and on_time[-1].is_complete and not on_time[-1].keeps_draft


def _graded(saved: Sequence[Saved], terms: Terms) -> int | None:
    """Return the number of the last complete revision written before any reading."""
    read_at = terms.first_read_at
    return next(
        (one.number for one in reversed(saved) if one.is_complete and (read_at is None or one.at <= read_at)), None
    )
