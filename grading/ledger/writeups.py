"""The write-up and its mark as the grade sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction

from courseapp.models import Course, Enrollment
from grading.facts import Evidence, MarkFact, Reference, WorkFact
from grading.ledger.evidence import evidence
from writeups.results import Result, results


def work_facts(course: Course, students: Sequence[Enrollment], *, now: datetime) -> dict[int, WorkFact]:
    """Return each student's write-up, by enrollment's primary key; none at all where the course asks for none."""
    found = results(course, now, enrollments=students)
    return {student: _fact(result) for student, result in found.items()}


def _fact(result: Result) -> WorkFact:
    return WorkFact(
        key="writeup",
        title=result.brief.title,
        handed_in=result.is_handed_in,
        is_past_cutoff=result.is_past_cut_off,
        due_at=result.brief.due_at,
        mark=_mark(result),
        reference=Reference("writeup", (result.team.pk,) if result.team else ()),
        evidence=tuple(_evidence(result)),
    )


def _mark(result: Result) -> MarkFact | None:
    """Return the student's own mark, else the team's, once marks are released."""
    mark = result.released_mark
    if mark is None:
        return None
    known = (evidence("Marked", mark.at, mark.by, mark.reason), evidence("Released", result.released_at))
    return MarkFact(value=Fraction(mark.share), evidence=known)


def _evidence(result: Result) -> Iterator[Evidence]:
    if result.counted is not None:
        version = result.counted
        yield evidence(f"Version {version.number} handed in", version.handed_in_at, version.handed_in_by)
    if result.acceptance is not None:
        yield evidence("Accepted although late", result.acceptance.at, result.acceptance.by)
