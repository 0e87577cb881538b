"""Extensions and waivers, and the changes of a paper."""

import pytest

from courseapp.models import Course, Enrollment, Event
from reviews.models import DueTimeWouldPass, Extension, Paper, Waiver
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


def test_an_extension_makes_late_work_be_on_time(ada: Enrollment, tess: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=AFTER)
    assert my_cell(ada, paper, AFTER).standing.state == State.LATE
    Extension.objects.grant(enrollment=ada, paper=paper, due_at=AFTER, now=AFTER, by=tess.user, reason="Ill.")
    cell = my_cell(ada, paper, AFTER)
    assert (cell.due_at, cell.standing.state, cell.standing.graded) == (AFTER, State.HANDED_IN, 1)
    event = Event.objects.get(kind="extension.granted")
    assert (event.enrollment, event.actor, event.reason) == (ada, tess.user, "Ill.")
    assert event.after == {"paper": paper.pk, "due_at": AFTER.isoformat()}


def test_a_second_extension_replaces_the_first_and_the_same_again_changes_nothing(
    ada: Enrollment, paper: Paper
) -> None:
    first = Extension.objects.grant(enrollment=ada, paper=paper, due_at=AFTER, now=BEFORE, by=None)
    assert Extension.objects.grant(enrollment=ada, paper=paper, due_at=AFTER, now=BEFORE, by=None) == first
    second = Extension.objects.grant(enrollment=ada, paper=paper, due_at=AFTER + DAY, now=AFTER, by=None)
    first.refresh_from_db()
    assert first.withdrawn_at == AFTER
    assert list(Extension.objects.standing()) == [second]
    assert list(Event.objects.values_list("kind", flat=True)) == [
        "extension.granted", "extension.withdrawn", "extension.granted"
    ]  # fmt: skip


def test_a_waiver_stands_until_it_is_withdrawn(ada: Enrollment, paper: Paper) -> None:
    waiver = Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None)
    assert Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None) == waiver
    cell = my_cell(ada, paper, AFTER)
    assert (cell.standing.state, cell.is_assigned) == (State.WAIVED, False)
    waiver.withdraw(now=AFTER, by=None)
    waiver.withdraw(now=AFTER, by=None)
    assert my_cell(ada, paper, AFTER).standing.state == State.NOT_STARTED
    assert Event.objects.filter(kind="waiver.withdrawn").count() == 1


def test_a_paper_is_assigned_to_those_enrolled_on_the_day_it_is_due(ada: Enrollment, paper: Paper) -> None:
    assert my_cell(ada, paper, BEFORE).is_assigned
    ada.began_on = ada.course.day_of(CLASS_AT + DAY)
    assert not my_cell(ada, paper, BEFORE).is_assigned


def test_the_paper_of_a_cancelled_meeting_is_assigned_only_if_it_is_kept(ada: Enrollment, paper: Paper) -> None:
    paper.meeting.cancel(now=BEFORE, by=None, reason="Snow.")
    assert not paper.is_assigned_to(ada)
    paper.kept_at = BEFORE
    assert paper.is_assigned_to(ada)


def test_a_new_paper_gets_a_key_from_its_title_and_an_event(course: Course, paper: Paper) -> None:
    keys = [
        Paper.objects.add(
            Paper(course=course, meeting=paper.meeting, title="It’s all Attention"), now=BEFORE, by=None
        ).key
        for _ in range(2)
    ]
    assert keys == ["its-all-attention", "its-all-attention-2"]
    assert Event.objects.filter(kind="paper.added").count() == 2


def test_a_change_of_the_due_time_is_an_event_and_one_of_the_title_is_not(paper: Paper) -> None:
    paper.title = "Another"
    paper.change(now=BEFORE, by=None)
    assert not Event.objects.exists()
    paper.due_at = CLASS_AT + DAY
    paper.change(now=BEFORE, by=None)
    event = Event.objects.get(kind="paper.changed")
    assert event.before["due_at"] is None
    assert event.after["due_at"] == (CLASS_AT + DAY).isoformat()


def test_a_due_time_is_not_brought_into_the_past_without_a_yes_and_then_falls_on_now(paper: Paper) -> None:
    paper.due_at = BEFORE - DAY
    with pytest.raises(DueTimeWouldPass):
        paper.change(now=BEFORE, by=None)
    assert Paper.objects.get().due_at is None
    paper.change(now=BEFORE, by=None, confirmed=True)
    assert Paper.objects.get().due_at == BEFORE


def test_a_due_time_that_has_passed_stays_when_the_paper_moves(course: Course, paper: Paper) -> None:
    paper.meeting = build.meeting(course, CLASS_AT + 7 * DAY)
    paper.change(now=AFTER, by=None)
    assert Paper.objects.get().due_at == CLASS_AT


def test_a_due_time_that_has_passed_may_be_put_off_but_not_brought_forward(paper: Paper) -> None:
    paper.due_at = CLASS_AT - DAY
    paper.change(now=AFTER, by=None)
    assert Paper.objects.get().class_due_at == CLASS_AT
    paper.due_at = AFTER + DAY
    paper.change(now=AFTER, by=None)
    assert Paper.objects.get().class_due_at == AFTER + DAY
