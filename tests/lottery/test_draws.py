"""Draws and what becomes of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from courseapp.models import Absence, AbsenceEvidence, Enrollment, Event, Meeting, Source
from lottery import drawing
from lottery.models import (
    AlreadyDecided,
    Draw,
    Line,
    Lottery,
    LotteryRefusal,
    NobodyInThePool,
    NoClassToDrawIn,
    NoPassLeft,
    NotAStudentThatDay,
    NotNext,
    Outcome,
    PhraseMissing,
    Pool,
    Pseudonym,
    ReasonMissing,
)
from tests import build
from tests.lottery.conftest import AFTER, NOW, SECRET, committed, opened


def hold(lottery: Lottery, number: int = 1) -> Draw:
    """Hold a draw during class."""
    return Draw.objects.hold(lottery, number, now=NOW, by=None)


def decide(draw: Draw, outcome: Outcome, reason: str = "") -> Draw:
    """Say during class what became of a draw."""
    return draw.decide(outcome, reason=reason, now=NOW, by=None)


def lines(lottery: Lottery) -> list[str]:
    """Return the record's lines without their tickets' detail."""
    return [f"{line.kind} {line.pseudonym} {line.reason}".strip() for line in lottery.lines.all()]


def test_a_draw_is_what_the_secret_and_the_phrase_give(lottery: Lottery, students: list[Enrollment]) -> None:
    draw = hold(lottery)
    names = drawing.dealt(SECRET, [student.uuid for student in students])
    seed = drawing.seed(SECRET, "blue heron")
    expected = drawing.pick(seed, "cs7670-25fall|2025-10-07|draw 1", dict.fromkeys(names.values(), 64))
    assert draw.pseudonym.name == expected
    assert names[draw.enrollment.uuid] == expected
    assert draw.outcome == Outcome.PENDING


def test_the_draw_stands_in_the_record_with_everybodys_tickets(lottery: Lottery) -> None:
    draw = hold(lottery)
    line = Line.objects.get()
    assert (line.number, line.kind, line.pseudonym, line.reason) == (1, "draw", draw.pseudonym.name, "")
    assert drawing.tickets_from(line.tickets) == {f"p{number:03d}": 64 for number in range(1, 13)}
    assert Lottery.objects.get().hash == line.hash


def test_a_draw_named_twice_is_one_draw(lottery: Lottery) -> None:
    first = hold(lottery)
    assert [hold(lottery).pk for _ in range(10)] == [first.pk] * 10
    assert Line.objects.count() == 1
    assert Event.objects.filter(kind="draw.held").count() == 1


def test_a_draw_of_an_earlier_number_is_the_one_that_was_held(lottery: Lottery) -> None:
    draws = [hold(lottery, number) for number in (1, 2, 3)]
    assert hold(lottery, 2) == draws[1]


def test_a_draw_that_is_not_the_next_is_refused(lottery: Lottery) -> None:
    with pytest.raises(NotNext, match="Draw 1 comes next"):
        hold(lottery, 2)
    with pytest.raises(NotNext):
        hold(lottery, 0)


def test_the_database_refuses_a_second_draw_of_a_number(lottery: Lottery) -> None:
    draw = hold(lottery)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(lottery=lottery, number=1, pseudonym=draw.pseudonym, held_at=NOW)


def test_every_act_locks_the_lottery_first(lottery: Lottery) -> None:
    """On PostgreSQL this makes two devices wait for one another; SQLite lets one writer in at a time."""
    assert Lottery.objects.select_for_update(of=("self",)).query.select_for_update
    with CaptureQueriesContext(connection) as queries:
        hold(lottery)
    reading = next(query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT"))
    assert 'FROM "lottery_lottery"' in reading


def test_there_is_no_draw_before_the_phrase(meeting: Meeting, ada: Enrollment) -> None:
    with pytest.raises(PhraseMissing):
        hold(committed(meeting))


def test_there_is_no_draw_in_a_cancelled_meeting(lottery: Lottery, meeting: Meeting) -> None:
    meeting.cancel(now=NOW, by=None, reason="snow")
    with pytest.raises(NoClassToDrawIn):
        hold(lottery)


def test_there_is_no_draw_from_an_empty_pool(meeting: Meeting) -> None:
    with pytest.raises(NobodyInThePool):
        hold(opened(meeting))
    assert not Pseudonym.objects.exists()


def test_nobody_is_drawn_twice_before_everyone_was(lottery: Lottery, students: list[Enrollment]) -> None:
    drawn = [hold(lottery, number).enrollment for number in range(1, 14)]
    assert set(drawn[:12]) == set(students)
    assert drawn[12] in students


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.PASSED, Outcome.EXCUSED])
def test_an_outcome_is_a_line_and_an_event(lottery: Lottery, outcome: Outcome) -> None:
    draw = decide(hold(lottery), outcome)
    assert lines(lottery)[-1] == f"outcome {draw.pseudonym.name} draw 1: {outcome}"
    event = Event.objects.get(kind="draw.decided")
    assert (event.enrollment, event.before, event.after) == (
        draw.enrollment,
        {"outcome": "pending"},
        {"number": 1, "outcome": outcome},
    )
    assert not Absence.objects.exists()


def test_an_outcome_said_twice_is_said_once(lottery: Lottery) -> None:
    draw = hold(lottery)
    for _ in range(3):
        decide(draw, Outcome.ABSENT)
    assert len(lines(lottery)) == 2
    assert AbsenceEvidence.objects.count() == 1


def test_an_absent_pick_is_an_absence(lottery: Lottery, meeting: Meeting, ines: Enrollment) -> None:
    draw = hold(lottery)
    draw.decide(Outcome.ABSENT, reason="not in the corridor either", now=NOW, by=ines.user)
    evidence = AbsenceEvidence.objects.get()
    assert (evidence.source, evidence.reference, evidence.by) == (Source.DRAW, "draw 1", ines.user)
    assert (evidence.absence.meeting, evidence.absence.enrollment) == (meeting, draw.enrollment)
    assert Absence.objects.standing().unexcused().count() == 1


def test_the_note_on_an_absence_is_not_in_the_public_record(lottery: Lottery) -> None:
    draw = decide(hold(lottery), Outcome.ABSENT, "ill, says the room mate")
    assert lines(lottery)[-1] == f"outcome {draw.pseudonym.name} draw 1: absent"


@pytest.mark.parametrize(
    ("outcome", "reason", "line"),
    [
        (Outcome.LATE, "", "late {} draw 1: arrived late"),
        (Outcome.LATE, "stood outside", "late {} draw 1: stood outside"),
        (Outcome.VOID, "wrong room", "void {} draw 1: wrong room"),
        (Outcome.PENDING, "wrong key", "undo {} draw 1: wrong key"),
    ],
)
def test_what_ends_an_absence_withdraws_its_evidence(
    lottery: Lottery, outcome: Outcome, reason: str, line: str
) -> None:
    draw = decide(hold(lottery), Outcome.ABSENT)
    decide(draw, outcome, reason)
    assert lines(lottery)[-1] == line.format(draw.pseudonym.name)
    assert not Absence.objects.standing().exists()
    assert AbsenceEvidence.objects.get().withdrawn_because == (reason or "Arrived late.")


def test_withdrawn_evidence_of_a_draw_leaves_a_roll_call_standing(lottery: Lottery, meeting: Meeting) -> None:
    draw = decide(hold(lottery), Outcome.ABSENT)
    Absence.objects.add_evidence(meeting=meeting, enrollment=draw.enrollment, source=Source.ROLL_CALL, now=NOW, by=None)
    decide(draw, Outcome.LATE)
    assert Absence.objects.standing().count() == 1


def test_two_absent_draws_of_one_student_are_one_absence(lottery: Lottery) -> None:
    first = decide(hold(lottery), Outcome.ABSENT)
    decide(first, Outcome.LATE)
    decide(first, Outcome.PENDING, "not so late")
    decide(first, Outcome.ABSENT)
    assert Absence.objects.count() == 1
    assert AbsenceEvidence.objects.filter(withdrawn_at=None).count() == 1


def test_whoever_arrives_late_can_be_drawn_again(meeting: Meeting, ada: Enrollment) -> None:
    lottery = opened(meeting)
    draw = decide(hold(lottery), Outcome.ABSENT)
    with pytest.raises(NobodyInThePool):
        hold(lottery, 2)
    decide(draw, Outcome.LATE)
    assert hold(lottery, 2).enrollment == ada
    assert Pool(lottery).places[ada.pk].asked == 1


def test_a_void_draw_stays_and_asks_nobody(meeting: Meeting, ada: Enrollment) -> None:
    lottery = opened(meeting)
    decide(hold(lottery), Outcome.VOID, "the microphone fell")
    assert Pool(lottery).places[ada.pk].asked == 0
    assert hold(lottery, 2).number == 2
    assert Draw.objects.count() == 2


@pytest.mark.parametrize("said", [Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT, Outcome.EXCUSED])
def test_an_undo_makes_a_draw_pending_and_deletes_nothing(lottery: Lottery, said: Outcome) -> None:
    draw = decide(hold(lottery), said)
    assert decide(draw, Outcome.PENDING, "wrong key").outcome == Outcome.PENDING
    assert [line.split()[0] for line in lines(lottery)] == ["draw", "outcome", "undo"]


def test_an_outcome_is_undone_before_another_is_said(lottery: Lottery) -> None:
    draw = decide(hold(lottery), Outcome.ANSWERED)
    with pytest.raises(AlreadyDecided, match="Draw 1 is answered: undo that first"):
        decide(draw, Outcome.ABSENT)
    assert not Absence.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.VOID, Outcome.PENDING])
def test_a_void_or_an_undo_needs_a_reason(lottery: Lottery, outcome: Outcome) -> None:
    draw = decide(hold(lottery), Outcome.ANSWERED)
    with pytest.raises(ReasonMissing):
        decide(draw, outcome)
    assert len(lines(lottery)) == 2


def test_passes_end_with_the_number_that_the_course_allows(meeting: Meeting, ada: Enrollment) -> None:
    lottery = opened(meeting)
    for number in (1, 2):
        decide(hold(lottery, number), Outcome.PASSED)
    with pytest.raises(NoPassLeft, match="allows 2 a term"):
        decide(hold(lottery, 3), Outcome.PASSED)
    assert Draw.objects.get(number=3).outcome == Outcome.PENDING


def test_a_stale_page_does_not_overwrite_what_was_said(lottery: Lottery) -> None:
    draw = hold(lottery)
    stale = Draw.objects.get(pk=draw.pk)
    decide(draw, Outcome.ANSWERED)
    with pytest.raises(AlreadyDecided):
        decide(stale, Outcome.ABSENT)


def test_a_refused_act_writes_nothing(lottery: Lottery) -> None:
    draw = hold(lottery)
    before = (Line.objects.count(), Event.objects.count(), Lottery.objects.get().hash)
    acts: list[Callable[[], object]] = [lambda: hold(lottery, 7), lambda: decide(draw, Outcome.LATE)]
    for act in acts:
        with pytest.raises(LotteryRefusal):
            act()
    assert (Line.objects.count(), Event.objects.count(), Lottery.objects.get().hash) == before


def test_a_correction_after_class_follows_the_final_hash(lottery: Lottery) -> None:
    draw = decide(hold(lottery), Outcome.ABSENT)
    final = lottery.reveal(now=AFTER, by=None).final_hash
    draw.decide(Outcome.LATE, now=AFTER + timedelta(days=1), by=None)
    assert Lottery.objects.get().final_hash == final
    assert [line.hash for line in lottery.lines.all()][1] == final
    assert not Absence.objects.standing().exists()


def test_a_students_own_draws_come_latest_first(course, ada: Enrollment) -> None:
    meetings = [build.meeting(course, build.CLASS_AT + timedelta(days=7 * week)) for week in range(2)]
    for meeting in meetings:
        Draw.objects.hold(opened(meeting), 1, now=meeting.starts_at, by=None)
    assert [draw.lottery.meeting for draw in Draw.objects.of(ada)] == meetings[::-1]


def test_a_student_whose_enrollment_was_ended_before_the_meeting_is_not_marked_absent(
    meeting: Meeting, ada: Enrollment
) -> None:
    draw = hold(opened(meeting))
    ada.ended_on = meeting.day - timedelta(days=1)
    ada.save()
    with pytest.raises(NotAStudentThatDay):
        decide(draw, Outcome.ABSENT)
    assert Draw.objects.get().outcome == Outcome.PENDING
