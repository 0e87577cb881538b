"""All reviews of a course as one CSV."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrollment
from reviews.models import Paper, ReviewField, give_mark
from reviews.review_file import review_csv
from tests import build

BEFORE, AFTER = build.CLASS_AT - build.HOUR, build.CLASS_AT + build.HOUR


def lines(course: Course, now: Any = AFTER) -> list[dict[str, str]]:
    """Return the file's lines, by column."""
    return list(csv.DictReader(io.StringIO(review_csv(course, now).decode(), newline="")))


def test_a_review_is_a_line_with_its_state_mark_and_a_column_a_field(
    paper: Paper, ada: Enrollment, tess: Enrollment
) -> None:
    saving = build.review(ada, paper, now=BEFORE, answers=build.FULL | {"question": "Why, “six”?\nAnd now?"})
    give_mark(saving.revision.review, revision=saving.revision, now=AFTER, by=tess.user, symbol="✓+")
    [line] = lines(paper.course)
    assert (line["student"], line["email"], line["paper"]) == ("Ada Lovelace", "ada@example.edu", paper.title)
    assert (line["state"], line["due_at"]) == ("on time", "2025-10-07T09:50:00-04:00")
    assert (line["handed_in_at"], line["minutes_late"]) == ("2025-10-07T08:50:00-04:00", "0")
    assert (line["mark"], line["revision"], line["graded_revision"]) == ("✓+", "1", "1")
    assert (line["summary"], line["merit"], line["question"]) == ("It attends.", "4", "Why, “six”?\nAnd now?")


def test_the_text_is_the_graded_one_and_not_what_was_written_later(paper: Paper, ada: Enrollment) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(ada, paper, now=AFTER, answers=build.FULL | {"opinion": "Now I know."}, based_on=1, hand_in=False)
    [line] = lines(paper.course)
    assert (line["opinion"], line["graded_revision"]) == ("I agree.", "1")


def test_a_late_review_says_how_late_and_counts_for_nothing(paper: Paper, ada: Enrollment) -> None:
    build.review(ada, paper, now=AFTER)
    [line] = lines(paper.course)
    assert (line["state"], line["minutes_late"], line["graded_revision"]) == ("late", "60", "")


def test_a_draft_is_there_with_its_newest_text_and_nothing_written_is_no_line(
    paper: Paper, ada: Enrollment, bo: Enrollment
) -> None:
    build.review(ada, paper, now=BEFORE, answers={"summary": "It"}, hand_in=False)
    assert [(line["student"], line["summary"], line["handed_in_at"]) for line in lines(paper.course)] == [
        ("Ada Lovelace", "It", "")
    ]


def test_answers_to_a_retired_field_and_several_choices_stay_readable(paper: Paper, ada: Enrollment) -> None:
    ReviewField.objects.create(
        course=paper.course, key="tags", kind="checkboxes", label="Tags", options=["a", "b"], position=9
    )
    build.review(ada, paper, now=BEFORE, answers=build.FULL | {"tags": ["a", "b"]})
    ReviewField.objects.filter(key="tags").update(retired_at=AFTER)
    assert lines(paper.course)[0]["tags"] == "a; b"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_what_a_student_types_is_no_formula(paper: Paper, ada: Enrollment, typed: str) -> None:
    build.review(ada, paper, now=BEFORE, answers=build.FULL | {"summary": typed})
    assert lines(paper.course)[0]["summary"] == f"'{typed}"


@pytest.mark.parametrize("reviews", [1, 3])
def test_its_queries_do_not_grow_with_the_reviews(
    paper: Paper, reviews: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(reviews):
        build.review(build.enrollment(paper.course), paper, now=BEFORE)
    with django_assert_num_queries(14):
        assert len(lines(paper.course)) == reviews
    with django_assert_num_queries(1):
        assert len(lines(paper.course)) == reviews


def test_whatever_changes_is_in_it_at_once(paper: Paper, ada: Enrollment, tess: Enrollment) -> None:
    assert lines(paper.course, BEFORE) == []
    saving = build.review(ada, paper, now=BEFORE)
    assert [line["mark"] for line in lines(paper.course)] == [""]
    give_mark(saving.revision.review, revision=saving.revision, now=AFTER, by=tess.user, symbol="✓+")
    assert [(line["mark"], line["mark_released"]) for line in lines(paper.course)] == [("✓+", "no")]
    ada.user.rename("Ada Byron")
    assert [line["student"] for line in lines(paper.course)] == ["Ada Byron"]


def test_what_the_clock_changes_is_in_it_at_once(paper: Paper, ada: Enrollment) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    due_at = paper.class_due_at
    assert [line["state"] for line in lines(paper.course, due_at - build.HOUR / 2)] == ["draft"]
    assert [line["state"] for line in lines(paper.course, due_at + build.HOUR)] == ["on time"]


def test_staff_find_it_below_the_papers(
    paper: Paper, ada: Enrollment, tess: Enrollment, as_: Callable[[Enrollment], Client]
) -> None:
    build.review(ada, paper, now=BEFORE)
    address = "/c/cs7670-25fall/reviews.csv"
    assert address in as_(tess).get("/c/cs7670-25fall/papers/").content.decode()
    assert address not in as_(ada).get("/c/cs7670-25fall/papers/").content.decode()
    answer = as_(tess).get(address + "?bom=1")
    assert answer["Content-Disposition"] == 'attachment; filename="cs7670-25fall-review-texts.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfstudent,email,")
    assert as_(tess).get(address).content == answer.content.removeprefix(b"\xef\xbb\xbf")
