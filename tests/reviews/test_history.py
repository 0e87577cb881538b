"""The history of a review: listed, shown, compared, restored."""

from collections.abc import Callable

import pytest
from django.test import Client

from courseapp.models import Enrollment, User
from reviews.models import Paper, Review
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


@pytest.fixture
def history(ada: Enrollment, paper: Paper) -> str:
    """Ada's review: handed in, changed late, and a stale save beside; the address of its history."""
    build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "First."})
    build.review(ada, paper, now=AFTER, answers={**FULL, "opinion": "Second."}, based_on=1, hand_in=False)
    build.review(ada, paper, now=AFTER, answers={**FULL, "opinion": "Beside."}, based_on=1, hand_in=False)
    return paper.get_absolute_url() + "review/revisions/"


def test_every_revision_is_listed_with_what_became_of_it(as_: As, ada: Enrollment, history: str, at: At) -> None:
    at(AFTER)
    page = as_(ada).get(history).content.decode()
    assert [page.count(f"Revision {number}<") for number in (1, 2, 3)] == [1, 1, 1]
    assert page.count("this one counts") == 1
    assert page.count("kept beside") == 1
    assert "late" in page
    assert page.index("Revision 3<") < page.index("Revision 1<")


def test_a_revision_is_shown_as_it_stood(as_: As, ada: Enrollment, history: str) -> None:
    page = as_(ada).get(history + "1/").content.decode()
    assert "First." in page
    assert "Second." not in page
    assert "this one counts" in page


def test_a_stale_text_is_compared_with_the_newest(as_: As, ada: Enrollment, history: str) -> None:
    page = as_(ada).get(history + "3/comparison/").content.decode()
    assert "Second." in page
    assert "Beside." in page
    assert 'name="based_on" value="2"' in page
    assert "changed in two places" in page


def test_an_older_text_is_compared_with_the_newest_and_the_field_holds_the_newest(
    as_: As, ada: Enrollment, history: str
) -> None:
    page = as_(ada).get(history + "1/comparison/").content.decode()
    assert "<del>First.</del>" in page
    assert "<ins>Second.</ins>" in page
    assert ">Second.</textarea>" in page.replace("\n", "")
    assert "changed in two places" not in page


def test_a_text_that_says_the_same_as_the_newest_is_said_to(as_: As, ada: Enrollment, history: str, at: At) -> None:
    at(AFTER)
    as_(ada).post(history + "1/restoration/")
    page = as_(ada).get(history + "1/comparison/").content.decode()
    assert "says the same as the newest" in page
    assert "<del>" not in page


def test_the_newest_text_has_nothing_to_be_compared_with(as_: As, ada: Enrollment, history: str) -> None:
    assert as_(ada).get(history + "2/comparison/").status_code == 302


def test_an_older_text_comes_back_as_a_new_revision(as_: As, ada: Enrollment, history: str, at: At) -> None:
    at(AFTER)
    page = as_(ada).post(history + "1/restoration/", follow=True).content.decode()
    assert "Revision 1 is back as revision 4. It is not handed in." in page
    head = Review.objects.get().revisions.main_line().last()
    assert head is not None
    assert (head.number, head.answers["opinion"], head.is_hand_in) == (4, "First.", False)


def test_there_is_no_revision_that_was_never_saved(as_: As, ada: Enrollment, history: str) -> None:
    client = as_(ada)
    assert client.get(history + "9/").status_code == 404
    assert client.get(history + "9/comparison/").status_code == 404
    assert client.post(history + "9/restoration/").status_code == 404


def test_nobody_sees_or_restores_anothers_history(as_: As, bo: Enrollment, history: str) -> None:
    client = as_(bo)
    assert client.get(history + "1/").status_code == 404
    assert client.post(history + "1/restoration/").status_code == 404
    assert "Nothing saved yet" in client.get(history).content.decode()


def test_staff_see_which_revision_counts_and_why(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, history: str, at: At
) -> None:
    at(AFTER)
    review, client = Review.objects.get(), as_(tess)
    address = f"{paper.get_absolute_url()}reviews/{review.pk}/"
    page = client.get(address).content.decode()
    assert "The one that counts: the last complete text by the due time." in page
    assert "First." in page
    assert "Second." in client.get(address + "revisions/2/").content.decode()


def test_a_students_review_is_for_staff_alone(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, history: str
) -> None:
    address = f"{paper.get_absolute_url()}reviews/{Review.objects.get().pk}/"
    for reader in (ada, bo):
        assert as_(reader).get(address).status_code == 403
        assert as_(reader).get(address + "revisions/1/").status_code == 403
