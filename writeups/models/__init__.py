"""The opinion write-up: the task, who writes together, what they hand in, and its marks."""

from writeups.models.marks import LateAcceptance, WriteUpMark, WriteUpRelease
from writeups.models.teams import AlreadyInTeam, Brief, Membership, Team, WouldMakeLate
from writeups.models.versions import Draft, LastTexts, NothingToHandIn, PlaceIsOver, WriteUp, last_texts

__all__ = [
    "AlreadyInTeam",
    "Brief",
    "Draft",
    "LastTexts",
    "LateAcceptance",
    "Membership",
    "NothingToHandIn",
    "PlaceIsOver",
    "Team",
    "WouldMakeLate",
    "WriteUp",
    "WriteUpMark",
    "WriteUpRelease",
    "last_texts",
]
