"""One cell of the gradebook: what it says now, and its adjusting in place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from courseapp.models import Enrollment
from courseapp.permissions import CourseRequest, staff_only
from grading import gradebook
from grading.forms import CellForm
from grading.models import AdjustedMeanwhile, Adjustment, PolicyVersion
from grading.permissions import statements_visible_to

MEANWHILE = (
    "Somebody adjusted this cell while you were writing: what is there now stands above. "
    "Nothing was added yet, and your words are kept; send them again if they still hold."
)


@staff_only
def cell_detail(request: CourseRequest, enrollment_uuid: UUID, component: str) -> HttpResponse:
    """Show one cell, and add signed points to it; the gradebook opens the same page in place."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        return redirect("grading:policy", request.course.slug)
    titles = {one.key: one.title for one in version.policy.components} | {"total": "Total"}
    if component not in titles:
        raise Http404
    form = CellForm(request.POST if request.method == "POST" else None, policy=version.policy)
    if form.is_bound and form.is_valid():
        try:
            return _adjust(request, student, "" if component == "total" else component, form)
        except AdjustedMeanwhile:
            form.add_error(None, MEANWHILE)
    context = _cell(student, version, component, request) | {"form": form, "title": titles[component]}
    return render(request, "grading/cell_detail.html", context, status=422 if form.errors else 200)


def _adjust(request: CourseRequest, student: Enrollment, component: str, form: CellForm) -> HttpResponse:
    made = Adjustment.objects.make(student, component=component, **form.cleaned_data, now=request.now, by=request.user)
    messages.success(request, f"{made.points:+} points for {student.name}: noted, and on the statement.")
    return redirect(f"{reverse('grading:gradebook', args=[request.course.slug])}#row-{student.pk}")


def _cell(student: Enrollment, version: PolicyVersion, component: str, request: CourseRequest) -> dict[str, Any]:
    statement = gradebook.statement(student, version.policy, now=request.now)
    part = next((one for one in statement.parts if one.component.key == component), None)
    key = "" if component == "total" else component
    return {
        "student": student,
        "part": part,
        "total": statement.total,
        "adjustments": part.adjustments if part else statement.adjustments,
        "last": Adjustment.objects.last_of(student, key),
    }
