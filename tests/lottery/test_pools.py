"""Who is in the pool, and what earlier meetings mean for the tickets."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courseapp.models import Absence, Course, Enrollment, Exemption, Leave, Meeting, Source
from courseapp.roles import Role
from lottery.models import Draw, Lottery, Outcome, Pool, Pseudonym
from lottery.tickets import Part
from tests import build
from tests.lottery.conftest import NOW, committed, opened

DAY = date(2025, 10, 7)


def names(lottery: Lottery) -> list[str]:
    """Return who is eligible, by name."""
    return [place.enrollment.name for place in Pool(lottery).eligible]


def out(lottery: Lottery) -> dict[str, str]:
    """Return who is not eligible, and why."""
    return {place.enrollment.name: place.out_because for place in Pool(lottery).outside}


def tickets(lottery: Lottery) -> dict[str, int]:
    """Return everybody's tickets in the next draw, by name."""
    return {place.enrollment.name: place.tickets for place in Pool(lottery).eligible}


def week(course: Course, number: int, **fields) -> Meeting:
    """Store the meeting ``number`` weeks after 7 October."""
    return build.meeting(course, build.CLASS_AT + timedelta(weeks=number), **fields)


def ask(lottery: Lottery, *students: Enrollment, outcome: Outcome = Outcome.ANSWERED) -> None:
    """Seat everybody, and give these students draws in turn."""
    now = lottery.meeting.starts_at
    Pool(lottery).seat(now)
    for number, student in enumerate(students, lottery.draws.count() + 1):
        seat = lottery.pseudonyms.get(enrollment=student)
        draw = Draw.objects.create(lottery=lottery, number=number, pseudonym=seat, held_at=now)
        draw.decide(outcome, reason="for the test", now=now, by=None)


def absent(meeting: Meeting, enrollment: Enrollment) -> Absence:
    """Mark a student absent by roll call."""
    evidence = Absence.objects.add_evidence(
        meeting=meeting, enrollment=enrollment, source=Source.ROLL_CALL, now=NOW, by=None
    )
    return evidence.absence


def leave(meeting: Meeting, enrollment: Enrollment, decision: Leave.Decision = Leave.Decision.ACCEPTED) -> Leave:
    """Store a leave."""
    return Leave.objects.create(
        enrollment=enrollment, meeting=meeting, reason="a wedding", filed_at=NOW, decision=decision
    )


def test_staff_and_auditors_are_never_in_the_pool(
    meeting: Meeting, ada: Enrollment, bo: Enrollment, tess: Enrollment, ines: Enrollment
) -> None:
    build.enrollment(meeting.course, Role.AUDITOR)
    assert names(opened(meeting)) == ["Ada Lovelace", "Bo Diddley"]


def test_another_courses_students_are_not_in_the_pool(meeting: Meeting, ada: Enrollment) -> None:
    build.enrollment(build.course())
    assert names(opened(meeting)) == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("began_on", "ended_on", "is_in"),
    [
        (DAY, DAY, True),
        (date(2025, 10, 8), None, False),
        (date(2025, 9, 5), date(2025, 10, 6), False),
        (date(2025, 9, 5), date(2025, 10, 7), True),
    ],
)
def test_the_pool_holds_those_enrolled_on_that_day(
    meeting: Meeting, began_on: date, ended_on: date | None, is_in: bool
) -> None:
    build.enrollment(meeting.course, began_on=began_on, ended_on=ended_on)
    assert len(Pool(opened(meeting)).places) == is_in


def test_an_accepted_leave_keeps_a_student_out_of_the_draw(meeting: Meeting, ada: Enrollment, bo: Enrollment) -> None:
    leave(meeting, ada)
    leave(meeting, bo, Leave.Decision.WAITING)
    assert out(opened(meeting)) == {"Ada Lovelace": "on leave"}


def test_a_declined_leave_and_a_leave_of_another_meeting_keep_nobody_out(meeting: Meeting, ada: Enrollment) -> None:
    leave(meeting, ada, Leave.Decision.DECLINED)
    leave(week(meeting.course, 1), ada)
    assert out(opened(meeting)) == {}


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "is_out"),
    [
        (DAY, DAY, True),
        (date(2025, 9, 5), None, True),
        (date(2025, 10, 8), None, False),
        (date(2025, 9, 5), date(2025, 10, 6), False),
    ],
)
def test_an_exemption_keeps_a_student_out_while_it_holds(
    meeting: Meeting, ada: Enrollment, begins_on: date, ends_on: date | None, is_out: bool
) -> None:
    Exemption.objects.create(enrollment=ada, begins_on=begins_on, ends_on=ends_on)
    assert out(opened(meeting)) == ({"Ada Lovelace": "exempt"} if is_out else {})


def test_the_absent_and_the_excused_are_out_for_the_rest_of_the_meeting(
    meeting: Meeting, ada: Enrollment, bo: Enrollment
) -> None:
    lottery = opened(meeting)
    ask(lottery, ada, outcome=Outcome.EXCUSED)
    absent(meeting, bo)
    assert out(lottery) == {"Ada Lovelace": "excused", "Bo Diddley": "absent"}


def test_evidence_withdrawn_brings_a_student_back(meeting: Meeting, ada: Enrollment) -> None:
    absence = absent(meeting, ada)
    lottery = opened(meeting)
    assert out(lottery) == {"Ada Lovelace": "absent"}
    absence.evidence.get().withdraw(now=NOW, by=None, reason="sat in the back")
    assert out(lottery) == {}


def test_tickets_fall_with_the_turns_of_the_term(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    for number in range(3):
        ask(opened(week(course, number), planned=1), ada)
        assert tickets(committed(week(course, number, kind="discussion"), planned=1)) == {
            "Ada Lovelace": [16, 4, 1][number],
            "Bo Diddley": 64,
        }


def test_only_pending_answered_and_passed_draws_are_turns(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    for number, outcome in enumerate([Outcome.ABSENT, Outcome.EXCUSED, Outcome.VOID, Outcome.PASSED]):
        ask(opened(week(course, number)), ada, outcome=outcome)
    pool = Pool(committed(week(course, 4)))
    assert (pool.places[ada.pk].asked, pool.places[bo.pk].asked) == (1, 0)


def test_chances_add_up_to_one(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    ask(opened(week(course, 0)), ada)
    places = Pool(committed(week(course, 1))).places
    assert [str(place.chance) for place in places.values()] == ["1/5", "4/5"]


def test_a_newcomer_is_not_hunted(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    for number in range(3):
        ask(opened(week(course, number)), ada, bo)
    new, newer = (build.enrollment(course, began_on=date(2025, 10, 28)) for _ in range(2))
    lottery = opened(week(course, 3))
    assert set(tickets(lottery).values()) == {64}
    Draw.objects.hold(lottery, 1, now=NOW, by=None).decide(Outcome.VOID, reason="for the test", now=NOW, by=None)
    assert [seat.raised_by for seat in Pseudonym.objects.filter(enrollment__in=[new, newer], lottery=lottery)] == [3, 3]
    assert set(tickets(lottery).values()) == {64}
    assert set(tickets(committed(week(course, 4))).values()) == {64}


@pytest.mark.parametrize("kind", ["leave", "exemption"])
def test_whoever_was_away_is_not_hunted_on_return(course: Course, ada: Enrollment, bo: Enrollment, kind: str) -> None:
    for number in range(3):
        meeting = week(course, number)
        if kind == "leave":
            leave(meeting, ada)
        else:
            Exemption.objects.create(enrollment=ada, begins_on=meeting.day, ends_on=meeting.day)
        ask(opened(meeting), bo)
    assert tickets(committed(week(course, 3))) == {"Ada Lovelace": 64, "Bo Diddley": 64}


def test_an_unexcused_absence_raises_nothing(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    for number in range(3):
        meeting = week(course, number)
        absent(meeting, ada)
        ask(opened(meeting), bo)
    assert tickets(committed(week(course, 3))) == {"Ada Lovelace": 64, "Bo Diddley": 1}


def test_a_leave_taken_back_during_class_brings_the_student_in_unhunted(
    course: Course, ada: Enrollment, bo: Enrollment
) -> None:
    leave(week(course, 0), ada)
    ask(opened(course.meetings.first()), bo)
    meeting = week(course, 1)
    away = leave(meeting, ada)
    lottery = opened(meeting)
    ask(lottery, bo)
    away.decide(Leave.Decision.DECLINED, now=NOW, by=None)
    assert Pool(lottery).places[ada.pk].rise == 1
    ask(lottery, ada)
    seat = Pseudonym.objects.get(lottery=lottery, enrollment=ada)
    assert (seat.raised_by, seat.is_overdue) == (1, False)


def test_somebody_enrolled_between_two_draws_gets_the_next_pseudonym(meeting: Meeting, ada: Enrollment) -> None:
    lottery = opened(meeting)
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    new = build.enrollment(meeting.course, began_on=DAY)
    draw = Draw.objects.hold(lottery, 2, now=NOW, by=None)
    assert (draw.enrollment, draw.pseudonym.name) == (new, "p002")


def test_those_who_are_out_have_a_pseudonym_too(meeting: Meeting, ada: Enrollment, bo: Enrollment) -> None:
    """Else a pseudonym out of order would tell who came late."""
    leave(meeting, bo)
    lottery = opened(meeting)
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    assert sorted(seat.name for seat in Pseudonym.objects.all()) == ["p001", "p002"]
    assert Pseudonym.objects.get(enrollment=bo).seated_at is None


def test_whoever_waited_too_long_is_drawn_first(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    """With two students and one pick a meeting, four meetings of waiting are enough."""
    for number in range(4):
        ask(opened(week(course, number), planned=1), ada)
    lottery = opened(week(course, 4), planned=1)
    assert tickets(lottery) == {"Ada Lovelace": 0, "Bo Diddley": 1}
    draw = Draw.objects.hold(lottery, 1, now=NOW, by=None)
    assert draw.enrollment == bo
    assert draw.pseudonym.is_overdue
    assert tickets(lottery) == {"Ada Lovelace": 64, "Bo Diddley": 0}


def test_a_meeting_missed_is_not_a_meeting_waited(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    for number in range(4):
        ask(opened(week(course, number), planned=1), ada)
    absent(course.meetings.all()[1], bo)
    pool = Pool(committed(week(course, 4), planned=1))
    assert pool.places[bo.pk].history == [Part.WAITED, Part.ABSENT, Part.WAITED, Part.WAITED]
    assert not pool.places[bo.pk].is_overdue


def test_a_meeting_whose_draws_are_all_void_counts_for_nobody(course: Course, ada: Enrollment) -> None:
    ask(opened(week(course, 0)), ada, outcome=Outcome.VOID)
    assert Pool(committed(week(course, 1))).places[ada.pk].history == []


def test_a_correction_moves_later_draws_only(course: Course, ada: Enrollment, bo: Enrollment) -> None:
    ask(opened(week(course, 0)), ada)
    lottery = opened(week(course, 1))
    Draw.objects.hold(lottery, 1, now=NOW, by=None).decide(Outcome.VOID, reason="for the test", now=NOW, by=None)
    before = lottery.lines.first().tickets
    Draw.objects.filter(lottery__meeting__in=course.meetings.all()[:1], pseudonym__enrollment=ada).exclude(
        outcome=Outcome.VOID
    ).get().decide(Outcome.VOID, reason="an error", now=NOW, by=None)
    assert lottery.lines.first().tickets == before
    assert set(tickets(lottery).values()) == {64}


@pytest.mark.parametrize("size", [1, 3])
def test_a_pool_costs_six_queries(course: Course, size: int) -> None:
    for _ in range(size):
        build.enrollment(course)
    for number in range(size):
        Draw.objects.hold(opened(week(course, number)), 1, now=NOW, by=None)
    lottery = Lottery.objects.select_related("meeting__course").get(pk=committed(week(course, 5)).pk)
    with CaptureQueriesContext(connection) as queries:
        Pool(lottery)
    assert len(queries) == 6
