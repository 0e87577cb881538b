"""When questions to a guest may be prepared and claimed. No Django, no clock.

Source: docs/guests.md, "Claims".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The instants of one lecture that matter for questions."""

    begins_at: datetime
    ends_at: datetime
    closes_at: datetime

    def is_open_to_prepare(self, now: datetime) -> bool:
        """Return whether a question can be prepared: until the lecture ends, inclusive."""
        return now <= self.ends_at

    def is_open_to_claim(self, now: datetime) -> bool:
        """Return whether a question can be claimed: from the lecture's beginning until the window closes, inclusive."""
        return self.begins_at <= now <= self.closes_at

    def is_over(self, now: datetime) -> bool:
        """Return whether nothing can be asked or claimed any more."""
        return now > self.closes_at


def window(begins_at: datetime, ends_at: datetime, claim_window: timedelta) -> Window:
    """Return the window of a lecture; claims close ``claim_window`` after its end."""
    return Window(begins_at, ends_at, ends_at + claim_window)
