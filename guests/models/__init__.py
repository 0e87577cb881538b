"""Guest lectures: who speaks, and the questions that students put to them."""

from guests.models.guests import Guest
from guests.models.links import GuestLink
from guests.models.questions import (
    AlreadyDecided,
    ClaimsClosed,
    GuestQuestion,
    GuestQuestionSupport,
    LectureIsOver,
    NotToShare,
)

__all__ = [
    "AlreadyDecided",
    "ClaimsClosed",
    "Guest",
    "GuestLink",
    "GuestQuestion",
    "GuestQuestionSupport",
    "LectureIsOver",
    "NotToShare",
]
