"""Policy versions and adjustments: appended, never changed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courseapp.models import Event, HistoryIsPermanent
from grading.models import Adjustment, AlreadyUndone, PolicyVersion
from grading.policy_document import read_policy
from tests import build
from tests.grading.conftest import BEFORE_TERM
from tests.grading.terms import MODEL_POLICY

NOW = build.CLASS_AT


def stricter():
    """Return the model policy with dearer absences."""
    rows = [{**row, "each": 4} if row["kind"] == "deduction" else row for row in MODEL_POLICY["components"]]
    return read_policy({**MODEL_POLICY, "components": rows})


def test_a_changed_policy_becomes_the_next_version(course, version, ines):
    second = PolicyVersion.objects.publish(course, stricter(), note="Stricter.", by=ines.user, now=NOW)
    assert (version.number, second.number) == (1, 2)
    assert second.policy == stricter()
    assert version.policy == read_policy(MODEL_POLICY)


def test_the_same_policy_is_not_published_twice(course, version):
    again = PolicyVersion.objects.publish(course, read_policy(MODEL_POLICY), note="Again.", by=None, now=NOW)
    assert again == version
    assert course.policy_versions.count() == 1


def test_a_policy_that_was_changed_and_changed_back_is_a_third_version(course, version):
    PolicyVersion.objects.publish(course, stricter(), note="Stricter.", by=None, now=NOW)
    third = PolicyVersion.objects.publish(course, read_policy(MODEL_POLICY), note="Back.", by=None, now=NOW)
    assert third.number == 3


def test_publishing_is_an_event_with_both_documents(course, version, ines):
    PolicyVersion.objects.publish(course, stricter(), note="Stricter.", by=ines.user, now=NOW)
    event = Event.objects.filter(kind="policy.published").last()
    assert (event.actor, event.reason, event.at) == (ines.user, "Stricter.", NOW)
    assert event.before["policy"] == version.document
    assert event.after["policy"]["components"][1]["each"] == 4


def test_the_version_that_holds_is_the_last_one_published_by_then(course, version):
    second = PolicyVersion.objects.publish(course, stricter(), note="Stricter.", by=None, now=NOW)
    assert PolicyVersion.objects.current(course, now=NOW) == second
    assert PolicyVersion.objects.current(course, now=NOW - build.HOUR) == version


def test_the_first_version_holds_also_before_it_was_published(course, version):
    assert PolicyVersion.objects.current(course, now=BEFORE_TERM - build.DAY) == version


def test_a_course_without_a_policy_has_no_version(course):
    assert PolicyVersion.objects.current(course, now=NOW) is None


def test_a_version_is_never_changed(version):
    version.note = "Another story."
    with pytest.raises(HistoryIsPermanent):
        version.save()
    with pytest.raises(HistoryIsPermanent):
        PolicyVersion.objects.update(note="Another story.")


def adjust(enrollment, by=None, points="1.50"):
    """Add points for the reviews."""
    return Adjustment.objects.make(
        enrollment, component="reviews", points=Decimal(points), reason="A fine review.", now=NOW, by=by
    )


def test_an_adjustment_is_an_event(ada, tess):
    made = adjust(ada, tess.user)
    event = Event.objects.about(made).get()
    assert (event.kind, event.actor, event.enrollment, event.reason) == (
        "adjustment.made", tess.user, ada, "A fine review.",
    )  # fmt: skip
    assert event.after == {"component": "reviews", "points": "1.50", "undoes": None}


def test_an_undo_is_another_row_with_the_opposite_points(ada, tess):
    reversal = adjust(ada, tess.user).undo(reason="By mistake.", now=NOW, by=tess.user)
    assert (reversal.points, reversal.component) == (Decimal("-1.50"), "reviews")
    assert [row.points for row in ada.adjustments.all()] == [Decimal("1.50"), Decimal("-1.50")]
    assert Event.objects.about(reversal).get().kind == "adjustment.undone"


def test_nothing_is_undone_twice_and_an_undo_not_at_all(ada):
    made = adjust(ada)
    reversal = made.undo(reason="By mistake.", now=NOW, by=None)
    for adjustment in (made, reversal):
        with pytest.raises(AlreadyUndone):
            adjustment.undo(reason="Again.", now=NOW, by=None)


@pytest.mark.parametrize(("points", "reason"), [("0", "Nothing."), ("1", "")])
def test_an_adjustment_moves_points_and_has_a_reason(ada, points, reason):
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.make(ada, component="", points=Decimal(points), reason=reason, now=NOW, by=None)


def test_a_course_takes_its_adjustments_and_versions_with_it(course, version, ada):
    adjust(ada).undo(reason="By mistake.", now=NOW, by=None)
    course.delete()
    assert not Adjustment.objects.exists()
    assert not PolicyVersion.objects.exists()
