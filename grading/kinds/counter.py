"""Questions to guests: which of one student's count, and which can still."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from fractions import Fraction

from grading import arithmetic, wording
from grading.facts import Claim, GuestChance, QuestionFact, TermFacts
from grading.points import ZERO, Band
from grading.policy import Counter
from grading.statement import Line, Reckoning, State

CANCELLED = "the class was cancelled, so it does not count"


def reckon_counter(component: Counter, facts: TermFacts) -> Reckoning:
    """Return the points for credited questions. Source: docs/policy.md, "Questions to guests"."""
    questions = sorted(facts.questions, key=lambda question: (question.held_on, question.title, question.key))
    credited = [question for question in questions if question.claim is Claim.CREDITED]
    counted = arithmetic.counted_questions([*Tally(q.meeting for q in credited).values()], component.per_meeting)
    earned = arithmetic.counter(component.weight, component.count, counted)
    is_open = bool(facts.chances) or any(question.claim is Claim.CLAIMED for question in questions)
    band = Band(earned, earned, component.weight if is_open else earned)
    gain = arithmetic.counter(component.weight, component.count, counted + 1) - earned
    counting = _counting_questions(component, credited)
    chances = sorted(facts.chances, key=lambda chance: (chance.held_on, chance.meeting))
    lines = [_question_line(component, question, counting, gain) for question in questions]
    lines += [_chance_line(chance, gain) for chance in chances]
    rule = wording.counter_rule(component, len(credited), counted)
    return Reckoning(band, rule, tuple(lines), is_begun=bool(credited) or not is_open)


def _counting_questions(component: Counter, credited: Sequence[QuestionFact]) -> set[str]:
    """Return the keys of the credited questions that bring points, the earlier ones first."""
    counting: set[str] = set()
    at_meeting: Tally[str] = Tally()
    for question in credited:
        full = component.per_meeting is not None and at_meeting[question.meeting] >= component.per_meeting
        if not full and len(counting) < component.count:
            counting.add(question.key)
            at_meeting[question.meeting] += 1
    return counting


def _question_line(component: Counter, question: QuestionFact, counting: set[str], gain: Fraction) -> Line:
    points: Fraction | None = None
    outcome, state, worth = "not credited", State.OUTSIDE, ZERO
    if question.claim is Claim.CREDITED:
        points = component.weight / component.count if question.key in counting else ZERO
        outcome, state = "credited" if points else "credited, beyond what counts", State.DONE
    elif question.claim is Claim.CLAIMED:
        outcome, state, worth = "claimed, waiting for staff", State.WAITING, gain
    elif question.claim is Claim.CANCELLED:
        outcome = CANCELLED
    return Line(
        key=f"question-{question.key}",
        label=question.title,
        outcome=outcome,
        state=state,
        on=question.held_on,
        points=points,
        worth=worth,
        evidence=question.evidence,
        reference=question.reference,
    )


def _chance_line(chance: GuestChance, gain: Fraction) -> Line:
    return Line(
        key=f"chance-{chance.meeting}",
        label=chance.title,
        outcome="a question can still count",
        state=State.OPEN,
        on=chance.held_on,
        at=chance.until,
        worth=gain,
        reference=chance.reference,
    )
