"""Writing one's own review: the form, the save, and the save in the background."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from reviews.models import Extension, Paper, Reading, Review, Revision, Waiver
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
HAND_IN = {"hand_in": "1"}


def form_of(paper: Paper) -> str:
    return f"/c/{paper.course.slug}/papers/{paper.pk}/review/"


def test_the_form_asks_every_field_and_says_that_nothing_is_saved(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    page = as_(ada).get(form_of(paper)).content.decode()
    assert "not started" in page
    assert "Nothing saved yet" in page
    for label in ("Summary", "Your opinion", "Overall merit", "Question for class"):
        assert label in page
    assert f'data-now="{BEFORE.isoformat()}"' in page
    assert f'data-due="{CLASS_AT.isoformat()}"' in page


def test_a_save_keeps_a_draft_and_leads_back_to_the_form(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    answer = as_(ada).post(form_of(paper), {"based_on": "0", "summary": "It attends."}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(form_of(paper), 302)]
    assert "Saved at 08:50:00. It is a draft and NOT handed in." in page
    assert "draft – NOT handed in" in page
    assert "It attends." in page


def test_handing_in_leads_to_the_papers_page_and_says_until_when(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    answer = as_(ada).post(form_of(paper), {"based_on": "0", **FULL, **HAND_IN}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(paper.get_absolute_url(), 302)]
    assert "Handed in at 08:50:00. You may change it until Tue 7 Oct, 09:50." in page
    assert "handed in 08:50" in page
    assert Revision.objects.get().is_hand_in


def test_an_incomplete_hand_in_names_what_is_missing_and_keeps_the_text(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    page = as_(ada).post(form_of(paper), {"summary": "It attends.", **HAND_IN}, follow=True).content.decode()
    said = re.sub("<[^>]*>", "", page)
    assert (
        "NOT handed in: “Your opinion” and “Overall merit” are still empty. What you wrote is saved as a draft." in said
    )
    assert '<a href="#field-opinion">“Your opinion”</a>' in page
    assert 'id="field-opinion"' in page
    assert "It attends." in page
    assert not Revision.objects.get().is_hand_in


def test_a_second_hand_in_of_the_same_text_is_said(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(CLASS_AT)
    page = as_(ada).post(form_of(paper), {"based_on": "1", **FULL, **HAND_IN}, follow=True).content.decode()
    assert "You handed in this very text at 08:50:00; nothing has changed." in page
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("late_by", "state", "said"),
    [
        (timedelta(0), State.HANDED_IN, "You may change it until Tue 7 Oct, 09:50."),
        (timedelta(seconds=1), State.HANDED_IN, "Handed in at 09:50:01."),
        (timedelta(seconds=120), State.HANDED_IN, "Handed in at 09:52:00."),
        (
            timedelta(seconds=121),
            State.LATE,
            "after the due time: it is kept as late and counts only if staff accept it.",
        ),
    ],
)
def test_the_servers_clock_at_the_request_decides(
    as_: As, ada: Enrollment, paper: Paper, at: At, late_by: timedelta, state: State, said: str
) -> None:
    at(CLASS_AT + late_by)
    page = as_(ada).post(form_of(paper), {"based_on": "0", **FULL, **HAND_IN}, follow=True).content.decode()
    assert said in page
    assert ("notice--success" in page) == (state == State.HANDED_IN)
    assert my_cell(ada, paper, AFTER).standing.state == state


def test_after_the_cut_off_the_form_stays_and_what_it_sends_is_late(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    client = as_(ada)
    assert "Hand in late" in client.get(form_of(paper)).content.decode()
    page = client.post(form_of(paper), {"based_on": "0", **FULL}, follow=True).content.decode()
    assert "It is late: it counts only if staff accept it." in page
    assert "late, NOT handed in" in page


def test_a_change_after_the_due_time_says_that_the_earlier_text_counts(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    build.review(ada, paper, now=BEFORE)
    at(AFTER)
    client = as_(ada)
    page = client.post(
        form_of(paper), {"based_on": "1", **FULL, "opinion": "New.", **HAND_IN}, follow=True
    ).content.decode()
    assert "The due time has passed: what was handed in before it is what counts." in page
    assert my_cell(ada, paper, AFTER).standing.graded == 1


def test_a_stale_save_leads_to_both_texts(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "From the laptop."})
    at(CLASS_AT)
    client = as_(ada)
    answer = client.post(
        form_of(paper), {"based_on": "0", **FULL, "opinion": "From the phone.", **HAND_IN}, follow=True
    )
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == form_of(paper) + "revisions/2/comparison/"
    assert "beside your review, which has changed elsewhere" in page
    assert "From the <del>laptop.</del>" in page
    assert "From the <ins>phone.</ins>" in page
    assert page.count("From the phone.") == 1
    assert 'name="based_on" value="1"' in page


def test_the_merged_text_is_saved_on_top(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "Beside."})
    at(CLASS_AT)
    as_(ada).post(form_of(paper), {"based_on": "1", **FULL, "opinion": "Both.", **HAND_IN})
    head = Review.objects.get().revisions.main_line().last()
    assert head is not None
    assert (head.number, head.answers["opinion"], head.is_hand_in) == (3, "Both.", True)


def test_an_answer_too_long_is_refused_everything_else_is_kept_and_the_text_comes_back(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    at(CLASS_AT)
    long = "word " * 200_001
    answer = as_(ada).post(form_of(paper), {"based_on": "1", **FULL, "summary": long, "opinion": "Kept.", **HAND_IN})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This answer has 1,000,005 characters and is not kept: 1,000,000 is the most." in page
    assert long in page
    head = Revision.objects.get(number=2)
    assert head.answers == {**FULL, "opinion": "Kept.", "question": ""}
    assert not head.is_hand_in


@pytest.mark.parametrize("path", ["", "autosave/"])
def test_ten_megabytes_are_answered_with_413(ada: Enrollment, paper: Paper, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user)
    client.get(form_of(paper))
    sent = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "based_on": "0", "summary": "x" * 10_000_000}
    answer = client.post(form_of(paper) + path, sent)
    assert answer.status_code == 413
    assert "still in your browser" in answer.content.decode()


def test_what_no_field_asked_for_is_stored_and_shown(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    client = as_(ada)
    client.post(form_of(paper), {"based_on": "0", "summary": "Hm.", "afterthought": "<b>More.</b>"})
    assert Revision.objects.get().unasked == {"afterthought": ["<b>More.</b>"]}
    page = client.get(form_of(paper) + "revisions/1/").content.decode()
    assert "afterthought" in page
    assert "&lt;b&gt;More.&lt;/b&gt;" in page


@pytest.mark.parametrize("nonsense", ["", "-1", "one", "²", "9" * 40, "1.0"])
def test_a_save_that_does_not_say_what_it_saw_overwrites_nothing(
    as_: As, ada: Enrollment, paper: Paper, at: At, nonsense: str
) -> None:
    build.review(ada, paper, now=BEFORE)
    at(CLASS_AT)
    as_(ada).post(form_of(paper), {"based_on": nonsense, "summary": "Other."})
    assert Revision.objects.get(number=2).beside is not None


def test_line_ends_and_null_characters_do_not_make_another_text(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    client = as_(ada)
    client.post(form_of(paper), {"based_on": "0", "summary": "One\r\ntwo\x00"})
    client.post(form_of(paper), {"based_on": "1", "summary": "One\ntwo\ufffd"})
    assert Revision.objects.get().answers["summary"] == "One\ntwo\N{REPLACEMENT CHARACTER}"


def test_who_has_left_writes_on_and_is_told_that_it_does_not_count(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    ada.ended_on = ada.course.day_of(CLASS_AT - DAY)
    ada.save()
    at(BEFORE)
    client = as_(ada)
    assert "kept, but not counted: the enrollment has ended" in client.get(form_of(paper)).content.decode()
    page = client.post(form_of(paper), {"based_on": "0", **FULL, **HAND_IN}, follow=True).content.decode()
    assert "Kept at 08:50:00, but not counted: the enrollment has ended." in page


def test_an_archived_course_keeps_text_uncounted(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    Course.objects.update(archived_at=BEFORE - DAY)
    at(BEFORE)
    page = as_(ada).post(form_of(paper), {"based_on": "0", **FULL}, follow=True).content.decode()
    assert "but not counted: the course is archived." in page


def test_an_extension_and_a_waiver_are_said(as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At) -> None:
    Extension.objects.grant(enrollment=ada, paper=paper, due_at=CLASS_AT + DAY, now=BEFORE, by=None)
    Waiver.objects.grant(enrollment=bo, paper=paper, now=BEFORE, by=None, reason="Ill")
    at(AFTER)
    assert f'data-due="{(CLASS_AT + DAY).isoformat()}"' in as_(ada).get(form_of(paper)).content.decode()
    assert "This paper is waived for you: you need not review it (Ill)." in as_(bo).get(form_of(paper)).content.decode()


def test_a_student_may_keep_a_complete_draft_from_being_handed_in(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    page = as_(ada).post(form_of(paper), {"based_on": "0", **FULL, "keeps_draft": "1"}, follow=True).content.decode()
    assert "You asked to keep it as a draft" in page
    assert my_cell(ada, paper, AFTER).standing.state == State.DRAFT


def test_the_background_save_answers_with_the_revision_the_state_and_the_servers_time(
    as_: As, ada: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    said = as_(ada).post(form_of(paper) + "autosave/", {"based_on": "0", "summary": "It attends."}).json()
    assert said["now"] == BEFORE.isoformat()
    assert said["due_at"] == CLASS_AT.isoformat()
    assert (said["revision"], said["saved_at"], said["missing"]) == (1, "08:50:00", ["opinion", "merit"])
    assert "draft – NOT handed in" in said["state"]
    assert said["sentence"] == "Saved at 08:50:00. It is a draft and NOT handed in."


def test_the_background_save_hands_nothing_in(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    as_(ada).post(form_of(paper) + "autosave/", {"based_on": "0", **FULL, **HAND_IN})
    assert not Revision.objects.get().is_hand_in


def test_a_stale_background_save_is_answered_with_both_texts(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(CLASS_AT)
    said = as_(ada).post(form_of(paper) + "autosave/", {"based_on": "0", **FULL, "opinion": "Older."}).json()
    assert (said["stale"], said["mine"]["opinion"], said["theirs"]["opinion"]) == (True, "Older.", "I agree.")
    assert said["compare"] == form_of(paper) + "revisions/2/comparison/"


def test_a_background_save_refuses_only_what_is_too_long(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    said = (
        as_(ada)
        .post(form_of(paper) + "autosave/", {"based_on": "0", "summary": "x" * 1_000_001, "opinion": "Kept."})
        .json()
    )
    assert list(said["refused"]) == ["summary"]
    assert Revision.objects.get().answers["opinion"] == "Kept."


def test_the_page_can_ask_how_the_review_stands(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(CLASS_AT)
    said = as_(ada).get(form_of(paper) + "autosave/").json()
    assert (said["revision"], said["now"]) == (1, CLASS_AT.isoformat())
    assert "handed in 08:50" in said["state"]


def test_a_page_that_another_person_opened_stores_nothing_and_gives_its_text_back(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    for path, status in (("", 409), ("autosave/", 409)):
        answer = as_(bo).post(f"{form_of(paper)}{path}?by={ada.uuid}", {"based_on": "0", "summary": "Ada’s words."})
        assert answer.status_code == status
    page = as_(bo).post(f"{form_of(paper)}?by={ada.uuid}", {"based_on": "0", "summary": "Ada’s words."})
    assert "Ada’s words.</textarea>" in page.content.decode()
    assert not Review.objects.exists()
    assert as_(ada).post(f"{form_of(paper)}?by={ada.uuid}", {"summary": "Ada’s words."}).status_code == 302


def test_the_page_hears_what_its_button_does_by_now(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    build.review(ada, paper, now=BEFORE, answers={"summary": "Half."}, hand_in=False)
    client = as_(ada)
    assert client.get(form_of(paper) + "autosave/").json()["act"] == "Hand in"
    at(AFTER)
    said = client.get(form_of(paper) + "autosave/").json()
    assert said["act"] == "Hand in late"
    assert "this draft was not handed in" in said["holds"]


def test_reading_before_the_due_time_is_said_on_the_form(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    Reading.objects.note(enrollment=ada, paper=paper, now=BEFORE)
    at(CLASS_AT)
    assert "what you write since then is kept, but not graded" in as_(ada).get(form_of(paper)).content.decode()


@pytest.mark.parametrize("path", ["", "autosave/", "revisions/", "revisions/1/", "revisions/1/comparison/"])
def test_only_students_have_a_review_of_their_own(
    as_: As, tess: Enrollment, eve: User, paper: Paper, path: str, client: Client
) -> None:
    address = form_of(paper) + path
    assert as_(tess).get(address).status_code == 403
    assert as_(eve).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_the_form_of_another_courses_paper_is_not_found(as_: As, ada: Enrollment) -> None:
    other = build.paper(build.meeting(build.course()))
    assert as_(ada).get(f"/c/{ada.course.slug}/papers/{other.pk}/review/").status_code == 404


@pytest.mark.parametrize("saves", [1, 3])
def test_the_form_costs_the_same_for_few_and_many_saves(
    as_: As, ada: Enrollment, paper: Paper, at: At, saves: int, django_assert_num_queries: Any
) -> None:
    for number in range(saves):
        build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": str(number)}, based_on=number)
    at(CLASS_AT)
    client = as_(ada)
    for queries in (10, 4):
        with django_assert_num_queries(queries):
            client.get(form_of(paper))
