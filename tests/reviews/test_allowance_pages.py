"""The pages on which staff grant, accept and take back."""

from collections.abc import Callable

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.models import Extension, Paper, Review, Waiver
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
AFTER = CLASS_AT + HOUR


def test_staff_extend_and_withdraw(as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At) -> None:
    at(AFTER)
    client, address = as_(tess), paper.get_absolute_url() + "extensions/"
    sent = {"enrollment": ada.pk, "due_at": "2025-10-08T09:50", "reason": "Ill."}
    page = client.post(address, sent, follow=True).content.decode()
    assert "Granted to Ada Lovelace, and written down." in page
    extension = Extension.objects.get()
    assert (extension.due_at, extension.granted_by) == (CLASS_AT + 24 * HOUR, tess.user)
    client.post(f"{address}{extension.pk}/withdrawal/")
    assert not Extension.objects.standing().exists()
    assert "withdrawn" in client.get(address).content.decode()


@pytest.mark.parametrize("due_at", ["2025-10-07T09:50", "2025-10-01T09:50", "", "soon"])
def test_an_extension_that_extends_nothing_is_refused(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, due_at: str
) -> None:
    as_(tess).post(paper.get_absolute_url() + "extensions/", {"enrollment": ada.pk, "due_at": due_at})
    assert not Extension.objects.exists()


def test_staff_waive_and_withdraw(as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At) -> None:
    at(AFTER)
    client, address = as_(tess), paper.get_absolute_url() + "waivers/"
    client.post(address, {"enrollment": ada.pk, "reason": "Ill."})
    assert my_cell(ada, paper, AFTER).standing.state == State.WAIVED
    client.post(f"{address}{Waiver.objects.get().pk}/withdrawal/")
    assert my_cell(ada, paper, AFTER).standing.state == State.NOT_STARTED
    assert set(Event.objects.values_list("kind", flat=True)) == {"waiver.granted", "waiver.withdrawn"}


@pytest.mark.parametrize("what", ["extensions", "waivers"])
def test_nothing_is_granted_to_who_is_no_student_of_the_course(
    as_: As, tess: Enrollment, paper: Paper, what: str
) -> None:
    client, address = as_(tess), f"{paper.get_absolute_url()}{what}/"
    for other in (tess, build.enrollment(build.course())):
        client.post(address, {"enrollment": other.pk, "due_at": "2025-10-08T09:50"})
    assert not Extension.objects.exists()
    assert not Waiver.objects.exists()


def test_staff_accept_late_work_and_take_it_back(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    review = build.review(ada, paper, now=AFTER).revision.review
    at(AFTER + HOUR)
    client, address = as_(tess), f"{paper.get_absolute_url()}reviews/{review.pk}/"
    assert "Accept it although it is late?" in client.get(address).content.decode()
    page = client.post(address + "acceptance/", {"reason": "The train."}, follow=True).content.decode()
    assert "late, accepted" in page
    assert Event.objects.get(kind="review.accepted").reason == "The train."
    client.post(address + "acceptance/withdrawal/")
    assert my_cell(ada, paper, AFTER + HOUR).standing.state == State.LATE


def test_an_incomplete_review_is_not_accepted_and_the_page_says_why(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    review = build.review(ada, paper, now=AFTER, answers={"summary": "Hm."}).revision.review
    at(AFTER + HOUR)
    address = f"{paper.get_absolute_url()}reviews/{review.pk}/acceptance/"
    page = as_(tess).post(address, follow=True).content.decode()
    assert "Nothing to accept: no text of this review is complete" in page
    assert Review.objects.get().accepted_at is None


def test_an_on_time_review_is_not_up_for_acceptance(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    review = build.review(ada, paper, now=CLASS_AT, answers=FULL).revision.review
    at(AFTER)
    page = as_(tess).get(f"{paper.get_absolute_url()}reviews/{review.pk}/").content.decode()
    assert "although it is late" not in page


@pytest.mark.parametrize(
    "path", ["extensions/", "waivers/", "extensions/1/withdrawal/", "waivers/1/withdrawal/", "reviews/1/acceptance/"]
)
def test_students_grant_nothing(as_: As, ada: Enrollment, eve: User, paper: Paper, path: str) -> None:
    address = paper.get_absolute_url() + path
    assert as_(ada).post(address, {"enrollment": ada.pk, "due_at": "2025-12-01T09:50"}).status_code == 403
    assert as_(eve).post(address).status_code == 404
