"""Live pages: a stream of events that says when something has changed, and nothing else.

A page that hears of a change asks for its fragment again, which is refused or given like any page. So nothing
private is on the stream, and a reader who missed an event has missed nothing. Source: docs/developer.md, "Live pages".
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from redis.asyncio import Redis
from redis.exceptions import RedisError

from courseapp.models import Stamp
from courseapp.wire import CHANNEL

logger = logging.getLogger(__name__)

LOOK = 0.25  # seconds between two looks at the stamps
LOOK_WITH_REDIS = 2.0  # seconds; a change is announced, and this is for an announcement that was lost
PING = 10.0  # seconds of silence after which a reader is told that the line stands
LONGEST = 15 * 60.0  # seconds; then the browser comes again, and whether it may is asked anew

Key = tuple[int, str]  # a course's primary key, and a part of it


def event_stream(request: HttpRequest, course: int, *parts: str) -> HttpResponseBase:
    """Answer with a stream that says when one of these parts of a course changes; 204 where no stream is possible.

    Whether the reader may know that is for the view to ask. Each event is the parts' stamp.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    answer = StreamingHttpResponse(events(course, parts), content_type="text/event-stream")
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def events(course: int, parts: Iterable[str]) -> AsyncIterator[bytes]:
    """Yield the stamp of these parts at once and after each change, and a ping now and then."""
    keys = [(course, part) for part in parts]
    clock = asyncio.get_running_loop().time
    ends_at = clock() + LONGEST
    with Watch.of_this_loop().following(keys) as changed:
        yield b"retry: 1000\n\n"
        while clock() < ends_at:
            try:
                stamp = await asyncio.wait_for(changed.get(), PING)
            except TimeoutError:
                yield b"event: ping\ndata:\n\n"
            else:
                yield f"id: {stamp}\ndata: {stamp}\n\n".encode()


class Watch:
    """One process's look at the stamps, for however many readers: one query a course and look, in one thread."""

    _of_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, Watch]" = WeakKeyDictionary()

    def __init__(self) -> None:
        self._followers: dict[Key, set[Follower]] = defaultdict(set)
        self._known: dict[Key, str] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")

    @classmethod
    def of_this_loop(cls) -> "Watch":
        """Return the one of the running loop."""
        return cls._of_loops.setdefault(asyncio.get_running_loop(), cls())

    @contextmanager
    def following(self, keys: list[Key]) -> Iterator["asyncio.Queue[str]"]:
        """Give what has the stamp of these keys put in whenever it changes, the first time at once."""
        follower = Follower(keys)
        for key in keys:
            self._followers[key].add(follower)
        self._begin()
        follower.note(self._known)
        self._wake.set()
        try:
            yield follower.changed
        finally:
            for key in keys:
                self._followers[key].discard(follower)
                if not self._followers[key]:
                    del self._followers[key]
                    self._known.pop(key, None)

    def _begin(self) -> None:
        """Start looking, unless somebody looks already."""
        if any(not task.done() for task in self._tasks):
            return
        self._tasks = [asyncio.create_task(self._look())]
        if settings.REDIS_URL:
            self._tasks.append(asyncio.create_task(self._listen()))

    async def _look(self) -> None:
        """Read the stamps, tell the followers, rest; until nobody follows."""
        loop = asyncio.get_running_loop()
        while self._followers:
            self._wake.clear()
            try:
                found = await loop.run_in_executor(self._thread, _read_afresh, list(self._followers))
            except Exception:
                logger.exception("The stamps could not be read; the next look tries again.")
            else:
                self._known = found
                for follower in {one for followers in self._followers.values() for one in followers}:
                    follower.note(found)
            try:
                await asyncio.wait_for(self._wake.wait(), LOOK_WITH_REDIS if settings.REDIS_URL else LOOK)
            except TimeoutError:
                continue
        for task in self._tasks[1:]:
            task.cancel()
        await loop.run_in_executor(self._thread, connections.close_all)

    async def _listen(self) -> None:
        """Look at once when another process says that something has changed."""
        while True:
            try:
                async with Redis.from_url(settings.REDIS_URL) as redis, redis.pubsub() as line:
                    await line.subscribe(CHANNEL)
                    async for _ in line.listen():
                        self._wake.set()
            except (RedisError, OSError):
                logger.warning("Redis does not answer: live pages look every %s seconds.", LOOK_WITH_REDIS)
                await asyncio.sleep(LOOK_WITH_REDIS)


class Follower:
    """One reader's keys, and what tells them of a change."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.changed: asyncio.Queue[str] = asyncio.Queue()
        self._last = ""

    def note(self, found: dict[Key, str]) -> None:
        """Tell the reader the keys' stamp, if it is known and differs from the last."""
        if all(key in found for key in self.keys):
            stamp = "-".join(found[key] for key in self.keys)
            if stamp != self._last:
                self._last = stamp
                self.changed.put_nowait(stamp)


def read(keys: Iterable[Key]) -> dict[Key, str]:
    """Return the stamp of each key as it is now. One query a course."""
    parts = defaultdict(list)
    for course, part in keys:
        parts[course].append(part)
    return {
        (course, part): stamp
        for course, its in parts.items()
        for part, stamp in Stamp.objects.by_part(course, its).items()
    }


def _read_afresh(keys: Iterable[Key]) -> dict[Key, str]:
    """Return the stamps, over a connection that still stands."""
    close_old_connections()
    return read(keys)


def stamp(course: int, *parts: str) -> str:
    """Return what an event of a stream of these parts says now. One query."""
    found = Stamp.objects.by_part(course, parts)
    return "-".join(found[part] for part in parts)
