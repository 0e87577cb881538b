"""A course's term, week by week; and how a meeting moves without making anybody late."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch

from courseapp.models import Course, Enrollment, Event, Material, Meeting, User
from reviews import deadlines
from reviews.models import Paper
from reviews.standings import Cell, standings


class DueTimeWouldPass(Exception):
    """A move would make due times past: the work that is owed would be due at this very moment."""

    def __init__(self, papers: list[Paper]) -> None:
        self.papers = papers
        super().__init__(", ".join(paper.title for paper in papers))


@dataclass(frozen=True)
class Slot:
    """A paper on the schedule: when it is due for the reader, and how their own review stands."""

    paper: Paper
    due_at: datetime
    cell: Cell | None = None


@dataclass(frozen=True)
class Row:
    """A meeting on the schedule."""

    meeting: Meeting
    materials: list[Material]
    slots: list[Slot]
    is_today: bool
    is_past: bool


@dataclass(frozen=True)
class Week:
    """The meetings of a calendar week; ``number`` counts the weeks of the term from 1."""

    number: int
    monday: date
    rows: list[Row] = field(default_factory=list)


def schedule(course: Course, reader: Enrollment | None, now: datetime) -> list[Week]:
    """Return the term's weeks that have a meeting, each meeting with what this reader may see of it.

    Queries are constant: 4, and 5 more for a student's own reviews.
    """
    return _by_week(course, rows(course, reader, now))


def rows(course: Course, reader: Enrollment | None, now: datetime, meeting: Meeting | None = None) -> list[Row]:
    """Return the schedule's rows in order of time, or the row of one meeting."""
    materials = Material.objects.visible_to(reader, now=now)
    papers = Paper.objects.order_by("position", "pk")
    meetings = course.meetings.prefetch_related(Prefetch("materials", materials), Prefetch("papers", papers), "guests")
    chosen = list(meetings if meeting is None else meetings.filter(pk=meeting.pk))
    for one in chosen:
        one.course = course
        for paper in one.papers.all():
            paper.meeting = one
    cells = _cells(course, reader, now, chosen)
    return [_row(one, cells, now) for one in chosen]


def _cells(course: Course, reader: Enrollment | None, now: datetime, meetings: Iterable[Meeting]) -> dict[int, Cell]:
    """Return how the reader's own reviews stand, by paper; nothing unless they are a student."""
    if reader is None or not reader.is_student:
        return {}
    papers = [paper for meeting in meetings for paper in meeting.papers.all()]
    return {paper: cell for (_, paper), cell in standings(course, now, enrollments=[reader], papers=papers).items()}


def _row(meeting: Meeting, cells: dict[int, Cell], now: datetime) -> Row:
    slots = [slot(paper, cells) for paper in meeting.papers.all()]
    today = meeting.course.day_of(now)
    return Row(meeting, list(meeting.materials.all()), slots, meeting.day == today, meeting.ends_at < now)


def slot(paper: Paper, cells: Mapping[int, Cell]) -> Slot:
    """Return a paper's slot; ``cells`` are the reader's own by paper, if they are a student."""
    cell = cells.get(paper.pk)
    return Slot(paper, cell.due_at if cell else paper.class_due_at, cell)


def _by_week(course: Course, meetings: list[Row]) -> list[Week]:
    first = _monday(course.starts_on)
    weeks: dict[date, Week] = {}
    for row in meetings:
        monday = _monday(row.meeting.day)
        weeks.setdefault(monday, Week((monday - first).days // 7 + 1, monday)).rows.append(row)
    return list(weeks.values())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def move(
    meeting: Meeting, *, starts_at: datetime, ends_at: datetime, now: datetime, by: User | None, confirmed: bool = False
) -> None:
    """Move a meeting; its papers' due times move with it, and work already due or done stays on time.

    A due time that has passed is pinned as the paper's own. One that the move would make past is
    pinned at ``now``, if that is ``confirmed``; else raise DueTimeWouldPass and change nothing.
    Source: docs/reviews.md, "Due times".
    """
    notice = meeting.course.review_notice
    due_after = deadlines.class_due(meeting_starts_at=starts_at, notice=notice)
    pin_due_times(
        meeting.papers.select_related("meeting__course"), lambda paper: due_after, now=now, by=by, confirmed=confirmed
    )
    before = meeting.as_evidence()
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.save(update_fields=["starts_at", "ends_at"])
    meeting.record("meeting.moved", now=now, by=by, before=before)


def pin_due_times(
    papers: Iterable[Paper], due_after: Callable[[Paper], datetime], *, now: datetime, by: User | None, confirmed: bool
) -> None:
    """Pin the due times that a change of schedule must not touch, before the change is made.

    ``due_after`` says when a paper would be due after the change. Raise DueTimeWouldPass as ``move`` does.
    """
    derived = [paper for paper in papers if paper.due_at is None]
    passing = [paper for paper in derived if paper.class_due_at > now >= due_after(paper)]
    if passing and not confirmed:
        raise DueTimeWouldPass(passing)
    for paper in derived:
        if paper.class_due_at <= now or paper in passing:
            _pin(paper, min(paper.class_due_at, now), now=now, by=by)


def _pin(paper: Paper, due_at: datetime, *, now: datetime, by: User | None) -> None:
    paper.due_at = due_at
    paper.save(update_fields=["due_at"])
    Event.objects.record(
        course=paper.course,
        kind="paper.due_time_pinned",
        at=now,
        actor=by,
        subject=paper,
        after={"due_at": due_at.isoformat()},
    )
