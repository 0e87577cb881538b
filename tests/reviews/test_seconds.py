"""Around each second of a deadline, through the pages: who may write, hand in and read, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, User
from courseapp.roles import Role
from reviews.models import Extension, Paper, Revision, Waiver
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
GRACE, SECOND = timedelta(minutes=2), timedelta(seconds=1)
CUT_OFF = CLASS_AT + GRACE
EXTENDED = CUT_OFF + DAY
BOS = "Bo’s own opinion."


@pytest.fixture
def student(ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, kind: str) -> Enrollment:
    """Ada: on time, with an extension of a day, or waived; Bo has handed in a review to be read."""
    build.review(bo, paper, now=CLASS_AT - DAY, answers={**FULL, "opinion": BOS})
    if kind == "extended":
        Extension.objects.grant(enrollment=ada, paper=paper, now=CLASS_AT - DAY, by=tess.user, due_at=CLASS_AT + DAY)
    if kind == "waived":
        Waiver.objects.grant(enrollment=ada, paper=paper, now=CLASS_AT - DAY, by=tess.user)
    return ada


@pytest.mark.parametrize(
    ("kind", "instant", "state", "counts"),
    [
        ("plain", CLASS_AT - SECOND, State.HANDED_IN, True),
        ("plain", CLASS_AT, State.HANDED_IN, True),
        ("plain", CLASS_AT + SECOND, State.HANDED_IN, True),
        ("plain", CUT_OFF - SECOND, State.HANDED_IN, True),
        ("plain", CUT_OFF, State.HANDED_IN, True),
        ("plain", CUT_OFF + SECOND, State.LATE, False),
        ("extended", CUT_OFF + SECOND, State.HANDED_IN, True),
        ("extended", EXTENDED - SECOND, State.HANDED_IN, True),
        ("extended", EXTENDED, State.HANDED_IN, True),
        ("extended", EXTENDED + SECOND, State.LATE, False),
        ("waived", CUT_OFF, State.WAIVED, False),
        ("waived", CUT_OFF + SECOND, State.WAIVED, False),
    ],
)
def test_handing_in_counts_up_to_the_cut_off_and_is_kept_after_it(
    as_: As, student: Enrollment, paper: Paper, at: At, instant: datetime, state: State, counts: bool
) -> None:
    at(instant)
    form = paper.get_absolute_url() + "review/"
    assert as_(student).post(form, {"based_on": "0", **FULL, "hand_in": "1"}).status_code == 302
    standing = my_cell(student, paper, EXTENDED + DAY).standing
    assert (standing.state, standing.is_credited) == (state, counts)
    assert Revision.objects.get(review__enrollment=student).saved_at == instant


@pytest.mark.parametrize(
    ("kind", "instant", "state"),
    [
        ("plain", CUT_OFF - SECOND, State.HANDED_IN),
        ("plain", CUT_OFF, State.HANDED_IN),
        ("plain", CUT_OFF + SECOND, State.LATE),
        ("extended", EXTENDED, State.HANDED_IN),
        ("extended", EXTENDED + SECOND, State.LATE),
        ("waived", CUT_OFF, State.WAIVED),
    ],
)
def test_a_complete_draft_that_was_saved_in_the_background_by_the_cut_off_is_handed_in(
    as_: As, student: Enrollment, paper: Paper, at: At, instant: datetime, state: State
) -> None:
    at(instant)
    saved = as_(student).post(paper.get_absolute_url() + "review/autosave/", {"based_on": "0", **FULL})
    assert saved.json()["revision"] == 1
    assert my_cell(student, paper, EXTENDED + DAY).standing.state == state


@pytest.mark.parametrize(
    ("kind", "instant", "reads"),
    [
        ("plain", CUT_OFF - SECOND, False),
        ("plain", CUT_OFF, False),
        ("plain", CUT_OFF + SECOND, True),
        ("extended", CUT_OFF + SECOND, False),
        ("extended", EXTENDED, False),
        ("extended", EXTENDED + SECOND, True),
        ("waived", CUT_OFF, False),
        ("waived", CUT_OFF + SECOND, True),
    ],
)
def test_the_others_open_one_moment_after_the_cut_off_and_not_at_it(
    as_: As, student: Enrollment, paper: Paper, at: At, kind: str, instant: datetime, reads: bool
) -> None:
    if kind != "waived":
        build.review(student, paper, now=CLASS_AT - HOUR)
    at(instant)
    assert (BOS in as_(student).get(paper.get_absolute_url()).content.decode()) == reads


@pytest.mark.parametrize("instant", [CUT_OFF - SECOND, CUT_OFF, CUT_OFF + SECOND])
@pytest.mark.parametrize(("role", "reads"), [(Role.ASSISTANT, True), (Role.INSTRUCTOR, True), (Role.AUDITOR, False)])
def test_staff_read_at_any_second_auditors_at_none_and_neither_writes(
    as_: As, bo: Enrollment, course: Course, paper: Paper, at: At, instant: datetime, role: Role, reads: bool
) -> None:
    build.review(bo, paper, now=CLASS_AT - DAY, answers={**FULL, "opinion": BOS})
    at(instant)
    reader = as_(build.enrollment(course, role))
    assert (BOS in reader.get(paper.get_absolute_url()).content.decode()) == reads
    assert reader.post(paper.get_absolute_url() + "review/", {**FULL, "hand_in": "1"}).status_code == 403
    assert reader.post(paper.get_absolute_url() + "review/autosave/", FULL).status_code == 403
    assert Revision.objects.count() == 1
