"""What a review amounts to in a table of students and papers, in one or two words. No Django, no clock."""

from enum import StrEnum

from reviews.standing import Standing, State


class Outcome(StrEnum):
    """One word for how a review stands; in the order in which a column is sorted: what needs somebody first."""

    MISSING = "missing"
    LATE_DRAFT = "late draft"
    LATE = "late"
    VOID = "does not count"
    DRAFT = "draft"
    OPEN = "to do"
    ACCEPTED = "late, accepted"
    ON_TIME = "on time"
    WAIVED = "waived"
    NOT_OWED = "not owed"

    @property
    def short(self) -> str:
        """What a narrow square says."""
        return SHORT.get(self, self.value)

    @property
    def meaning(self) -> str:
        """What it means, in a sentence for a legend."""
        return MEANINGS[self]


SHORT = {Outcome.ACCEPTED: "accepted", Outcome.VOID: "not counted", Outcome.NOT_OWED: "–"}
MEANINGS = {
    Outcome.MISSING: "the due time has passed, and nothing was written",
    Outcome.LATE_DRAFT: "written after the due time, not handed in",
    Outcome.LATE: "handed in after the due time, not accepted",
    Outcome.VOID: "handed in, but nothing complete was written before reading the others",
    Outcome.DRAFT: "written, not handed in",
    Outcome.OPEN: "not written yet, and not due yet",
    Outcome.ACCEPTED: "late, and accepted: it counts",
    Outcome.ON_TIME: "handed in on time: it counts",
    Outcome.WAIVED: "need not be reviewed by this student",
    Outcome.NOT_OWED: "not asked of this student",
}


def outcome(standing: Standing, *, is_assigned: bool, is_past: bool) -> Outcome:
    """Return what a review amounts to; ``is_past``: its due time, with any extension, has passed."""
    if standing.state is State.WAIVED:
        return Outcome.WAIVED
    if standing.is_credited:
        return Outcome.ACCEPTED if standing.state is State.ACCEPTED else Outcome.ON_TIME
    if standing.state is State.NOT_STARTED:
        return _not_started(is_assigned=is_assigned, is_past=is_past)
    if standing.state is State.LATE:
        return Outcome.LATE if standing.is_handed_in else Outcome.LATE_DRAFT
    return Outcome.DRAFT if standing.state is State.DRAFT else Outcome.VOID


def _not_started(*, is_assigned: bool, is_past: bool) -> Outcome:
    if not is_assigned:
        return Outcome.NOT_OWED
    return Outcome.MISSING if is_past else Outcome.OPEN
