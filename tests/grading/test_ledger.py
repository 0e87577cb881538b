"""From stored rows to the facts of a term."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from courseapp.models import Absence, Leave, MeetingKind, Source
from grading.facts import Claim, Standing
from grading.ledger import read_terms
from grading.models import Adjustment
from guests.models import GuestQuestion
from reviews.models import Extension, Mark, MarkRelease, Reading, Waiver
from tests import build
from writeups.models import LateAcceptance, WriteUp, WriteUpMark, WriteUpRelease

DUE = build.CLASS_AT
EARLIER = DUE - build.HOUR
LATER = DUE + build.HOUR


def facts(student, now=LATER):
    """Return one student's facts."""
    return read_terms(student.course, [student], now=now)[student.pk]


def texts(fact):
    """Return the words of a fact's evidence with who stands behind each."""
    return [(piece.text, piece.who) for piece in fact.evidence]


def test_a_review_handed_in_on_time_is_credited_from_that_moment(ada, paper):
    build.review(ada, paper, now=EARLIER)
    for now in (EARLIER, LATER):
        (fact,) = facts(ada, now).papers
        assert fact.standing is Standing.ON_TIME
    assert [(piece.text, piece.at) for piece in fact.evidence] == [("Handed in", EARLIER)]


@pytest.mark.parametrize(
    ("now", "standing"),
    [(DUE, Standing.OPEN), (DUE + timedelta(minutes=2), Standing.OPEN), (DUE + timedelta(minutes=3), Standing.MISSED)],
)
def test_a_review_is_open_until_the_cut_off_and_then_missed(ada, paper, now, standing):
    assert facts(ada, now).papers[0].standing is standing


def test_a_complete_draft_is_handed_in_at_the_due_time_and_says_so(ada, paper):
    build.review(ada, paper, now=EARLIER, hand_in=False)
    (fact,) = facts(ada).papers
    assert fact.standing is Standing.ON_TIME
    assert [(piece.text, piece.at) for piece in fact.evidence] == [
        ("The draft was handed in as it stood at the due time", DUE)
    ]


def test_late_work_counts_only_once_it_is_accepted(ada, paper, tess):
    late = build.review(ada, paper, now=LATER).revision.review
    assert facts(ada).papers[0].standing is Standing.LATE
    late.accept(now=LATER, by=tess.user)
    (fact,) = facts(ada).papers
    assert fact.standing is Standing.ACCEPTED
    assert ("Accepted although late", "Tess Tube") in texts(fact)


def test_work_written_after_reading_others_does_not_count_and_says_why(ada, paper):
    build.review(ada, paper, now=EARLIER, answers={"summary": "It"}, hand_in=False)
    Reading.objects.create(enrollment=ada, paper=paper, at=EARLIER + build.HOUR / 2)
    build.review(ada, paper, now=DUE, based_on=1)
    (fact,) = facts(ada).papers
    assert fact.standing is Standing.MISSED
    assert fact.evidence[-1].text.startswith("Nothing complete was written before reading")


def test_an_extension_moves_the_student_s_due_time_but_not_the_day_of_the_class_s(ada, paper, tess):
    until = DUE + 2 * build.DAY
    Extension.objects.grant(enrollment=ada, paper=paper, due_at=until, now=EARLIER, by=tess.user, reason="Ill")
    (fact,) = facts(ada).papers
    assert (fact.standing, fact.due_at, fact.due_on) == (Standing.OPEN, until, DUE.date())
    assert texts(fact) == [("Due time extended: Ill", "Tess Tube")]


def test_a_waived_paper_says_who_waived_it(ada, paper, tess):
    Waiver.objects.grant(enrollment=ada, paper=paper, now=EARLIER, by=tess.user)
    (fact,) = facts(ada).papers
    assert fact.standing is Standing.WAIVED
    assert texts(fact) == [("Waived", "Tess Tube")]


def test_a_cancelled_meeting_s_paper_is_not_assigned_unless_it_is_kept(ada, paper, meeting, ines):
    meeting.cancel(now=EARLIER, by=ines.user, reason="Snow")
    assert facts(ada).papers[0].cancelled
    paper.kept_at = EARLIER
    paper.save()
    assert not facts(ada).papers[0].cancelled


def test_a_review_s_mark_is_a_fact_from_its_release(ada, paper, tess):
    review = build.review(ada, paper, now=EARLIER).revision.review
    Mark.objects.create(review=review, symbol="✓", at=LATER, by=tess.user)
    Mark.objects.create(review=review, symbol="✓−", at=LATER, by=tess.user)
    assert facts(ada).papers[0].mark is None
    MarkRelease.objects.create(paper=paper, at=LATER + build.HOUR, by=tess.user)
    assert facts(ada).papers[0].mark is None
    (fact,) = facts(ada, LATER + build.HOUR).papers
    assert (fact.mark.symbol, fact.mark.value, texts(fact.mark)) == (
        "✓−",
        None,
        [("Marked", "Tess Tube"), ("Released", "")],
    )


def test_an_absence_stands_with_its_evidence(ada, meeting, tess):
    Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.STAFF, now=LATER, by=tess.user, note="Left early"
    )
    (fact,) = facts(ada).meetings
    assert (fact.missed, fact.excused, texts(fact)) == (True, False, [("Staff note: Left early", "Tess Tube")])


def note_absence(student, meeting, staff):
    """Note that a drawn student was not in the room."""
    return Absence.objects.add_evidence(
        meeting=meeting, enrollment=student, source=Source.DRAW, now=LATER, by=staff.user
    )


def test_an_excused_absence_says_who_excused_it_and_why(ada, meeting, tess):
    evidence = Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.DRAW, now=LATER, by=tess.user
    )
    evidence.absence.excuse(now=LATER, by=tess.user, reason="Train")
    (fact,) = facts(ada).meetings
    assert (fact.missed, fact.excused) == (True, True)
    assert ("Excused: Train", "Tess Tube") in texts(fact)


def test_withdrawn_evidence_leaves_no_absence(ada, meeting, tess):
    evidence = Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.DRAW, now=LATER, by=tess.user
    )
    evidence.withdraw(now=LATER, by=tess.user, reason="Arrived late")
    assert not facts(ada).meetings[0].missed


def test_an_accepted_leave_makes_a_meeting_to_come_cost_nothing(ada, meeting, tess):
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="A wedding", now=EARLIER)
    assert not facts(ada, EARLIER).meetings[0].excused
    leave.decide(Leave.Decision.ACCEPTED, now=EARLIER, by=tess.user)
    (fact,) = facts(ada, EARLIER).meetings
    assert (fact.missed, fact.excused, fact.is_over) == (False, True, False)


def ask(student, guest, **fields):
    """Store a question to a guest."""
    return GuestQuestion.objects.create(
        guest=guest, enrollment=student, act_key=str(len(fields)), text="Why?", added_at=LATER, **fields
    )


def test_questions_to_guests_stand_as_staff_decided(ada, course, tess):
    guest = build.guest_lecture(course)
    ask(ada, guest)
    ask(ada, guest, claimed_at=LATER)
    ask(ada, guest, credited_at=LATER, decided_by=tess.user)
    ask(ada, guest, claimed_at=LATER, declined_at=LATER, decided_by=tess.user, declined_because="Not asked")
    withdrawn = {"credited_at": LATER, "decided_by": tess.user, "withdrawn_at": LATER, "withdrawn_by": tess.user}
    ask(ada, guest, **withdrawn, withdrawn_because="By mistake")
    found = facts(ada).questions
    assert [fact.claim for fact in found] == [Claim.CLAIMED, Claim.CREDITED, Claim.DECLINED, Claim.DECLINED]
    assert found[0].title == "To Grace Guest: “Why?”"
    assert texts(found[2]) == [("Claimed", ""), ("Declined: Not asked", "Tess Tube")]
    assert texts(found[3]) == [("Credited", "Tess Tube"), ("Credit withdrawn: By mistake", "Tess Tube")]


@pytest.mark.parametrize(("after", "is_open"), [(-build.DAY, True), (7 * build.DAY, True), (8 * build.DAY, False)])
def test_a_guest_lecture_is_a_chance_until_its_claim_window_closes(ada, course, after, is_open):
    guest = build.guest_lecture(course)
    assert bool(facts(ada, guest.meeting.ends_at + after).chances) is is_open


def test_a_lecture_outside_the_days_of_the_enrollment_is_no_chance(course):
    build.guest_lecture(course)
    late = build.enrollment(course, began_on=(DUE + 30 * build.DAY).date())
    assert facts(late).chances == ()


def test_a_course_without_a_brief_has_no_write_up(ada):
    assert facts(ada).work is None


def test_a_write_up_counts_if_it_is_handed_in_by_the_cut_off(ada, bo, course):
    brief = build.brief(course)
    team = build.team(ada)
    WriteUp.objects.create(
        team=team, number=1, act_key="1", body="We think.", handed_in_at=LATER, handed_in_by=ada.user
    )
    terms = read_terms(course, [ada, bo], now=brief.cut_off + build.HOUR)
    assert [(terms[who.pk].work.handed_in, terms[who.pk].work.is_past_cutoff) for who in (ada, bo)] == [
        (True, True), (False, True),
    ]  # fmt: skip
    assert texts(terms[ada.pk].work) == [("Version 1 handed in", "Ada Lovelace")]


def test_a_late_write_up_counts_once_it_is_accepted(ada, course, tess):
    brief = build.brief(course)
    late = brief.cut_off + build.HOUR
    version = WriteUp.objects.create(
        team=build.team(ada), number=1, act_key="1", body="So.", handed_in_at=late, handed_in_by=ada.user
    )
    assert not facts(ada, late).work.handed_in
    LateAcceptance.objects.accept(version, now=late, by=tess.user)
    work = facts(ada, late).work
    assert work.handed_in
    assert ("Accepted although late", "Tess Tube") in texts(work)


def test_a_member_s_own_mark_goes_before_the_team_s_and_both_wait_for_the_release(ada, bo, course, tess):
    brief = build.brief(course)
    team = build.team(ada, bo)
    WriteUpMark.objects.give(team=team, member=bo, share=Decimal("0.5"), reason="Came late", now=LATER, by=tess.user)
    WriteUpMark.objects.give(team=team, share=Decimal("0.8"), now=LATER, by=tess.user)
    assert facts(ada).work.mark is None
    WriteUpRelease.objects.create(brief=brief, at=LATER, by=tess.user)
    assert (facts(ada).work.mark.value, facts(bo).work.mark.value) == (Fraction(4, 5), Fraction(1, 2))
    assert texts(facts(bo).work.mark) == [("Marked: Came late", "Tess Tube"), ("Released", "")]


def test_an_adjustment_can_be_undone_once(ada, tess):
    made = Adjustment.objects.make(ada, component="", points=Decimal(2), reason="Bonus", now=EARLIER, by=tess.user)
    assert [fact.can_be_undone for fact in facts(ada).adjustments] == [True]
    made.undo(reason="No bonus", now=LATER, by=tess.user)
    assert [(fact.points, fact.can_be_undone) for fact in facts(ada).adjustments] == [(2, False), (-2, False)]
    assert [fact.points for fact in facts(ada, EARLIER).adjustments] == [2]


def test_a_meeting_without_class_is_read_with_its_kind(ada, course):
    build.meeting(course, kind=MeetingKind.NO_CLASS)
    assert facts(ada).meetings[0].kind == "no_class"


def test_the_course_has_ended_once_its_last_day_is_over_in_its_own_zone(ada, course):
    last_evening = build.CLASS_AT.replace(month=12, day=6, hour=4, minute=59)
    assert not facts(ada, last_evening).has_ended
    assert facts(ada, last_evening + timedelta(minutes=1)).has_ended
