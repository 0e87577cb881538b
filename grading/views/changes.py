"""Why a total changed between two days: the engine's results at both, line by line, and what happened meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.models import Course, Enrollment
from courseapp.permissions import CourseRequest, enrolled
from courseapp.roles import STAFF, Role
from grading import gradebook, trail
from grading.comparison import compare
from grading.models import PolicyVersion
from grading.permissions import statements_visible_to

WEEK = timedelta(days=7)


class PeriodForm(forms.Form):
    """From the beginning of one day to the end of another, or to now."""

    since = forms.DateField(label="From the morning of", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To the evening of", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            raise forms.ValidationError("The second day is before the first.")
        return said


@enrolled(*STAFF, Role.STUDENT)
def change_list(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Show what moved a student's total in a period; in the last seven days unless others are named."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    if not request.course.policy_versions.exists():
        return redirect("grading:statement_detail", request.course.slug, student.uuid)
    today = request.course.day_of(request.now)
    first = {"since": today - WEEK, "until": today}
    form = PeriodForm(request.GET if {"since", "until"} & request.GET.keys() else first)
    days = form.cleaned_data if form.is_valid() else first
    since = _midnight(request.course, days["since"])
    until = min(_midnight(request.course, days["until"] + timedelta(days=1)), request.now)
    context = {"student": student, "form": form, **_compared(student, min(since, until), until)}
    return render(request, "grading/change_list.html", context)


def _midnight(course: Course, day: date) -> datetime:
    return datetime.combine(day, time(), course.zone)


def _compared(student: Enrollment, since: datetime, until: datetime) -> dict[str, Any]:
    """Return both results, what differs, and what happened in between."""
    versions = [PolicyVersion.objects.current(student.course, now=at) for at in (since, until)]
    before, after = (
        gradebook.statement(student, version.policy, now=at)
        for version, at in zip(versions, (since, until), strict=True)
        if version is not None
    )
    return {
        "since": since,
        "until": until,
        "before": before,
        "after": after,
        "versions": versions,
        "difference": after.total.earned - before.total.earned,
        "parts": compare(before, after),
        "happenings": trail.happenings(student, since=since, until=until),
    }
