"""Picks made by hand, which use a turn outside the proof, and volunteers, who use none."""

from datetime import timedelta

import pytest

from courseapp.models import Absence, Enrollment, Event, Meeting
from lottery import fairness, proof
from lottery.models import (
    Draw,
    HandPick,
    Lottery,
    NotAStudentThatDay,
    NotToday,
    Outcome,
    Pool,
    ReasonMissing,
    Turns,
    Volunteer,
)
from tests import build
from tests.lottery.conftest import AFTER, NOW, committed, opened
from tests.lottery.pages import url

pytestmark = pytest.mark.django_db


def by_hand(meeting: Meeting, student: Enrollment, outcome: Outcome = Outcome.ANSWERED, now=NOW) -> HandPick:
    """Enter a pick made by hand."""
    return HandPick.objects.note(
        meeting=meeting, enrollment=student, outcome=outcome, note="The projector was down", now=now, by=None
    )


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.PASSED])
def test_a_pick_by_hand_uses_a_turn_here_and_in_the_term(
    lottery: Lottery, students: list[Enrollment], outcome: Outcome
) -> None:
    by_hand(lottery.meeting, students[0], outcome)
    here = Pool(lottery).places
    assert (here[students[0].pk].asked, here[students[0].pk].asked_here, here[students[0].pk].tickets) == (1, 1, 0)
    assert here[students[1].pk].tickets == 64
    later = committed(build.meeting(lottery.meeting.course, build.CLASS_AT + build.DAY))
    there = Pool(later).places
    assert (there[students[0].pk].asked, there[students[0].pk].asked_here, there[students[0].pk].tickets) == (1, 0, 16)


def test_an_absence_found_by_hand_is_an_absence_and_no_turn(lottery: Lottery, students: list[Enrollment]) -> None:
    pick = by_hand(lottery.meeting, students[0], Outcome.ABSENT)
    assert Absence.objects.standing().get().enrollment == students[0]
    assert Pool(lottery).places[students[0].pk].out_because == "absent"
    pick.withdraw("Sat in the back", now=NOW, by=None)
    assert not Absence.objects.standing().exists()
    assert Pool(lottery).places[students[0].pk].tickets == 64


def test_it_stands_outside_the_proof(lottery: Lottery, students: list[Enrollment], as_) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    by_hand(lottery.meeting, students[0])
    lottery = lottery.reveal(now=AFTER, by=None)
    assert len(lottery.record().lines) == 1
    assert proof.first_difference(lottery.record(), lottery.final_hash) is None
    page = as_(students[1]).get(url(lottery.meeting, "proof")).content.decode()
    assert "Outside the proof" in page
    assert "The projector was down" in page
    assert students[0].name not in page


def test_a_meeting_without_a_lottery_takes_picks_by_hand_too(meeting: Meeting, students: list[Enrollment]) -> None:
    by_hand(meeting, students[0])
    later = committed(build.meeting(meeting.course, build.CLASS_AT + build.DAY))
    assert Pool(later).places[students[0].pk].asked == 1


def test_a_pick_by_hand_ends_the_wait_of_the_overdue(meeting: Meeting, ada: Enrollment, bo: Enrollment) -> None:
    for week in range(4):
        held = build.meeting(meeting.course, build.CLASS_AT - (9 - week) * build.DAY)
        Draw.objects.hold(opened(held, planned=2), 1, now=held.starts_at, by=None)
    asked = {draw.enrollment.pk for draw in Draw.objects.with_people()}
    coming = committed(meeting, planned=2)
    waiting = [place for place in Pool(coming).places.values() if place.is_overdue]
    earlier = build.meeting(meeting.course, build.CLASS_AT - build.DAY)
    for place in waiting:
        by_hand(earlier, place.enrollment)
    assert asked
    assert not any(place.is_overdue for place in Pool(coming).places.values())


def test_the_student_and_the_class_see_the_turn(lottery: Lottery, students: list[Enrollment], as_, at) -> None:
    by_hand(lottery.meeting, students[0])
    assert Turns.of(students[0]).asked == 1
    found = fairness.of_class(lottery.meeting.course, AFTER)
    assert found is not None
    assert found.turns == 1
    at(AFTER)
    page = as_(students[0]).get(f"/c/{lottery.slug}/turns/").content.decode()
    assert "by hand, outside the proof: The projector was down" in page


def test_taken_back_it_stays_with_its_reason_and_counts_no_more(lottery: Lottery, students: list[Enrollment]) -> None:
    pick = by_hand(lottery.meeting, students[0])
    with pytest.raises(ReasonMissing):
        pick.withdraw("", now=NOW, by=None)
    pick.withdraw("The wrong row", now=NOW, by=None)
    pick.withdraw("Once more", now=NOW, by=None)
    assert HandPick.objects.get().withdrawn_because == "The wrong row"
    assert Pool(lottery).places[students[0].pk].asked == 0
    assert list(Event.objects.filter(kind__startswith="pick.").values_list("kind", flat=True)) == [
        "pick.made_by_hand", "pick.withdrawn",
    ]  # fmt: skip


def test_it_needs_a_word_a_class_and_a_student(meeting: Meeting, students: list[Enrollment], tess: Enrollment) -> None:
    with pytest.raises(ReasonMissing):
        HandPick.objects.note(
            meeting=meeting, enrollment=students[0], outcome=Outcome.ANSWERED, note="", now=NOW, by=None
        )
    with pytest.raises(NotAStudentThatDay):
        by_hand(meeting, tess)
    with pytest.raises(NotToday):
        by_hand(meeting, students[0], now=NOW - timedelta(days=1))
    meeting.cancel(now=NOW, by=None, reason="snow")
    with pytest.raises(NotToday):
        by_hand(meeting, students[0])
    assert not HandPick.objects.exists()


def test_a_volunteer_moves_nobodys_odds(lottery: Lottery, students: list[Enrollment]) -> None:
    before = {pk: place.tickets for pk, place in Pool(lottery).places.items()}
    volunteer = Volunteer.objects.note(meeting=lottery.meeting, enrollment=students[0], now=NOW, by=None)
    assert {pk: place.tickets for pk, place in Pool(lottery).places.items()} == before
    assert Turns.of(students[0]).asked == 0
    volunteer.withdraw(now=NOW, by=None)
    volunteer.withdraw(now=NOW, by=None)
    assert not Volunteer.objects.standing().exists()
    assert Event.objects.filter(kind="volunteer.withdrawn").count() == 1
