"""Late work of a course: listed, accepted together or not at all, and taken back; grants to many students at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.late import late_work
from reviews.models import Extension, NothingToAccept, Paper, Reading, Review, Waiver
from reviews.standing import State
from reviews.standings import my_cell
from reviews.wording import lateness
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
AFTER = CLASS_AT + HOUR
LATE = "/c/cs7670-25fall/papers/late/"
WHY = "The train stood still."


def state(student: Enrollment, paper: Paper) -> State:
    return my_cell(student, paper, AFTER + DAY).standing.state


@pytest.fixture
def late(ada: Enrollment, bo: Enrollment, paper: Paper) -> dict[str, Any]:
    """Ada's and Bo's late reviews, as the page sends them."""
    for student in (ada, bo):
        build.review(student, paper, now=AFTER)
    return {"review": list(Review.objects.values_list("pk", flat=True)), "reason": WHY}


def seen(course: Any, now: Any) -> list[str]:
    return [one.key for one in late_work(course, now) if one.cell.standing.state == State.LATE]


@pytest.mark.parametrize(
    ("late_by", "said"),
    [
        (timedelta(seconds=30), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3, minutes=20, seconds=5), "3 hours 20 minutes"),
        (timedelta(days=1, minutes=4), "1 day 4 minutes"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 hours"),
    ],
)
def test_lateness_is_said_in_two_units(late_by: timedelta, said: str) -> None:
    assert lateness(late_by) == said


def test_the_page_says_how_late_and_lists_what_is_late_alone(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    build.review(ada, paper, now=AFTER)
    build.review(bo, paper, now=CLASS_AT - HOUR)
    at(AFTER + HOUR)
    page = as_(tess).get(LATE).content.decode()
    assert "1 hour" in page
    assert "Ada Lovelace" in page
    assert "Bo Diddley" not in page
    other = build.paper(build.meeting(ada.course))
    assert "No review is late" in as_(tess).get(f"{LATE}?paper={other.pk}").content.decode()


def test_late_work_is_accepted_together_after_a_preview(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, late: dict[str, Any], at: At
) -> None:
    at(AFTER + HOUR)
    client = as_(tess)
    preview = client.post(LATE + "acceptance/", late).content.decode()
    assert "Accept 2 late reviews?" in preview
    assert "revision 1" in preview
    assert state(ada, paper) == State.LATE
    sent = late | {"confirmed": "1", "seen": seen(ada.course, AFTER + HOUR)}
    assert "2 late reviews accepted" in client.post(LATE + "acceptance/", sent, follow=True).content.decode()
    assert (state(ada, paper), state(bo, paper)) == (State.ACCEPTED, State.ACCEPTED)
    assert list(Event.objects.filter(kind="review.accepted").values_list("reason", flat=True)) == [WHY, WHY]
    client.post(LATE + "withdrawal/", {"review": late["review"][:1]})
    assert sorted((state(ada, paper), state(bo, paper))) == [State.LATE, State.ACCEPTED]


def test_nothing_is_accepted_if_one_has_changed_since_the_preview(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, late: dict[str, Any], at: At
) -> None:
    sent = late | {"confirmed": "1", "seen": seen(ada.course, AFTER)}
    build.review(bo, paper, now=AFTER + HOUR, answers={**FULL, "opinion": "Rewritten."}, based_on=1)
    at(AFTER + 2 * HOUR)
    page = as_(tess).post(LATE + "acceptance/", sent).content.decode()
    assert "Nothing was accepted: a review has changed" in page
    assert "revision 2" in page
    assert (state(ada, paper), state(bo, paper)) == (State.LATE, State.LATE)


def test_all_are_accepted_or_none(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, late: dict[str, Any]
) -> None:
    Reading.objects.note(enrollment=bo, paper=paper, now=CLASS_AT)
    with pytest.raises(NothingToAccept):
        Review.objects.accept(late["review"], now=AFTER + HOUR, by=tess.user, reason=WHY)
    assert not Review.objects.filter(accepted_at__isnull=False).exists()
    assert not Event.objects.filter(kind="review.accepted").exists()


@pytest.mark.parametrize("wrong", [{"review": []}, {"review": ["x"]}, {"reason": ""}])
def test_a_reason_and_a_review_are_asked_for(
    as_: As, tess: Enrollment, late: dict[str, Any], at: At, wrong: dict[str, Any]
) -> None:
    at(AFTER + HOUR)
    assert as_(tess).post(LATE + "acceptance/", late | wrong).status_code == 422


def test_what_was_written_after_reading_cannot_be_chosen(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    Reading.objects.note(enrollment=ada, paper=paper, now=CLASS_AT)
    build.review(ada, paper, now=AFTER)
    at(AFTER + HOUR)
    page = as_(tess).get(LATE).content.decode()
    assert "nothing complete before reading the others’" in page
    assert 'name="review"' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, paper: Paper, at: At, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        build.review(build.enrollment(paper.course), paper, now=AFTER)
    at(AFTER + HOUR)
    client = as_(tess)
    with django_assert_num_queries(12):
        client.get(LATE)


def test_many_students_get_one_extension_and_a_later_one_stays(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    later = Extension.objects.grant(enrollment=bo, paper=paper, now=AFTER, by=tess.user, due_at=CLASS_AT + 9 * DAY)
    cy = build.enrollment(paper.course)
    client, address = as_(tess), paper.get_absolute_url() + "extensions/many/"
    sent = {"students": [ada.pk, bo.pk, cy.pk], "due_at": "2025-10-09T09:50", "reason": WHY}
    preview = client.post(address, sent).content.decode()
    assert "Extend for 2 students" in preview
    assert "Nothing changes for Bo Diddley" in preview
    assert Extension.objects.count() == 1
    page = client.post(address, sent | {"confirmed": "1"}, follow=True).content.decode()
    assert "Granted to 2 students" in page
    assert set(Extension.objects.standing().values_list("enrollment", "due_at")) == {
        (ada.pk, CLASS_AT + 2 * DAY), (bo.pk, later.due_at), (cy.pk, CLASS_AT + 2 * DAY)
    }  # fmt: skip
    assert Event.objects.filter(kind="extension.granted", reason=WHY).count() == 2


@pytest.mark.parametrize("due_at", ["2025-10-07T09:50", "", "soon"])
def test_an_extension_for_many_must_extend_something(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, due_at: str
) -> None:
    sent = {"students": [ada.pk], "due_at": due_at, "reason": WHY, "confirmed": "1"}
    as_(tess).post(paper.get_absolute_url() + "extensions/many/", sent)
    assert not Extension.objects.exists()


def test_a_paper_is_waived_for_many(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    client, address = as_(tess), paper.get_absolute_url() + "waivers/many/"
    page = client.get(address + "?owing=1").content.decode()
    assert len(re.findall(r'name="students"[^>]* checked', page)) == 2
    client.post(address, {"students": [ada.pk, bo.pk], "reason": WHY, "confirmed": "1"})
    assert Waiver.objects.standing().count() == 2


def test_nobody_of_another_course_is_granted_anything(as_: As, tess: Enrollment, paper: Paper) -> None:
    stranger = build.enrollment(build.course())
    sent = {"students": [stranger.pk], "reason": WHY, "confirmed": "1"}
    as_(tess).post(paper.get_absolute_url() + "waivers/many/", sent)
    assert not Waiver.objects.exists()
