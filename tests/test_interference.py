"""What others do where a student may not look changes nothing that the student is told: no page, no count, no cost.

Every address is asked for twice, before and after a classmate wrote, at the same instant of the course's clock. Both
answers must be the same, and must have asked the database the same: what takes longer tells, too.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courseapp.models import Course, Enrollment
from courseapp.roles import Role
from desk.search_texts import learn
from reviews.models import Audience, Comment, Paper, Question, Waiver
from reviews.pseudonyms import reference
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR
from tests.test_permissions_table import OF_A_COURSE

BEFORE, AFTER = CLASS_AT - HOUR, CLASS_AT + HOUR
CHANCE = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+|(?<=name="act_key" value=")[\w-]+'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|nonce-[\w+/=-]+"
)

Answer = tuple[int, str, int]  # status, body, queries


def addresses(paper: Paper, ada: Enrollment) -> Iterator[str]:
    """Give every address of the course with what a student could guess of Ada's, and searches for what she wrote."""
    course = paper.course
    known: dict[str, list[Any]] = {
        "slug": [course.slug],
        "paper_pk": [one.pk for one in Paper.objects.filter(course=course)],
        "meeting_pk": [one.pk for one in course.meetings.all()],
        "card": [f"review-{reference(course.pseudonym_key, paper.pk, ada.uuid)}"],
        "uuid": [ada.uuid],
        "comment_uuid": [ada.uuid],
        "enrollment_uuid": [ada.uuid],
    }
    for name, endpoint in OF_A_COURSE.items():
        for values in product(*(known.get(each, [1]) for each in endpoint.arguments)):
            yield reverse(name, kwargs=dict(zip(endpoint.arguments, values, strict=True)))
    search = reverse("search", args=[course.slug])
    yield from (f"{search}?q={word}" for word in ("xyword", "author:ada", "paper:attention"))
    for pk in known["paper_pk"]:
        yield f"{reverse('reviews:discussion_detail', args=[course.slug, pk])}?on={known['card'][0][7:]}"
        yield f"{reverse('reviews:discussion_news', args=[course.slug, pk])}?since=2025-09-01T00:00:00Z"


def told(reader: Enrollment, paper: Paper, ada: Enrollment) -> dict[str, Answer]:
    """Return the answer to each address, without what is drawn by chance."""
    client, answers = Client(), dict[str, Answer]()
    client.force_login(reader.user)
    for path in addresses(paper, ada):
        with transaction.atomic():
            client.get(path)  # what is kept for the next time is kept
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        answers[path] = (answer.status_code, CHANCE.sub("…", body.decode(errors="replace")), len(asked))
    return answers


def difference(path: str, before: Answer, after: Answer) -> str:
    """Say what an answer gave away."""
    ones, others = (set(body.splitlines()) for _, body, _ in (before, after))
    return f"{path}: {before[0]} {before[2]} queries → {after[0]} {after[2]} queries; {sorted(ones ^ others)}"


def write(ada: Enrollment, cy: Enrollment, tess: Enrollment, paper: Paper) -> None:
    """Let Ada begin a review, Cy hand one in and talk of it, staff talk, hold a question back, and waive a review."""
    said = {**FULL, "summary": "xyword", "question": "xyword?"}
    build.review(ada, paper, now=BEFORE, answers=said, hand_in=False)
    review = build.review(cy, paper, now=BEFORE, answers=said).revision.review
    say: dict[str, Any] = {"paper": paper, "now": BEFORE, "text": "xyword"}
    Comment.objects.say(**say, author=cy, act_key="a", audience=Audience.STAFF)
    Comment.objects.say(**say, author=cy, act_key="b", review=review)
    Comment.objects.say(**say, author=tess, act_key="c", audience=Audience.STAFF)
    Question.objects.add(meeting=paper.meeting, text="xyword", now=BEFORE, by=tess.user, is_held=True)
    Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=tess.user)


@pytest.mark.parametrize(
    ("setting", "has_written", "now"),
    [
        ("after_mine_and_due", True, BEFORE + timedelta(minutes=1)),
        ("after_mine_and_due", False, AFTER),
        ("after_class", True, CLASS_AT + timedelta(minutes=5)),
        ("never", True, BEFORE + timedelta(minutes=1)),
    ],
)
def test_nothing_that_is_shut_changes_any_answer(
    course: Course, paper: Paper, ada: Enrollment, bo: Enrollment, tess: Enrollment, at: Callable[[datetime], None],
    setting: str, has_written: bool, now: datetime,
) -> None:  # fmt: skip
    Course.objects.update(reviews_open=setting)
    build.paper(build.meeting(course, CLASS_AT + 7 * DAY), title="The next")
    cy = build.enrollment(course)
    build.review(build.enrollment(course), paper, now=BEFORE)
    if has_written:
        build.review(bo, paper, now=BEFORE)
    at(now)
    caches["copies"].clear()
    learn(course, now)
    before = told(bo, paper, ada)
    assert sum(status == 200 for status, _, _ in before.values()) > 20
    assert bo.role == Role.STUDENT
    write(ada, cy, tess, paper)
    learn(course, now)
    after = told(bo, paper, ada)
    assert [difference(path, before[path], after[path]) for path in before if before[path] != after[path]] == []
