"""A student at a paper: how their own review stands, its text and mark; put together once for this student alone."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courseapp.copies import shared, terms_of
from courseapp.models import Enrollment, Stamp
from reviews.marking import latest_marks, marking_times, released
from reviews.models import MarkRelease, Paper, ReviewField, Revision
from reviews.sheet import sheet
from reviews.standings import Cell, my_cell, turning_points


@dataclass(frozen=True, slots=True)
class Mine:
    """How one's own review of a paper stands, the whole form with retired fields; and under which stamps that is so.

    ``newest`` is the newest revision with its answers, and after it a text that was kept beside it since, if there
    are any. ``own_stamp`` stands for what concerns this student, ``paper_stamp`` for what concerns the paper.
    """

    cell: Cell
    fields: list[ReviewField]
    newest: list[Revision]
    own_stamp: str
    paper_stamp: str


def mine(student: Enrollment, paper_pk: int, now: datetime) -> Mine:
    """Return a student's place at a paper of their course. Raise Paper.DoesNotExist if the course has no such paper.

    One query, unless something of the course or of theirs has changed; then seven.
    """
    course, part = student.course, Paper(pk=paper_pk).part
    stamps, terms = Stamp.objects.by_part(course.pk, [student.part, part]), terms_of(course)
    own_stamp = f"{stamps[student.part]}|{terms}"
    name = f"mine:{paper_pk}:{student.pk}"
    cell, fields, newest = shared(name, own_stamp, now, lambda: _read(student, paper_pk, now))
    cell.paper.course = cell.paper.meeting.course = course
    return Mine(replace(cell, enrollment=student), fields, newest, own_stamp, f"{stamps[part]}|{terms}")


def _read(
    student: Enrollment, paper_pk: int, now: datetime
) -> tuple[tuple[Cell, list[ReviewField], list[Revision]], set[datetime]]:
    paper = Paper.objects.select_related("meeting").get(course=student.course_id, pk=paper_pk)
    paper.course = paper.meeting.course = student.course
    cell = my_cell(student, paper, now)
    fields = list(student.course.review_fields.all())
    return (cell, fields, _newest(cell)), turning_points([cell], now)[paper.pk]


def _newest(cell: Cell) -> list[Revision]:
    """Return the newest revision with its answers, and a text kept beside since; in one query."""
    if cell.latest is None:
        return []
    rows = Revision.objects.filter(review=cell.latest.review_id, number__gte=cell.latest.number)
    return list(rows.order_by("number")[:2])


def my_text(place: Mine, now: datetime) -> SafeString:
    """Return the mark, once it is released, and the newest text of one's own review; nothing where there is neither.

    No query, unless something of the course or of this student's has changed; then four at most.
    """
    if not place.newest:
        return SafeString("")
    name = f"my-text:{place.cell.paper.pk}:{place.cell.enrollment.pk}"
    return shared(name, place.own_stamp, now, lambda: _written(place, now))


def _written(place: Mine, now: datetime) -> tuple[SafeString, set[datetime]]:
    paper = place.cell.paper
    marks = latest_marks([paper], now, of=place.cell.enrollment) if released([paper], now) else {}
    latest = place.newest[0]
    context = {"latest": latest, "mark": marks.get(latest.review_id), "lines": sheet(place.fields, latest.answers)}
    turns = {
        *MarkRelease.objects.filter(paper=paper).values_list("at", flat=True), *marking_times([paper], now)[paper.pk],
        *turning_points([place.cell], now)[paper.pk],
    }  # fmt: skip
    return render_to_string("reviews/_my_text.html", context), turns
