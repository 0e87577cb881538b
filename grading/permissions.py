"""Whose statements a person may read."""

from __future__ import annotations

from courseapp.models import Enrollment
from courseapp.models.courses import EnrollmentQuerySet


def statements_visible_to(reader: Enrollment) -> EnrollmentQuerySet:
    """Return the students whose statements ``reader`` may read: staff all of the course, a student their own."""
    students = Enrollment.objects.students().filter(course=reader.course_id).select_related("user", "course")
    return students if reader.is_staff else students.filter(pk=reader.pk)
