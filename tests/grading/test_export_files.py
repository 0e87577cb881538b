"""Grades as files: the workbook, other systems' dialects, and one student's statement."""

import csv
import io
import json
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from courseapp.models import Enrollment
from grading import gradebook
from grading.exports import EXPORTS, Source
from grading.models import Adjustment
from tests import build
from tests.grading.conftest import busy_course

NOW = build.CLASS_AT + build.DAY
CALC = "=cmd|' /C calc'!A0"


@pytest.fixture
def student(course):
    """A student with a section and a registrar's number."""
    person = build.user("ada@example.edu", name="Ada Lovelace")
    return build.enrollment(course, person=person, section="A", registrar_id="0042")


def sent(course, version, word, **options):
    """Return the bytes of one kind of file."""
    return b"".join(EXPORTS[word].pieces(Source(course, version, NOW, **options)))


def table(course, version, word):
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(sent(course, version, word).decode())))


def workbook(course, version):
    return load_workbook(io.BytesIO(sent(course, version, "xlsx")))


def test_the_workbook_has_the_grade_sheet_a_sheet_a_part_and_one_that_explains(course, version, student, tess):
    busy_course(course, [student], tess)
    book = workbook(course, version)
    parts = ["Paper reviews", "Attendance", "Questions to guests", "Write-up"]
    assert book.sheetnames == ["Grades", *parts, "Adjustments", "About"]
    header, row = book["Grades"].iter_rows()
    cells = {name.value: cell for name, cell in zip(header, row, strict=True)}
    assert (cells["Name"].value, cells["Registrar ID"].value) == ("Ada Lovelace", "0042")
    assert (cells["Total"].value, cells["Total"].data_type, cells["Total"].number_format) == (32.5, "n", "0.00")
    assert cells["Write-up"].value is None
    assert book["Grades"].freeze_panes == "B2"
    assert [cell.value for cell in book["Adjustments"][2]][2:4] == ["Total", 0.5]
    explained = dict(row[:2] for row in book["About"].iter_rows(min_row=2, values_only=True))
    assert explained["Policy"] == "Version 1: As announced."
    assert explained["Attendance"].startswith("20 points to begin with")


def test_each_item_of_a_part_has_its_evidence_in_the_course_s_time(course, version, student, tess):
    busy_course(course, [student], tess)
    rows = list(workbook(course, version)["Paper reviews"].iter_rows(min_row=2, values_only=True))
    done = next(row for row in rows if row[5] == "handed in on time")
    assert done[6:] == (4, None, "Handed in, 2025-10-07 08:50")


def test_a_name_that_is_a_formula_runs_nowhere(course, version):
    build.enrollment(course, person=build.user("=a@example.edu", name=CALC), registrar_id=CALC)
    cell = workbook(course, version)["Grades"]["A2"]
    assert (cell.value, cell.data_type) == (CALC, "s")
    assert table(course, version, "canvas")[2][:3] == [f'="{CALC}"', "", f'="{CALC}"']
    assert table(course, version, "moodle")[1][:2] == ["'=a@example.edu", f"'{CALC}"]
    assert table(course, version, "registrar")[1][0] == f"'{CALC}"


def test_canvas_gets_its_own_columns_and_the_points_possible(course, version, student, tess):
    busy_course(course, [student], tess)
    assert table(course, version, "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
         "Paper reviews", "Attendance", "Questions to guests", "Write-up"],
        ["    Points Possible", "", "", "", "", "40.00", "20.00", "20.00", "20.00"],
        ["Ada Lovelace", "", "0042", "ada@example.edu", "A", "4.00", "18.00", "10.00", ""],
    ]  # fmt: skip


def test_what_is_not_applicable_is_excused_in_canvas_and_blank_in_moodle(course, version):
    for n in range(10):
        build.paper(build.meeting(course, build.CLASS_AT - (n + 1) * build.DAY))
    build.enrollment(course, began_on=NOW.date())
    assert table(course, version, "canvas")[2][5] == "EX"
    assert table(course, version, "moodle")[1][2] == ""


@pytest.mark.parametrize(("points", "written"), [(Decimal(30), "20.00"), (Decimal(-30), "0.00")])
def test_moodle_gets_no_value_that_it_would_refuse(course, version, student, points, written):
    Adjustment.objects.make(student, component="attendance", points=points, reason="Kind", now=NOW, by=None)
    header, row = table(course, version, "moodle")
    assert dict(zip(header, row, strict=True))["Attendance"] == written
    assert row[:2] == ["ada@example.edu", "0042"]


def test_the_registrar_loses_nobody(course, version, student):
    build.enrollment(course, person=build.user(name="Zoe Last"))
    assert table(course, version, "registrar") == [["ID", "Grade"], ["0042", "20.00"], ["", "20.00"]]


def test_a_byte_order_mark_comes_on_request(course, version, student):
    for word in ("csv", "canvas", "moodle", "registrar"):
        plain = sent(course, version, word)
        assert sent(course, version, word, byte_order_mark=True) == b"\xef\xbb\xbf" + plain


def test_a_class_of_more_than_one_chunk_is_whole(course, version, monkeypatch):
    monkeypatch.setattr(gradebook, "CHUNK", 2)
    for _ in range(5):
        build.enrollment(course)
    assert len(table(course, version, "csv")) == 6


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_of_files_costs_the_same_for_few_and_many(
    course, version, student, tess, as_, more, django_assert_num_queries
):
    for _ in range(more):
        build.enrollment(course)
    client = as_(tess)
    with django_assert_num_queries(6):
        answer = client.get(f"/c/{course.slug}/grades/exports/")
    assert "Workbook (Excel)" in answer.content.decode()


def test_an_unknown_kind_of_file_is_not_found_and_without_a_policy_there_is_none(course, tess, as_):
    client = as_(tess)
    assert client.get(f"/c/{course.slug}/grades/exports/doc/").status_code == 404
    assert client.get(f"/c/{course.slug}/grades/exports/xlsx/")["Location"] == f"/c/{course.slug}/grades/"
    assert client.get(f"/c/{course.slug}/statements/{tess.uuid}.json").status_code == 404


def test_a_student_takes_the_whole_statement_away(course, version, student, tess, as_, at):
    at(NOW)
    busy_course(course, [student], tess)
    document = json.loads(as_(student).get(f"/c/{course.slug}/statements/{student.uuid}.json").content)
    assert (document["student"]["name"], document["policy"]["version"]) == ("Ada Lovelace", 1)
    assert document["total"] == {"earned": "32.50", "floor": "32.50", "ceiling": "90.50", "open": "58.00"}
    presence = next(part for part in document["components"] if part["key"] == "attendance")
    assert presence["earned"] == "18.00"
    assert sum(Decimal(line["points"] or 0) for line in presence["lines"]) == -2
    assert any(piece["at"].endswith("-04:00") for line in presence["lines"] for piece in line["evidence"])


def test_a_statement_s_workbook_has_one_student_in_it(course, version, student, as_):
    other: Enrollment = build.enrollment(course)
    answer = as_(student).get(f"/c/{course.slug}/statements/{student.uuid}.xlsx")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    told = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert "Ada Lovelace" in told
    assert other.name not in told
