"""My courses, and a course's home."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courseapp.models import Enrollment, User
from courseapp.permissions import CourseRequest, open_to_public
from desk.schedule import next_due, rows


def home(request: HttpRequest) -> HttpResponse:
    """Show the courses that a person has a place in, newest first."""
    enrollments = Enrollment.objects.filter(user=cast(User, request.user)).select_related("course")
    enrollments = enrollments.order_by("-course__starts_on", "course__slug")
    return render(request, "desk/home.html", {"enrollments": enrollments})


@open_to_public
def course_home(request: CourseRequest) -> HttpResponse:
    """Show what a course is, who runs it, what is next and what was announced."""
    course, now = request.course, request.now
    upcoming = course.meetings.upcoming(now).first()
    context = {
        "staff": course.enrollments.staff().on(course.day_of(max(now, course.starts_at))).by_name(),
        "next_row": rows(course, request.enrollment, now, meeting=upcoming)[0] if upcoming else None,
        "next_due": next_due(course, request.enrollment, now),
        "announcements": course.announcements.visible_to(None, now=now)[:3],  # as the class sees them
    }
    return render(request, "desk/course_home.html", context)
