"""Guest lectures: who speaks, and the questions that students put to them."""

from guests.models.guests import Guest
from guests.models.questions import AlreadyDecided, ClaimsClosed, GuestQuestion, LectureIsOver

__all__ = ["AlreadyDecided", "ClaimsClosed", "Guest", "GuestQuestion", "LectureIsOver"]
