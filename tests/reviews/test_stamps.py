"""Every way to write what a paper's page shows stamps the paper; a walk through all of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, Meeting, Stamp, User
from courseapp.roles import Role
from desk.course_settings import change_settings
from desk.schedule import move
from reviews.models import (
    Extension,
    Paper,
    Reading,
    Review,
    ReviewField,
    Waiver,
    give_mark,
    release_marks,
    undo_mark,
)
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR


class Scene:
    """A paper that Ada has reviewed late and Bo on time, with an extension and a waiver for a third."""

    def __init__(self, ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
        self.ada, self.bo, self.paper = ada, bo, Paper.objects.scheduled().get(pk=paper.pk)
        self.course, self.meeting = Course.objects.get(pk=ada.course_id), Meeting.objects.get(pk=paper.meeting_id)
        self.cy = build.enrollment(self.course)
        self.late, self.review = (
            build.review(who, paper, now=at).revision.review for who, at in ((ada, AFTER), (bo, BEFORE))
        )
        self.extension = Extension.objects.grant(
            enrollment=self.cy, paper=paper, due_at=CLASS_AT + DAY, now=BEFORE, by=None
        )
        self.mark = give_mark(self.late, revision=None, now=BEFORE, by=None, symbol="✓")
        self.waiver = Waiver.objects.grant(enrollment=self.cy, paper=paper, now=BEFORE, by=None)

    def again(self, **changes: Any) -> None:
        """Let Bo write something else."""
        Review.objects.keep(
            enrollment=self.bo, paper=self.paper, answers={**FULL, "opinion": "No."}, based_on=1, now=BEFORE, **changes
        )

    def close(self) -> None:
        """Let the settings of the course be changed on their page."""
        self.course.reviews_open = "never"
        change_settings(self.course, changed=["reviews_open"], now=AFTER, by=None)

    def retitle(self) -> None:
        """Give the paper another title, which no due time follows from."""
        self.paper.title = "Attention"
        self.paper.change(now=AFTER, by=None)


WRITES: dict[str, Callable[[Scene], object]] = {
    "an autosave": lambda scene: scene.again(),
    "a hand-in": lambda scene: scene.again(hand_in=True),
    "a text brought back": lambda scene: (
        scene.again(),
        scene.review.restore(scene.review.revisions.get(number=1), now=AFTER),
    ),
    "a late review accepted": lambda scene: scene.late.accept(now=AFTER, by=None),
    "an acceptance withdrawn": lambda scene: scene.late.withdraw_acceptance(now=AFTER, by=None),
    "an extension": lambda scene: Extension.objects.grant(
        enrollment=scene.ada, paper=scene.paper, due_at=AFTER, now=AFTER, by=None
    ),
    "an extension withdrawn": lambda scene: scene.extension.withdraw(now=AFTER, by=None),
    "a waiver": lambda scene: Waiver.objects.grant(enrollment=scene.bo, paper=scene.paper, now=AFTER, by=None),
    "a waiver withdrawn": lambda scene: scene.waiver.withdraw(now=AFTER, by=None),
    "a reading that came after a later text": lambda scene: Reading.objects.note(
        enrollment=scene.bo, paper=scene.paper, now=BEFORE - HOUR
    ),
    "a mark": lambda scene: give_mark(scene.review, revision=None, now=AFTER, by=None, symbol="✓"),
    "a mark taken back": lambda scene: undo_mark(scene.mark, now=AFTER, by=None),
    "marks released": lambda scene: release_marks(scene.paper, now=AFTER, by=None),
    "a place given": lambda scene: scene.course.enroll(build.user(), now=AFTER, by=None, began_on=date(2025, 9, 5)),
    "a place ended": lambda scene: scene.bo.change(now=AFTER, by=None, ended_on=date(2025, 10, 1)),
    "another role": lambda scene: scene.bo.change(now=AFTER, by=None, role=Role.AUDITOR),
    "a person corrected": lambda scene: scene.bo.change(
        now=AFTER, by=None, person={"email": "b@example.edu", "name": "B"}
    ),
    "a first name": lambda scene: User.objects.get(pk=scene.cy.user_id).rename("Cy Young"),
    "a field retired": lambda scene: ReviewField.objects.first().retire(now=AFTER),  # type: ignore[union-attr]
    "a setting": lambda scene: scene.close(),
    "another title": lambda scene: scene.retitle(),
    "a meeting moved": lambda scene: move(
        scene.meeting, starts_at=CLASS_AT + DAY, ends_at=CLASS_AT + DAY + HOUR, now=BEFORE, by=None
    ),
    "a meeting cancelled": lambda scene: scene.meeting.cancel(now=AFTER, by=None, reason="Snow."),
    "a meeting reinstated": lambda scene: scene.meeting.reinstate(now=AFTER, by=None),
    "another topic": lambda scene: scene.meeting.describe(
        kind="lecture", topic="Sparse attention", place="", summary="", now=AFTER, by=None
    ),
}


@pytest.fixture
def scene(ada: Enrollment, bo: Enrollment, paper: Paper) -> Scene:
    """A paper with something of everything."""
    return Scene(ada, bo, paper)


@pytest.mark.parametrize("write", WRITES)
def test_every_write_stamps_the_paper(scene: Scene, write: str) -> None:
    before = Stamp.objects.of(scene.course.pk, scene.paper.part)
    WRITES[write](scene)
    assert Stamp.objects.of(scene.course.pk, scene.paper.part) != before


def test_a_class_that_begins_to_read_does_not_outdate_what_it_reads(scene: Scene) -> None:
    before = Stamp.objects.of(scene.course.pk, scene.paper.part)
    Reading.objects.note(enrollment=scene.bo, paper=scene.paper, now=AFTER)
    assert Stamp.objects.of(scene.course.pk, scene.paper.part) == before


def test_a_review_of_another_paper_stamps_that_one_alone(scene: Scene) -> None:
    other = build.paper(scene.meeting)
    before = Stamp.objects.of(scene.course.pk, scene.paper.part)
    build.review(scene.ada, other, now=BEFORE)
    assert Stamp.objects.of(scene.course.pk, scene.paper.part) == before


def test_another_name_of_ones_own_stamps_every_course(scene: Scene, as_: Callable[..., Client]) -> None:
    elsewhere = build.enrollment(build.course(), person=scene.ada.user)
    before = [Stamp.objects.of(course) for course in (scene.course.pk, elsewhere.course_id)]
    answer = as_(scene.ada).post("/accounts/", {"name": "Ada  King"})
    assert answer.status_code == 302
    assert User.objects.get(pk=scene.ada.user_id).name == "Ada King"
    after = [Stamp.objects.of(course) for course in (scene.course.pk, elsewhere.course_id)]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_another_name_in_the_admin_stamps_the_course(scene: Scene, as_: Callable[..., Client]) -> None:
    boss = User.objects.create_superuser("boss@example.edu", name="Boss")
    before = Stamp.objects.of(scene.course.pk)
    answer = as_(boss).post(
        f"/admin/courseapp/user/{scene.ada.user_id}/change/", {"name": "Ada King", "is_active": "on"}
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=scene.ada.user_id).name == "Ada King"
    assert Stamp.objects.of(scene.course.pk) != before
