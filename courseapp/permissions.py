"""Who may open a page of a course: one decorator, and the answers 404 and 403."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from courseapp import clock, viewing
from courseapp.models import Course, Enrollment
from courseapp.models.people import User
from courseapp.roles import EVERYBODY, STAFF, Role

Rest = ParamSpec("Rest")

READS = ("GET", "HEAD", "OPTIONS")
LARGEST_KEY = 2**63 - 1  # no primary key is larger, and SQLite takes no larger number


class CourseRequest(HttpRequest):
    """A request for a page of a course, by somebody who has a place in it.

    ``look`` says through whose eyes staff look, who are then the ``viewer``; ``at`` at which other time. A request
    with either of them changes nothing: docs/permissions.md, "Looking through other eyes".
    """

    user: User
    course: Course
    enrollment: Enrollment
    now: datetime
    htmx: HtmxDetails
    viewer: Enrollment | None
    look: viewing.Look | None
    at: datetime | None


View = Callable[Concatenate[CourseRequest, Rest], HttpResponseBase]


def enrolled(*roles: Role, as_oneself: bool = False) -> Callable[[View[Rest]], Callable[..., HttpResponseBase]]:
    """Let a view be opened by these roles of the URL's course (``slug``), by every role if none is named.

    Sets ``request.course``, ``request.enrollment`` and ``request.now`` (the course's clock) and the
    course's zone. Not enrolled, or no such course: 404. The wrong role: 403. Costs one query. Staff who look through
    a student's eyes are that student, but for a page that is opened ``as_oneself``.
    """

    def decorate(view: View[Rest]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(request: Any, slug: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            enrollment = _active_enrollment(request.user, slug)
            if enrollment is None:
                raise Http404("No such course, or you have no place in it.")
            enter(request, enrollment.course, enrollment)  # so that a refusal, too, leads back into the course
            if not as_oneself:
                _look_otherwise(request)
            if roles and request.enrollment.role not in roles:
                raise PermissionDenied("Your role in this course does not open this page.")
            _refuse_impossible_keys(kwargs)
            return _answer(request, view, *args, **kwargs)

        answer.roles = roles or EVERYBODY  # type: ignore[attr-defined]
        return answer

    return decorate


staff_only = enrolled(*STAFF)
students_only = enrolled(Role.STUDENT)
instructor_only = enrolled(Role.INSTRUCTOR)


def open_to_public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let anybody open a view of a public course; of a private one, like ``@enrolled()``.

    ``request.enrollment`` is None for a reader who has no place in the course.
    """

    @wraps(view)
    def answer(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        enrollment = _active_enrollment(request.user, slug) if request.user.is_authenticated else None
        course = enrollment.course if enrollment else Course.objects.filter(slug=slug, is_public=True).first()
        if course is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404("No such course, or you have no place in it.")
        _refuse_impossible_keys(kwargs)
        enter(request, course, enrollment)
        _look_otherwise(request)
        return _answer(request, view, *args, **kwargs)

    answer.roles = "public"  # type: ignore[attr-defined]
    return login_not_required(answer)


def enter(request: Any, course: Course, enrollment: Enrollment | None) -> None:
    """Say whose page of which course this is, what time it is there, and in which zone."""
    request.course, request.enrollment = course, enrollment
    request.now = clock.now(course)
    request.viewer = request.look = request.at = None
    timezone.activate(course.zone)


def _look_otherwise(request: Any) -> None:
    """Let staff look through the eyes that they borrowed, and at the time that they asked for; nobody else."""
    viewer = request.enrollment
    if viewer is None or not viewer.is_staff:
        return
    request.look = viewing.look_of(request.session, viewer, real=clock.now())
    if request.look is None:
        viewing.end(request.session, viewer, now=request.now, reason="its time was over, or the place gone")
    else:
        request.viewer, request.enrollment = viewer, request.look.target
        request.user = request.enrollment.user
    request.at = viewing.instant_asked(request, request.course)
    request.now = request.at or request.now


def _answer(request: Any, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer a request; one that looks otherwise is refused where it is to change something, and stores nothing."""
    if request.look is None and request.at is None:
        return view(request, *args, **kwargs)
    if request.method not in READS:
        return render(request, "courseapp/look_refused.html", status=403)
    with transaction.atomic():
        response = view(request, *args, **kwargs)
        transaction.set_rollback(True)
    return response


def _refuse_impossible_keys(arguments: Mapping[str, object]) -> None:
    """Raise Http404 for a number in the address that no row can have."""
    if any(isinstance(number, int) and number > LARGEST_KEY for number in arguments.values()):
        raise Http404("No row has such a number.")


def _active_enrollment(user: User, slug: str) -> Enrollment | None:
    """Return the person's place in the course; staff whose time is over have none."""
    enrollment = user.enrollments.select_related("course").filter(course__slug=slug).first()
    if enrollment is not None and enrollment.is_staff and not enrollment.is_active(clock.now(enrollment.course)):
        return None
    return enrollment
