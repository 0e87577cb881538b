"""Questions to guests, and the chances to put one, as the grade sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from textwrap import shorten

from courseapp.models import Course, Enrollment
from grading.facts import Claim, Evidence, GuestChance, QuestionFact, Reference
from grading.ledger.evidence import cancellation, evidence
from guests.models import GuestQuestion
from guests.questions import open_chances, questions_on_record


def question_facts(
    course: Course, students: Sequence[Enrollment], *, now: datetime
) -> dict[int, tuple[QuestionFact, ...]]:
    """Return what each student had asked or claimed to have asked by ``now``, by enrollment's primary key."""
    questions = questions_on_record(course, enrollments=students)
    return {
        student.pk: tuple(
            _fact(course, question, claim, now)
            for question in questions.get(student.pk, [])
            if (claim := _claim(question, now)) is not None
        )
        for student in students
    }


def _claim(question: GuestQuestion, now: datetime) -> Claim | None:
    """Return how the question stood at ``now``; None if nothing was known of it then."""
    steps = [
        (question.withdrawn_at, Claim.DECLINED), (question.credited_at, Claim.CREDITED),
        (question.declined_at, Claim.DECLINED), (question.claimed_at, Claim.CLAIMED),
    ]  # fmt: skip
    claim = next((claim for at, claim in steps if at is not None and at <= now), None)
    is_cancelled = bool(cancellation(question.guest.meeting, now))
    return Claim.CANCELLED if is_cancelled and claim in (Claim.CREDITED, Claim.CLAIMED) else claim


def chance_facts(
    course: Course, students: Sequence[Enrollment], *, now: datetime
) -> dict[int, tuple[GuestChance, ...]]:
    """Return the guest lectures at which each student can still ask or claim, by enrollment's primary key."""
    chances = open_chances(course, now, enrollments=students)
    return {
        student.pk: tuple(
            GuestChance(
                meeting=str(chance.meeting.pk),
                title=chance.meeting.topic,
                held_on=chance.held_on,
                until=chance.until,
                reference=Reference("meeting", (chance.meeting.pk,)),
            )
            for chance in chances[student.pk]
        )
        for student in students
    }


def _fact(course: Course, question: GuestQuestion, claim: Claim, now: datetime) -> QuestionFact:
    text = shorten(question.text, 90, placeholder=" …")
    guest = question.guest
    return QuestionFact(
        key=str(question.pk),
        meeting=str(guest.meeting_id),
        title=f"To {guest.name}: “{text}”" if text else f"To {guest.name}",
        held_on=course.day_of(guest.meeting.starts_at),
        claim=claim,
        reference=Reference("guest", (guest.pk,)),
        evidence=(
            *(piece for piece in _evidence(question) if piece.at is None or piece.at <= now),
            *cancellation(guest.meeting, now),
        ),
    )


def _evidence(question: GuestQuestion) -> Iterator[Evidence]:
    """Yield what became of the question, step by step."""
    if question.claimed_at is not None:
        yield evidence("Claimed", question.claimed_at)
    if question.credited_at is not None:
        yield evidence("Credited", question.credited_at, question.decided_by)
    if question.declined_at is not None:
        yield evidence("Declined", question.declined_at, question.decided_by, question.declined_because)
    if question.withdrawn_at is not None:
        yield evidence("Credit withdrawn", question.withdrawn_at, question.withdrawn_by, question.withdrawn_because)
