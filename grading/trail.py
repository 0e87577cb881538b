"""What happened, between two times, that may move a student's grade: the events that the student may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from courseapp.models import Enrollment, Event

OWN = {
    "absence.noted": "Absence noted",
    "absence.evidence_withdrawn": "Evidence of an absence withdrawn",
    "absence.excused": "Absence excused",
    "absence.unexcused": "Excuse taken back",
    "leave.decided": "Leave decided",
    "leave.withdrawn": "Leave taken back",
    "extension.granted": "Due time extended",
    "extension.withdrawn": "Extension withdrawn",
    "waiver.granted": "Paper waived",
    "waiver.withdrawn": "Waiver withdrawn",
    "review.handed_in": "Review handed in",
    "review.accepted": "Late review accepted",
    "review.acceptance_withdrawn": "Late review no longer accepted",
    "guest_question.claimed": "Question to a guest claimed",
    "guest_question.credited": "Question to a guest credited",
    "guest_question.declined": "Question to a guest declined",
    "guest_question.withdrawn": "Credit for a question withdrawn",
    "writeup.handed_in": "Write-up handed in",
    "writeup.accepted": "Late write-up accepted",
    "writeup.acceptance_withdrawn": "Late write-up no longer accepted",
    "adjustment.made": "Adjustment",
    "adjustment.undone": "Adjustment undone",
}
EVERYBODYS = {
    "policy.published": "Policy published",
    "marks.released": "Marks of a paper released",
    "writeup.marks_released": "Marks of the write-ups released",
    "meeting.moved": "Meeting moved",
    "meeting.cancelled": "Meeting cancelled",
    "meeting.reinstated": "Meeting held after all",
    "paper.due_time_pinned": "Due time of a paper kept",
}
WORDS = OWN | EVERYBODYS
WITH_REASON = WORDS.keys() - {"leave.decided", "leave.withdrawn"}  # staff's note on a leave stays on its own page
MOST = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words: what, when, by whom, and why."""

    what: str
    at: datetime
    who: str
    reason: str


def happenings(student: Enrollment, *, since: datetime, until: datetime) -> list[Happening]:
    """Return what may have moved the student's grade after ``since`` up to ``until``, the newest first; one query.

    Marks are not among them before their release. At most 500.
    """
    concerns = Q(enrollment=student, kind__in=OWN) | Q(enrollment=None, kind__in=EVERYBODYS)
    events = Event.objects.filter(concerns, course=student.course_id, at__gt=since, at__lte=until)
    return [
        Happening(
            what=WORDS[event.kind],
            at=event.at,
            who=event.actor.get_full_name() if event.actor else "",
            reason=event.reason if event.kind in WITH_REASON else "",
        )
        for event in events.select_related("actor").order_by("-at", "-pk")[:MOST]
    ]
