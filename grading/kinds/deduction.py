"""Attendance: which meetings count for one student, and what each absence costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from grading import arithmetic, wording
from grading.facts import COUNTED_MEETINGS, MeetingFact, TermFacts
from grading.points import ZERO, Band
from grading.policy import Deduction
from grading.statement import Line, Reckoning, State


def reckon_deduction(component: Deduction, facts: TermFacts) -> Reckoning:
    """Return what the absences leave, in the order in which they cost. Source: docs/policy.md, "Absences"."""
    meetings = [meeting for meeting in _in_order(facts.meetings) if is_counted(meeting, facts)]
    costly = [meeting.key for meeting in meetings if meeting.missed and not meeting.excused]
    remaining = [meeting.key for meeting in meetings if not (meeting.is_over or meeting.missed or meeting.excused)]
    left = [arithmetic.deduction(component.weight, component.each, n, component.free) for n in range(len(costly) + 2)]
    earned = left[len(costly)]
    floor = arithmetic.deduction(component.weight, component.each, len(costly) + len(remaining), component.free)
    costs = {key: left[n + 1] - left[n] for n, key in enumerate(costly)}
    at_stake = earned - left[-1]
    lines = tuple(
        _meeting_line(meeting, costs.get(meeting.key), at_stake)
        for meeting in _in_order(facts.meetings)
        if is_counted(meeting, facts) or _was_missed(meeting, facts)
    )
    rule = wording.deduction_rule(component, len(costly), earned, len(remaining))
    return Reckoning(Band(earned, floor, earned), rule, lines)


def is_counted(meeting: MeetingFact, facts: TermFacts) -> bool:
    """Whether missing the meeting could cost this student points. Source: docs/policy.md, "Absences"."""
    return meeting.kind in COUNTED_MEETINGS and not meeting.cancelled and meeting.held_on in facts.days


def _was_missed(meeting: MeetingFact, facts: TermFacts) -> bool:
    """Whether an absence was noted of a meeting that was cancelled after it."""
    return meeting.cancelled and meeting.missed and is_counted(replace(meeting, cancelled=False), facts)


def _in_order(meetings: Iterable[MeetingFact]) -> list[MeetingFact]:
    return sorted(meetings, key=lambda meeting: (meeting.held_on, meeting.title, meeting.key))


def _meeting_line(meeting: MeetingFact, cost: Fraction | None, at_stake: Fraction) -> Line:
    """Return the line of a counted meeting; ``cost`` is None where it is not an unexcused absence."""
    outcome, state, worth = "no absence", State.DONE, ZERO
    if meeting.cancelled:
        outcome, state = "the class was cancelled, so the absence costs nothing", State.OUTSIDE
    elif cost is not None:
        outcome, state = "absent" if cost else "absent, at no cost", State.LOST if cost else State.WAIVED
    elif meeting.excused and (meeting.missed or not meeting.is_over):
        outcome, state = "excused", State.WAIVED
    elif not meeting.is_over:
        outcome, state, worth = "still to come", State.AHEAD, at_stake
    return Line(
        key=meeting.key,
        label=meeting.title,
        outcome=outcome,
        state=state,
        on=meeting.held_on,
        points=cost,
        worth=worth,
        evidence=meeting.evidence,
        reference=meeting.reference,
    )
