"""Grades as files: the class's for staff, a statement's for its student, too."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courseapp.models import Enrollment
from courseapp.permissions import CourseRequest, enrolled, staff_only
from courseapp.roles import STAFF, Role
from courseapp.workbooks import XLSX
from grading import gradebook
from grading.exports import EXPORTS, Source, written
from grading.exports.statement_file import statement_json
from grading.exports.workbook import write_workbook
from grading.models import PolicyVersion
from grading.own_copy import own_copy
from grading.permissions import statements_visible_to

JSON = "application/json; charset=utf-8"


@staff_only
def export_list(request: CourseRequest) -> HttpResponse:
    """Show which files of grades there are, and who will have no number in the registrar's; three queries."""
    students = request.course.enrollments.students()
    context = {
        "version": PolicyVersion.objects.current(request.course, now=request.now),
        "exports": EXPORTS.values(),
        "nameless": list(students.filter(registrar_id="").by_name()),
        "count": students.count(),
    }
    return render(request, "grading/export_list.html", context)


@staff_only
def export_detail(request: CourseRequest, word: str) -> StreamingHttpResponse | HttpResponse:
    """Send the class's grades as one kind of file; ``?bom=1`` puts a byte-order mark before CSV."""
    export = EXPORTS.get(word)
    if export is None:
        raise Http404("There is no such file.")
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        messages.error(request, "There are no grades to write down yet: publish a policy first.")
        return redirect("grading:gradebook", request.course.slug)
    source = Source(request.course, version, request.now, byte_order_mark="bom" in request.GET)
    return StreamingHttpResponse(
        export.pieces(source), content_type=export.kind, headers=_named(export.name(request.course))
    )


@enrolled(*STAFF, Role.STUDENT)
def statement_file(request: CourseRequest, enrollment_uuid: UUID) -> HttpResponse:
    """Send a student's statement as JSON, whole: every rule, line and piece of evidence."""
    student, version = _student(request, enrollment_uuid)
    statement = own_copy(student, version, request.now).statement
    text = statement_json(student, version, statement, now=request.now)
    return HttpResponse(text, content_type=JSON, headers=_named(f"{request.course.slug}-statement.json"))


@enrolled(*STAFF, Role.STUDENT)
def statement_workbook(request: CourseRequest, enrollment_uuid: UUID) -> StreamingHttpResponse:
    """Send a student's statement as a workbook: the same sheets as the class's, with one student in them."""
    student, version = _student(request, enrollment_uuid)
    rows = [gradebook.Row(student, own_copy(student, version, request.now).statement)]
    write = partial(write_workbook, version=version, rows=rows, course=request.course, now=request.now)
    named = _named(f"{request.course.slug}-statement.xlsx")
    return StreamingHttpResponse(written(write), content_type=XLSX, headers=named)


def _student(request: CourseRequest, enrollment_uuid: UUID) -> tuple[Enrollment, PolicyVersion]:
    """Return whose statement it is, and the policy; raise Http404 if the reader may not see it, or there is none."""
    student = get_object_or_404(statements_visible_to(request.enrollment), uuid=enrollment_uuid)
    version = PolicyVersion.objects.current(request.course, now=request.now)
    if version is None:
        raise Http404("There is no policy yet, and so no statement.")
    student.course = request.course
    return student, version


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
