"""The matrix of students and papers, its files, and who owes a review."""

from dataclasses import asdict

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from courseapp.permissions import CourseRequest, staff_only
from courseapp.spreadsheets import BYTE_ORDER_MARK
from courseapp.workbooks import XLSX
from reviews.matrix import Matrix, matrix
from reviews.matrix_files import matrix_csv, matrix_workbook
from reviews.matrix_forms import ChoiceForm
from reviews.matrix_table import matrix_table
from reviews.owing import first_shown, owing
from reviews.review_file import review_csv

FILTERS = ("student", "state", "paper")


@staff_only
def matrix_detail(request: CourseRequest) -> HttpResponse:
    """Show how every student's review of every paper stands."""
    choice = ChoiceForm(request.GET, course=request.course).choice()
    form = ChoiceForm(
        asdict(choice), course=request.course
    )  # others are shown it, too: nothing that only this one typed
    query = urlencode([(key, value) for key, value in asdict(choice).items() if value and key in FILTERS])
    table = matrix_table(request.course, request.now, choice, form=form, query=query)
    return render(request, "reviews/matrix.html", {"table": table, "query": query})


@staff_only
def matrix_csv_file(request: CourseRequest) -> StreamingHttpResponse:
    """Send what the matrix shows as CSV, a line a student and paper; ``?bom=1`` puts a byte-order mark before it."""
    lines = matrix_csv(_chosen(request), byte_order_mark="bom" in request.GET)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_named(request, "csv"))


@staff_only
def review_csv_file(request: CourseRequest) -> HttpResponse:
    """Send every review of the course as CSV, with its text; ``?bom=1`` puts a byte-order mark before it."""
    mark = BYTE_ORDER_MARK.encode() if "bom" in request.GET else b""
    named = {"Content-Disposition": f'attachment; filename="{request.course.slug}-review-texts.csv"'}
    return HttpResponse(
        [mark, review_csv(request.course, request.now)], content_type="text/csv; charset=utf-8", headers=named
    )


@staff_only
def matrix_xlsx_file(request: CourseRequest) -> HttpResponse:
    """Send what the matrix shows as an Excel file."""
    return HttpResponse(matrix_workbook(_chosen(request)), content_type=XLSX, headers=_named(request, "xlsx"))


def _chosen(request: CourseRequest) -> Matrix:
    return matrix(request.course, request.now, ChoiceForm(request.GET, course=request.course).choice())


def _named(request: CourseRequest, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{request.course.slug}-reviews.{ending}"'}


@staff_only
def owing_list(request: CourseRequest) -> HttpResponse:
    """Show who owes a review: of the paper that is asked for, else of the one that is due next."""
    debts = [debt for debt in owing(request.course, request.now) if debt.cells]
    wanted = request.GET.get("paper", "")
    asked_for = next((debt for debt in debts if str(debt.paper.pk) == wanted), None)
    context = {"debts": debts, "debt": asked_for or first_shown(debts, request.now)}
    return render(request, "reviews/owing_list.html", context)
