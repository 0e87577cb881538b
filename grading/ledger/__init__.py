"""The facts of many students' terms, read from the whole course in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from courseapp.models import Course, Enrollment
from grading.facts import AdjustmentFact, Days, TermFacts
from grading.ledger.guests import chance_facts, question_facts
from grading.ledger.papers import paper_facts
from grading.ledger.presence import meeting_facts
from grading.ledger.writeups import work_facts
from grading.models import Adjustment


def read_terms(course: Course, students: Sequence[Enrollment], *, now: datetime) -> dict[int, TermFacts]:
    """Return each student's facts as of ``now``, keyed by the enrollment's primary key.

    The number of queries does not depend on how many students, papers or meetings there are.
    """
    papers = paper_facts(course, students, now=now)
    meetings = meeting_facts(course, students, now=now)
    questions = question_facts(course, students, now=now)
    chances = chance_facts(course, students, now=now)
    works = work_facts(course, students, now=now)
    adjustments = _adjustments(students, now=now)
    return {
        student.pk: TermFacts(
            days=Days(student.began_on, student.ended_on),
            has_ended=course.day_of(now) > course.ends_on,
            papers=papers[student.pk],
            meetings=meetings[student.pk],
            questions=questions[student.pk],
            chances=chances[student.pk],
            work=works.get(student.pk),
            adjustments=tuple(adjustments[student.pk]),
        )
        for student in students
    }


def _adjustments(students: Sequence[Enrollment], *, now: datetime) -> dict[int, list[AdjustmentFact]]:
    found: dict[int, list[AdjustmentFact]] = defaultdict(list)
    rows = list(Adjustment.objects.filter(enrollment__in=students, at__lte=now).select_related("by"))
    undone = {row.undoes_id for row in rows}
    for row in rows:
        fact = AdjustmentFact(
            key=str(row.pk),
            component=row.component,
            points=Fraction(row.points),
            reason=row.reason,
            at=row.at,
            who=row.by.get_full_name() if row.by else "",
            can_be_undone=row.undoes_id is None and row.pk not in undone,
        )
        found[row.enrollment_id].append(fact)
    return found
