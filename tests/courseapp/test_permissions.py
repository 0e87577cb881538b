"""The one decorator that opens a page of a course: what it sets, and whom it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from courseapp.models import Course, Enrollment
from courseapp.permissions import enrolled, instructor_only, open_to_public, staff_only, students_only
from courseapp.roles import EVERYBODY, STAFF, Role
from tests import build

pytestmark = pytest.mark.django_db


def page(request: Any, **arguments: Any) -> HttpResponse:
    """Answer with what the decorator has set."""
    return HttpResponse(f"{request.course.slug} {request.enrollment} {timezone.get_current_timezone_name()}")


def asked(view: Any, who: Any, course: Course) -> Any:
    """Ask for a view of a course as somebody."""
    request = RequestFactory().get("/c/x/")
    request.user = getattr(who, "user", who)
    request.session = SessionStore()
    return view(request, slug=course.slug)


def test_a_view_knows_the_course_the_reader_the_time_and_the_zone(course: Course, ada: Enrollment, at: Any) -> None:
    at(build.CLASS_AT)
    seen = {}

    @enrolled()
    def view(request: Any) -> HttpResponse:
        seen.update(course=request.course, enrollment=request.enrollment, now=request.now)
        return page(request)

    assert asked(view, ada, course).content.decode().endswith("America/New_York")
    assert seen == {"course": course, "enrollment": ada, "now": build.CLASS_AT}


def test_the_time_is_that_of_the_courses_own_clock(course: Course, ada: Enrollment, at: Any) -> None:
    at(build.CLASS_AT)
    Course.objects.update(clock_offset=timedelta(days=3))

    @enrolled()
    def view(request: Any) -> HttpResponse:
        return HttpResponse(request.now.isoformat())

    assert asked(view, ada, course).content.decode() == (build.CLASS_AT + timedelta(days=3)).isoformat()


def test_who_has_no_place_finds_nothing(course: Course, eve: Any, ines: Enrollment) -> None:
    other = build.course()
    for who, where in ((eve, course), (ines, other)):
        with pytest.raises(Http404):
            asked(enrolled()(page), who, where)


@pytest.mark.parametrize(
    ("open_to", "roles"),
    [
        (enrolled(), EVERYBODY),
        (staff_only, STAFF),
        (students_only, (Role.STUDENT,)),
        (instructor_only, (Role.INSTRUCTOR,)),
    ],
)  # fmt: skip
def test_the_wrong_role_is_refused(course: Course, open_to: Any, roles: tuple[Role, ...]) -> None:
    view = open_to(page)
    assert view.roles == roles
    for role in Role:
        place = build.enrollment(course, role)
        if role in roles:
            assert asked(view, place, course).status_code == 200
        else:
            with pytest.raises(PermissionDenied):
                asked(view, place, course)


def test_staff_come_in_before_the_course_and_not_after_their_last_day(course: Course, at: Any) -> None:
    tess = build.enrollment(course, Role.ASSISTANT, ended_on=course.starts_on + timedelta(days=10))
    at(build.CLASS_AT - timedelta(days=90))
    assert asked(staff_only(page), tess, course).status_code == 200
    at(build.CLASS_AT)
    with pytest.raises(Http404):
        asked(staff_only(page), tess, course)


def test_a_student_who_dropped_still_reads_what_was_theirs(course: Course, at: Any) -> None:
    gone = build.enrollment(course, ended_on=course.starts_on)
    at(build.CLASS_AT)
    assert asked(enrolled()(page), gone, course).status_code == 200


def test_a_public_page_is_open_to_all_where_the_course_is(course: Course, ada: Enrollment, eve: Any) -> None:
    view = open_to_public(page)
    assert asked(view, AnonymousUser(), course).status_code == 302
    with pytest.raises(Http404):
        asked(view, eve, course)
    Course.objects.update(is_public=True)
    assert asked(view, AnonymousUser(), course).content.startswith(b"cs7670-25fall None")
    assert asked(view, eve, course).status_code == 200
    assert b"Ada Lovelace" in asked(view, ada, course).content


def test_a_private_course_and_none_at_all_look_alike_to_a_visitor(course: Course) -> None:
    view = open_to_public(page)
    answers = [asked(view, AnonymousUser(), one) for one in (course, Course(slug="nope"))]
    assert answers[0]["Location"] == answers[1]["Location"] == "/accounts/login/?next=/c/x/"
