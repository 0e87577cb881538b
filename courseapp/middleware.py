"""What happens around every request."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from courseapp.loopback import is_loopback
from courseapp.trace import set_request_id
from courseapp.unsent import holds_text, sent_in_vain

NOT_YET = "You are logged out, so nothing is stored. Log in in another tab, then send it again from here."
LOGGED_OUT = "Nothing was stored, for you are logged out. Go back and copy what you typed, then log in."

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


class LogInMiddleware(LoginRequiredMiddleware):
    """Ask a visitor to log in, and lead them on to the page they asked for, or back to the form that they sent."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponse:  # type: ignore[override]
        """Lead to the log-in page; who sent a text by hand gets it back, to be sent again once logged in."""
        where = request.get_full_path()
        if request.method == "POST":
            if holds_text(request) and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
                return sent_in_vain(request, NOT_YET, status=401)
            where = page_before(request)
            # A script is not told: it tries again by itself.
            if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
                messages.warning(request, LOGGED_OUT)
        return redirect_to_login(where, self.get_login_url(view_func), self.get_redirect_field_name(view_func))


def page_before(request: HttpRequest) -> str:
    """Return the address of our own page that led here, below the site's; the first page if there is none."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return "/"
    return urlsplit(before)._replace(scheme="", netloc="").geturl() or "/"


class LoopbackOnlyMiddleware:
    """Answer nobody but this machine: the demo signs anybody in as anybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a caller from a loopback address; refuse any other."""
        if not is_loopback(request.META["REMOTE_ADDR"]):
            return HttpResponseForbidden("The demo answers this machine alone.", content_type="text/plain")
        return self.get_response(request)
