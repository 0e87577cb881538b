"""Nobody finds by any address what they may not read: every page of a course, asked for as every kind of reader.

What others wrote is made of words that stand nowhere else, so that one look through an answer tells.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from courseapp.models import Course, Enrollment, Exemption, Leave, ReviewerNames
from courseapp.roles import Role
from desk.search_texts import learn
from lottery.models import Lottery
from reviews.models import (
    Audience,
    Comment,
    Extension,
    Paper,
    Question,
    Review,
    ReviewField,
    Waiver,
    give_mark,
)
from reviews.pseudonyms import pseudonym, reference
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR
from tests.test_permissions_table import OF_A_COURSE

At = Callable[[datetime], None]

BEFORE, AFTER, ENDED = CLASS_AT - HOUR, CLASS_AT + HOUR, CLASS_AT + 3 * HOUR

# What Ada wrote that the class may read once her review is open to it, and what is said of it.
OPEN = {"xyopinion", "xyquestion", "xyremark"}
# What nobody but staff, and Ada, ever reads: staff-only answers, a draft, texts that others do not read, marks.
NEVER = {"xysecret", "xydraft", "xybeside", "xyfeedback", "xyprivate", "xystaff", "xyheld", "xyexempt", "xyaway"}


@pytest.fixture
def paper(meeting: Any, course: Course) -> Paper:
    """The paper, whose form has a field that staff alone read; the next one is not due yet."""
    ReviewField.objects.create(
        course=course, key="secret", kind="text", label="For staff", audience=Audience.STAFF, position=9
    )
    return build.paper(meeting)


@pytest.fixture
def written(ada: Enrollment, tess: Enrollment, paper: Paper, course: Course) -> Paper:
    """What Ada wrote, and what others wrote to her: each with a word of its own."""
    said = {**FULL, "opinion": "xyopinion", "question": "xyquestion", "secret": "xysecret"}
    review = build.review(ada, paper, now=BEFORE, answers=said).revision.review
    build.review(ada, paper, now=BEFORE, answers={"summary": "xybeside"}, hand_in=False)
    to_come = build.paper(build.meeting(course, CLASS_AT + 7 * DAY))
    build.review(ada, to_come, now=BEFORE, answers={"opinion": "xydraft", "question": "xydraft"}, hand_in=False)
    say: dict[str, Any] = {"paper": paper, "now": BEFORE}
    Comment.objects.say(**say, author=ada, text="xyremark", act_key="a", review=review)
    Comment.objects.say(**say, author=ada, text="xyprivate", act_key="b", audience=Audience.STAFF)
    Comment.objects.say(**say, author=tess, text="xystaff", act_key="c", audience=Audience.STAFF, review=review)
    Question.objects.add(meeting=paper.meeting, text="xyheld", now=BEFORE, by=None, is_held=True)
    give_mark(review, revision=None, now=BEFORE, by=None, symbol="✓", comment="xyfeedback")
    Exemption.objects.create(enrollment=ada, begins_on=build.TERM_BEGINS, reason="xyexempt")
    Leave.objects.file(enrollment=ada, meeting=to_come.meeting, reason="xyaway", now=BEFORE)
    lottery = Lottery.objects.commit(paper.meeting, secret=bytes(range(32)), planned=4, now=BEFORE, by=None)
    lottery.fix_phrase("blue heron", now=paper.meeting.starts_at, by=None)
    return paper


def addresses(paper: Paper, ada: Enrollment, role: Role) -> Iterator[str]:
    """Give every address that this role opens, of what is Ada's where it names something; and what is searched for.

    What it does not open is refused: tests/test_permissions_table.py.
    """
    course, review = paper.course, Review.objects.get(enrollment=ada, paper=paper)
    card = reference(course.pseudonym_key, paper.pk, ada.uuid)
    known: dict[str, list[Any]] = {
        "slug": [course.slug],
        "paper_pk": [one.pk for one in Paper.objects.filter(course=course)],
        "meeting_pk": [one.pk for one in course.meetings.all()],
        "review_pk": [review.pk],
        "number": [1, 2],
        "comment_uuid": [one.uuid for one in Comment.objects.filter(paper=paper)],
        "card": [f"review-{card}"],
        "uuid": [ada.uuid],
        "enrollment_uuid": [ada.uuid],
    }
    for name, endpoint in OF_A_COURSE.items():
        if (roles := endpoint.view.roles) == "public" or role in roles:
            for values in product(*(known.get(each, [1]) for each in endpoint.arguments)):
                yield reverse(name, kwargs=dict(zip(endpoint.arguments, values, strict=True)))
    search = reverse("search", args=[course.slug])
    yield from (f"{search}?q={word}" for word in ("x", "xyo", "xyp", "xys", "author:ada", "author:lovelace"))
    for pk in known["paper_pk"]:
        discussion = reverse("reviews:discussion_detail", args=[course.slug, pk])
        yield f"{discussion}?on={card}"
        yield f"{discussion}news/?since=2025-09-01T00:00:00Z"


def found(reader: Enrollment, paper: Paper, ada: Enrollment, words: set[str]) -> dict[str, set[str]]:
    """Return which of these words stand in which answer: its page or its headers, whole or as htmx asks for it."""
    client, hits = Client(), dict[str, set[str]]()
    client.force_login(reader.user)
    for path in addresses(paper, ada, Role(reader.role)):
        for headers in ({}, {"hx-request": "true"}):
            with transaction.atomic():
                answer = client.get(path, headers=headers)
                body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
                transaction.set_rollback(True)
            text = (body.decode(errors="replace") + str(dict(answer.headers))).casefold()
            if said := {word for word in words if word.casefold() in text}:
                hits.setdefault(path, set()).update(said)
            if answer.status_code >= 300:
                break  # what is refused is refused in part, too
    return hits


def warm(paper: Paper, *readers: Enrollment) -> None:
    """Let those who may read it fill all copies that readers share, and the search know every text."""
    learn(paper.course, ENDED)
    caches["copies"].clear()
    for reader in readers:
        client = Client()
        client.force_login(reader.user)
        discussion = reverse("reviews:discussion_detail", args=[paper.course.slug, paper.pk])
        board = reverse("reviews:question_list", args=[paper.course.slug, paper.meeting_id])
        for path in (paper.course.get_absolute_url(), paper.get_absolute_url(), discussion, board):
            assert client.get(path).status_code == 200


def nothing(reader: Enrollment, paper: Paper) -> None:
    """Write nothing."""


def hands_in(reader: Enrollment, paper: Paper) -> None:
    """Hand a review in before the class."""
    build.review(reader, paper, now=BEFORE)


def is_waived(reader: Enrollment, paper: Paper) -> None:
    """Need not write one."""
    Waiver.objects.grant(enrollment=reader, paper=paper, now=BEFORE, by=None)


def has_longer(reader: Enrollment, paper: Paper) -> None:
    """Hand one in, with an extension until tomorrow."""
    build.review(reader, paper, now=BEFORE)
    Extension.objects.grant(enrollment=reader, paper=paper, due_at=CLASS_AT + DAY, now=BEFORE, by=None)


def has_left(reader: Enrollment, paper: Paper) -> None:
    """Hand one in, and leave the course the day before."""
    build.review(reader, paper, now=BEFORE - 2 * DAY)
    Enrollment.objects.filter(pk=reader.pk).update(ended_on=(CLASS_AT - DAY).date())


SHUT = [
    ("after_mine_and_due", nothing, ENDED),
    ("after_mine_and_due", hands_in, BEFORE + timedelta(minutes=1)),
    ("after_mine_and_due", is_waived, BEFORE + timedelta(minutes=1)),
    ("after_mine_and_due", has_longer, ENDED),
    ("after_mine_and_due", has_left, ENDED),
    ("after_mine", hands_in, BEFORE + timedelta(minutes=1)),  # open, but they are asked first
    ("after_class", hands_in, AFTER),
    ("never", hands_in, ENDED),
]


@pytest.mark.parametrize(("setting", "does", "now"), SHUT)
def test_what_is_shut_stands_at_no_address(
    written: Paper, ada: Enrollment, bo: Enrollment, tess: Enrollment, at: At, setting: str,
    does: Callable[[Enrollment, Paper], None], now: datetime,
) -> None:  # fmt: skip
    Course.objects.update(reviews_open=setting, reviewer_names=ReviewerNames.PSEUDONYMS)
    does(bo, written)
    cy = build.enrollment(written.course)
    build.review(cy, written, now=BEFORE)
    at(ENDED)
    warm(written, tess, cy)
    at(now)
    warm(written, tess, cy)
    assert found(bo, written, ada, OPEN | NEVER) == {}


def test_what_is_open_is_found_and_nothing_more(
    written: Paper, ada: Enrollment, bo: Enrollment, tess: Enrollment, at: At
) -> None:
    hands_in(bo, written)
    at(ENDED)
    warm(written, tess)
    seen = found(bo, written, ada, OPEN | NEVER)
    assert set().union(*seen.values()) == OPEN
    assert written.get_absolute_url() in seen


def test_a_pseudonym_has_no_name_behind_it_at_any_address(
    written: Paper, ada: Enrollment, bo: Enrollment, tess: Enrollment, at: At
) -> None:
    Course.objects.update(reviewer_names=ReviewerNames.PSEUDONYMS)
    hands_in(bo, written)
    at(ENDED)
    warm(written, tess)
    alias = pseudonym(written.course.pseudonym_key, written.pk, ada.uuid)
    review = Review.objects.get(enrollment=ada, paper=written)
    behind = {ada.user.email, str(ada.uuid), f'review-{review.pk}"', f"/reviews/{review.pk}/", ada.name}
    seen = found(bo, written, ada, {*behind, alias})
    assert set().union(*seen.values()) == {alias}


def test_an_auditor_reads_no_review_and_an_assistant_of_last_week_nothing_at_all(
    written: Paper, ada: Enrollment, tess: Enrollment, course: Course, at: At
) -> None:
    auditor = build.enrollment(course, Role.AUDITOR)
    gone = build.enrollment(course, Role.ASSISTANT, ended_on=(CLASS_AT - DAY).date())
    foreign = build.enrollment(build.course(), Role.INSTRUCTOR)
    at(ENDED)
    warm(written, tess)
    assert found(auditor, written, ada, OPEN | NEVER) == {}
    for reader in (gone, foreign):
        assert found(reader, written, ada, OPEN | NEVER | {ada.name, written.title}) == {}
