"""What a course file says, as plain frozen values: every instant in UTC, every reference by key."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from grading.policy import Policy


@dataclass(frozen=True, slots=True)
class Settings:
    """The table ``[course]``: the course itself, its texts and its rules of time and reading."""

    slug: str
    code: str
    title: str
    term: str
    starts_on: date
    ends_on: date
    time_zone: str
    place: str
    is_public: bool
    about: str
    policies: str
    ai: str
    review_notice: timedelta
    grace: timedelta
    hand_in_drafts: bool
    reviews_open: str
    reviewer_names: str
    claim_window: timedelta
    picks_planned: int
    passes_allowed: int


@dataclass(frozen=True, slots=True)
class ReviewField:
    """One ``[[review_fields]]``: one question of the review form; 0 words are no limit."""

    key: str
    kind: str
    label: str
    help: str
    required: bool
    audience: str
    min_words: int
    max_words: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One ``[[meetings.papers]]``."""

    key: str
    title: str
    authors: tuple[str, ...]
    venue: str
    year: int | None
    url: str
    abstract: str
    required: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """One ``[[meetings.guests.links]]``: a page about a guest."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Guest:
    """One ``[[meetings.guests]]``: a speaker and the talk."""

    key: str
    name: str
    affiliation: str
    biography: str
    talk: str
    abstract: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One ``[[meetings.materials]]``; exactly one of url, body and file is not empty; None: visible at once."""

    key: str
    kind: str
    title: str
    url: str
    body: str
    file: str
    publish_at: datetime | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One ``[[meetings]]`` with all that belongs to it."""

    key: str
    on: date
    starts_at: datetime
    ends_at: datetime
    kind: str
    topic: str
    summary: str
    place: str
    papers: tuple[Paper, ...]
    guests: tuple[Guest, ...]
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """One ``[[announcements]]``."""

    key: str
    title: str
    body: str
    publish_at: datetime
    pinned: bool


@dataclass(frozen=True, slots=True)
class WriteUp:
    """The table ``[writeup]``: the task at the end of the term."""

    title: str
    brief: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CourseFile:
    """A whole course file without mistakes; no ``review_fields`` means the default form, no policy none."""

    course: Settings
    policy: Policy | None
    review_fields: tuple[ReviewField, ...]
    meetings: tuple[Meeting, ...]
    announcements: tuple[Announcement, ...]
    writeup: WriteUp | None

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Return every paper of every meeting, in the file's order."""
        return tuple(paper for meeting in self.meetings for paper in meeting.papers)
