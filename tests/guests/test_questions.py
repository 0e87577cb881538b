"""Questions to guests: how they are credited, claimed, declined and withdrawn, and what a grade reads of them."""

from datetime import date, timedelta

import pytest

from courseapp.models import Event, MeetingKind, NotEnrolledThatDay, NotHeld
from guests import questions
from guests.models import AlreadyDecided, ClaimsClosed, Guest, GuestQuestion, LectureIsOver
from tests import build

IN_CLASS = build.CLASS_AT + timedelta(minutes=30)
AFTER = build.CLASS_AT + build.DAY
BEFORE = build.CLASS_AT - build.DAY
SECOND = timedelta(seconds=1)


@pytest.fixture
def guest(course):
    return build.guest_lecture(course)


def credit(guest, student, by, key="tap-1", now=IN_CLASS):
    return GuestQuestion.objects.credit(guest=guest, enrollment=student, now=now, by=by.user, act_key=key)


def claim(guest, student, now=AFTER, text="Why?"):
    return GuestQuestion.objects.claim(guest=guest, enrollment=student, text=text, act_key="form", now=now)


def test_a_tap_credits_a_student_with_an_event(guest, ada, tess):
    question = credit(guest, ada, tess)
    assert (question.is_credited, question.decided_by, question.text) == (True, tess.user, "")
    event = Event.objects.get(kind="guest_question.credited")
    assert (event.enrollment, event.actor, event.at) == (ada, tess.user, IN_CLASS)


def test_the_same_tap_credits_once_even_on_two_phones(guest, ada, tess, ines):
    credit(guest, ada, tess)
    credit(guest, ada, ines)
    assert GuestQuestion.objects.credited().get().decided_by == tess.user
    assert Event.objects.filter(kind="guest_question.credited").count() == 1


def test_a_student_may_ask_twice_at_one_lecture(guest, ada, tess):
    for key in ("tap-1", "tap-2"):
        credit(guest, ada, tess, key)
    assert GuestQuestion.objects.credited().count() == 2


def test_the_next_tap_has_a_key_of_its_own_and_counts_withdrawn_ones(guest, ada, tess):
    assert questions.askers(guest)[0].next_key == "tap-1"
    credit(guest, ada, tess).withdraw(now=IN_CLASS, by=tess.user, reason="It was Bo.")
    asker = questions.askers(guest)[0]
    assert (asker.credited, asker.next_key) == (0, "tap-2")


@pytest.mark.parametrize("days", [{"ended_on": date(2025, 10, 6)}, {"began_on": date(2025, 10, 8)}])
def test_a_student_who_was_not_enrolled_that_day_is_not_credited(course, guest, tess, days):
    with pytest.raises(NotEnrolledThatDay):
        credit(guest, build.enrollment(course, **days), tess)


def test_staff_are_not_credited(guest, tess):
    with pytest.raises(NotEnrolledThatDay):
        credit(guest, tess, tess)


def test_nothing_is_credited_before_the_day_or_at_a_cancelled_lecture(guest, ada, tess):
    with pytest.raises(NotHeld):
        credit(guest, ada, tess, now=BEFORE)
    guest.meeting.cancel(now=BEFORE, by=tess.user, reason="Ill.")
    with pytest.raises(NotHeld):
        credit(guest, ada, tess)


def test_a_question_is_prepared_until_the_lecture_ends(guest, ada):
    ends = guest.meeting.ends_at
    question = GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why?", act_key="a", now=ends)
    assert question.state == GuestQuestion.State.PREPARED
    with pytest.raises(LectureIsOver):
        GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why?", act_key="b", now=ends + SECOND)


def test_a_prepared_question_counts_nothing_until_it_is_confirmed(course, guest, ada, tess):
    question = GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why?", act_key="a", now=BEFORE)
    assert questions.questions_on_record(course) == {}
    question.confirm(now=IN_CLASS, by=tess.user)
    assert [one.text for one in questions.questions_on_record(course)[ada.pk]] == ["Why?"]


def test_a_claim_is_open_until_the_window_closes(guest, ada, bo):
    closes = guest.window.closes_at
    assert claim(guest, ada, now=closes).state == GuestQuestion.State.CLAIMED
    with pytest.raises(ClaimsClosed):
        claim(guest, bo, now=closes + SECOND)
    assert not bo.guest_questions.exists()


def test_nothing_is_claimed_before_the_lecture_begins(guest, ada):
    with pytest.raises(ClaimsClosed):
        claim(guest, ada, now=guest.meeting.starts_at - SECOND)


def test_a_claim_sent_twice_is_one_claim(guest, ada):
    assert claim(guest, ada) == claim(guest, ada)
    assert Event.objects.filter(kind="guest_question.claimed").count() == 1


def test_a_prepared_question_claimed_twice_keeps_its_first_claim(guest, ada):
    question = GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why?", act_key="form", now=BEFORE)
    for now in (IN_CLASS, AFTER):
        question.claim(now=now)
    assert GuestQuestion.objects.get().claimed_at == IN_CLASS
    assert Event.objects.filter(kind="guest_question.claimed").count() == 1


def test_one_question_claimed_by_two_students_is_decided_for_each(guest, ada, bo, tess):
    hers, his = claim(guest, ada), claim(guest, bo)
    hers.confirm(now=AFTER, by=tess.user)
    assert GuestQuestion.objects.waiting().get() == his
    his.decline(now=AFTER, by=tess.user, reason="Ada asked it.")
    assert GuestQuestion.objects.credited().get() == hers


def test_who_prepared_a_question_and_dropped_before_the_lecture_is_not_credited(guest, ada, tess):
    question = GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why?", act_key="form", now=BEFORE)
    ada.ended_on = date(2025, 10, 6)
    ada.save()
    with pytest.raises(NotEnrolledThatDay):
        question.confirm(now=IN_CLASS, by=tess.user)
    assert not GuestQuestion.objects.credited().exists()


def test_a_claim_counts_from_its_confirmation(guest, ada, tess):
    question = claim(guest, ada)
    assert not GuestQuestion.objects.credited().exists()
    question.confirm(now=AFTER, by=tess.user)
    assert GuestQuestion.objects.credited().get() == question
    assert not GuestQuestion.objects.waiting().exists()


def test_a_declined_claim_keeps_its_reason_and_can_be_credited_after_all(guest, ada, tess):
    question = claim(guest, ada)
    question.decline(now=AFTER, by=tess.user, reason="Nobody heard it.")
    assert (question.state, question.declined_because) == (GuestQuestion.State.DECLINED, "Nobody heard it.")
    question.confirm(now=AFTER, by=tess.user)
    question.refresh_from_db()
    assert (question.state, question.declined_because) == (GuestQuestion.State.CREDITED, "")


def test_what_is_decided_is_neither_declined_nor_claimed_again(guest, ada, tess):
    question = claim(guest, ada)
    question.confirm(now=AFTER, by=tess.user)
    with pytest.raises(AlreadyDecided):
        question.decline(now=AFTER, by=tess.user, reason="Too late.")
    with pytest.raises(AlreadyDecided):
        question.claim(now=AFTER)


def test_a_withdrawn_credit_stays_on_record_with_its_reason(course, guest, ada, tess, ines):
    question = credit(guest, ada, tess)
    question.withdraw(now=AFTER, by=ines.user, reason="It was Bo.")
    question.withdraw(now=AFTER, by=tess.user, reason="Twice changes nothing.")
    record = questions.questions_on_record(course)[ada.pk]
    assert [(one.state, one.withdrawn_because, one.withdrawn_by) for one in record] == [
        (GuestQuestion.State.WITHDRAWN, "It was Bo.", ines.user)
    ]
    assert Event.objects.get(kind="guest_question.withdrawn").before["state"] == "credited"


def test_staff_reword_at_any_time_and_a_student_until_the_decision(guest, ada, tess):
    question = claim(guest, ada)
    question.reword("Why not?", now=AFTER, by=ada.user)
    question.confirm(now=AFTER, by=tess.user)
    with pytest.raises(AlreadyDecided):
        question.reword("Something else.", now=AFTER, by=ada.user)
    question.reword("Why not, then?", now=AFTER, by=tess.user)
    assert Event.objects.filter(kind="guest_question.reworded").count() == 2


def test_students_see_their_own_questions_and_staff_all_of_their_course(course, guest, ada, bo, tess):
    own, other = credit(guest, ada, tess), credit(guest, bo, tess)
    elsewhere = build.course()
    foreign = build.enrollment(elsewhere)
    credit(build.guest_lecture(elsewhere), foreign, tess)
    assert list(GuestQuestion.objects.visible_to(ada)) == [own]
    assert set(GuestQuestion.objects.visible_to(tess)) == {own, other}


def test_chances_are_the_lectures_to_come_and_those_within_the_claim_window(course, ada):
    past, recent, coming = (
        build.guest_lecture(course, build.CLASS_AT + days * build.DAY).meeting for days in (-10, -3, 4)
    )
    build.meeting(course, build.CLASS_AT + 5 * build.DAY)
    chances = questions.open_chances(course, build.CLASS_AT, enrollments=[ada])[ada.pk]
    assert [(chance.meeting, chance.is_over) for chance in chances] == [(recent, True), (coming, False)]
    assert past not in [chance.meeting for chance in chances]
    assert chances[0].until == recent.ends_at + 7 * build.DAY


def test_a_chance_lasts_through_the_closing_instant_and_no_longer(course, ada):
    lecture = build.guest_lecture(course)
    closes = lecture.window.closes_at
    assert questions.course_chances(course, closes)
    assert questions.course_chances(course, closes + SECOND) == []


def test_a_cancelled_lecture_and_one_outside_the_enrollment_are_no_chance(course, guest, tess):
    gone = build.enrollment(course, ended_on=date(2025, 10, 6))
    assert questions.open_chances(course, BEFORE, enrollments=[gone]) == {gone.pk: []}
    guest.meeting.cancel(now=BEFORE, by=tess.user, reason="Ill.")
    assert questions.course_chances(course, BEFORE) == []


def test_a_guest_lecture_without_a_guest_yet_is_a_chance(course):
    lecture = build.meeting(course, kind=MeetingKind.GUEST)
    assert [chance.meeting for chance in questions.course_chances(course, BEFORE)] == [lecture]


def test_a_tally_counts_what_counts_what_waits_and_what_is_left(course, guest, ada, tess):
    build.guest_lecture(course, AFTER + build.DAY)
    credit(guest, ada, tess)
    claim(guest, ada)
    tally = questions.tally(ada, AFTER)
    assert (tally.credited, tally.waiting, tally.lectures_left, len(tally.chances)) == (1, 1, 1, 2)


@pytest.mark.parametrize("students", [1, 3])
def test_the_record_of_a_course_takes_one_query(course, guest, tess, students, django_assert_num_queries):
    for _ in range(students):
        credit(guest, build.enrollment(course), tess)
    with django_assert_num_queries(1):
        rows = [one for found in questions.questions_on_record(course).values() for one in found]
        assert [(one.guest.meeting.topic, one.decided_by) for one in rows] == [("A guest speaks", tess.user)] * students


def test_a_new_guest_gets_a_key_from_the_name_and_a_move_is_an_event(course, tess):
    meeting, other = (build.meeting(course, kind=MeetingKind.GUEST) for _ in range(2))
    first, second = (
        Guest.objects.keep(Guest(course=course, meeting=meeting, name="Ann Ada"), now=BEFORE, by=tess.user)
        for _ in range(2)
    )
    assert (first.key, second.key) == ("ann-ada", "ann-ada-2")
    first.meeting = other
    Guest.objects.keep(first, now=BEFORE, by=tess.user)
    assert Event.objects.about(first).last().after == {"meeting": other.pk}
