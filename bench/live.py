"""A class that is watched: how long after an act the devices that follow a lottery hear of it."""

import asyncio
import statistics
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from bench import texts
from bench.classroom import sessions, unreviewed
from bench.rush import Student, send
from bench.server import Server
from courseapp import clock
from courseapp.models import Meeting
from lottery.models import Lottery

WATCHERS = (1, 50, 300)
ACTS = 20
PATIENCE = 30.0  # seconds


def live(server: Server) -> None:
    """Print the latency of events, from sending an act until a device has heard of it."""
    by = "with Redis" if settings.REDIS_URL else "without Redis"
    print(f"\n{'events of a lottery, ' + by:<46}{'p50 s':>9}{'p95 s':>9}{'most s':>9}   what arrived")
    room = unreviewed(clock.now(), "live", 1)
    meeting = room.papers[0].meeting
    Lottery.objects.commit(meeting, secret=bytes(32), planned=4, now=meeting.starts_at, by=None)
    staff = sessions(room.staff, 1)[0]
    for watchers in WATCHERS:
        heard = asyncio.run(watched(server.address, meeting, staff, watchers))
        delays = sorted(delay for delay in heard if delay is not None)
        cuts = statistics.quantiles(delays, n=20)
        row = f"{cuts[9]:>9.3f}{cuts[18]:>9.3f}{delays[-1]:>9.3f}"
        print(f"{f'{watchers} watching, {ACTS} acts':<46}{row}   {len(delays)} of {len(heard)} events", flush=True)


async def watched(address: str, meeting: Meeting, session: str, watchers: int) -> list[float | None]:
    """Act some times while so many watch; return each one's delay for each act, None where nothing came."""
    stream = reverse("lottery:stream", args=[meeting.course.slug, meeting.pk])
    lines = [asyncio.Queue[float]() for _ in range(watchers)]
    tasks = [asyncio.create_task(follow(address, stream, session, line)) for line in lines]
    await asyncio.gather(*(asyncio.wait_for(line.get(), PATIENCE) for line in lines))  # what it is now
    delays: list[float | None] = []
    for number in range(ACTS):
        began = time.perf_counter()
        await act(address, meeting, session, number)
        delays += await asyncio.gather(*(delay(line, began) for line in lines))
        await asyncio.sleep(0.1 + number % 5 / 20)  # out of step with anybody's looks
    for task in tasks:
        task.cancel()
    return delays


async def act(address: str, meeting: Meeting, session: str, number: int) -> None:
    """Start the clock of the room."""
    path = reverse("lottery:timer_create", args=[meeting.course.slug, meeting.pk])
    answer = await send(address, Student(session, path, {}), "POST", path, texts.form({}, seconds=str(60 + number)))
    if answer.status >= 400:
        raise SystemExit(f"An act was answered by {answer.status}.")


async def delay(line: "asyncio.Queue[float]", began: float) -> float | None:
    """Return how long after ``began`` the next event came."""
    try:
        return await asyncio.wait_for(line.get(), PATIENCE) - began
    except TimeoutError:
        return None


async def follow(address: str, path: str, session: str, line: "asyncio.Queue[float]") -> None:
    """Note the instant of each event of a stream."""
    site = urlsplit(address)
    reader, writer = await asyncio.open_connection(site.hostname, site.port)
    head = [f"GET {path} HTTP/1.1", f"Host: {site.netloc}", f"Cookie: sessionid={session}", "Accept: text/event-stream"]
    writer.write("\r\n".join([*head, "", ""]).encode())
    async for text in reader:
        if text.startswith(b"id: "):
            line.put_nowait(time.perf_counter())
