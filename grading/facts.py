"""The facts that one student's grade rests on, each with the evidence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Reference(NamedTuple):
    """What a page may link to: a kind of thing, such as ``paper``, and the keys of what it concerns."""

    kind: str
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that happened: what, when, who."""

    text: str
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an enrollment in the course's zone, both inclusive; ``last`` None where it goes on."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Standing(StrEnum):
    """How one student's review of one paper stands."""

    OPEN = "open"  # the student's own cut-off has not passed, and nothing is handed in
    ON_TIME = "on time"
    ACCEPTED = "late, accepted"
    LATE = "late"
    MISSED = "missed"
    WAIVED = "waived"

    @property
    def is_credited(self) -> bool:
        """Whether the review counts as done."""
        return self in (Standing.ON_TIME, Standing.ACCEPTED)


@dataclass(frozen=True, slots=True)
class MarkFact:
    """A released mark: a symbol that the policy gives a worth to, or else a value from 0 to 1."""

    symbol: str = ""
    value: Fraction | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperFact:
    """One paper of the course and one student's review of it."""

    key: str
    title: str
    due_on: date
    """The day of the class's due time, in the course's zone; an extension does not move it."""
    standing: Standing
    required: bool = True
    cancelled: bool = False
    """Whether its meeting is cancelled, the paper unmoved, and staff do not keep it."""
    due_at: datetime | None = None
    """The student's own due time."""
    mark: MarkFact | None = None
    """The mark, once it is released."""
    reference: Reference | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_of_the_course(self) -> bool:
        """Whether the course as a whole requires the paper."""
        return self.required and not self.cancelled


COUNTED_MEETINGS = frozenset({"lecture", "discussion", "guest"})


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """One meeting of the course and one student's presence at it."""

    key: str
    title: str
    held_on: date
    kind: str
    is_over: bool
    cancelled: bool = False
    missed: bool = False
    """Whether an absence stands, or would, had the meeting not been cancelled."""
    excused: bool = False
    """Whether missing it costs nothing: the absence is excused, or a leave for it is accepted."""
    reference: Reference | None = None
    evidence: tuple[Evidence, ...] = ()


class Claim(StrEnum):
    """How one question to a guest stands."""

    CREDITED = "credited"
    CLAIMED = "claimed"
    DECLINED = "declined"
    CANCELLED = "cancelled"  # credited or claimed at a lecture that was cancelled since


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """One question that the student put, or says to have put, to a guest."""

    key: str
    meeting: str
    """The key of the meeting at which it was asked."""
    title: str
    held_on: date
    claim: Claim
    reference: Reference | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestChance:
    """A guest meeting at which a question can still be asked or claimed; ``until`` its end or the window's."""

    meeting: str
    title: str
    held_on: date
    until: datetime | None = None
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class WorkFact:
    """One marked piece of work, such as the write-up."""

    key: str
    title: str
    handed_in: bool
    is_past_cutoff: bool
    due_at: datetime | None = None
    mark: MarkFact | None = None
    """The mark, once it is released."""
    reference: Reference | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class AdjustmentFact:
    """Signed points that staff added to a component, or to the total where ``component`` is empty."""

    key: str
    component: str
    points: Fraction
    reason: str
    at: datetime | None = None
    who: str = ""
    can_be_undone: bool = False


@dataclass(frozen=True, slots=True)
class TermFacts:
    """Everything about one student's term that a grade depends on; the order of the facts does not matter."""

    days: Days
    has_ended: bool = False
    """Whether the course's last day is over, so that no more papers will be announced."""
    papers: tuple[PaperFact, ...] = ()
    """All papers of the course, whether or not they are this student's to review."""
    meetings: tuple[MeetingFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    chances: tuple[GuestChance, ...] = ()
    work: WorkFact | None = None
    """The write-up; None where the course has none yet."""
    adjustments: tuple[AdjustmentFact, ...] = ()
