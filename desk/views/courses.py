"""A course's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from courseapp.forms import CourseForm
from courseapp.permissions import CourseRequest, instructor_only
from desk.course_settings import change_settings
from desk.schedule import DueTimeWouldPass
from reviews.reach import reach


@instructor_only
def course_edit(request: CourseRequest) -> HttpResponse:
    """Change what a course says of itself, and its settings; say what students read under each."""
    seen = reach(request.course, request.now)  # before the form puts on the course what was typed
    form = CourseForm(request.POST or None, instance=request.course)
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(form.instance, changed=form.changed_data, now=request.now, by=request.user)
        except DueTimeWouldPass as would_pass:
            form.add_error(
                "review_notice", f"These papers would become due in the past: {would_pass}. Choose a shorter notice."
            )
        else:
            messages.success(request, "The settings are saved.")
            return redirect(request.course)
    return render(request, "desk/course_form.html", {"form": form, "reach": seen})
