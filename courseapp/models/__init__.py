"""What several apps need: people, courses, meetings, presence, and the trail of events."""

from courseapp.models.append_only import AppendOnly, AppendOnlyQuerySet, HistoryIsPermanent
from courseapp.models.courses import (
    AlreadyEnrolled,
    Course,
    Enrollment,
    LastInstructor,
    ReviewerNames,
    ReviewsOpen,
)
from courseapp.models.events import Event
from courseapp.models.excuses import ExcuseWord
from courseapp.models.leave import AlreadyFiled, Exemption, Leave, MeetingHasBegun
from courseapp.models.meetings import COUNTED_KINDS, Announcement, Material, MaterialKind, Meeting, MeetingKind
from courseapp.models.people import User, normal_address, normal_name
from courseapp.models.presence import Absence, AbsenceEvidence, AlreadyExcused, NotEnrolledThatDay, NotExcused, Source
from courseapp.models.renderings import Rendering
from courseapp.models.roll import NotHeld, RollClosing, RollMark, Said, can_be_taken, standing_marks
from courseapp.models.stamps import EVERYTHING, Stamp

__all__ = [
    "COUNTED_KINDS",
    "EVERYTHING",
    "Absence",
    "AbsenceEvidence",
    "AlreadyEnrolled",
    "AlreadyExcused",
    "AlreadyFiled",
    "Announcement",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "Course",
    "Enrollment",
    "Event",
    "ExcuseWord",
    "Exemption",
    "HistoryIsPermanent",
    "LastInstructor",
    "Leave",
    "Material",
    "MaterialKind",
    "Meeting",
    "MeetingHasBegun",
    "MeetingKind",
    "NotEnrolledThatDay",
    "NotExcused",
    "NotHeld",
    "Rendering",
    "ReviewerNames",
    "ReviewsOpen",
    "RollClosing",
    "RollMark",
    "Said",
    "Source",
    "Stamp",
    "User",
    "can_be_taken",
    "normal_address",
    "normal_name",
    "standing_marks",
]
