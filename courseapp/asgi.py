"""The door for ASGI servers, such as uvicorn."""

import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

# WhiteNoise answers with files, which Django reads in a thread: what it warns of is meant so.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

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


application = Bounded(get_asgi_application(), LARGEST_BODY)
