"""What several apps need: people, courses, meetings, presence, and the trail of events."""

from courseapp.models.append_only import AppendOnly, AppendOnlyQuerySet, HistoryIsPermanent
from courseapp.models.courses import Course, Enrollment, ReviewerNames, ReviewsOpen
from courseapp.models.events import Event
from courseapp.models.meetings import COUNTED_KINDS, Announcement, Material, MaterialKind, Meeting, MeetingKind
from courseapp.models.people import User, normal_address
from courseapp.models.presence import Absence, AbsenceEvidence, Exemption, Leave, RollMark, Source

__all__ = [
    "COUNTED_KINDS",
    "Absence",
    "AbsenceEvidence",
    "Announcement",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "Course",
    "Enrollment",
    "Event",
    "Exemption",
    "HistoryIsPermanent",
    "Leave",
    "Material",
    "MaterialKind",
    "Meeting",
    "MeetingKind",
    "ReviewerNames",
    "ReviewsOpen",
    "RollMark",
    "Source",
    "User",
    "normal_address",
]
