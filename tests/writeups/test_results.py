"""Teams, versions, late work, marks and their release, and what a grade reads of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courseapp.models import Event, HistoryIsPermanent
from tests import build
from writeups.models import (
    AlreadyInTeam,
    Draft,
    LateAcceptance,
    NothingToHandIn,
    PlaceIsOver,
    Team,
    WouldMakeLate,
    WriteUp,
    WriteUpMark,
    WriteUpRelease,
)
from writeups.results import overview, results
from writeups.standing import State

SECOND = timedelta(seconds=1)


@pytest.fixture
def brief(course):
    return build.brief(course)


@pytest.fixture
def now(brief):
    return brief.cut_off + build.HOUR


def hand_in(student, at, key="k", body="I disagree.", **fields):
    return WriteUp.objects.hand_in(enrollment=student, title="", body=body, act_key=key, now=at, **fields)


def mark(team, share, by, at, **fields):
    return WriteUpMark.objects.give(team=team, share=Decimal(share), now=at, by=by.user, **fields)


def test_a_first_hand_in_makes_a_team_of_one_with_events(brief, ada):
    version = hand_in(ada, brief.due_at)
    assert (version.number, list(version.team.members()), str(version.team)) == (1, [ada], "Ada Lovelace")
    assert list(ada.events.values_list("kind", flat=True)) == ["team.joined", "writeup.handed_in"]


def test_the_same_form_sent_twice_hands_in_once(brief, ada):
    assert hand_in(ada, brief.due_at) == hand_in(ada, brief.due_at)
    assert WriteUp.objects.count() == 1


def test_the_cut_off_itself_is_on_time_and_a_second_later_is_late(course, brief, ada, bo, now):
    hand_in(ada, brief.cut_off)
    hand_in(bo, brief.cut_off + SECOND)
    found = results(course, now)
    assert (found[ada.pk].standing.state, found[ada.pk].is_handed_in) == (State.HANDED_IN, True)
    assert (found[bo.pk].standing.state, found[bo.pk].is_handed_in) == (State.LATE, False)


def test_a_late_version_counts_while_it_is_accepted(course, brief, ada, tess, now):
    version = hand_in(ada, brief.cut_off + SECOND)
    acceptance = LateAcceptance.objects.accept(version, now=now, by=tess.user, reason="The server was down.")
    found = results(course, now)[ada.pk]
    assert (found.standing.state, found.counted, found.acceptance) == (State.ACCEPTED, version, acceptance)
    assert acceptance == LateAcceptance.objects.accept(version, now=now, by=tess.user)
    acceptance.withdraw(now=now, by=tess.user)
    assert results(course, now)[ada.pk].standing.state == State.LATE
    kinds = ["writeup.accepted", "writeup.acceptance_withdrawn"]
    assert list(ada.events.filter(kind__in=kinds).values_list("kind", flat=True)) == kinds


def test_any_member_hands_in_for_the_team_and_all_get_the_event(course, brief, ada, bo, now):
    build.team(ada, bo)
    version = hand_in(bo, brief.due_at)
    found = results(course, now)
    assert found[ada.pk].counted == found[bo.pk].counted == version
    events = Event.objects.filter(kind="writeup.handed_in")
    assert {(event.enrollment, event.actor) for event in events} == {(ada, bo.user), (bo, bo.user)}


def test_nothing_is_handed_in_without_text_or_pdf(brief, ada):
    with pytest.raises(NothingToHandIn):
        hand_in(ada, brief.due_at, body=" \n")
    assert not WriteUp.objects.exists()


def test_nothing_is_handed_in_after_the_enrollment_or_in_an_archived_course(course, brief, ada):
    gone = build.enrollment(course, ended_on=date(2025, 11, 1))
    with pytest.raises(PlaceIsOver):
        hand_in(gone, brief.due_at)
    course.archived_at = brief.due_at
    ada.course = course
    with pytest.raises(PlaceIsOver):
        hand_in(ada, brief.due_at)


def test_a_version_is_never_changed(brief, ada):
    version = hand_in(ada, brief.due_at)
    with pytest.raises(HistoryIsPermanent):
        version.save()


def test_a_draft_is_kept_and_not_handed_in(course, brief, ada, now):
    draft = Draft.objects.keep(enrollment=ada, title="", body="A thought.", now=brief.due_at)
    assert Draft.objects.keep(enrollment=ada, title="", body="A thought.", now=now) == draft
    assert Draft.objects.keep(enrollment=ada, title="", body="", now=now) is None
    assert results(course, now)[ada.pk].standing.state == State.NOTHING
    assert Draft.objects.count() == 1


def test_a_student_writes_in_one_team_and_a_move_is_an_event(course, brief, ada, bo, ines, now):
    first = build.team(ada)
    hand_in(ada, brief.due_at)
    second = Team.objects.form(course, [ada, bo], now=now, by=ines.user, name="Sceptics")
    assert (list(first.members()), list(second.members())) == ([], [ada, bo])
    event = ada.events.get(kind="team.joined")
    assert (event.before, event.after) == ({"team": first.pk}, {"team": second.pk})
    assert results(course, now + SECOND)[ada.pk].counted is None


def test_a_student_who_is_in_the_team_does_not_join_again(ada, ines):
    team = build.team(ada)
    with pytest.raises(AlreadyInTeam):
        team.take_in(ada, now=build.CLASS_AT, by=ines.user)


def test_the_database_keeps_one_team_a_student(ada, bo):
    build.team(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        build.team(bo).memberships.create(enrollment=ada, joined_at=build.CLASS_AT)


def test_the_last_mark_of_the_team_counts_but_a_members_own_goes_before_it(course, brief, ada, bo, tess, now):
    team = build.team(ada, bo)
    own = mark(team, "0.5", tess, now, member=ada, reason="Wrote half of it.")
    mark(team, "0.7", tess, now)
    last = mark(team, "0.9", tess, now)
    found = results(course, now)
    assert (found[ada.pk].mark, found[bo.pk].mark) == (own, last)
    assert ada.events.filter(kind="writeup.marked").count() == 3
    assert bo.events.filter(kind="writeup.marked").count() == 2


def test_a_members_own_mark_needs_a_reason(ada, tess, now):
    team = build.team(ada)
    with pytest.raises(ValueError, match="reason"):
        mark(team, "0.5", tess, now, member=ada)


@pytest.mark.parametrize("share", ["-0.1", "1.1"])
def test_a_mark_is_a_share_from_0_to_1(ada, tess, now, share):
    with pytest.raises(IntegrityError):
        mark(build.team(ada), share, tess, now)


def test_a_mark_is_seen_from_its_release_which_happens_once(course, brief, ada, tess, ines, now):
    given = mark(build.team(ada), "0.85", tess, now)
    assert (results(course, now)[ada.pk].mark, results(course, now)[ada.pk].released_mark) == (given, None)
    for hours in (1, 2):
        release = WriteUpRelease.objects.release(brief, now=now + hours * build.HOUR, by=ines.user)
    assert results(course, now)[ada.pk].released_mark is None
    found = results(course, now + 2 * build.HOUR)[ada.pk]
    assert (found.released_mark, found.released_at) == (given, release.at)
    assert Event.objects.filter(kind="writeup.marks_released").count() == 1


def test_no_earlier_due_time_makes_work_late_that_was_on_time(course, brief, ada, tess, now):
    was, version = brief.due_at, hand_in(ada, brief.due_at - build.DAY)
    brief.due_at = version.handed_in_at - course.grace - SECOND
    with pytest.raises(WouldMakeLate) as refusal:
        brief.keep(was_due_at=was, now=now, by=tess.user)
    brief.due_at = refusal.value.needed
    brief.keep(was_due_at=was, now=now, by=tess.user)
    assert results(course, now)[ada.pk].is_handed_in


def test_a_later_due_time_makes_late_work_on_time(course, brief, ada, tess, now):
    hand_in(ada, brief.cut_off + SECOND)
    was, brief.due_at = brief.due_at, brief.due_at + SECOND
    brief.keep(was_due_at=was, now=now, by=tess.user)
    assert results(course, now)[ada.pk].is_handed_in


def test_results_are_as_of_the_given_time(course, brief, ada, bo, tess, now):
    hand_in(ada, brief.due_at - build.DAY, "one")
    hand_in(ada, brief.due_at, "two")
    mark(ada.memberships.get().team, "0.5", tess, now)
    earlier = results(course, brief.due_at - build.HOUR)[ada.pk]
    assert (earlier.counted.number, earlier.mark, earlier.is_past_cut_off) == (1, None, False)
    assert results(course, brief.due_at - 2 * build.DAY)[ada.pk].team is None


def test_a_course_without_a_task_has_no_results(course, ada, now):
    course.writeup_brief.delete()
    assert results(course, now) == {}
    assert overview(course, now).teams == []


def test_the_overview_groups_members_and_names_who_is_in_no_team(course, brief, ada, bo, now):
    alone = build.enrollment(course, person=build.user(name="Zoe"))
    team = build.team(ada, bo)
    seen = overview(course, now)
    assert [(row.team, [one.enrollment for one in row.members]) for row in seen.teams] == [(team, [ada, bo])]
    assert seen.alone == [alone]


@pytest.mark.parametrize("students", [1, 3])
def test_the_results_of_a_course_take_six_queries(course, brief, tess, now, students, django_assert_num_queries):
    for _ in range(students):
        version = hand_in(build.enrollment(course), brief.cut_off + SECOND)
        LateAcceptance.objects.accept(version, now=now, by=tess.user)
        mark(version.team, "0.5", tess, now)
    with django_assert_num_queries(6):
        rows = results(course, now).values()
        assert [(one.counted.handed_in_by.name != "", one.acceptance.by, one.mark.by) for one in rows] == [
            (True, tess.user, tess.user)
        ] * students
