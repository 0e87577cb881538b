"""A paper that opens for writing at a time of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.deadlines import has_opened
from reviews.models import Paper, Revision
from tests import build
from tests.build import CLASS_AT, DAY, FULL

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
OPENS = CLASS_AT - DAY
SECOND = timedelta(seconds=1)


@pytest.fixture
def paper(paper: Paper) -> Paper:
    """The paper, open for writing from a day before its class."""
    paper.opens_at = OPENS
    paper.save()
    return paper


@pytest.mark.parametrize(
    ("opens_at", "now", "opened"),
    [(None, OPENS, True), (OPENS, OPENS - SECOND, False), (OPENS, OPENS, True), (OPENS, OPENS + SECOND, True)],
)
def test_a_paper_opens_at_its_time(opens_at: datetime | None, now: datetime, opened: bool) -> None:
    assert has_opened(opens_at, now) == opened


def test_before_it_opens_the_page_says_when(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(OPENS - SECOND)
    page = as_(ada).get(paper.get_absolute_url() + "review/").content.decode()
    assert "You can write from" in page
    assert "<textarea" not in page
    assert "It can be written and handed in from" in as_(ada).get(paper.get_absolute_url()).content.decode()
    at(OPENS)
    assert "<textarea" in as_(ada).get(paper.get_absolute_url() + "review/").content.decode()


def test_what_is_sent_too_early_is_kept_and_not_handed_in(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(OPENS - SECOND)
    client, form = as_(ada), paper.get_absolute_url() + "review/"
    page = client.post(form, {"based_on": "0", **FULL, "hand_in": "1"}, follow=True).content.decode()
    assert "NOT handed in: this paper opens Mon 6 Oct, 09:50. What you wrote is saved as a draft." in page
    assert "It attends." in page
    assert not Revision.objects.get().is_hand_in
    at(OPENS)
    client.post(form, {"based_on": "1", **FULL, "hand_in": "1"})
    assert Revision.objects.last().is_hand_in  # type: ignore[union-attr]


def test_staff_set_the_opening_time_and_not_after_the_due_time(as_: As, tess: Enrollment, paper: Paper, at: At) -> None:
    at(OPENS - DAY)
    client, address = as_(tess), paper.get_absolute_url() + "edit/"
    sent = {"title": "T", "meeting": paper.meeting_id, "is_required": "1", "opens_at": "2025-10-07T09:50"}
    assert "due before they open" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"opens_at": "2025-10-05T09:50"}).status_code == 302
    paper.refresh_from_db()
    assert paper.opens_at == OPENS - DAY
    assert Event.objects.filter(kind="paper.changed").exists()


def test_a_paper_without_an_opening_time_is_open(ada: Enrollment) -> None:
    other = build.paper(build.meeting(ada.course))
    assert build.review(ada, other, now=CLASS_AT - 30 * DAY).revision.is_hand_in
