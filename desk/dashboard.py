"""What needs the staff: the next class, what waits for an answer, who falls behind, and how the term goes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Count
from django.urls import reverse

from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Course, ExcuseWord, Leave, Meeting, Stamp
from desk.front import Class
from desk.presence_ledger import Seen, presence_ledger
from desk.setting_up import Step, steps
from grading.gradebook_table import Choice, table, turns_of_table
from grading.models import PolicyVersion, RegradeRequest
from guests.models import GuestQuestion
from lottery.fairness import of_class
from reviews.board import public_board
from reviews.lateness import came_at
from reviews.matrix import Matrix, Square, matrix
from reviews.matrix_table import turns
from reviews.models import Paper
from reviews.outcomes import Outcome
from writeups.results import overview
from writeups.standing import State

RISKS = 8  # students who are named; the gradebook has all
AHEAD = 4  # due times to come
MEETINGS = 8  # that the chart of presence goes back
HOUR = timedelta(hours=1)
LEADS = (
    (72 * HOUR, "3 days or more"), (24 * HOUR, "1 to 3 days"), (6 * HOUR, "6 to 24 hours"),
    (HOUR, "1 to 6 hours"), (timedelta(0), "in the last hour"),
)  # fmt: skip
LATE = "after it was due"
NAMES = (*(name for _, name in LEADS), LATE)
KINDS = 8  # of marks that the chart shows, the most frequent first


@dataclass(frozen=True)
class Awaited:
    """A paper whose reviews are due: ``missing`` are the names of those who have not handed one in."""

    pk: int
    title: str
    due_at: datetime
    handed_in: int
    assigned: int
    missing: list[str]


@dataclass(frozen=True)
class Task:
    """Something that waits for the staff: how many, what, and where."""

    count: int
    words: str
    address: str
    since: datetime | None = None
    """Since when the one that has waited longest has waited, where that is known."""


@dataclass(frozen=True)
class NextClass:
    """The next meeting, the reviews of its papers, how many questions its board has, and those to its guests."""

    meeting: Class
    papers: list[Awaited]
    questions: int
    guests: list[Task]


@dataclass(frozen=True)
class Risk:
    """A student who needs a word, and why, the gravest reason first."""

    name: str
    address: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """A bar of a small chart; ``width`` is in per cent of the longest."""

    label: str
    count: int
    width: float
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A small chart: its title, what its numbers count, where more is to be seen, and its bars."""

    title: str
    unit: str
    address: str
    bars: list[Bar]


@dataclass(frozen=True)
class Dashboard:
    """All of it; ``risk_count`` are all students who need a word, of whom the first are in ``risks``."""

    next_class: NextClass | None
    tasks: list[Task]
    due: list[Awaited]
    risks: list[Risk]
    risk_count: int
    charts: list[Chart]
    steps: list[Step]


def dashboard(course: Course, now: datetime, stamp: str) -> Dashboard:
    """Return what needs the staff of a course, put together once for all of them until something changes.

    ``stamp`` is the whole course's, asked for before. No query, unless something has changed; then a constant number.
    """
    return shared(f"dashboard:{course.pk}", f"{stamp}|{terms_of(course)}", now, lambda: _dashboard(course, now))


def stamp_of(course: Course) -> str:
    """Return what stands for all that the dashboard shows. One query."""
    return Stamp.objects.of(course.pk)


def _dashboard(course: Course, now: datetime) -> tuple[Dashboard, set[datetime]]:
    reviews = matrix(course, now)
    columns = _columns(reviews)
    awaited = [_awaited(paper, squares) for paper, squares in columns]
    risks, risk_turns = _risks(course, now)
    wanted = steps(course)
    made = Dashboard(
        next_class=_next_class(course, awaited, reviews, now),
        tasks=[task for task in _tasks(course, columns, reviews.released, now) if task.count],
        due=[one for one in sorted(awaited, key=lambda one: one.due_at) if one.due_at > now and one.assigned][:AHEAD],
        risks=risks[:RISKS],
        risk_count=len(risks),
        charts=[chart for chart in _charts(course, reviews, now) if chart.bars],
        steps=[] if all(step.is_done for step in wanted) else wanted,
    )
    times = course.meetings.values_list("starts_at", "ends_at")
    return made, {*turns(course, reviews, now), *risk_turns, *chain.from_iterable(times), *midnights(course, now)}


def _columns(reviews: Matrix) -> list[tuple[Paper, list[Square]]]:
    return [(paper, [row.squares[at] for row in reviews.rows]) for at, paper in enumerate(reviews.papers)]


def _awaited(paper: Paper, squares: Iterable[Square]) -> Awaited:
    cells = [square.cell for square in squares if square.cell.is_assigned]
    missing = [cell.enrollment.name for cell in cells if not cell.standing.is_handed_in]
    return Awaited(paper.pk, paper.title, paper.class_due_at, len(cells) - len(missing), len(cells), missing)


def _next_class(course: Course, awaited: list[Awaited], reviews: Matrix, now: datetime) -> NextClass | None:
    meeting = course.meetings.upcoming(now).first()
    if meeting is None:
        return None
    meeting.course = course
    here = {paper.pk: paper.title for paper in reviews.papers if paper.meeting_id == meeting.pk}
    papers = [one for one in awaited if one.pk in here]
    questions = len(public_board(meeting, now).all_cards)
    return NextClass(Class.of(meeting, list(here.values())), papers, questions, list(_guests(meeting)))


def _guests(meeting: Meeting) -> Iterator[Task]:
    """Give each guest of a meeting, with how many questions students have put or mean to put to them. One query."""
    for guest in meeting.guests.annotate(count=Count("questions")).order_by("pk"):
        address = reverse("guests:question_list", args=[meeting.course.slug, guest.pk])
        yield _task(guest.count, "question", "questions", f"to {guest.name}", address)


def _tasks(
    course: Course, columns: list[tuple[Paper, list[Square]]], released: set[int], now: datetime
) -> Iterator[Task]:
    """Give what may wait for the staff, whether anything does or not; what people wait for first."""
    leaves = Leave.objects.waiting().filter(enrollment__course=course).count()
    yield _task(leaves, "leave", "leaves", "to accept or decline", reverse("leave_list", args=[course.slug]))
    asked = ExcuseWord.objects.of(course).waiting().count()
    yield _task(
        asked, "absence", "absences", "that a student asks to be excused", reverse("absence_list", args=[course.slug])
    )
    claims = GuestQuestion.objects.waiting().filter(guest__course=course).values_list("guest", "guest__name")
    for (guest, name), count in sorted(Counter(claims).items()):
        address = reverse("guests:question_list", args=[course.slug, guest])
        yield _task(count, "claim", "claims", f"of a question to {name} to answer", address)
    requests = RegradeRequest.objects.waiting(now).filter(enrollment__course=course)
    waiting = [one.waiting_since for one in requests if one.waiting_since]
    address = reverse("grading:regrade_list", args=[course.slug])
    task = _task(len(waiting), "regrade request", "regrade requests", "to answer", address)
    yield replace(task, since=min(waiting, default=None))
    late = sum(square.outcome == Outcome.LATE for _, column in columns for square in column)
    address = reverse("reviews:late_list", args=[course.slug])
    yield _task(late, "late review", "late reviews", "to accept or leave", address)
    late = sum(team.shared.standing.state == State.LATE for team in overview(course, now).teams)
    address = reverse("writeups:team_list", args=[course.slug])
    yield _task(late, "late write-up", "late write-ups", "to accept or leave", address)
    for paper, column in columns:
        address, unmarked = reverse("reviews:mark_list", args=[course.slug, paper.pk]), _to_mark(column)
        yield _task(unmarked, "review", "reviews", f"of “{paper.title}” to mark", address)
        if paper.pk not in released and not unmarked:
            marked = sum(square.mark is not None for square in column)
            yield _task(marked, "mark", "marks", f"of “{paper.title}” to release", address)


def _task(count: int, one: str, many: str, what: str, address: str) -> Task:
    return Task(count, f"{one if count == 1 else many} {what}", address)


def _to_mark(column: Iterable[Square]) -> int:
    """Return how many reviews of a paper count, are past due and have no mark."""
    return sum(
        square.mark is None
        and square.cell.is_past
        and square.cell.standing.is_credited
        and square.cell.shown is not None
        for square in column
    )


def _risks(course: Course, now: datetime) -> tuple[list[Risk], Iterable[datetime]]:
    version = PolicyVersion.objects.current(course, now=now)
    if version is None:
        return [], ()
    found = table(course, version.policy, now, Choice())
    risks = [
        Risk(
            entry.student.name,
            reverse("grading:statement_detail", args=[course.slug, entry.student.uuid]),
            entry.reasons,
        )
        for entry in found.at_risk
    ]
    return risks, turns_of_table(course, found, now)


def _charts(course: Course, reviews: Matrix, now: datetime) -> Iterator[Chart]:
    squares = [square for row in reviews.rows for square in row.squares]
    address = reverse("reviews:matrix", args=[course.slug])
    leads = Counter(_lead(square) for square in squares if square.cell.standing.is_handed_in)
    yield Chart("When reviews come in", "reviews", address, bars((name, leads[name]) for name in NAMES))
    marks = Counter(str(square.mark) for square in squares if square.mark)
    yield Chart("Marks", "reviews", reverse("reviews:drift", args=[course.slug]), bars(marks.most_common(KINDS)))
    ledger = presence_ledger(course, now)
    absent = dict(ledger.lines)[Seen.ABSENT]
    days = [(f"{meeting.day:%a %-d %b}", count) for meeting, count in zip(ledger.meetings, absent, strict=True)]
    address = reverse("presence_ledger", args=[course.slug])
    yield Chart("Absences that cost points", "students", address, bars(days[-MEETINGS:]))
    fairness = of_class(course, now)
    turnouts = fairness.turnouts if fairness else []
    asked = [
        (f"asked {one.turns} ×", one.students, f"chance {one.low}–{one.high}")
        for one in turnouts
        if one.students or one.high
    ]
    yield Chart("Turns in the lottery", "students", reverse("lottery:fairness", args=[course.slug]), bars(asked))


def _lead(square: Square) -> str:
    """Return how long before its due time a review that is handed in came, in words."""
    at = came_at(square.cell)
    lead = square.cell.due_at - at if at else timedelta(0)
    return next((name for least, name in LEADS if lead >= least), LATE)


def bars(counted: Iterable[tuple[str, int] | tuple[str, int, str]]) -> list[Bar]:
    """Return the bars of a chart, each with its label, its count and perhaps a note; none where nothing was counted."""
    rows = list(counted)
    most = max((row[1] for row in rows), default=0)
    return [Bar(row[0], row[1], round(100 * row[1] / most, 1), *row[2:]) for row in rows] if most else []
