"""The opinion write-up: the task, who writes together, what they hand in, and its marks."""

from writeups.models.marks import LateAcceptance, WriteUpMark, WriteUpRelease
from writeups.models.teams import AlreadyInTeam, Brief, Membership, Team
from writeups.models.versions import Draft, NothingToHandIn, WriteUp

__all__ = [
    "AlreadyInTeam",
    "Brief",
    "Draft",
    "LateAcceptance",
    "Membership",
    "NothingToHandIn",
    "Team",
    "WriteUp",
    "WriteUpMark",
    "WriteUpRelease",
]
