"""Looking at a course through a student's eyes, or at another time; for its staff, who change nothing by it."""

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from courseapp import clock, viewing
from courseapp.permissions import CourseRequest, enrolled
from courseapp.roles import STAFF


@enrolled(*STAFF, as_oneself=True)
def look_list(request: CourseRequest) -> HttpResponse:
    """Offer the eyes of each student and auditor, and another time."""
    places = request.course.enrollments.exclude(role__in=STAFF).by_name()
    context = {"places": places, "next": _next(request, request.GET.get("next", ""))}
    return render(request, "courseapp/look_list.html", context)


@require_POST
@enrolled(*STAFF, as_oneself=True)
def look_create(request: CourseRequest, uuid: UUID) -> HttpResponse:
    """Look at the course as a student or an auditor sees it, and go on to the page at hand."""
    target = get_object_or_404(request.course.enrollments.exclude(role__in=STAFF).select_related("user"), uuid=uuid)
    viewing.begin(request.session, request.enrollment, target, now=request.now, real=clock.now())
    next_page = _next(request, request.POST.get("next", ""))
    opens_to = getattr(resolve(urlsplit(next_page).path).func, "roles", ())
    return redirect(next_page if target.role in opens_to or opens_to == "public" else request.course)


@require_POST
@enrolled(*STAFF, as_oneself=True)
def look_delete(request: CourseRequest) -> HttpResponse:
    """Look at the course as oneself again."""
    if viewing.end(request.session, request.enrollment, now=request.now):
        messages.success(request, "You see the course as yourself again.")
    return redirect(_next(request, request.POST.get("next", "")))


def _next(request: CourseRequest, said: str) -> str:
    """Return the page of this course to go on to: the one said, else its home."""
    home = request.course.get_absolute_url()
    is_ours = url_has_allowed_host_and_scheme(said, {request.get_host()}) and said.startswith(home)
    return urlsplit(said).path if is_ours else home
