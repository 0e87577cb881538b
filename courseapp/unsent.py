"""Text that was sent and could not be stored: the page that gives it back, to be copied or sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONG = 40  # characters; what a control sends by itself, such as the key of an act, is shorter and has no space


def holds_text(request: HttpRequest) -> bool:
    """Return whether one of our own pages sent something that a person typed, to a page of a course."""
    if request.method != "POST" or not request.path.startswith("/c/") or not _is_from_here(request):
        return False
    return any(len(value) > LONG or " " in value or "\n" in value for _, value in _pairs(request))


def sent_in_vain(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    """Answer with everything that was sent, in a form that sends it again to the same address."""
    context = {
        "why": why,
        "pairs": _pairs(request),
        "address": request.get_full_path(),
        "had_files": bool(request.FILES),
    }
    return render(request, "unsent.html", context, status=status)


def _is_from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of this site sent it: no other site puts words into one's mouth."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return sender.partition("://")[2].partition("/")[0] == request.get_host()


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    return [(name, str(value)) for name, values in sent.lists() for value in values]
