"""Stamps: a different one after every change, however many write at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from courseapp.models import Course, Event, Stamp
from courseapp.models.stamps import MANY
from courseapp.tasks import fold_stamps
from tests import build
from tests.build import CLASS_AT

WRITERS = 4


def test_a_part_has_another_stamp_after_its_own_change_and_no_other_part_has(course: Course) -> None:
    one, other = (Stamp.objects.of(course.pk, part) for part in ("paper:1", "paper:2"))
    Stamp.objects.bump(course.pk, "paper:1")
    assert Stamp.objects.of(course.pk, "paper:1") != one
    assert Stamp.objects.of(course.pk, "paper:2") == other


def test_what_may_show_anywhere_changes_every_part(course: Course) -> None:
    before = Stamp.objects.of(course.pk, "paper:1")
    Stamp.objects.bump(course.pk)
    assert Stamp.objects.of(course.pk, "paper:1") != before


def test_the_whole_course_has_another_stamp_after_any_change_and_no_other_course_has(course: Course) -> None:
    elsewhere = build.course()
    whole, other = Stamp.objects.of(course.pk), Stamp.objects.of(elsewhere.pk)
    Stamp.objects.bump(course.pk, "meeting:3")
    assert Stamp.objects.of(course.pk) != whole
    assert Stamp.objects.of(elsewhere.pk) == other


def test_the_stamps_of_many_parts_are_those_of_each_in_one_query(
    course: Course, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    Stamp.objects.bump(course.pk, "paper:1", "paper:2")
    Stamp.objects.bump(course.pk)
    parts = ["paper:1", "paper:2", "paper:3"]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = Stamp.objects.by_part(course.pk, parts)
    assert found == {part: Stamp.objects.of(course.pk, part) for part in parts}


def test_an_event_stamps_the_part_that_it_names_or_else_the_whole_course(course: Course) -> None:
    one, other = (Stamp.objects.of(course.pk, part) for part in ("paper:1", "paper:2"))
    Event.objects.record(course=course, kind="review.accepted", at=CLASS_AT, part="paper:1")
    assert Stamp.objects.of(course.pk, "paper:1") != one
    assert Stamp.objects.of(course.pk, "paper:2") == other
    Event.objects.record(course=course, kind="enrollment.changed", at=CLASS_AT)
    assert Stamp.objects.of(course.pk, "paper:2") != other


def test_a_change_that_does_not_come_to_be_leaves_the_stamp_as_it_was(course: Course) -> None:
    before = Stamp.objects.of(course.pk)
    with transaction.atomic():
        Stamp.objects.bump(course.pk)
        transaction.set_rollback(True)
    assert Stamp.objects.of(course.pk) == before


def test_folding_leaves_few_rows_and_no_stamp_that_there_was_before(course: Course) -> None:
    seen = {Stamp.objects.of(course.pk, "paper:1")}
    for _ in range(MANY + 1):
        Stamp.objects.bump(course.pk, "paper:1")
        seen.add(Stamp.objects.of(course.pk, "paper:1"))
    Stamp.objects.bump(course.pk, "paper:2")
    assert fold_stamps() == MANY + 1
    assert Stamp.objects.count() == 2
    assert Stamp.objects.of(course.pk, "paper:1") not in seen
    assert fold_stamps() == 0


@pytest.mark.django_db(transaction=True)
def test_changes_at_one_instant_are_all_counted(transactional_db: None) -> None:
    course = build.course("cs7670-25fall")
    start = Barrier(WRITERS)

    def write(writer: int) -> None:
        try:
            start.wait()
            with transaction.atomic():
                Stamp.objects.bump(course.pk, *(f"paper:{(writer + step) % 3}" for step in range(3)))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    assert Stamp.objects.filter(course=course).count() == 3 * WRITERS
