"""Why a total changed between two days: past results as they were, what differs, and what was noted."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courseapp.models import Absence, AppendOnly, Event, HistoryIsPermanent, Leave, Source
from grading import gradebook
from grading.models import Adjustment, PolicyVersion
from grading.policy_document import read_policy
from guests.models import GuestQuestion
from reviews.models import Waiver
from tests import build
from tests.grading.conftest import NOW
from tests.grading.terms import MODEL_POLICY

LATER = NOW + build.DAY


@pytest.fixture
def page(course, version, ada, at):
    """The address of what changed for Ada, two days after class."""
    at(LATER)
    return reverse("grading:changes", args=[course.slug, ada.uuid])


def noted(meeting, ada, tess):
    """Note Ada absent from a meeting, a day after class."""
    kept = {"meeting": meeting, "enrollment": ada, "now": NOW, "by": tess.user}
    return Absence.objects.add_evidence(**kept, source=Source.STAFF, note="Not in the room")


def earned(ada, version, now):
    """Return Ada's points as of a time."""
    return gradebook.statement(ada, version.policy, now=now).total.earned


def test_what_staff_note_and_take_back_counts_from_then_until_then_alone(course, version, ada, tess, meeting):
    before = earned(ada, version, NOW - build.HOUR)
    evidence = noted(meeting, ada, tess)
    evidence.withdraw(now=LATER, by=tess.user, reason="Came late")
    guest = build.guest_lecture(course, build.CLASS_AT - build.DAY)
    asked = GuestQuestion.objects.credit(guest=guest, enrollment=ada, now=NOW, by=tess.user, act_key="a")
    asked.withdraw(now=LATER, by=tess.user, reason="It was Bo")
    times = [NOW - build.HOUR, NOW, LATER]
    assert [earned(ada, version, at) - before for at in times] == [0, -2 + 10, 0]


def test_an_excuse_and_a_waiver_count_from_when_they_were_given(version, ada, tess, paper):
    evidence = noted(paper.meeting, ada, tess)
    evidence.absence.excuse(now=LATER, by=tess.user, reason="Ill")
    Waiver.objects.grant(enrollment=ada, paper=paper, now=LATER, by=tess.user)
    before, after = (gradebook.statement(ada, version.policy, now=at) for at in (NOW, LATER))
    lost, waived = ([line.state for part in one.parts for line in part.reckoning.lines] for one in (before, after))
    assert (lost.count("lost"), waived.count("waived")) == (2, 2)


def test_a_leave_excuses_from_its_acceptance_on(version, ada, tess, course):
    ahead = build.meeting(course, LATER + build.DAY)
    leave = Leave.objects.file(enrollment=ada, meeting=ahead, reason="A wedding", now=NOW)
    leave.decide(Leave.Decision.ACCEPTED, now=LATER, by=tess.user)
    floors = [gradebook.statement(ada, version.policy, now=at).total.floor for at in (NOW, LATER)]
    assert floors == [18, 20]


def test_the_page_names_the_lines_that_moved_and_what_was_noted(page, ada, tess, meeting, as_):
    noted(meeting, ada, tess)
    Adjustment.objects.make(ada, component="", points=Decimal(5), reason="For the demo", now=NOW, by=tess.user)
    shown = as_(ada).get(page, {"since": "2025-10-08", "until": "2025-10-09"})
    assert shown.context["difference"] == 3
    text = shown.content.decode()
    assert "Not in the room" in text
    assert "For the demo" in text
    assert [one.what for one in shown.context["happenings"]] == ["Adjustment", "Absence noted"]


def test_a_change_of_policy_in_between_is_said(page, course, ada, as_):
    harsher = {**MODEL_POLICY, "components": [
        one | ({"each": 5} if one["key"] == "attendance" else {}) for one in MODEL_POLICY["components"]
    ]}  # fmt: skip
    PolicyVersion.objects.publish(course, read_policy(harsher), note="Harsher", by=None, now=NOW)
    text = as_(ada).get(page, {"since": "2025-10-07", "until": "2025-10-09"}).content.decode()
    assert "The rules changed, too" in text
    assert "Policy published: Harsher" in text


def test_what_is_not_the_students_to_read_is_not_among_the_happenings(page, course, ada, bo, tess, meeting, as_):
    noted(meeting, bo, tess)
    Event.objects.record(course=course, kind="review.marked", at=NOW, enrollment=ada, reason="Sloppy")
    Event.objects.record(course=course, kind="look.began", at=NOW, enrollment=ada)
    assert as_(ada).get(page).context["happenings"] == []


@pytest.mark.parametrize("said", [{"since": "2025-10-09", "until": "2025-10-07"}, {"since": "soon"}])
def test_days_that_make_no_period_are_named_and_the_last_week_is_shown(page, as_, ada, said):
    shown = as_(ada).get(page, said)
    assert shown.status_code == 200
    assert shown.context["form"].errors


def test_staff_see_what_the_student_sees(page, ada, tess, meeting, as_):
    noted(meeting, ada, tess)
    seen = [as_(one).get(page).context for one in (ada, tess)]
    assert seen[0]["parts"] == seen[1]["parts"]
    assert seen[0]["happenings"] == seen[1]["happenings"]


def every_kind(kind=AppendOnly):
    """Return the models whose rows are permanent."""
    return [
        one
        for below in kind.__subclasses__()
        for one in [*([] if below._meta.abstract else [below]), *every_kind(below)]
    ]


@pytest.mark.parametrize("model", every_kind(), ids=lambda model: model._meta.label)
def test_no_permanent_row_can_be_deleted_or_updated_in_bulk(db, model):
    field = model._meta.pk.name
    for act in (
        lambda: model._default_manager.all().delete(),
        lambda: model._default_manager.update(**{field: 1}),
        lambda: model._default_manager.bulk_update([model(pk=1)], [model._meta.fields[-1].name]),
        lambda: model(pk=1).delete(),
    ):
        with pytest.raises(HistoryIsPermanent):
            act()
