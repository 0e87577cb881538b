"""The grade sheet: its cells, its form, its safety; the command that writes grades."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from grading import gradebook
from grading.exports.sheet import grade_sheet
from grading.models import Adjustment
from tests import build

NOW = build.CLASS_AT + build.DAY
HEADER = [
    "Name", "E-mail", "Section", "Registrar ID",
    "Paper reviews", "Paper reviews (open)", "Attendance", "Attendance (open)",
    "Questions to guests", "Questions to guests (open)", "Subtotal: Participation",
    "Write-up", "Write-up (open)", "Subtotal: Write-up", "Total", "Letter", "Floor", "Ceiling", "Open",
]  # fmt: skip


@pytest.fixture
def student(course):
    """A student with a section and a registrar's number."""
    person = build.user("ada@example.edu", name="Ada Lovelace")
    return build.enrollment(course, person=person, section="A", registrar_id="0042")


def sheet(course, version, **options):
    """Return the grade sheet's text."""
    return "".join(grade_sheet(version.policy, gradebook.rows(course, version.policy, now=NOW), **options))


def cells(course, version):
    """Return the first student's cells by their header."""
    header, row = csv.reader(io.StringIO(sheet(course, version)))
    assert header == HEADER
    return dict(zip(header, row, strict=True))


def test_the_sheet_has_a_header_and_a_line_a_student(course, version, student, paper):
    build.review(student, paper, now=build.CLASS_AT - build.HOUR)
    row = cells(course, version)
    assert [row[name] for name in HEADER[:4]] == ["Ada Lovelace", "ada@example.edu", "A", "0042"]
    assert (row["Paper reviews"], row["Paper reviews (open)"]) == ("4.00", "36.00")
    assert (row["Attendance"], row["Subtotal: Participation"]) == ("20.00", "24.00")
    assert (row["Total"], row["Floor"], row["Ceiling"], row["Open"]) == ("24.00", "24.00", "80.00", "56.00")


def test_a_missing_mark_is_an_empty_cell_with_its_open_points_beside_it(course, version, student):
    row = cells(course, version)
    assert (row["Write-up"], row["Write-up (open)"], row["Subtotal: Write-up"]) == ("", "20.00", "")
    assert (row["Paper reviews"], row["Paper reviews (open)"]) == ("", "40.00")


def test_a_component_that_is_not_applicable_says_so(course, version):
    for n in range(10):
        build.paper(build.meeting(course, build.CLASS_AT - (n + 1) * build.DAY))
    build.enrollment(course, began_on=NOW.date())
    assert cells(course, version)["Paper reviews"] == "n/a"


def test_lines_end_as_rfc_4180_says_and_a_byte_order_mark_comes_on_request(course, version, student):
    assert sheet(course, version).endswith("\r\n")
    assert sheet(course, version, byte_order_mark=True) == "\ufeff" + sheet(course, version)


def test_a_name_with_a_formula_quotes_and_a_comma_survives(course, version):
    build.enrollment(course, person=build.user(name='=1+1, "Bobby"'))
    assert cells(course, version)["Name"] == '\'=1+1, "Bobby"'


def test_a_negative_figure_stays_a_number(course, version, student):
    Adjustment.objects.make(student, component="writeup", points=Decimal(-3), reason="Late", now=NOW, by=None)
    row = cells(course, version)
    assert (row["Write-up"], row["Total"]) == ("-3.00", "17.00")


def test_the_command_writes_the_same_sheet_to_the_screen_and_to_a_file(
    course, version, student, tmp_path, at, capfdbinary
):
    at(NOW)
    call_command("export_grades", course.slug)
    call_command("export_grades", course.slug, "--bom", "--output", str(tmp_path / "grades.csv"))
    written = capfdbinary.readouterr()
    assert written.out.decode() == sheet(course, version)
    assert written.err.decode() == f"The grades are in {tmp_path / 'grades.csv'}.\n"
    assert (tmp_path / "grades.csv").read_bytes().decode() == sheet(course, version, byte_order_mark=True)


@pytest.mark.parametrize("word", ["xlsx", "canvas", "moodle", "registrar"])
def test_the_command_writes_what_the_page_sends(course, version, student, tmp_path, at, as_, tess, word):
    at(NOW)
    call_command("export_grades", course.slug, "--as", word, "--output", str(tmp_path / "grades"))
    sent = as_(tess).get(f"/c/{course.slug}/grades/exports/{word}/")
    assert f"{course.slug}-" in sent["Content-Disposition"]
    assert content(sent.getvalue()) == content((tmp_path / "grades").read_bytes())


def content(file):
    """Return what a file says: of a workbook its cells, for it also keeps when it was made."""
    if not file.startswith(b"PK"):
        return file
    book = load_workbook(io.BytesIO(file))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


@pytest.mark.django_db
def test_the_command_refuses_a_course_that_does_not_exist():
    with pytest.raises(CommandError, match="There is no course “nowhere”"):
        call_command("export_grades", "nowhere")


def test_the_command_refuses_a_course_without_a_policy(course):
    with pytest.raises(CommandError, match="has no grading policy yet"):
        call_command("export_grades", course.slug)


def test_the_command_says_why_a_file_cannot_be_written(course, version, tmp_path):
    with pytest.raises(CommandError, match="could not be written"):
        call_command("export_grades", course.slug, "--output", str(tmp_path / "nowhere" / "grades.csv"))
