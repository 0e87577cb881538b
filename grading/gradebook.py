"""The class's table: every student's statement under the policy that holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courseapp.models import Course, Enrollment
from grading.grade import grade
from grading.ledger import read_terms
from grading.models import PolicyVersion
from grading.policy import Policy
from grading.statement import Letters, Statement

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line."""

    enrollment: Enrollment
    statement: Statement


@dataclass(frozen=True, slots=True)
class Move:
    """What a change of policy does to one student."""

    enrollment: Enrollment
    before: Statement | None
    after: Statement

    @property
    def difference(self) -> Decimal:
        """The points by which the rounded total moves."""
        return self.after.total.earned - (self.before.total.earned if self.before else Decimal("0.00"))

    @property
    def is_felt(self) -> bool:
        """Whether the total, its floor, its ceiling or a letter moves, as they are shown."""
        return self.before is None or _shown(self.before) != _shown(self.after)


def _shown(statement: Statement) -> tuple[Decimal, Decimal, Decimal, Letters]:
    total = statement.total
    return total.earned, total.floor, total.ceiling, statement.letters


def rows(course: Course, policy: Policy, *, now: datetime) -> Iterator[Row]:
    """Yield a row a student, by name, as of ``now``; always the same number of queries for every 500 students.

    Of the whole class only the keys are held at a time, so that memory does not grow with it.
    """
    students = course.enrollments.students().by_name()
    keys = list(students.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = list(students.filter(pk__in=keys[start : start + CHUNK]))
        terms = read_terms(course, chunk, now=now)
        yield from (Row(student, grade(policy, terms[student.pk])) for student in chunk)


def statement(enrollment: Enrollment, policy: Policy, *, now: datetime) -> Statement:
    """Return one student's statement as of ``now``, by the same way as the whole class's."""
    return grade(policy, read_terms(enrollment.course, [enrollment], now=now)[enrollment.pk])


def moves(course: Course, version: PolicyVersion | None, after: Policy, *, now: datetime) -> list[Move]:
    """Return the students whose results another policy moves, the largest difference first."""
    before = version.policy if version else None
    students = list(course.enrollments.students().by_name())
    terms = read_terms(course, students, now=now)
    compared = [
        Move(student, grade(before, terms[student.pk]) if before else None, grade(after, terms[student.pk]))
        for student in students
    ]
    felt = [move for move in compared if move.is_felt]
    return sorted(felt, key=lambda move: -abs(move.difference))
