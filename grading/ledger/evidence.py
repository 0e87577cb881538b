"""Stored acts as evidence."""

from __future__ import annotations

from datetime import datetime

from courseapp.models import Meeting, User
from grading.facts import Evidence


def evidence(what: str, at: datetime | None, by: User | None = None, because: str = "") -> Evidence:
    """Return what was done, when, by whom, and the reason that was given, if one was."""
    return Evidence(f"{what}: {because}" if because else what, at, by.get_full_name() if by else "")


def cancellation(meeting: Meeting, now: datetime) -> tuple[Evidence, ...]:
    """Return that the class was cancelled by ``now``, with the reason; nothing where it was not."""
    if meeting.cancelled_at is None or meeting.cancelled_at > now:
        return ()
    return (evidence("The class was cancelled", meeting.cancelled_at, None, meeting.cancelled_because),)
