"""The class's table."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from courseapp.permissions import CourseRequest, staff_only
from grading.gradebook_forms import ChoiceForm
from grading.gradebook_table import gradebook_table
from grading.models import PolicyVersion

FILTERS = ("student", "show", "items")


@staff_only
def gradebook_detail(request: CourseRequest) -> HttpResponse:
    """Show the class's table: a row a student, the class as a whole, and who needs a word."""
    version = PolicyVersion.objects.current(request.course, now=request.now)
    context: dict[str, Any] = {"version": version, "table": None}
    if version is not None:
        choice = ChoiceForm(request.GET, policy=version.policy).choice()
        form = ChoiceForm(asdict(choice), policy=version.policy)  # others are shown it, too
        query = urlencode([(key, value) for key, value in asdict(choice).items() if value and key in FILTERS])
        context["table"] = gradebook_table(
            request.course, version, request.now, choice, is_kept=request.at is None, form=form, query=query
        )
    return render(request, "grading/gradebook_detail.html", context)
