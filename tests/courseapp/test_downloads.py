"""Files handed out whole, in parts, or not again: ``courseapp.downloads``."""

import asyncio
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import AsyncRequestFactory, RequestFactory

from courseapp.downloads import send

CONTENT = bytes(range(256)) * 600


def answer(**headers: str) -> Any:
    """Return the answer to a request for the file."""
    request = RequestFactory().get("/", headers=headers)
    return send(request, ContentFile(CONTENT), version="v1", kind="application/pdf", name="é x.pdf", is_shown=True)


def test_a_file_comes_whole_with_what_a_browser_needs() -> None:
    response = answer()
    assert (response.status_code, b"".join(response.streaming_content)) == (200, CONTENT)
    assert response.headers["Content-Length"] == str(len(CONTENT))
    assert response.headers["Content-Disposition"] == "inline; filename*=utf-8''%C3%A9%20x.pdf"
    assert response.headers["Accept-Ranges"] == "bytes"


def test_who_has_this_version_gets_it_not_again() -> None:
    assert answer(If_None_Match='"v1"').status_code == 304
    assert answer(If_None_Match='"v0"').status_code == 200


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-9", slice(0, 10)), ("bytes=100000-", slice(100000, None)), ("bytes=-5", slice(-5, None)),
     ("bytes=153590-999999", slice(153590, None)), ("bytes=-999999", slice(None))],
)  # fmt: skip
def test_a_part_comes_as_it_was_asked_for(asked: str, part: slice) -> None:
    response = answer(Range=asked)
    assert (response.status_code, b"".join(response.streaming_content)) == (206, CONTENT[part])
    first = part.indices(len(CONTENT))[0]
    assert response.headers["Content-Range"].startswith(f"bytes {first}-")
    assert response.headers["Content-Range"].endswith(f"/{len(CONTENT)}")


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_a_part_that_there_is_not_is_refused(asked: str) -> None:
    response = answer(Range=asked)
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-5", "pages=1-2", "bytes=-", "bytes=a-b"])
def test_what_is_no_range_gets_the_whole_file(asked: str) -> None:
    assert answer(Range=asked).status_code == 200


def test_a_part_of_an_older_version_is_not_mixed_with_this_one() -> None:
    assert answer(Range="bytes=0-9", If_Range='"v0"').status_code == 200
    assert answer(Range="bytes=0-9", If_Range='"v1"').status_code == 206


def test_under_an_asynchronous_server_it_comes_in_pieces_too() -> None:
    async def whole() -> bytes:
        response: HttpResponseBase = send(
            AsyncRequestFactory().get("/"), ContentFile(CONTENT), version="v1", kind="text/plain", name="a.txt"
        )
        assert response.headers["Content-Disposition"] == 'attachment; filename="a.txt"'
        return b"".join([piece async for piece in response])  # type: ignore[attr-defined]

    assert asyncio.run(whole()) == CONTENT
