"""Pages and answers that belong to no course."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from courseapp.answers import LARGEST_ANSWER
from courseapp.markdown import render as render_markdown
from courseapp.unsent import holds_text, sent_in_vain

TOO_OLD = (
    "The form had grown too old, as happens after a log-in in another tab or where cookies are blocked, so nothing is "
    "stored. Send it again from here."
)


@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """Answer with a text as readers will see it; 413 beyond a million characters."""
    source = request.POST.get("text", "")
    if len(source) > LARGEST_ANSWER:
        return HttpResponse("The text is too long for a preview.", status=413, content_type="text/plain")
    return HttpResponse(render_markdown(source))


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component once, in a demo or to a developer; elsewhere there is no such page."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404("The style guide is shown in a demo only.")
    return render(request, "courseapp/styleguide.html")


def lost(request: HttpRequest) -> HttpResponse:
    """Answer 404 to whoever is logged in; a visitor is asked to log in, so that no path tells whether it exists."""
    raise Http404("No such page.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to a request larger than this site takes, 400 to any other that cannot be understood.

    Django's own page would read once more the form that cannot be read, and end in an error 500.
    """
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is not this browser's any more; text of our own pages is given back."""
    if holds_text(request):
        return sent_in_vain(request, TOO_OLD, status=403)
    return render(request, "403_csrf.html", status=403)
