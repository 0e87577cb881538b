"""The door for ASGI servers: how much it lets in."""

import asyncio
from typing import Any

import pytest

from courseapp.asgi import LARGEST_BODY, Bounded
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
