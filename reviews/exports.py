"""Reviews for elsewhere: offline forms, and HotCRP's table of reviews."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from courseapp.answers import Answer, Answers
from courseapp.models import Course, Enrollment
from courseapp.spreadsheets import inert
from reviews.hotcrp import controls, forms
from reviews.hotcrp.forms import OfflineForm, Section
from reviews.hotcrp.table import FIRST, letters, table
from reviews.models import Audience, Paper, ReviewField, Revision
from reviews.sheet import Line
from reviews.standings import Cell, standings
from reviews.wording import day_and_time


def number_of(paper: Paper) -> int:
    """Return the number by which forms name a paper: HotCRP's where it has one."""
    return paper.hotcrp_pid or paper.pk


def spelled(field: ReviewField, answer: Answer) -> str:
    """Return an answer as it stands in an offline form."""
    return controls.spelled(field.as_rule(), [label for _, label in field.choices], answer)


def offline_form(cell: Cell, fields: Iterable[ReviewField], answers: Answers, ordinal: str = "") -> OfflineForm:
    """Return a review as an offline form; it says that it is ready only if this very text is handed in."""
    latest = cell.latest
    return OfflineForm(
        line=1, pid=number_of(cell.paper), ordinal=ordinal, title=cell.paper.title,
        reviewer=cell.enrollment.name, email=cell.enrollment.user.email, version=latest.number if latest else 0,
        updated=day_and_time(latest.saved_at) if latest else "",
        readiness=forms.READY if is_ready(cell) else forms.NOT_READY,
        sections=tuple(_section(field, answers.get(field.key, "")) for field in fields),
    )  # fmt: skip


def is_ready(cell: Cell) -> bool:
    """Return whether the newest text of a review is the one that is handed in."""
    return cell.latest is not None and cell.standing.is_handed_in and cell.standing.handed_in == cell.latest.number


def _section(field: ReviewField, answer: Answer) -> Section:
    remarks = forms.remarks(field.help_text).splitlines()
    if field.audience == Audience.STAFF:
        remarks.insert(0, "==-== (shown only to administrators)")
    shown = controls.explained(field.as_rule(), [label for _, label in field.choices])
    return Section(field.label, 0, (*remarks, *shown), spelled(field, answer))


def forms_of(student: Enrollment, papers: Sequence[Paper], now: datetime) -> str:
    """Return one's own forms of these papers as one text: empty where nothing is written yet. Seven queries."""
    cells = [
        standings(student.course, now, enrollments=[student], papers=papers)[student.pk, each.pk] for each in papers
    ]
    return _written(student.course, cells, {})


def forms_of_class(course: Course, now: datetime) -> str:
    """Return every review of a course that has a text, for its staff. Nine queries."""
    cells = [cell for cell in _by_paper(course, now) if cell.latest is not None]
    return _written(course, cells, _ordinals(cells))


def _written(course: Course, cells: Sequence[Cell], ordinals: Mapping[int, str]) -> str:
    fields = list(course.review_fields.asked())
    texts = Revision.objects.in_bulk([cell.latest.pk for cell in cells if cell.latest])
    made = [
        offline_form(
            cell, fields, texts[cell.latest.pk].answers if cell.latest else {},
            ordinals.get(cell.latest.pk, "") if cell.latest else "",
        )
        for cell in cells
    ]  # fmt: skip
    return forms.written_all(f"{course.code} {course.term}", made)


def _by_paper(course: Course, now: datetime) -> list[Cell]:
    """Return the cells of a course by their papers, in each by when they were handed in."""
    papers = list(course.papers.scheduled())
    order = {paper.pk: at for at, paper in enumerate(papers)}
    board = standings(course, now, papers=papers).values()
    return sorted(
        board,
        key=lambda cell: (order[cell.paper.pk], cell.standing.handed_in_at or now, cell.enrollment.pk),
    )


def _ordinals(cells: Iterable[Cell]) -> dict[int, str]:
    """Return the letters of the reviews that are handed in, by their newest revisions: A, B … in each paper."""
    count: Counter[int] = Counter()
    ordinals = {}
    for cell in cells:
        if cell.latest is not None and cell.standing.is_handed_in:
            count[cell.paper.pk] += 1
            ordinals[cell.latest.pk] = letters(count[cell.paper.pk])
    return ordinals


def review_table(course: Course, now: datetime) -> Iterator[str]:
    """Give the lines of HotCRP's table of the reviews that are handed in, as others read them. Nine queries."""
    cells = [cell for cell in _by_paper(course, now) if cell.shown is not None and cell.standing.is_handed_in]
    fields = list(course.review_fields.all())
    texts = Revision.objects.in_bulk([cell.shown.pk for cell in cells if cell.shown])
    ordinals = _ordinals(cells)
    rows = [
        (
            str(number_of(cell.paper)), inert(cell.paper.title),
            f"{number_of(cell.paper)}{ordinals[cell.latest.pk] if cell.latest else ''}",
            inert(cell.enrollment.name), inert(cell.enrollment.user.email),
            *(_told(field, texts[cell.shown.pk].answers.get(field.key, "")) for field in fields if cell.shown),
        )
        for cell in cells
    ]  # fmt: skip
    return table((*FIRST, *(inert(field.label) for field in fields)), rows)


def _told(field: ReviewField, answer: Answer) -> str:
    """Return an answer as a cell: a text without the blanks around it, a score's number, the labels of choices."""
    line = Line(field, answer)
    return line.score or inert(line.text.strip() if field.is_written else ", ".join(line.chosen))
