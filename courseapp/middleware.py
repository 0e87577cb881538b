"""What happens around every request."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone

from courseapp.loopback import is_loopback
from courseapp.trace import set_request_id

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")


class TimeZoneMiddleware:
    """Show times in UTC until a course's page says its zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; no zone is left over from the one before, nor for whatever comes next."""
        with timezone.override(None):
            return self.get_response(request)


class RequestIdMiddleware:
    """Give each request an id: the proxy's ``X-Request-ID`` where it is harmless, else a new one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its id in the header ``X-Request-ID``."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        set_request_id(request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class OwnCopyMiddleware:
    """Keep pages out of everybody's cache but the reader's own, which asks before it uses its copy.

    The browser may still give back what was typed when one goes back to a form. A view may say otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; say ``private, no-cache`` where nothing else is said."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class LoopbackOnlyMiddleware:
    """Answer nobody but this machine: the demo signs anybody in as anybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a caller from a loopback address; refuse any other."""
        if not is_loopback(request.META["REMOTE_ADDR"]):
            return HttpResponseForbidden("The demo answers this machine alone.", content_type="text/plain")
        return self.get_response(request)
