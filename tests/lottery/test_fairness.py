"""How even the draws have been: for one student against their odds, for the class against chance."""

from fractions import Fraction

import pytest

from courseapp.models import Enrollment, Meeting
from lottery import fairness, simulation
from lottery.models import Draw, Lottery, Outcome
from tests import build
from tests.lottery.conftest import AFTER, NOW, opened

pytestmark = pytest.mark.django_db


def drawn(lottery: Lottery, *outcomes: Outcome) -> list[Draw]:
    """Hold a draw for each outcome."""
    draws = []
    for number, outcome in enumerate(outcomes, 1):
        draw = Draw.objects.hold(lottery, number, now=NOW, by=None)
        draws.append(draw.decide(outcome, reason="As it was.", now=NOW, by=None))
    return draws


def test_the_chances_of_all_students_add_up_to_the_draws(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT)
    days = [fairness.days(student) for student in students]
    assert sum(day.expected for (day,) in days) == 3
    assert sum(day.drawn for (day,) in days) == 3


def test_before_the_first_turn_everybody_expects_the_same(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.ANSWERED)
    assert {fairness.days(student)[0].expected for student in students} == {Fraction(1, 12)}


def test_a_void_draw_is_no_part_of_anybodys_odds(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.VOID, Outcome.ANSWERED)
    days = [fairness.days(student)[0] for student in students]
    assert (sum(day.expected for day in days), sum(day.drawn for day in days)) == (1, 1)


def test_who_was_in_no_pool_has_no_odds(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.ANSWERED)
    assert fairness.days(build.enrollment(lottery.meeting.course)) == []


def test_the_class_is_counted_by_turns_when_it_is_over(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT, Outcome.VOID)
    course = lottery.meeting.course
    assert fairness.of_class(course, NOW) is None
    found = fairness.of_class(course, AFTER)
    assert found is not None
    assert (found.meetings, found.turns, found.students, found.spread, found.mean) == (1, 2, 12, 1, Fraction(1, 6))
    assert [(row.turns, row.students) for row in found.turnouts] == [(0, 10), (1, 2)]
    assert [(row.low, row.high) for row in found.turnouts] == [(10, 10), (2, 2)]  # one meeting asks nobody twice


def test_the_band_of_chance_widens_over_several_meetings(meeting: Meeting, students: list[Enrollment]) -> None:
    for week in range(4):
        held = build.meeting(meeting.course, build.CLASS_AT + week * build.DAY)
        lottery = opened(held)
        for number in range(1, 6):
            Draw.objects.hold(lottery, number, now=held.starts_at, by=None)
    found = fairness.of_class(meeting.course, AFTER + 5 * build.DAY)
    assert found is not None
    assert (found.turns, found.meetings) == (20, 4)
    assert sum(row.students for row in found.turnouts) == 12
    assert any(row.low < row.high for row in found.turnouts)
    assert found.spread <= 2 < found.spread_without + 1


def test_a_course_without_students_has_no_figures(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn(lottery, Outcome.ANSWERED)
    Enrollment.objects.filter(course=lottery.meeting.course).update(ended_on=build.TERM_BEGINS)
    assert fairness.of_class(lottery.meeting.course, AFTER) is None


def test_one_ticket_for_everybody_spreads_further_than_the_rules() -> None:
    spreads = [max(turns) - min(turns) for turns in (simulation.uniform(25, 96, seed) for seed in range(50))]
    assert sum(spreads) / len(spreads) > 5
    assert all(sum(simulation.uniform(25, 96, seed)) == 96 for seed in range(3))
