"""A student's statement, as the student and staff see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courseapp.copies import shared
from courseapp.models import Enrollment
from courseapp.permissions import CourseRequest, enrolled, students_only
from courseapp.roles import STAFF, Role
from grading.forms import AdjustmentForm
from grading.models import PolicyVersion
from grading.own_copy import OwnCopy, own_copy
from grading.permissions import statements_visible_to
from grading.regrades import Questioned, questioned


@students_only
def statement_mine(request: CourseRequest) -> HttpResponse:
    """Show one's own statement."""
    return statement_page(request, request.enrollment)


@enrolled(*STAFF, Role.STUDENT)
def statement_detail(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Show a student's statement: to staff anybody's, to a student their own."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    return statement_page(request, student)


def statement_page(request: CourseRequest, student: Enrollment, form: AdjustmentForm | None = None) -> HttpResponse:
    """Show a student's statement, to staff with the form for an adjustment."""
    version = PolicyVersion.objects.current(request.course, now=request.now)
    context: dict[str, Any] = {"student": student, "version": version, "statement": None, "adjustment_form": None}
    if version is not None:
        student.course = request.course
        copy = own_copy(student, version, request.now)
        context["statement"] = copy.statement
        context["questioned"] = questioned(student, copy.statement, reader=request.enrollment, now=request.now)
        if request.enrollment.is_staff:
            context["adjustment_form"] = form or AdjustmentForm(policy=version.policy)
        else:
            context["parts"] = _parts_for_student(request, copy, context["questioned"])
    return render(request, "grading/statement_detail.html", context)


def _parts_for_student(request: CourseRequest, copy: OwnCopy, asked: Questioned) -> SafeString:
    """Return the components of one's own statement as HTML: without the forms of staff, rendered once."""
    context = {"statement": copy.statement, "request": request, "questioned": asked}
    stands = [(one.pk, one.answer, one.waiting_since) for one in asked.requests]
    return shared(
        f"statement-parts:{request.enrollment.pk}", f"{copy.stamp}|{stands}", request.now,
        lambda: (render_to_string("grading/_subtotals.html", context), copy.turns),
    )  # fmt: skip
