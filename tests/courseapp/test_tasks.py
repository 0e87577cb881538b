"""The sweeps."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from courseapp import clock, health
from courseapp.models import Announcement, Course, Material, Meeting
from courseapp.tasks import publish_due, sweep


def announcement(course: Course, *, minutes: int, title: str = "Welcome") -> Announcement:
    """An announcement to be published so many minutes from now; a negative number is the past."""
    publish_at = clock.now() + timedelta(minutes=minutes)
    return Announcement.objects.create(course=course, title=title, body="Hello.", publish_at=publish_at)


def fail() -> int:
    """A sweep that cannot do its work."""
    raise RuntimeError("the disk is on fire")


def test_what_is_due_is_published_once(course: Course, meeting: Meeting) -> None:
    due = announcement(course, minutes=-1)
    Material.objects.create(meeting=meeting, title="Slides", publish_at=clock.now())
    assert publish_due() == 2
    due.refresh_from_db()
    first = due.published_at
    assert first is not None
    assert publish_due() == 0
    due.refresh_from_db()
    assert due.published_at == first


def test_what_is_not_due_and_what_is_a_draft_wait(course: Course) -> None:
    announcement(course, minutes=1)
    Announcement.objects.create(course=course, title="Draft", body="", publish_at=None)
    assert publish_due() == 0
    assert not Announcement.objects.exclude(published_at=None).exists()


def test_each_course_is_swept_at_its_own_time(course: Course) -> None:
    later = announcement(course, minutes=60)
    course.clock_offset = timedelta(hours=2)
    course.save()
    assert publish_due() == 1
    later.refresh_from_db()
    assert later.published_at > later.publish_at


def test_an_archived_course_rests(course: Course) -> None:
    announcement(course, minutes=-1)
    course.archived_at = clock.now()
    course.save()
    assert publish_due() == 0


def test_a_sweep_tells_what_it_moved_and_leaves_a_sign_of_life(course: Course) -> None:
    cache.delete(health.SWEPT_AT)
    announcement(course, minutes=-1)
    assert sweep()["courseapp.tasks.publish_due"] == 1
    assert health.report(clock.now())["beat"] == "ok"


def test_a_sweep_that_fails_does_not_keep_the_next_from_its_work(
    course: Course, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SWEEPS = ["tests.courseapp.test_tasks.fail", "courseapp.tasks.publish_due"]
    announcement(course, minutes=-1)
    assert sweep() == {"tests.courseapp.test_tasks.fail": -1, "courseapp.tasks.publish_due": 1}
    assert "the disk is on fire" in caplog.text


def test_run_due_does_the_same_from_a_terminal(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    announcement(course, minutes=-1)
    call_command("run_due")
    assert "courseapp.tasks.publish_due: 1\n" in capsys.readouterr().out


@pytest.mark.django_db
def test_run_due_ends_badly_if_a_sweep_failed(settings: Any) -> None:
    settings.SWEEPS = ["tests.courseapp.test_tasks.fail"]
    with pytest.raises(CommandError, match="A sweep failed"):
        call_command("run_due")


def test_every_sweep_of_the_settings_can_be_found(settings: Any, db: None) -> None:
    assert min(sweep().values()) >= 0
    assert list(sweep()) == settings.SWEEPS
