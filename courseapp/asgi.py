"""The door for ASGI servers, such as uvicorn."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

PIECE = 64 * 1024  # bytes of a file or an export that are in memory at once
LARGEST_BODY = 60 * 1024 * 1024  # bytes; the largest file that a form takes has 50 MB
TOO_LARGE = "That is larger than anything that is kept here. Go back: what you typed is still in your browser."


class Bounded:
    """Refuse a request larger than any form's: Django writes it all to the disk before it asks who sends it."""

    def __init__(self, app: Any, largest: int) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, up to ``largest`` bytes of its body; answer 413 to a larger one."""
        declared = dict(scope.get("headers", [])).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.largest:
            await refuse(send)
            return
        arrived = 0

        async def counted() -> Any:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            return message if arrived <= self.largest else {"type": "http.disconnect"}

        await self.app(scope, counted, send)
        if arrived > self.largest:
            await refuse(send)


async def refuse(send: Any) -> None:
    """Answer 413, and close the connection: nobody reads the rest."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE.encode()})


class Handler(ASGIHandler):
    """Answer in a few threads, one request after the other; what comes meanwhile waits in line.

    Django's own handler begins a thread for each request. When a class hands in at one moment, a hundred of them
    wait for one another's locks until some are refused. All that a request needs runs in one thread, from the first
    middleware to the last, and its answer is sent without it: a slow reader holds none.
    """

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request when it is its turn; what somebody has sent is kept, though they go before that."""
        answer = asyncio.get_running_loop().run_in_executor(self.threads, self.respond, request)
        try:
            response = await asyncio.shield(answer)
        except asyncio.CancelledError:
            if request.method in ("GET", "HEAD"):
                answer.cancel()
            await asyncio.wait([answer])
            raise
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = in_pieces(iter(response))
        return response

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request in this thread, with a database connection that is given back at once."""
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


async def in_pieces(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Give what a file or an export is made of, little by little; Django alone would first gather all of it."""
    while piece := await sync_to_async(next_piece)(parts):
        yield piece


def next_piece(parts: Iterator[bytes]) -> bytes:
    """Return the next parts together, up to PIECE or a little more; nothing after the last."""
    piece = bytearray()
    for part in parts:
        piece += part
        if len(piece) >= PIECE:
            break
    return bytes(piece)


django.setup(set_prefix=False)
application = Bounded(Handler(settings.WEB_THREADS), LARGEST_BODY)
