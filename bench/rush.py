"""A class that hands in at one moment: how long until the last one has been answered, and whether all is there."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from urllib.parse import urlsplit

from django.urls import reverse

from bench import texts
from bench.classroom import Classroom, sessions, unreviewed
from bench.load import CSRF
from bench.server import Server
from courseapp import clock
from reviews.models import Revision

ROUNDS = 3
_slugs = (f"rush-{number}" for number in count())


@dataclass(frozen=True)
class Student:
    """Who hands in: the log-in, the address of the form, and the answers."""

    session: str
    path: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    location: str


Act = Callable[[str, Student], Coroutine[None, None, Answer]]


def rush(server: Server) -> None:
    """Print how long a hundred and a thousand take, and what a hundred bare pages do at the same moment."""
    print(f"\n{'the rush':<46}{'wall s':>18}{'allowed':>9}   what became of it")
    for _ in range(2):
        gather(server, [Student(key, "/bare/", {}) for key in _class(100)[1]], fetch)  # warm
    bare = [gather(server, [Student(key, "/bare/", {}) for key in _class(100)[1]], fetch)[0] for _ in range(ROUNDS)]
    print(f"{'100 bare pages at one moment':<46}{_seconds(bare):>18}")
    _line(server, "100 first hand-ins at one moment", 100, hand_in, ROUNDS, "1.3")
    _line(server, "the same with the form before, the page after", 100, journey, ROUNDS, "–")
    _line(server, "1,000 first hand-ins at one moment", 1000, hand_in, 1, "12")
    _two_tabs(server)


def _two_tabs(server: Server) -> None:
    """Print what became of 200 students who hand in within five seconds, each from two tabs with texts of their own."""
    room, keys = _class(200)
    first = _writers(room, keys)
    second = [replace(student, answers=texts.review(Random(student.session + "2"))) for student in first]
    wall, answers = gather(server, [*first, *second], within(5.0))
    rows = Revision.objects.filter(review__paper=room.papers[0]).values_list("review__enrollment", "answers")
    sent = Counter(student.answers["opinion"] + student.answers["summary"] for student in [*first, *second])
    kept = Counter(said["opinion"] + said["summary"] for _, said in rows)
    refused = sum(answer.status >= 400 for answer in answers)
    handed_in = Revision.objects.filter(review__paper=room.papers[0], is_hand_in=True).count()
    print(
        f"{'200 students in 5 s, two tabs each':<46}{wall:>18.2f}{'–':>9}   {len(answers)} sent, {refused} refused, "
        f"{room.papers[0].reviews.count()} reviews, {handed_in} handed in, {(sent - kept).total()} texts lost",
        flush=True,
    )


def within(seconds: float) -> Act:
    """Return the act of handing in at some moment of so many seconds."""

    async def late(address: str, student: Student) -> Answer:
        await asyncio.sleep(Random(student.answers["opinion"]).uniform(0, seconds))
        return await hand_in(address, student)

    return late


def _line(server: Server, name: str, students: int, act: Act, rounds: int, allowed: str) -> None:
    walls, said = [], []
    for _ in range(rounds):
        room, keys = _class(students)
        wall, answers = gather(server, _writers(room, keys), act)
        walls.append(wall)
        said.append(outcome(room, keys, answers))
    print(f"{name:<46}{_seconds(walls):>18}{allowed:>9}   {'; '.join(sorted(set(said)))}", flush=True)


def _seconds(walls: list[float]) -> str:
    return " ".join(f"{wall:.2f}" for wall in walls)


def _class(students: int) -> tuple[Classroom, list[str]]:
    room = unreviewed(clock.now(), next(_slugs), students)
    return room, sessions(room.students, students)


def _writers(room: Classroom, keys: list[str]) -> list[Student]:
    path = reverse("reviews:review_edit", args=[room.course.slug, room.papers[0].pk])
    return [Student(key, path, texts.review(Random(key))) for key in keys]


def outcome(room: Classroom, keys: list[str], answers: list[Answer]) -> str:
    """Say how many were answered well, and how many reviews hold every word that was sent."""
    expected = {place.pk: student.answers for place, student in zip(room.students, _writers(room, keys), strict=True)}
    rows = Revision.objects.filter(review__paper=room.papers[0], is_hand_in=True).values_list(
        "review__enrollment", "answers"
    )
    whole = sum(expected[place] == said for place, said in rows)
    refused = sum(answer.status >= 400 for answer in answers)
    return f"{len(answers)} sent, {refused} refused, {whole} reviews handed in with every word"


def gather(server: Server, students: list[Student], act: Act) -> tuple[float, list[Answer]]:
    """Let all act at one moment, each on a connection of their own; return the seconds until the last is done."""

    async def run() -> tuple[float, list[Answer]]:
        began = time.perf_counter()
        answers = await asyncio.gather(*(act(server.address, student) for student in students))
        return time.perf_counter() - began, list(answers)

    return asyncio.run(run())


async def fetch(address: str, student: Student) -> Answer:
    """Ask for the page."""
    return await send(address, student, "GET", student.path)


async def hand_in(address: str, student: Student) -> Answer:
    """Hand in."""
    return await send(address, student, "POST", student.path, texts.form(student.answers, hand_in="1", based_on="0"))


async def journey(address: str, student: Student) -> Answer:
    """Open the form, hand in, and follow the redirect, as a browser does."""
    await fetch(address, student)
    answer = await hand_in(address, student)
    if answer.status != 302:
        return answer
    return await send(address, student, "GET", answer.location)


async def send(address: str, student: Student, method: str, path: str, body: str = "") -> Answer:
    """Send one request on a connection of its own, and read the whole answer."""
    site = urlsplit(address)
    reader, writer = await asyncio.open_connection(site.hostname, site.port)
    lines = [
        f"{method} {path} HTTP/1.1", f"Host: {site.netloc}", "Connection: close", f"X-CSRFToken: {CSRF}",
        f"Cookie: sessionid={student.session}; csrftoken={CSRF}",
        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
    ]  # fmt: skip
    writer.write("\r\n".join([*lines, "", body]).encode())
    head = (await reader.read()).partition(b"\r\n\r\n")[0].decode()
    writer.close()
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
    return Answer(int(head.split()[1]), headers.get("location", ""))
