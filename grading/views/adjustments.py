"""The corrections that staff make by hand, and their undoing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from courseapp.permissions import CourseRequest, staff_only
from grading.forms import AdjustmentForm, ReversalForm
from grading.models import Adjustment, AlreadyUndone, PolicyVersion
from grading.permissions import statements_visible_to
from grading.views.statements import statement_page


@require_POST
@staff_only
def adjustment_create(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Add signed points to a student's component or total, with a reason."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        return redirect("grading:policy", request.course.slug)
    form = AdjustmentForm(request.POST, policy=version.policy)
    if not form.is_valid():
        return statement_page(request, student, form)
    made = Adjustment.objects.make(student, **form.cleaned_data, now=request.now, by=request.user)
    messages.success(request, f"{made.points:+} points for {student.name}: noted, and on the statement.")
    return redirect("grading:statement_detail", request.course.slug, student.uuid)


@require_POST
@staff_only
def reversal_create(request: CourseRequest, adjustment_pk: int) -> HttpResponse:
    """Undo an adjustment by its opposite, with a reason."""
    students = statements_visible_to(request.enrollment)
    adjustment = get_object_or_404(Adjustment, pk=adjustment_pk, enrollment__in=students)
    form = ReversalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was undone: write why, in up to 300 characters.")
    else:
        _undo(request, adjustment, form.cleaned_data["reason"])
    return redirect("grading:statement_detail", request.course.slug, adjustment.enrollment.uuid)


def _undo(request: CourseRequest, adjustment: Adjustment, reason: str) -> None:
    try:
        adjustment.undo(reason=reason, now=request.now, by=request.user)
    except AlreadyUndone:
        messages.error(request, "That adjustment was undone before, or is itself an undo. Make a new one instead.")
    else:
        messages.success(request, "The adjustment is undone; both stay on the statement.")
