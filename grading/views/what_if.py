"""What a grade would be, and what it takes: nothing here is stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.models import Enrollment
from courseapp.permissions import CourseRequest, enrolled
from courseapp.roles import STAFF, Role
from grading.grade import grade
from grading.models import PolicyVersion
from grading.own_copy import own_copy
from grading.permissions import statements_visible_to
from grading.what_if import levers, needed, suppose
from grading.what_if_forms import WhatIfForm, first_goal


@enrolled(*STAFF, Role.STUDENT)
def what_if_detail(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Show what a student's grade would be if what is open went as the form says; to htmx, the result alone."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        return redirect("grading:statement_detail", request.course.slug, student.uuid)
    context = {"student": student, "version": version, **_supposed(request, student, version)}
    return render(request, "grading/_what_if.html" if request.htmx else "grading/what_if_detail.html", context)


def _supposed(request: CourseRequest, student: Enrollment, version: PolicyVersion) -> dict[str, Any]:
    """Return the form, the statement as it is and as it would be, and what each lever would have to give."""
    student.course = request.course
    copy = own_copy(student, version, request.now)
    policy, facts, statement = version.policy, copy.facts, copy.statement
    known = levers(policy, facts)
    said = request.GET if any(lever.name in request.GET for lever in known) or "goal" in request.GET else None
    form = WhatIfForm(said, levers=known, goal=first_goal(policy, statement))
    values, goal = form.values, form.points
    then = grade(policy, suppose(policy, facts, values))
    return {
        "form": form,
        "statement": statement,
        "then": then,
        "parts": list(zip(statement.parts, then.parts, strict=True)),
        "goal": goal,
        "is_certain": statement.total.floor >= goal,
        "is_possible": statement.total.ceiling >= goal,
        "needs": [(lever, needed(policy, facts, values, lever, goal)) for lever in known],
    }
