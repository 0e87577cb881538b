"""The demo's regrade requests: who asks about which line of the statement, and what the staff answer."""

from datetime import date, datetime, time
from functools import partial

from desk.demo.term import Student, Term, days
from grading.entries import Entry
from grading.models import Act, RegradeRequest
from grading.regrades import entries_of, entry_of

ANSWER = "I looked at it again: nothing of it was there by the due time, so it stays as it is."
ASKED = [  # each on its evening; the last one still waits when the term ends
    (date(2025, 10, 20), "I believe that I had this in on time. Could you look again?", ANSWER),
    (date(2025, 11, 3), "I do not see why this line brings nothing. What did I miss?", ANSWER),
    (date(2025, 12, 10), "Before the grades go out: is this line right?", ""),
]


def plan_regrades(term: Term) -> None:
    """Plan each request, and its answer two days later."""
    for place, (day, text, answer) in enumerate(ASKED):
        at = datetime.combine(day, time(18, 20 + place), term.course.zone)
        term.at(at, partial(_ask, term, place, text, answer))


def _ask(term: Term, place: int, text: str, answer: str, now: datetime) -> None:
    """Let the first student ask who has a line that brought nothing and can still be questioned."""
    for student in term.students[place:]:
        entry = _lost(term, student, now) if student.is_enrolled_at(now, term.course) else None
        if entry is None:
            continue
        key = f"demo-regrade-{place}"
        request = RegradeRequest.objects.ask(student.enrollment, entry, text=text, act_key=key, now=now)
        if answer:
            term.at(now + days(2), partial(_answer, term, request.pk, answer))
        return


def _lost(term: Term, student: Student, now: datetime) -> Entry | None:
    """Return a line of a student's that brought nothing or cost points."""
    today = term.course.day_of(now)
    found = entries_of(student.enrollment, now=now).values()
    return next((one for one in found if one.points is not None and one.points <= 0 and one.is_open_on(today)), None)


def _answer(term: Term, pk: int, text: str, now: datetime) -> None:
    request = RegradeRequest.objects.with_standing(now).get(pk=pk)
    entry, key = entry_of(request, now=now), f"demo-regrade-answer-{pk}"
    act, seen = Act.DECLINED, request.last_pk
    request.reply(act, entry, text=text, act_key=key, seen=seen, now=now, by=term.assistant)
