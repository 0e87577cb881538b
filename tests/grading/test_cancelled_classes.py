"""A class that is cancelled after its roll was taken: what was noted stays on record, and counts for nothing."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from courseapp import presence
from courseapp.models import Absence, Source
from grading.grade import grade
from grading.ledger import read_terms
from grading.policy_document import read_policy
from guests import questions
from guests.models import GuestQuestion
from tests import build
from tests.grading.terms import MODEL_POLICY

IN_CLASS = build.CLASS_AT + timedelta(minutes=30)
AFTER = build.CLASS_AT + build.DAY
LATER = AFTER + build.DAY


@pytest.fixture
def guest(ada, tess):
    """A guest lecture that Ada left before its end, one question credited."""
    guest = build.guest_lecture(ada.course)
    GuestQuestion.objects.credit(guest=guest, enrollment=ada, now=IN_CLASS, by=tess.user, act_key="tap-1")
    Absence.objects.add_evidence(
        meeting=guest.meeting, enrollment=ada, source=Source.ROLL_CALL, now=IN_CLASS, by=tess.user
    )
    return guest


def parts(student, now=LATER):
    """Return a student's components under the model policy, by key."""
    facts = read_terms(student.course, [student], now=now)[student.pk]
    return {part.component.key: part for part in grade(read_policy(MODEL_POLICY), facts).parts}


def outcomes(student, now=LATER):
    """Return points and outcome of what a statement says of the lecture."""
    lines = [line for part in parts(student, now).values() for line in part.reckoning.lines if line.evidence]
    return {line.key: (line.points, line.outcome) for line in lines}


def test_a_credit_and_an_absence_count_until_the_class_is_cancelled(ada, guest):
    assert outcomes(ada) == {
        str(guest.meeting_id): (Fraction(-2), "absent"),
        f"question-{guest.questions.get().pk}": (Fraction(10), "credited"),
    }


def test_what_was_noted_of_a_cancelled_class_counts_nothing_and_stays_with_its_evidence(ada, guest, ines):
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="The guest was not heard")
    assert outcomes(ada) == {
        str(guest.meeting_id): (None, "the class was cancelled, so the absence costs nothing"),
        f"question-{guest.questions.get().pk}": (None, "the class was cancelled, so it does not count"),
    }
    assert all(part.band.earned != 10 for part in parts(ada).values())
    lines = [line for part in parts(ada).values() for line in part.reckoning.lines if line.evidence]
    for line in lines:
        assert line.evidence[0].who == "Tess Tube"
        assert line.evidence[-1].text == "The class was cancelled: The guest was not heard"


def test_before_the_cancellation_and_after_its_undoing_all_of_it_counts(ada, guest, ines):
    before = outcomes(ada)
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="Ill")
    assert outcomes(ada, now=AFTER - build.HOUR) == before
    assert outcomes(ada) != before
    guest.meeting.reinstate(now=LATER, by=ines.user)
    assert outcomes(ada) == before


def test_the_tally_leaves_a_cancelled_lecture_out_and_takes_it_in_again(ada, bo, guest, ines):
    GuestQuestion.objects.claim(guest=guest, enrollment=bo, text="Why?", act_key="form", now=AFTER)
    assert (questions.tally(ada, LATER).credited, questions.tally(bo, LATER).waiting) == (1, 1)
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="Ill")
    assert (questions.tally(ada, LATER).credited, questions.tally(bo, LATER).waiting) == (0, 0)
    guest.meeting.reinstate(now=LATER, by=ines.user)
    assert (questions.tally(ada, LATER).credited, questions.tally(bo, LATER).waiting) == (1, 1)


def test_a_claim_at_a_cancelled_lecture_keeps_nothing_open(ada, bo, guest, ines):
    GuestQuestion.objects.claim(guest=guest, enrollment=bo, text="Why?", act_key="form", now=AFTER)
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="Ill")
    assert parts(bo)["questions"].open == 0


def test_one_s_own_presence_names_a_cancelled_class_only_where_an_absence_was_noted(ada, bo, guest, ines):
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="Ill")
    assert [one.meeting for one in presence.own_presence(ada, LATER)] == [guest.meeting]
    assert presence.own_presence(bo, LATER) == []
    assert presence.standing_absences(ada.course) == {}


def test_the_student_reads_that_the_class_was_cancelled(client, ada, guest, ines):
    guest.meeting.cancel(now=AFTER, by=ines.user, reason="Ill")
    client.force_login(ada.user)
    page = client.get(reverse("own_presence", args=[ada.course.slug]))
    assert "The class was cancelled, so this absence costs nothing." in page.content.decode()
    assert "Ask for it to be excused</a>" not in page.content.decode()
