"""What other apps' pages show of papers and reviews."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from courseapp.models import Course, Enrollment, Meeting
from reviews.models import Paper
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


def shown(tag: str, course: Course, **context: Any) -> str:
    request = RequestFactory().get("/")
    request.course = course  # type: ignore[attr-defined]
    return Template("{% load reviews_cards %}" + tag).render(Context({"request": request, **context}))


def test_the_papers_of_a_meeting_are_linked(meeting: Meeting, paper: Paper) -> None:
    page = shown("{% papers_of meeting %}", meeting.course, meeting=meeting)
    assert f'href="{paper.get_absolute_url()}"' in page


def test_staff_see_what_the_drawn_student_asks_and_wrote(ada: Enrollment, meeting: Meeting, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "question": "Why softmax?"})
    tag = "{% drawn_student student meeting now %}"
    page = shown(tag, meeting.course, student=ada, meeting=meeting, now=AFTER)
    assert "Why softmax?" in page
    assert "I agree." in page


def test_a_drawn_student_who_wrote_nothing_has_no_question(ada: Enrollment, meeting: Meeting, paper: Paper) -> None:
    tag = "{% drawn_student student meeting now %}"
    page = shown(tag, meeting.course, student=ada, meeting=meeting, now=AFTER)
    assert "No question of their own." in page
    assert "not started" in page


def test_the_next_question_carries_no_name(ada: Enrollment, meeting: Meeting, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "question": "Why softmax?"})
    assert shown("{% next_question meeting now %}", meeting.course, meeting=meeting, now=AFTER) == "Why softmax?"


@pytest.mark.parametrize("more", [0, 2])
def test_the_tags_cost_the_same_for_few_and_many_papers(
    ada: Enrollment, meeting: Meeting, paper: Paper, more: int, django_assert_num_queries: Any
) -> None:
    for one in [paper, *(build.paper(meeting) for _ in range(more))]:
        build.review(ada, one, now=BEFORE)
    with django_assert_num_queries(8):
        shown(
            "{% drawn_student student meeting now %}", meeting.course, student=ada, meeting=meeting, now=AFTER
        )  # fmt: skip
