"""A class that saves at one instant: nobody is refused, nothing is made twice, every word is there."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrollment
from reviews.models import Paper, Review, Revision
from tests import build

BEFORE = build.CLASS_AT - timedelta(hours=1)
STUDENTS, TABS, AT_ONCE = 25, 2, 8


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all happen together, eight at any moment; return what each came to."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, acts))


def address(paper: Paper) -> str:
    """Return where the form of one's own review is sent."""
    return f"/c/{paper.course.slug}/papers/{paper.pk}/review/"


def sender(client: Client, path: str, **form: str) -> Callable[[], HttpResponse]:
    """Return an act that sends a form."""
    return lambda: client.post(path, {"based_on": "0", **form})


@pytest.fixture
def shared(transactional_db: None) -> Paper:
    """A paper of a course whose rows every thread can see."""
    course = build.course("cs7670-25fall")
    build.review_form(course)
    return build.paper(build.meeting(course))


def test_a_class_that_hands_in_at_one_moment_from_two_tabs_has_a_review_each_and_every_word(
    shared: Paper, as_: Callable[[Enrollment], Client], at: Callable[..., None]
) -> None:
    at(BEFORE)
    students = [build.enrollment(shared.course) for _ in range(STUDENTS)]
    texts = [[f"Tab {tab} of {student.pk}" for tab in range(TABS)] for student in students]
    answers = at_once(
        [
            sender(as_(student), address(shared), **build.FULL | {"summary": text}, hand_in="1")
            for student, own in zip(students, texts, strict=True)
            for text in own
        ]
    )
    assert {answer.status_code for answer in answers} == {302}
    assert Review.objects.count() == STUDENTS
    stored = Revision.objects.values_list("answers", flat=True)
    assert sorted(said["summary"] for said in stored) == sorted(text for own in texts for text in own)
    handed_in = Counter(Revision.objects.filter(is_hand_in=True).values_list("review", flat=True))
    assert set(handed_in.values()) == {1}  # whichever tab came second is kept beside, as nobody chose between them
    assert len(handed_in) == STUDENTS


def test_a_save_takes_few_queries(
    course: Course, paper: Paper, ada: Enrollment, as_: Callable[[Enrollment], Client], at: Callable[..., None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    at(BEFORE)
    client = as_(ada)
    # who asks for what: 5; its transaction: savepoint, 1 read, a review in a savepoint of its own, a revision,
    # stamps, an event; how it stands now: 1
    with django_assert_num_queries(15):
        assert client.post(address(paper), {"based_on": "0", **build.FULL, "hand_in": "1"}).status_code == 302
    # who asks for what: 5; its transaction: savepoint, 2 read, 2 written; how it stands now: 2
    with django_assert_num_queries(13):
        client.post(address(paper) + "autosave/", {"based_on": "1", **build.FULL, "opinion": "I doubt it."})
    with django_assert_num_queries(14):  # and an event
        client.post(address(paper), {"based_on": "2", **build.FULL, "opinion": "I do.", "hand_in": "1"})
