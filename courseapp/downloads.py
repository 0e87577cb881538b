"""Hand out a stored file: whole or a part of it, once for every version, and in pieces under any server."""

import asyncio
import re
from collections.abc import AsyncIterator, Generator

from django.core.files import File
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

PIECE = 64 * 1024  # bytes
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def send(
    request: HttpRequest, file: "File[bytes]", *, version: str, kind: str, name: str, is_shown: bool = False
) -> HttpResponseBase:
    """Answer with a file of the media type ``kind``, called ``name``; a reader who has this ``version`` gets 304.

    ``version`` names the content for good. Where it ``is_shown`` the browser may open it in its own
    viewer, else it is a download. One range of bytes is answered with 206, an impossible one with 416.
    """
    etag = quote_etag(version)
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    wanted = _wanted(request, file.size, etag)
    if wanted is not None and not wanted:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    part = wanted or range(file.size)
    pieces = _pieces_later(file, part) if isinstance(request, ASGIRequest) else _pieces(file, part)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Length": str(len(part))}
    answer = StreamingHttpResponse(pieces, content_type=kind, status=206 if wanted else 200, headers=headers)
    answer.headers["Content-Disposition"] = content_disposition_header(not is_shown, name) or "inline"
    if wanted:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    return answer


def _wanted(request: HttpRequest, size: int, etag: str) -> range | None:
    """Return which bytes are asked for, none of them if there are none such; None for the whole file."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[1] == asked[2] == "" or request.headers.get("If-Range", etag) != etag:
        return None
    if asked[1] == "":
        return range(max(0, size - int(asked[2])), size) if int(asked[2]) else range(0)
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2]) < int(asked[1]):
        return None
    return range(int(asked[1]), last + 1)


def _pieces(file: "File[bytes]", part: range) -> Generator[bytes, None, None]:
    """Give the part in pieces; the file is opened with the first one, so that a HEAD leaves none open."""
    with file.open("rb") as opened:
        opened.seek(part.start)
        left = len(part)
        while left > 0 and (piece := opened.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


async def _pieces_later(file: "File[bytes]", part: range) -> AsyncIterator[bytes]:
    """Give the part in pieces, each read in a thread while the server serves others."""
    pieces = _pieces(file, part)
    try:
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece
    finally:
        await asyncio.to_thread(pieces.close)
