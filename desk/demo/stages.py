"""The stages of the demo's term, each an instant of the model course."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Stage(StrEnum):
    """How far the demo's term has come."""

    WEEK0 = "week0"
    BEFORE_CLASS = "before-class"
    IN_CLASS = "in-class"
    GUEST = "guest"
    FINALS = "finals"


NOW_IN_TERM = {
    Stage.WEEK0: "2025-09-05T08:30",  # before the first class
    Stage.BEFORE_CLASS: "2025-11-04T08:20",  # ninety minutes before PagedAttention is due
    Stage.IN_CLASS: "2025-11-04T10:26:30",  # a question is drawn and not answered yet
    Stage.GUEST: "2025-11-07T10:55",  # the second guest takes questions
    Stage.FINALS: "2025-12-11T15:00",  # everything is marked and released
}


def instant(stage: Stage, zone: ZoneInfo) -> datetime:
    """Return when a stage is *now*, in the course's zone."""
    return datetime.fromisoformat(NOW_IN_TERM[stage]).replace(tzinfo=zone)
