"""What the course's home says: what is ahead of a reader, and what it says to everybody alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Course, Enrollment, Meeting, Stamp
from desk.schedule import Slot, slot
from grading.models import Act, RegradeRequest
from reviews.models import Paper
from reviews.standing import Standing
from reviews.standings import standings, turning_points
from writeups.due import PART, WorkDue, work_due, work_turns

ANSWER_SHOWN = timedelta(days=7)
VISITORS = "visitors"  # a part that nothing stamps: it changes with whatever may show anywhere


@dataclass(frozen=True)
class Class:
    """The next meeting, as the course home tells of it; ``papers`` are titles."""

    pk: int
    address: str
    topic: str
    kind: str
    place: str
    starts_at: datetime
    papers: list[str]

    @classmethod
    def of(cls, meeting: Meeting, papers: list[str]) -> "Class":
        """Return what the home tells of a meeting."""
        kind = str(meeting.get_kind_display())
        return cls(
            meeting.pk, meeting.get_absolute_url(), meeting.topic, kind, meeting.place, meeting.starts_at, papers
        )


@dataclass(frozen=True)
class Due:
    """The review that is due next, as the course home tells of it; how it stands, for a student."""

    title: str
    address: str
    due_at: datetime
    standing: Standing | None

    @classmethod
    def of(cls, slot: Slot) -> "Due":
        """Return what the home tells of a paper."""
        standing = slot.cell.standing if slot.cell else None
        return cls(slot.paper.title, slot.paper.get_absolute_url(), slot.due_at, standing)


@dataclass(frozen=True)
class Answer:
    """A regrade request of the reader's that staff have answered: about which line, where, when, and what became."""

    label: str
    address: str
    at: datetime
    has_changed: bool


@dataclass(frozen=True)
class Ahead:
    """What is ahead of a reader: the next meeting, the next review that is due, their write-up; None where none is.

    ``answers`` are those of the last seven days to their regrade requests, the newest first.
    """

    meeting: Class | None
    due: Due | None
    work: WorkDue | None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class About:
    """What the home says to everybody alike, as HTML: the course in short, and its texts."""

    facts: SafeString
    texts: SafeString


def front(course: Course, reader: Enrollment | None, now: datetime) -> tuple[Ahead, About]:
    """Return what is ahead of this reader, put together once a student, and once for all others; and the rest.

    One query unless something of theirs or of the course has changed; then eighteen at most.
    """
    own = reader if reader is not None and reader.is_student else None
    stamps = Stamp.objects.by_part(course.pk, [VISITORS, *([own.part, PART] if own else [])])
    terms = terms_of(course)
    ahead = shared(
        f"ahead:{course.pk}:{own.pk if own else ''}", f"{sorted(stamps.items())}|{terms}", now,
        lambda: _ahead(course, own, now),
    )  # fmt: skip
    texts = (course.about, course.policies, course.ai, course.starts_on, course.ends_on)
    about = shared(f"about:{course.pk}", f"{stamps[VISITORS]}|{terms}|{texts}", now, lambda: _about(course, now))
    return ahead, about


def _ahead(course: Course, student: Enrollment | None, now: datetime) -> tuple[Ahead, set[datetime]]:
    papers = Paper.objects.of(course)
    cells = list(standings(course, now, enrollments=[student], papers=papers).values()) if student else []
    due = _next_due([slot(paper, {cell.paper.pk: cell for cell in cells}) for paper in papers], now)
    meeting = course.meetings.upcoming(now).first()
    titles = [paper.title for paper in papers if meeting and paper.meeting_id == meeting.pk]
    turns = {paper.class_due_at for paper in papers}.union(*turning_points(cells, now).values())
    turns |= set(course.meetings.values_list("ends_at", flat=True))
    turns |= set(work_turns(student) if student else ())
    answers = _answers(course, student, now) if student else ()
    turns |= {one.at + ANSWER_SHOWN for one in answers}
    return Ahead(
        Class.of(meeting, titles) if meeting else None, Due.of(due) if due else None,
        work_due(student, now) if student else None, answers,
    ), turns  # fmt: skip


def _answers(course: Course, student: Enrollment, now: datetime) -> tuple[Answer, ...]:
    """Return the answers of the last days to a student's regrade requests; one query."""
    found = RegradeRequest.objects.filter(enrollment=student).answered(now)
    return tuple(
        Answer(
            one.label,
            reverse("grading:regrade_detail", args=[course.slug, one.pk]),
            one.answered_at,
            one.answer == Act.CHANGED,
        )
        for one in found
        if one.answered_at and one.answered_at > now - ANSWER_SHOWN
    )


def _next_due(slots: Iterable[Slot], now: datetime) -> Slot | None:
    """Return what is due next: of a student their own next unwaived paper, else the class's."""
    owed = [slot for slot in slots if _is_owed(slot) and slot.due_at > now]
    return min(owed, key=lambda slot: slot.due_at, default=None)


def _is_owed(slot: Slot) -> bool:
    return slot.paper.is_assigned_at_all and (slot.cell is None or slot.cell.waiver is None)


def _about(course: Course, now: datetime) -> tuple[About, list[datetime]]:
    staff = course.enrollments.staff().on(course.day_of(max(now, course.starts_at))).by_name()
    facts = render_to_string("desk/_course_facts.html", {"course": course, "staff": staff})
    return About(facts, render_to_string("desk/_course_texts.html", {"course": course})), midnights(course, now)
