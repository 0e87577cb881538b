"""Pages of grades: the gradebook, statements with their adjustments, the policy and its versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courseapp.models import Enrollment
from courseapp.permissions import CourseRequest, enrolled, instructor_only, staff_only, students_only
from courseapp.roles import STAFF, Role
from grading import exports, gradebook
from grading.forms import AdjustmentForm, PolicyForm, ReversalForm
from grading.models import Adjustment, AlreadyUndone, PolicyVersion
from grading.permissions import statements_visible_to


@staff_only
def gradebook_detail(request: CourseRequest) -> HttpResponse:
    """Show the class's table: a row a student."""
    version = _version(request)
    rows = list(gradebook.rows(request.course, version.policy, now=request.now)) if version else []
    context = {"version": version, "policy": version.policy if version else None, "rows": rows}
    return render(request, "grading/gradebook_detail.html", context)


@staff_only
def grade_sheet(request: CourseRequest) -> StreamingHttpResponse | HttpResponse:
    """Send the grade sheet as CSV; ``?bom=1`` puts a byte-order mark before it."""
    version = _version(request)
    if version is None:
        messages.error(request, "There is no grade sheet yet: publish a policy first.")
        return redirect("grading:gradebook", request.course.slug)
    rows = gradebook.rows(request.course, version.policy, now=request.now)
    lines = exports.grade_sheet(version.policy, rows, byte_order_mark="bom" in request.GET)
    headers = {"Content-Disposition": f'attachment; filename="{request.course.slug}-grades.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@students_only
def statement_mine(request: CourseRequest) -> HttpResponse:
    """Show one's own statement."""
    return _statement_page(request, request.enrollment)


@enrolled(*STAFF, Role.STUDENT)
def statement_detail(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Show a student's statement: to staff anybody's, to a student their own."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    return _statement_page(request, student)


@require_POST
@staff_only
def adjustment_create(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Add signed points to a student's component or total, with a reason."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    version = _version(request)
    if version is None:
        return redirect("grading:policy", request.course.slug)
    form = AdjustmentForm(request.POST, policy=version.policy)
    if not form.is_valid():
        return _statement_page(request, student, form)
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


@enrolled()
def policy_detail(request: CourseRequest) -> HttpResponse:
    """Show the policy that holds, in words, with what everybody can rely on."""
    return _policy_page(request, _version(request))


@enrolled()
def policy_version_detail(request: CourseRequest, number: int) -> HttpResponse:
    """Show one version of the policy, current or not."""
    return _policy_page(request, get_object_or_404(request.course.policy_versions.select_related("by"), number=number))


@instructor_only
def policy_version_create(request: CourseRequest) -> HttpResponse:
    """Change the policy: first show whom the change moves, then, on the second click, publish it."""
    form = PolicyForm(request.POST or None, current=_version(request))
    moves = None
    if request.method == "POST" and form.is_valid():
        if form.was_seen:
            return _publish(request, form)
        moves = gradebook.moves(request.course, form.current, form.policy, now=request.now)
    return render(request, "grading/policy_version_form.html", {"form": form, "moves": moves})


def _version(request: CourseRequest) -> PolicyVersion | None:
    return PolicyVersion.objects.current(request.course, now=request.now)


def _statement_page(request: CourseRequest, student: Enrollment, form: AdjustmentForm | None = None) -> HttpResponse:
    version = _version(request)
    context: dict[str, Any] = {"student": student, "version": version, "statement": None, "adjustment_form": None}
    if version is not None:
        context["statement"] = gradebook.statement(student, version.policy, now=request.now)
        if request.enrollment.is_staff:
            context["adjustment_form"] = form or AdjustmentForm(policy=version.policy)
    return render(request, "grading/statement_detail.html", context)


def _policy_page(request: CourseRequest, version: PolicyVersion | None) -> HttpResponse:
    versions = request.course.policy_versions.select_related("by").order_by("-number")
    policy = version.policy if version else None
    context = {"version": version, "policy": policy, "versions": versions}
    return render(request, "grading/policy_detail.html", context)


def _publish(request: CourseRequest, form: PolicyForm) -> HttpResponse:
    note = form.cleaned_data["note"]
    version = PolicyVersion.objects.publish(request.course, form.policy, note=note, by=request.user, now=request.now)
    messages.success(request, f"Version {version.number} of the policy holds from now on.")
    return redirect("grading:policy", request.course.slug)


def _undo(request: CourseRequest, adjustment: Adjustment, reason: str) -> None:
    try:
        adjustment.undo(reason=reason, now=request.now, by=request.user)
    except AlreadyUndone:
        messages.error(request, "That adjustment was undone before, or is itself an undo. Make a new one instead.")
    else:
        messages.success(request, "The adjustment is undone; both stay on the statement.")
