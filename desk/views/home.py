"""My courses, and a course's home."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courseapp.models import Enrollment, User
from courseapp.permissions import CourseRequest, open_to_public
from desk.front import front


def home(request: HttpRequest) -> HttpResponse:
    """Show the courses that a person has a place in, newest first."""
    enrollments = Enrollment.objects.filter(user=cast(User, request.user)).select_related("course")
    enrollments = enrollments.order_by("-course__starts_on", "course__slug")
    return render(request, "desk/home.html", {"enrollments": enrollments})


@open_to_public
def course_home(request: CourseRequest) -> HttpResponse:
    """Show what a course is, who runs it, what is next and what was announced."""
    course, now = request.course, request.now
    ahead, about = front(course, request.enrollment, now)
    context = {
        "ahead": ahead,
        "about": about,
        "announcements": course.announcements.visible_to(None, now=now)[:3],  # as the class sees them
    }
    return render(request, "desk/course_home.html", context)
