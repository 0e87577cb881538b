"""Absences, their evidence, excusals, leave and exemptions: the rows and their verbs."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from courseapp import presence
from courseapp.models import (
    Absence,
    AlreadyExcused,
    AlreadyFiled,
    Enrollment,
    Event,
    Exemption,
    Leave,
    Meeting,
    MeetingHasBegun,
    NotEnrolledThatDay,
    NotExcused,
    Source,
)
from tests import build

NOW = build.CLASS_AT + timedelta(minutes=5)
BEFORE = build.CLASS_AT - build.DAY


def missed(
    meeting: Meeting, enrollment: Enrollment, source: Source = Source.STAFF, *, reference: str = "", by: Enrollment
) -> Absence:
    return Absence.objects.add_evidence(
        meeting=meeting, enrollment=enrollment, source=source, reference=reference, now=NOW, by=by.user
    ).absence


def filed(enrollment: Enrollment, meeting: Meeting) -> Leave:
    return Leave.objects.file(enrollment=enrollment, meeting=meeting, reason="A wedding.", now=BEFORE)


def test_a_draw_and_a_roll_call_make_one_absence_with_both_as_evidence(meeting, ada, tess):
    first = missed(meeting, ada, Source.DRAW, reference="draw 1", by=tess)
    second = missed(meeting, ada, Source.ROLL_CALL, by=tess)
    assert first == second
    assert [one.source for one in first.evidence.all()] == [Source.DRAW, Source.ROLL_CALL]


def test_the_same_evidence_is_noted_once(meeting, ada, tess):
    for _ in range(2):
        absence = missed(meeting, ada, Source.DRAW, reference="draw 1", by=tess)
    assert absence.evidence.count() == 1
    assert Event.objects.filter(kind="absence.noted").count() == 1


def test_an_absence_stands_while_one_piece_of_evidence_stands(meeting, ada, tess):
    absence = missed(meeting, ada, Source.DRAW, reference="draw 1", by=tess)
    missed(meeting, ada, Source.STAFF, by=tess)
    first, second = absence.evidence.all()
    first.withdraw(now=NOW, by=tess.user, reason="Arrived late.")
    assert list(Absence.objects.standing()) == [absence]
    second.withdraw(now=NOW, by=tess.user, reason="Mistaken.")
    assert list(Absence.objects.standing()) == []


def test_withdrawing_twice_changes_nothing(meeting, ada, tess, ines):
    evidence = missed(meeting, ada, by=tess).evidence.get()
    evidence.withdraw(now=NOW, by=tess.user, reason="Arrived late.")
    evidence.withdraw(now=NOW, by=ines.user, reason="Another reason.")
    evidence.refresh_from_db()
    assert (evidence.withdrawn_by, evidence.withdrawn_because) == (tess.user, "Arrived late.")


def test_somebody_who_was_not_enrolled_that_day_is_not_absent(course, meeting, tess):
    late_comer = build.enrollment(course, began_on=date(2025, 10, 8))
    with pytest.raises(NotEnrolledThatDay):
        missed(meeting, late_comer, by=tess)
    assert not Absence.objects.exists()


def test_the_database_keeps_one_absence_a_meeting_and_student(meeting, ada, tess):
    missed(meeting, ada, by=tess)
    with pytest.raises(IntegrityError):
        Absence.objects.create(meeting=meeting, enrollment=ada)


def test_an_excusal_and_its_undoing_are_events_with_reasons(meeting, ada, tess):
    absence = missed(meeting, ada, by=tess)
    absence.excuse(now=NOW, by=tess.user, reason="Ill.")
    assert list(Absence.objects.standing().unexcused()) == []
    absence.unexcuse(now=NOW, by=tess.user, reason="A mistake.")
    assert list(Absence.objects.standing().unexcused()) == [absence]
    trail = Event.objects.about(absence).exclude(kind="absence.noted").values_list("kind", "reason")
    assert list(trail) == [("absence.excused", "Ill."), ("absence.unexcused", "A mistake.")]


def test_what_is_excused_is_not_excused_again_and_what_is_not_is_not_unexcused(meeting, ada, tess):
    absence = missed(meeting, ada, by=tess)
    with pytest.raises(NotExcused):
        absence.unexcuse(now=NOW, by=tess.user, reason="No.")
    absence.excuse(now=NOW, by=tess.user, reason="Ill.")
    with pytest.raises(AlreadyExcused):
        absence.excuse(now=NOW, by=tess.user, reason="Again.")


def test_accepted_leave_excuses_an_absence_that_is_noted_later(meeting, ada, tess):
    filed(ada, meeting).decide(Leave.Decision.ACCEPTED, now=BEFORE, by=tess.user, answer="Have fun.")
    absence = missed(meeting, ada, Source.ROLL_CALL, by=tess)
    absence.refresh_from_db()
    assert absence.is_excused
    assert absence.excused_because == "Leave accepted: Have fun."


def test_leave_accepted_afterwards_excuses_the_absence_and_declined_takes_that_back(meeting, ada, tess):
    leave = filed(ada, meeting)
    absence = missed(meeting, ada, by=tess)
    leave.decide(Leave.Decision.ACCEPTED, now=NOW, by=tess.user)
    absence.refresh_from_db()
    assert absence.is_excused
    leave.decide(Leave.Decision.DECLINED, now=NOW, by=tess.user, answer="Not a wedding after all.")
    absence.refresh_from_db()
    assert not absence.is_excused
    assert Event.objects.get(kind="absence.unexcused").reason == "Leave declined: Not a wedding after all."


def test_a_declined_leave_leaves_a_staff_excusal_alone(meeting, ada, tess):
    leave = filed(ada, meeting)
    absence = missed(meeting, ada, by=tess)
    absence.excuse(now=NOW, by=tess.user, reason="Ill.")
    leave.decide(Leave.Decision.DECLINED, now=NOW, by=tess.user)
    absence.refresh_from_db()
    assert absence.excused_because == "Ill."


def test_leave_is_filed_before_the_meeting_begins(meeting, ada):
    with pytest.raises(MeetingHasBegun):
        Leave.objects.file(enrollment=ada, meeting=meeting, reason="Late.", now=meeting.starts_at)
    assert not Leave.objects.exists()


def test_leave_is_filed_once_and_anew_after_it_was_taken_back(meeting, ada, tess):
    leave = filed(ada, meeting)
    leave.decide(Leave.Decision.DECLINED, now=BEFORE, by=tess.user, answer="Why?")
    with pytest.raises(AlreadyFiled):
        filed(ada, meeting)
    leave.withdraw(now=BEFORE)
    again = Leave.objects.file(enrollment=ada, meeting=meeting, reason="A funeral.", now=BEFORE)
    assert (again.pk, again.reason, again.decision, again.answer) == (leave.pk, "A funeral.", "", "")


def test_leave_that_was_taken_back_keeps_nobody_out_and_excuses_nothing(meeting, ada, tess):
    leave = filed(ada, meeting)
    leave.decide(Leave.Decision.ACCEPTED, now=BEFORE, by=tess.user)
    leave.withdraw(now=BEFORE)
    assert not Leave.objects.accepted().exists()
    assert not presence.accepted_leaves(meeting.course)
    assert not missed(meeting, ada, by=tess).is_excused


def test_leave_is_not_taken_back_once_the_meeting_has_begun(meeting, ada):
    leave = filed(ada, meeting)
    with pytest.raises(MeetingHasBegun):
        leave.withdraw(now=meeting.starts_at)


def test_the_trail_of_a_leave_does_not_hold_the_students_reason(meeting, ada, tess):
    filed(ada, meeting).decide(Leave.Decision.ACCEPTED, now=BEFORE, by=tess.user)
    assert "wedding" not in str(list(Event.objects.values()))


def test_an_exemption_ends_after_it_begins(ada):
    with pytest.raises(IntegrityError):
        Exemption.objects.create(enrollment=ada, begins_on=date(2025, 10, 2), ends_on=date(2025, 10, 1))


def test_an_exemption_holds_on_both_its_days(course, ada):
    held = Exemption.objects.create(enrollment=ada, begins_on=date(2025, 10, 1), ends_on=date(2025, 10, 2))
    days = [date(2025, 9, 30), date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 3)]
    assert [list(Exemption.objects.of(course).on(day)) for day in days] == [[], [held], [held], []]


def test_the_events_of_an_exemption_are_not_among_the_students_own(ada, tess):
    exemption = Exemption(enrollment=ada, begins_on=date(2025, 10, 1), by=tess.user)
    exemption.keep("exemption.granted", now=NOW, by=tess.user)
    exemption.remove(now=NOW, by=tess.user)
    assert not ada.events.exists()
    assert list(Event.objects.values_list("kind", flat=True)) == ["exemption.granted", "exemption.removed"]


@pytest.mark.parametrize("students", [1, 3])
def test_the_standing_absences_of_a_course_take_two_queries(course, tess, students, django_assert_num_queries):
    meeting = build.meeting(course)
    missing = [build.enrollment(course) for _ in range(students)]
    for student in missing:
        missed(meeting, student, Source.DRAW, reference="draw 1", by=tess)
    with django_assert_num_queries(2):
        found = presence.standing_absences(course)
        assert {pk: [one.standing_evidence[0].by for one in rows] for pk, rows in found.items()} == {
            student.pk: [tess.user] for student in missing
        }


def test_the_absences_of_chosen_students_are_theirs_alone(course, meeting, ada, bo, tess):
    missed(meeting, ada, by=tess)
    missed(meeting, bo, by=tess)
    assert set(presence.standing_absences(course, enrollments=[ada])) == {ada.pk}


def test_a_students_own_presence_holds_the_meetings_that_have_begun_in_their_days(course, tess):
    joined = build.enrollment(course, began_on=date(2025, 10, 7))
    build.meeting(course, build.CLASS_AT - 7 * build.DAY)
    now, later = build.meeting(course), build.meeting(course, build.CLASS_AT + 3 * build.DAY)
    missed(now, joined, by=tess)
    rows = presence.own_presence(joined, NOW)
    assert [row.meeting for row in rows] == [now]
    assert rows[0].absence is not None
    assert [row.meeting for row in presence.own_presence(joined, later.starts_at)] == [later, now]
