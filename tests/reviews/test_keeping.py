"""Text is kept, always: what ``Review.objects.keep`` makes of a save."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from courseapp.models import Course, Enrollment, Event
from reviews.models import AlreadyHandedIn, NothingToAccept, Paper, Reading, Review, ReviewField, Saving
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

BEFORE = CLASS_AT - HOUR


def test_the_first_text_makes_the_review_and_its_first_revision(ada: Enrollment, paper: Paper) -> None:
    saving = build.review(ada, paper, now=BEFORE, hand_in=False)
    assert (saving.revision.number, saving.revision.words, saving.missing) == (1, 4, [])
    assert Review.objects.get() == saving.revision.review
    assert my_cell(ada, paper, BEFORE).standing.state == State.DRAFT


def test_the_same_text_again_makes_no_revision(ada: Enrollment, paper: Paper) -> None:
    first = build.review(ada, paper, now=BEFORE, hand_in=False)
    again = build.review(ada, paper, now=BEFORE + HOUR, based_on=1, hand_in=False)
    assert again.revision == first.revision


def test_handing_in_the_saved_text_is_a_revision_and_an_event(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    saving = build.review(ada, paper, now=CLASS_AT, based_on=1)
    assert (saving.revision.number, saving.revision.is_hand_in) == (2, True)
    event = Event.objects.get(kind="review.handed_in")
    assert (event.at, event.actor, event.enrollment) == (CLASS_AT, ada.user, ada)
    assert event.after == {"paper": paper.pk, "revision": 2}


def test_handing_the_same_text_in_twice_is_said_and_changes_nothing(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    with pytest.raises(AlreadyHandedIn):
        build.review(ada, paper, now=CLASS_AT, based_on=1)
    assert Review.objects.get().revisions.count() == 1


def test_an_incomplete_hand_in_is_kept_as_a_draft_and_names_what_is_missing(ada: Enrollment, paper: Paper) -> None:
    saving = build.review(ada, paper, now=BEFORE, answers={"summary": "It attends.", "merit": "9"})
    assert [field.label for field in saving.missing] == ["Your opinion", "Overall merit"]
    assert not saving.revision.is_hand_in
    assert not Event.objects.exists()


def test_a_stale_save_is_kept_beside_and_hands_nothing_in(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "Newer."}, based_on=1, hand_in=False)
    stale = build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "Older."}, based_on=1)
    assert stale.is_stale
    assert stale.revision.answers["opinion"] == "Older."
    assert [one.answers["opinion"] for one in Review.objects.get().revisions.main_line()] == ["I agree.", "Newer."]
    assert not my_cell(ada, paper, CLASS_AT).standing.is_handed_in


def test_the_same_stale_text_is_kept_once(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    first = build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "Older."})
    again = build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "Older."})
    assert first.is_stale
    assert again.revision == first.revision


def test_what_is_typed_after_the_cut_off_is_kept_as_late(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=CLASS_AT + HOUR)
    standing = my_cell(ada, paper, CLASS_AT + HOUR).standing
    assert (standing.state, standing.is_handed_in, standing.is_credited) == (State.LATE, True, False)


def test_what_is_typed_after_leaving_the_course_is_kept_but_not_counted(ada: Enrollment, paper: Paper) -> None:
    ada.ended_on = ada.course.day_of(CLASS_AT - DAY)
    ada.save()
    saving = build.review(ada, paper, now=BEFORE)
    assert saving.revision.not_counted_because == "the enrollment has ended"
    assert my_cell(ada, paper, CLASS_AT).standing.state == State.NOT_STARTED


def test_what_is_typed_in_an_archived_course_is_kept_but_not_counted(ada: Enrollment, paper: Paper) -> None:
    Course.objects.update(archived_at=BEFORE)
    paper.course.refresh_from_db()
    assert build.review(ada, paper, now=CLASS_AT).revision.not_counted_because == "the course is archived"


def test_a_refused_answer_leaves_what_it_said_and_hands_nothing_in(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    saving = Review.objects.keep(
        enrollment=ada, paper=paper, answers={"opinion": "New.", "merit": "4"}, refused=["summary"],
        based_on=1, now=CLASS_AT, hand_in=True,
    )  # fmt: skip
    assert saving.revision.answers == {**FULL, "opinion": "New."}
    assert not saving.revision.is_hand_in


def test_the_answer_to_a_retired_field_stays(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "question": "Why?"})
    ReviewField.objects.get(key="question").retire(now=BEFORE)
    saving = build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "New."}, based_on=1)
    assert saving.revision.answers["question"] == "Why?"


def test_what_no_field_asked_for_is_kept_with_the_revision(ada: Enrollment, paper: Paper) -> None:
    saving = Review.objects.keep(
        enrollment=ada, paper=paper, answers=FULL, unasked={"afterthought": ["Hm."]}, based_on=0, now=BEFORE
    )
    assert saving.revision.unasked == {"afterthought": ["Hm."]}


def test_late_work_is_accepted_as_it_stands_with_an_event(ada: Enrollment, tess: Enrollment, paper: Paper) -> None:
    review = build.review(ada, paper, now=CLASS_AT + HOUR).revision.review
    review.accept(now=CLASS_AT + 2 * HOUR, by=tess.user, reason="Ill.")
    cell = my_cell(ada, paper, CLASS_AT + 3 * HOUR)
    assert (cell.standing.state, cell.standing.graded) == (State.ACCEPTED, 1)
    assert Event.objects.get(kind="review.accepted").reason == "Ill."
    review.withdraw_acceptance(now=CLASS_AT + 3 * HOUR, by=tess.user)
    assert my_cell(ada, paper, CLASS_AT + 3 * HOUR).standing.state == State.LATE


def test_nothing_is_accepted_of_a_review_that_is_not_complete(ada: Enrollment, tess: Enrollment, paper: Paper) -> None:
    review = build.review(ada, paper, now=CLASS_AT + HOUR, answers={"summary": "Hm."}).revision.review
    with pytest.raises(NothingToAccept):
        review.accept(now=CLASS_AT + DAY, by=tess.user)


def test_nothing_is_accepted_that_was_written_after_reading(ada: Enrollment, tess: Enrollment, paper: Paper) -> None:
    Reading.objects.note(enrollment=ada, paper=paper, now=CLASS_AT + HOUR)
    review = build.review(ada, paper, now=CLASS_AT + 2 * HOUR).revision.review
    with pytest.raises(NothingToAccept):
        review.accept(now=CLASS_AT + DAY, by=tess.user)


def test_a_junk_review_handed_in_to_unlock_and_then_rewritten_is_graded_as_junk(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "opinion": "Junk."})
    Reading.objects.note(enrollment=ada, paper=paper, now=BEFORE + timedelta(minutes=1))
    build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "Profound."}, based_on=1)
    cell = my_cell(ada, paper, CLASS_AT + HOUR)
    assert cell.graded is not None
    assert cell.graded.answers["opinion"] == "Junk."


def test_a_first_reading_is_noted_once_with_its_event(ada: Enrollment, paper: Paper) -> None:
    first = Reading.objects.note(enrollment=ada, paper=paper, now=BEFORE)
    assert Reading.objects.note(enrollment=ada, paper=paper, now=CLASS_AT) == first
    assert Event.objects.get(kind="reviews.first_read").at == BEFORE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_the_same", [True, False], ids=["one text", "six texts"])
def test_six_simultaneous_first_saves_make_one_review(ada: Enrollment, paper: Paper, is_the_same: bool) -> None:
    texts = [FULL if is_the_same else {**FULL, "opinion": f"Text {number}."} for number in range(6)]
    together, savings = Barrier(len(texts)), list[Saving]()

    def save(answers: dict[str, str]) -> None:
        together.wait(timeout=10)
        savings.append(build.review(ada, paper, now=BEFORE, answers=answers, hand_in=False))
        connection.close()

    threads = [Thread(target=save, args=[answers]) for answers in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    review = Review.objects.get()
    kept = list(review.revisions.values_list("answers__opinion", flat=True))
    assert len(savings) == 6
    assert sorted(kept) == sorted({text["opinion"] for text in texts})
    assert review.revisions.main_line().count() == 1


def test_what_was_chosen_is_no_word(ada: Enrollment, paper: Paper) -> None:
    saving = build.review(ada, paper, now=BEFORE, answers={"summary": "Two words", "merit": "4", "question": "Why?"})
    assert saving.revision.words == 3
