"""The roll of a meeting: acts that apply once, undo, and the absences that follow from it."""

from datetime import date, timedelta

import pytest

from courseapp import presence
from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Enrollment,
    Event,
    Leave,
    Meeting,
    NotEnrolledThatDay,
    NotHeld,
    RollClosing,
    RollMark,
    Said,
    Source,
)
from courseapp.roles import Role
from tests import build

NOW = build.CLASS_AT + timedelta(minutes=5)


def note(meeting: Meeting, by: Enrollment, said: dict[Enrollment, Said], key: str = "act") -> list[RollMark]:
    return RollMark.objects.note(meeting=meeting, said=said, act_key=key, now=NOW, by=by.user)


def absent(meeting: Meeting) -> set[Enrollment]:
    return {one.enrollment for one in Absence.objects.standing().filter(meeting=meeting)}


def said(meeting: Meeting) -> dict[str, Said]:
    return {row.enrollment.name: row.said for row in presence.roll(meeting).rows}


def test_an_absent_mark_writes_an_absence_with_its_evidence_and_event(meeting, ada, tess):
    note(meeting, tess, {ada: Said.ABSENT})
    evidence = AbsenceEvidence.objects.get(absence__enrollment=ada)
    assert (evidence.source, evidence.at, evidence.by) == (Source.ROLL_CALL, NOW, tess.user)
    event = Event.objects.get(kind="absence.noted")
    assert (event.enrollment, event.actor, event.at) == (ada, tess.user, NOW)


def test_a_present_mark_withdraws_the_roll_calls_evidence(meeting, ada, tess):
    note(meeting, tess, {ada: Said.ABSENT}, "one")
    note(meeting, tess, {ada: Said.PRESENT}, "two")
    assert absent(meeting) == set()
    assert AbsenceEvidence.objects.get().withdrawn_because == "The roll call noted them present."
    assert Event.objects.filter(kind="absence.evidence_withdrawn").count() == 1


def test_a_present_mark_leaves_the_evidence_of_a_draw(meeting, ada, tess):
    Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.DRAW, reference="draw 1", now=NOW, by=tess.user
    )
    note(meeting, tess, {ada: Said.PRESENT})
    assert absent(meeting) == {ada}


def test_absent_after_present_after_absent_makes_one_absence_with_two_pieces_of_evidence(meeting, ada, tess):
    for key, word in [("1", Said.ABSENT), ("2", Said.PRESENT), ("3", Said.ABSENT)]:
        note(meeting, tess, {ada: word}, key)
    assert Absence.objects.get().evidence.count() == 2
    assert absent(meeting) == {ada}


def test_the_same_act_sent_twice_applies_once(meeting, ada, tess):
    note(meeting, tess, {ada: Said.ABSENT}, "tap")
    note(meeting, tess, {ada: Said.PRESENT}, "later")
    assert note(meeting, tess, {ada: Said.ABSENT}, "tap") == []
    assert said(meeting) == {ada.name: Said.PRESENT}


def test_all_present_except_some_is_one_act(meeting, ada, bo, tess):
    students = presence.students_on(meeting)
    RollMark.objects.note_the_rest(
        meeting=meeting, students=students, absent={bo.pk}, act_key="rest", now=NOW, by=tess.user
    )
    assert said(meeting) == {ada.name: Said.PRESENT, bo.name: Said.ABSENT}
    assert RollMark.objects.values_list("act_key", flat=True).distinct().get() == "rest"


def test_all_present_leaves_alone_whom_another_phone_has_noted(meeting, ada, bo, tess, ines):
    note(meeting, ines, {bo: Said.ABSENT}, "ines")
    RollMark.objects.note_the_rest(
        meeting=meeting, students=[ada, bo], absent=set(), act_key="rest", now=NOW, by=tess.user
    )
    assert said(meeting) == {ada.name: Said.PRESENT, bo.name: Said.ABSENT}


def test_all_present_does_not_note_a_student_on_leave(meeting, ada, bo, tess):
    Leave.objects.create(
        enrollment=bo, meeting=meeting, reason="A wedding.", filed_at=NOW, decision=Leave.Decision.ACCEPTED
    )
    RollMark.objects.note_the_rest(
        meeting=meeting, students=[ada, bo], absent=set(), act_key="rest", now=NOW, by=tess.user
    )
    assert said(meeting) == {ada.name: Said.PRESENT, bo.name: Said.NOTHING}


def test_undo_puts_back_what_stood_before_the_whole_act(meeting, ada, bo, tess):
    note(meeting, tess, {ada: Said.PRESENT}, "one")
    note(meeting, tess, {ada: Said.ABSENT, bo: Said.ABSENT}, "two")
    RollMark.objects.undo(meeting=meeting, undone="two", act_key="undo", now=NOW, by=tess.user)
    assert said(meeting) == {ada.name: Said.PRESENT, bo.name: Said.NOTHING}
    assert absent(meeting) == set()


def test_undo_leaves_alone_whom_somebody_noted_since(meeting, ada, bo, tess, ines):
    note(meeting, tess, {ada: Said.ABSENT, bo: Said.ABSENT}, "two")
    note(meeting, ines, {bo: Said.PRESENT}, "ines")
    RollMark.objects.undo(meeting=meeting, undone="two", act_key="undo", now=NOW, by=tess.user)
    assert said(meeting) == {ada.name: Said.NOTHING, bo.name: Said.PRESENT}


def test_undo_after_undo_goes_further_back(meeting, ada, bo, tess):
    note(meeting, tess, {ada: Said.PRESENT}, "one")
    note(meeting, tess, {ada: Said.ABSENT}, "two")
    note(meeting, tess, {bo: Said.ABSENT}, "three")
    for undone, then in [("three", "two"), ("two", "one"), ("one", "")]:
        assert presence.roll(meeting).undoable == undone
        RollMark.objects.undo(meeting=meeting, undone=undone, act_key=f"u-{undone}", now=NOW, by=tess.user)
        assert presence.roll(meeting).undoable == then
    assert said(meeting) == {ada.name: Said.NOTHING, bo.name: Said.NOTHING}
    assert absent(meeting) == set()


def test_an_act_is_undone_once(meeting, ada, tess):
    note(meeting, tess, {ada: Said.ABSENT}, "one")
    note(meeting, tess, {ada: Said.PRESENT}, "two")
    for key in ("u1", "u2"):
        RollMark.objects.undo(meeting=meeting, undone="two", act_key=key, now=NOW, by=tess.user)
    assert said(meeting) == {ada.name: Said.ABSENT}


def test_no_roll_is_taken_before_the_day_of_the_meeting(meeting, ada, tess):
    with pytest.raises(NotHeld):
        RollMark.objects.note(
            meeting=meeting, said={ada: Said.ABSENT}, act_key="early", now=NOW - build.DAY, by=tess.user
        )
    assert not RollMark.objects.exists()


def test_no_roll_is_taken_of_a_cancelled_meeting(meeting, ada, tess):
    meeting.cancel(now=NOW, by=tess.user, reason="Snow.")
    with pytest.raises(NotHeld):
        note(meeting, tess, {ada: Said.ABSENT})


def test_an_absence_of_a_meeting_cancelled_later_does_not_stand(meeting, ada, tess):
    note(meeting, tess, {ada: Said.ABSENT})
    meeting.cancel(now=NOW, by=tess.user, reason="The fire alarm.")
    assert absent(meeting) == set()


@pytest.mark.parametrize("fields", [{"role": Role.AUDITOR}, {"ended_on": date(2025, 10, 6)}])
def test_whoever_was_no_student_that_day_is_not_noted(course, meeting, tess, fields):
    other = build.enrollment(course, **fields)
    with pytest.raises(NotEnrolledThatDay):
        note(meeting, tess, {other: Said.ABSENT})
    assert not RollMark.objects.exists()


def test_the_roll_lists_the_students_of_the_day_by_name(course, meeting, ada, bo, tess):
    build.enrollment(course, ended_on=date(2025, 10, 6))
    build.enrollment(course, began_on=date(2025, 10, 8))
    assert [row.enrollment for row in presence.roll(meeting).rows] == [ada, bo]


@pytest.mark.parametrize("students", [1, 3])
def test_a_roll_takes_five_queries(course, meeting, tess, students, django_assert_num_queries):
    for number in range(students):
        note(meeting, tess, {build.enrollment(course): Said.ABSENT}, f"act {number}")
    with django_assert_num_queries(5):
        assert len(presence.roll(meeting).absent) == students


def test_a_roll_is_closed_once_by_one_act_and_its_figures_go_to_the_trail(meeting, ada, bo, tess):
    note(meeting, tess, {ada: Said.PRESENT, bo: Said.ABSENT})
    for _ in range(2):
        RollClosing.objects.close(meeting=meeting, act_key="close", now=NOW, by=tess.user)
    assert RollClosing.objects.count() == 1
    assert Event.objects.get(kind="roll.closed").after == {"present": 1, "absent": 1}


def test_a_roll_knows_whether_it_changed_since_it_was_closed(meeting, ada, tess):
    RollClosing.objects.close(meeting=meeting, act_key="close", now=NOW - timedelta(minutes=1), by=tess.user)
    assert not presence.roll(meeting).changed_since_closing
    note(meeting, tess, {ada: Said.ABSENT})
    assert presence.roll(meeting).changed_since_closing
