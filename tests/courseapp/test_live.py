"""What a stream says: that something has changed, and nothing else. tests/e2e/test_class.py watches one."""

import asyncio

import pytest
from django.http import StreamingHttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from courseapp import live, wire
from courseapp.models import Course, Stamp


def test_a_server_without_streams_says_so() -> None:
    assert live.event_stream(RequestFactory().get("/"), 1, "room").status_code == 204


def test_a_stream_is_not_kept_by_anybody_on_its_way() -> None:
    answer = live.event_stream(AsyncRequestFactory().get("/"), 1, "room")
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"] == "text/event-stream"
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-cache", "no")


@pytest.mark.django_db
def test_the_stamps_of_several_courses_are_read_at_once(course: Course) -> None:
    Stamp.objects.bump(course.pk, "room")
    before = live.read([(course.pk, "room"), (course.pk, "other")])
    Stamp.objects.bump(course.pk, "room")
    after = live.read([(course.pk, "room"), (course.pk, "other")])
    assert before[course.pk, "room"] != after[course.pk, "room"]
    assert before[course.pk, "other"] == after[course.pk, "other"]
    assert live.stamp(course.pk, "room", "other") == f"{after[course.pk, 'room']}-{after[course.pk, 'other']}"


def test_a_reader_hears_of_a_change_of_its_parts_alone_and_once() -> None:
    async def heard() -> list[str]:
        reader = live.Follower([(1, "room"), (1, "board")])
        reader.note({(1, "room"): "a"})  # not all of it is known yet
        reader.note({(1, "room"): "a", (1, "board"): "b", (2, "room"): "z"})
        reader.note({(1, "room"): "a", (1, "board"): "b", (2, "room"): "y"})
        reader.note({(1, "room"): "a", (1, "board"): "c"})
        return [reader.changed.get_nowait() for _ in range(reader.changed.qsize())]

    assert asyncio.run(heard()) == ["a-b", "a-c"]


@pytest.mark.django_db
def test_a_redis_that_is_down_keeps_nobody_from_their_work(course: Course, settings, caplog) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    wire.announce(course.pk)
    wire.announce(course.pk)
    assert len(caplog.records) == 1  # the second one does not even try
