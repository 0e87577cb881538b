"""The door for ASGI servers: how much it lets in, how much of it at once, and what becomes of those who go."""

import asyncio
from collections.abc import Iterator
from threading import Event, Lock
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from courseapp.asgi import LARGEST_BODY, Bounded, Handler
from courseapp.forms import LARGEST_FILE


class Server:
    """What an ASGI server does with one request: it hands out the body in pieces and keeps the answer."""

    def __init__(self, *pieces: bytes, declared: str = "") -> None:
        self.pieces = list(pieces)
        self.scope = {"type": "http", "headers": [(b"content-length", declared.encode())]}
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        """Return the next piece."""
        piece = self.pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}

    async def send(self, message: dict[str, Any]) -> None:
        """Keep a part of the answer."""
        self.sent.append(message)

    def ask(self, largest: int) -> int:
        """Return the status with which a body of at most so many bytes is answered."""
        asyncio.run(Bounded(greedy, largest)(self.scope, self.receive, self.send))
        return int(self.sent[0]["status"])


async def greedy(scope: Any, receive: Any, send: Any) -> None:
    """Read the whole body as Django does, which gives up when the caller goes."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})


def test_a_body_of_the_largest_size_comes_in() -> None:
    assert Server(b"12345", b"67890", declared="10").ask(largest=10) == 200


def test_a_body_that_declares_itself_too_large_is_not_even_read() -> None:
    server = Server(b"12345", b"67890", b"!", declared="11")
    assert server.ask(largest=10) == 413
    assert len(server.pieces) == 3


@pytest.mark.parametrize("declared", ["", "x", "-5"])
def test_one_that_does_not_is_read_no_further_than_that(declared: str) -> None:
    server = Server(b"12345", b"67890", b"!", b"and so on", declared=declared)
    assert server.ask(largest=10) == 413
    assert server.pieces == [b"and so on"]


def test_the_largest_file_of_a_form_comes_in() -> None:
    assert LARGEST_FILE + 1024**2 < LARGEST_BODY


class Room(Handler):
    """A handler of two threads, whose pages take until ``is_open`` says so; ``most`` is how many it was at, at once."""

    def __init__(self) -> None:
        super().__init__(threads=2)
        self.is_open, self.counting = Event(), Lock()
        self.inside = self.most = 0
        self.bodies: list[bytes] = []

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Answer once the room is open."""
        with self.counting:
            self.inside += 1
            self.most = max(self.most, self.inside)
        assert self.is_open.wait(timeout=20)
        with self.counting:
            self.inside -= 1
            self.bodies.append(request.body)
        return HttpResponse("done")


class Caller:
    """One request, and what came back; ``leaves`` is set once the caller should go without waiting."""

    def __init__(self, method: str, body: bytes = b"") -> None:
        self.scope = {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": []}
        self.body, self.leaves, self.statuses = body, asyncio.Event(), list[int]()
        self.has_sent = False

    async def receive(self) -> dict[str, Any]:
        """Send the body, and then nothing until one leaves."""
        if not self.has_sent:
            self.has_sent = True
            return {"type": "http.request", "body": self.body}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Keep the status."""
        if "status" in message:
            self.statuses.append(message["status"])


async def visit(room: Room, callers: list[Caller], leaving: list[Caller]) -> None:
    """Let all call at once, some leave, and the room open after that."""
    calls = [asyncio.create_task(room(one.scope, one.receive, one.send)) for one in callers]
    while room.inside < 2:
        await asyncio.sleep(0.01)
    for one in leaving:
        one.leaves.set()
    await asyncio.sleep(0.05)
    room.is_open.set()
    await asyncio.gather(*calls)


def test_a_hundred_at_one_moment_wait_in_line_and_all_are_answered() -> None:
    async def call() -> list[int]:
        callers = [Caller("GET") for _ in range(100)]
        await visit(room, callers, [])
        return [status for one in callers for status in one.statuses]

    room = Room()
    assert asyncio.run(call()) == [200] * 100
    assert room.most == 2


def test_what_was_sent_is_kept_though_its_sender_left_the_line() -> None:
    async def call() -> None:
        callers = [Caller("GET"), Caller("GET"), Caller("POST", b"typed"), Caller("GET", b"asked")]
        await visit(room, callers, callers[2:])

    room = Room()
    asyncio.run(call())
    assert b"typed" in room.bodies
    assert b"asked" not in room.bodies


class Archive(Handler):
    """A handler whose page is made while it is sent; ``made`` is in bytes."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.made = 0

    def get_response(self, request: HttpRequest) -> StreamingHttpResponse:
        """Answer with 100 parts of 10 kB."""
        return StreamingHttpResponse(self.parts())

    def parts(self) -> Iterator[bytes]:
        """Make a part when it is asked for."""
        for _ in range(100):
            self.made += 10_000
            yield b"x" * 10_000


def test_an_export_is_never_in_memory_as_a_whole() -> None:
    room, caller, waiting, arrived = Archive(), Caller("GET"), [0], [0]

    async def send(message: dict[str, Any]) -> None:
        arrived[0] += len(message.get("body", b""))
        waiting.append(room.made - arrived[0])

    asyncio.run(room(caller.scope, caller.receive, send))
    assert arrived == [1_000_000]
    assert max(waiting) < 100_000
