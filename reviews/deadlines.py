"""When a review is due; the only place that says so. No Django, no clock.

Source: docs/reviews.md, "Due times".
"""

from datetime import datetime, timedelta


def class_due(*, meeting_starts_at: datetime, notice: timedelta, own: datetime | None = None) -> datetime:
    """Return when reviews of a paper are due for the class.

    The paper's own due time where it has one, else the meeting's start less the course's notice.
    """
    return own if own is not None else meeting_starts_at - notice


def has_opened(opens_at: datetime | None, now: datetime) -> bool:
    """Return whether reviews may be written and handed in: always where no opening time is set."""
    return opens_at is None or opens_at <= now


def personal_due(due_at: datetime, extended_to: datetime | None = None) -> datetime:
    """Return when one student's review is due: an extension can only make it later."""
    return due_at if extended_to is None else max(due_at, extended_to)


def cut_off(due_at: datetime, grace: timedelta) -> datetime:
    """Return the last instant, inclusive, at which work counts as on time."""
    return due_at + grace


def is_on_time(at: datetime, due_at: datetime, grace: timedelta) -> bool:
    """Return whether a request that arrived ``at`` counts as on time."""
    return at <= cut_off(due_at, grace)


def would_pass(was: datetime, becomes: datetime, now: datetime) -> bool:
    """Return whether a change of a due time would make due at once what is not due yet."""
    return was > now >= becomes


def never_late_afterwards(was: datetime, becomes: datetime, now: datetime) -> datetime:
    """Return when a paper is due after a change: what was handed in on time stays on time."""
    return max(becomes, min(was, now))
