"""One-click log-ins of the demo; they do not exist anywhere else."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from courseapp.models import Enrollment
from courseapp.roles import Role

OFFERED = (Role.INSTRUCTOR, Role.ASSISTANT, Role.STUDENT)


@require_POST
@login_not_required
def demo_log_in(request: HttpRequest, role: str) -> HttpResponse:
    """Log in as the demo course's instructor, assistant or student; 404 outside the demo."""
    if not settings.DEMO or role not in OFFERED:
        raise Http404("There are no one-click log-ins here.")
    place = Enrollment.objects.demo_log_ins(Role(role)).select_related("user", "course").first()
    if place is None:
        messages.error(request, "No demo course is loaded. Load it with “manage.py demo”, then try again.")
        return redirect("account_login")
    login(request, place.user)
    where = request.POST.get("next", "")
    return redirect(where if url_has_allowed_host_and_scheme(where, {request.get_host()}) else place.course)
