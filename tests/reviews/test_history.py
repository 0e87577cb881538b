"""The history of a review: listed, shown, compared, restored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from reviews.models import Paper, Review
from reviews.past import history_of
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


COMPARED = "comparison/?one={}&other={}"


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
    assert "Revision 1, saved Tue 7 Oct, 08:50, counts: the last complete text by the due time." in page
    assert "First." in page
    assert "Second." in client.get(address + "revisions/2/").content.decode()


def test_a_students_review_is_for_staff_alone(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, history: str
) -> None:
    address = f"{paper.get_absolute_url()}reviews/{Review.objects.get().pk}/"
    for reader in (ada, bo):
        assert as_(reader).get(address).status_code == 403
        assert as_(reader).get(address + "revisions/1/").status_code == 403


def test_any_two_revisions_are_compared_word_by_word_the_older_on_the_left(
    as_: As, ada: Enrollment, history: str
) -> None:
    page = as_(ada).get(history + COMPARED.format(3, 1)).content.decode()
    assert "<h1>Revisions 1 and 3</h1>" in page
    assert page.index("<del>First.</del>") < page.index("<ins>Beside.</ins>")
    assert "Your opinion" in page
    assert "Summary</h2>" not in page


def test_two_revisions_that_say_the_same_are_said_to(as_: As, ada: Enrollment, history: str) -> None:
    assert "They say the same" in as_(ada).get(history + COMPARED.format(1, 1)).content.decode()


@pytest.mark.parametrize("asked", ["?one=0", "?one=1&other=9", "?one=1&other=x", "?one=1&other=99999999999999999999"])
def test_what_was_never_saved_is_not_compared(as_: As, ada: Enrollment, history: str, asked: str) -> None:
    assert as_(ada).get(f"{history}comparison/{asked}").status_code == 404


def test_staff_compare_and_students_compare_their_own_alone(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, history: str
) -> None:
    address = f"{paper.get_absolute_url()}reviews/{Review.objects.get().pk}/revisions/" + COMPARED.format(1, 2)
    assert "<ins>Second.</ins>" in as_(tess).get(address).content.decode()
    assert as_(ada).get(address).status_code == 403
    assert as_(bo).get(history + COMPARED.format(1, 2)).status_code == 404


@pytest.mark.parametrize(
    ("taken", "opinion"),
    [
        ("left", "Second."),
        ("right", "Beside."),
        ("both", "Second.\n\nBeside."),
        ("", "What I typed."),
    ],
)
def test_two_texts_are_merged_field_by_field_without_a_script(
    as_: As, ada: Enrollment, history: str, at: At, taken: str, opinion: str
) -> None:
    at(AFTER)
    sent = {"based_on": "2", **FULL, "opinion": "What I typed.", "take:opinion": taken, "hand_in": "1"}
    page = as_(ada).post(history + "3/comparison/?head=2", sent, follow=True).content.decode()
    head = Review.objects.get().revisions.main_line().last()
    assert head is not None
    assert (head.number, head.answers["opinion"], head.is_hand_in, head.unasked) == (4, opinion, True, {})
    assert "Handed in at" in page


@pytest.mark.parametrize(("taken", "status"), [("", 422), ("left", 302)])
def test_what_is_typed_too_long_in_a_merge_leaves_what_was_said(
    as_: As, ada: Enrollment, history: str, at: At, taken: str, status: int
) -> None:
    at(AFTER)
    sent = {"based_on": "2", **FULL, "opinion": "word " * 200_001, "take:opinion": taken, "merit": "5"}
    assert as_(ada).post(history + "3/comparison/?head=2", sent).status_code == status
    head = Review.objects.get().revisions.main_line().last()
    assert head is not None
    assert (head.number, head.answers["opinion"], head.answers["merit"]) == (4, "Second.", "5")


def test_a_merge_of_a_text_that_has_moved_on_is_kept_beside_and_shown_again(
    as_: As, ada: Enrollment, paper: Paper, history: str, at: At
) -> None:
    at(AFTER)
    build.review(ada, paper, now=AFTER, answers={**FULL, "opinion": "Third."}, based_on=2, hand_in=False)
    sent = {"based_on": "2", **FULL, "take:opinion": "both"}
    answer = as_(ada).post(history + "3/comparison/?head=2", sent)
    assert answer["Location"] == history + "5/comparison/"
    assert Review.objects.get().revisions.get(number=5).answers["opinion"] == "Second.\n\nBeside."


def test_the_form_leads_to_a_text_that_waits_to_be_merged(as_: As, ada: Enrollment, paper: Paper, history: str) -> None:
    form = paper.get_absolute_url() + "review/"
    client = as_(ada)
    assert f'href="{history}3/comparison/"' in client.get(form).content.decode()
    build.review(ada, paper, now=AFTER, answers={**FULL, "opinion": "Merged."}, based_on=2, hand_in=False)
    assert "is kept beside this one" not in client.get(form).content.decode()


def test_the_saves_of_one_sitting_are_one_line_and_what_counts_stands_out(ada: Enrollment, paper: Paper) -> None:
    minute = HOUR / 60
    for number, (after, words) in enumerate([(0, "a"), (1, "b"), (2, "c"), (40, "d"), (41, "e")]):
        answers = {**FULL, "opinion": words}
        build.review(ada, paper, now=BEFORE + after * minute, answers=answers, based_on=number, hand_in=number == 1)
    sittings = history_of(Review.objects.get(), graded=4)
    shown = [(one.last.number, [earlier.number for earlier in one.earlier]) for one in sittings]
    assert shown == [(5, []), (4, []), (3, []), (2, [1])]


def test_junk_handed_in_to_unlock_is_what_counts_and_staff_are_told(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, course: Course, paper: Paper, at: At
) -> None:
    course.reviews_open = "after_mine"
    course.save()
    build.review(bo, paper, now=BEFORE - HOUR)
    at(BEFORE)
    student, form = as_(ada), paper.get_absolute_url() + "review/"
    student.post(form, {"based_on": "0", "summary": "junk", "opinion": "junk", "merit": "1", "hand_in": "1"})
    student.post(paper.get_absolute_url() + "reading/")
    assert "I agree." in student.get(paper.get_absolute_url()).content.decode()
    at(BEFORE + HOUR / 2)
    student.post(form, {"based_on": "1", **FULL, "opinion": "Rewritten after reading.", "hand_in": "1"})
    at(AFTER)
    assert my_cell(ada, paper, AFTER).standing.graded == 1
    review = Review.objects.get(enrollment=ada)
    page = as_(tess).get(f"{paper.get_absolute_url()}reviews/{review.pk}/").content.decode()
    assert "Revision 1, saved Tue 7 Oct, 08:50, counts" in page
    assert "The others’ reviews were first read Tue 7 Oct, 08:50: nothing written after that is graded." in page
    assert "Revision 1 has 2 words, the newest, revision 2, 5 words." in page
    assert "after reading others" in page


@pytest.mark.parametrize("saves", [1, 3])
def test_the_history_costs_the_same_for_few_and_many_saves(
    as_: As, ada: Enrollment, paper: Paper, saves: int, django_assert_num_queries: Any
) -> None:
    for number in range(saves):
        build.review(ada, paper, now=BEFORE + number * HOUR, answers={**FULL, "opinion": str(number)}, based_on=number)
    client = as_(ada)
    with django_assert_num_queries(8):
        client.get(paper.get_absolute_url() + "review/revisions/")
