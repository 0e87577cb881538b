"""The presence ledger, as a page and as files."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from courseapp.permissions import CourseRequest, staff_only
from courseapp.workbooks import XLSX
from desk.presence_files import ledger_csv, ledger_workbook
from desk.presence_ledger import Seen, presence_ledger


@staff_only
def ledger_detail(request: CourseRequest) -> HttpResponse:
    """Show what is known of every student at every meeting so far."""
    context = {"ledger": presence_ledger(request.course, request.now), "kinds": Seen}
    return render(request, "desk/presence_ledger.html", context)


@staff_only
def ledger_csv_file(request: CourseRequest) -> StreamingHttpResponse:
    """Send the ledger as CSV, a line a student and meeting; ``?bom=1`` puts a byte-order mark before it."""
    lines = ledger_csv(presence_ledger(request.course, request.now), byte_order_mark="bom" in request.GET)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_named(request, "csv"))


@staff_only
def ledger_xlsx_file(request: CourseRequest) -> HttpResponse:
    """Send the ledger as an Excel file."""
    file = ledger_workbook(presence_ledger(request.course, request.now))
    return HttpResponse(file, content_type=XLSX, headers=_named(request, "xlsx"))


def _named(request: CourseRequest, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{request.course.slug}-presence.{ending}"'}
