"""Papers and reviews as the grade sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction

from courseapp.models import Course, Enrollment
from grading.facts import Evidence, MarkFact, PaperFact, Reference, Standing
from grading.ledger.evidence import evidence
from reviews.models import Mark, Paper
from reviews.standing import State
from reviews.standings import Cell, Key, standings


def paper_facts(course: Course, students: Sequence[Enrollment], *, now: datetime) -> dict[int, tuple[PaperFact, ...]]:
    """Return every paper of the course as it stands for each student, by enrollment's primary key."""
    papers = list(course.papers.scheduled().select_related("mark_release"))
    cells = standings(course, now, enrollments=students, papers=papers)
    marks = _released_marks(papers, students, now=now)
    due_days = {paper.pk: course.day_of(paper.class_due_at) for paper in papers}
    return {
        student.pk: tuple(
            _fact(cells[student.pk, paper.pk], due_days[paper.pk], marks.get((student.pk, paper.pk)), now)
            for paper in papers
        )
        for student in students
    }


def _fact(cell: Cell, due_on: date, mark: MarkFact | None, now: datetime) -> PaperFact:
    paper = cell.paper
    return PaperFact(
        key=str(paper.pk),
        title=paper.title,
        due_on=due_on,
        standing=_standing(cell, now),
        required=paper.is_required,
        cancelled=paper.is_required and not paper.is_assigned_at_all,
        due_at=cell.due_at,
        mark=mark,
        reference=Reference("paper", (paper.pk, cell.review.pk) if cell.review else (paper.pk,)),
        evidence=tuple(_evidence(cell)),
    )


def _standing(cell: Cell, now: datetime) -> Standing:
    """Return what a grade needs to know of a review's state."""
    if cell.standing.state is State.WAIVED:
        return Standing.WAIVED
    if cell.standing.is_credited:
        return Standing.ACCEPTED if cell.standing.state is State.ACCEPTED else Standing.ON_TIME
    if now <= cell.cut_off:
        return Standing.OPEN
    return Standing.LATE if cell.standing.state is State.LATE else Standing.MISSED


def _evidence(cell: Cell) -> Iterator[Evidence]:
    """Yield what was granted, what was handed in, and what staff accepted."""
    for what, granted in (("Due time extended", cell.extension), ("Waived", cell.waiver)):
        if granted is not None:
            yield evidence(what, granted.granted_at, granted.granted_by, granted.reason)
    if cell.standing.is_automatic:
        yield evidence("The draft was handed in as it stood at the due time", cell.due_at)
    elif cell.standing.handed_in_at is not None:
        yield evidence("Handed in", cell.standing.handed_in_at)
    if cell.standing.state in (State.HANDED_IN, State.CHANGED) and not cell.standing.is_credited:
        yield evidence("Nothing complete was written before reading others' reviews, so it does not count", None)
    if cell.review is not None and cell.review.accepted_at is not None:
        yield evidence("Accepted although late", cell.review.accepted_at, cell.review.accepted_by)


def _released_marks(papers: Sequence[Paper], students: Sequence[Enrollment], *, now: datetime) -> dict[Key, MarkFact]:
    """Return the last mark of each review whose paper's marks are released; one query."""
    released = [paper for paper in papers if _is_released(paper, now)]
    marks = Mark.objects.given(now).filter(review__paper__in=released, review__enrollment__in=students)
    released_at = {paper.pk: paper.mark_release.at for paper in released}
    return {
        (mark.review.enrollment_id, mark.review.paper_id): MarkFact(
            mark.symbol,
            None if mark.share is None else Fraction(mark.share),
            (evidence("Marked", mark.at, mark.by), evidence("Released", released_at[mark.review.paper_id])),
        )
        for mark in marks.select_related("review", "by")
    }


def _is_released(paper: Paper, now: datetime) -> bool:
    release = getattr(paper, "mark_release", None)
    return release is not None and release.at <= now
