"""The presence of a course's students, read across meetings: what a grade rests on, and what pages show."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch

from courseapp.models import Absence, AbsenceEvidence, Course, Enrollment, Leave


def standing_absences(course: Course, *, enrollments: Iterable[Enrollment] | None = None) -> dict[int, list[Absence]]:
    """Return the absences that stand, in the order of their meetings, by enrollment's primary key.

    Of every student of the course unless fewer are given. Each has its meeting and whoever excused it
    at hand, and its standing evidence, oldest first, as the list ``standing_evidence``, each with
    whoever noted it; ``absence.is_excused`` says whether it costs nothing. Two queries.
    """
    rows = Absence.objects.standing().filter(meeting__course=course)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=enrollments)
    evidence = AbsenceEvidence.objects.standing().select_related("by")
    found: dict[int, list[Absence]] = defaultdict(list)
    for absence in rows.select_related("meeting", "excused_by").prefetch_related(
        Prefetch("evidence", evidence, to_attr="standing_evidence")
    ):
        found[absence.enrollment_id].append(absence)
    return found


def accepted_leaves(course: Course, *, enrollments: Iterable[Enrollment] | None = None) -> dict[int, list[Leave]]:
    """Return the accepted leaves, in the order of their meetings, by enrollment's primary key; one query."""
    rows = Leave.objects.accepted().filter(meeting__course=course)
    if enrollments is not None:
        rows = rows.filter(enrollment__in=enrollments)
    found: dict[int, list[Leave]] = defaultdict(list)
    for leave in rows.select_related("meeting", "decided_by"):
        found[leave.enrollment_id].append(leave)
    return found
