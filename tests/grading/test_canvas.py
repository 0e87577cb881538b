"""The hand-shake with Canvas: whose row is whose, what changes, what stays, and the proof."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from grading import canvas, gradebook
from grading.canvas_file import CanvasFile
from grading.models import Adjustment
from tests import build

NOW = build.CLASS_AT + build.DAY
HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Attendance (7),Write-up (8)\n  Points Possible,,,,,40,20\n"


@pytest.fixture
def student(course):
    """Ada, with 20 of 20 points for attendance and no mark yet."""
    return build.enrollment(course, person=build.user("ada@example.edu", name="Ada Lovelace"), registrar_id="0042")


def filling(course, version, text):
    """Return the file, and what filling it in comes to."""
    file = CanvasFile.read((HEAD + text).encode())
    columns = canvas.columns_for(file, version.policy, {})
    return file, canvas.fill(file, gradebook.rows(course, version.policy, now=NOW), columns)


@pytest.mark.parametrize(
    "who", ["Somebody,1,0042,,S", "Somebody,1,,ADA@example.edu,S", "Somebody,1,,ada,S", '"Lovelace, Ada",1,,,S']
)
def test_a_row_is_matched_by_number_log_in_or_name_and_scaled_to_canvas_s_points(course, version, student, who):
    file, done = filling(course, version, f"{who},10,3.5\n")
    assert (done.matched, done.missing, done.ambiguous, done.strangers) == (1, [], [], [])
    assert done.of(file).write().decode() == f"{HEAD}{who},40.00,3.5\n"


def test_a_score_is_never_blanked_and_an_equal_one_never_rewritten(course, version, student):
    file, done = filling(course, version, "Ada,1,0042,,S,40.0,9\n")
    assert done.changes == []
    assert done.of(file) == file


@pytest.mark.parametrize("said", ["EX", "N/A"])
def test_what_canvas_excused_or_never_assigned_stays_and_is_named(course, version, student, said):
    file, done = filling(course, version, f"Ada,1,0042,,S,{said},\n")
    assert [(change.before, change.after) for change in done.kept] == [(said, "40.00")]
    assert done.of(file) == file


@pytest.mark.parametrize(
    "text",
    [
        '"Lovelace, Ada",1,,,S,,\n"Lovelace, Ada",2,,,S,,\n',  # one of ours, twice in the file
        "Ada Lovelace,1,0042,bo@example.edu,S,,\n",  # number and log-in of two people
    ],
)
def test_what_could_be_two_people_is_left_as_it_is(course, version, student, text):
    build.enrollment(course, person=build.user("bo@example.edu", name="Bo Diddley"))
    file, done = filling(course, version, text)
    assert done.ambiguous == list(file.people)
    assert done.of(file) == file


def test_two_of_one_name_are_told_apart_by_their_numbers_only(course, version, student):
    build.enrollment(course, person=build.user(name="Ada Lovelace"))
    _, done = filling(course, version, "Ada Lovelace,1,,,S,,\n")
    assert (len(done.ambiguous), done.matched) == (1, 0)
    _, done = filling(course, version, "Ada Lovelace,1,0042,,S,,\n")
    assert (done.ambiguous, done.matched) == ([], 1)


def test_one_too_many_and_one_missing_are_named(course, version, student):
    bo = build.enrollment(course, person=build.user("bo@example.edu", name="Bo Diddley"))
    _, done = filling(course, version, "Ada,1,0042,,S,,\nEve Else,2,9,eve,S,,\n")
    assert [person.name for person in done.strangers] == ["Eve Else"]
    assert done.missing == [bo]


def test_a_wrong_choice_of_column_is_refused(version):
    file = CanvasFile.read(HEAD.encode())
    assert canvas.columns_for(file, version.policy, {"attendance": "8", "writeup": "Attendance"})["writeup"].at == 5
    for chosen in ({"reviews": "9"}, {"nothing": "7"}, {"reviews": "7"}):
        with pytest.raises(ValueError, match=r"no such|one column"):
            canvas.columns_for(file, version.policy, chosen)


def test_the_command_fills_a_file_and_proves_that_it_landed(course, version, student, tmp_path, at, capsys):
    at(NOW)
    Adjustment.objects.make(student, component="writeup", points=Decimal(5), reason="Kind", now=NOW, by=None)
    export, filled = tmp_path / "export.csv", tmp_path / "filled.csv"
    export.write_bytes((HEAD + "Ada,1,0042,,S,,2\n").encode())
    call_command("fill_canvas", course.slug, str(export), "--output", str(filled))
    assert "Ada, Write-up: 2 → 5.00" in capsys.readouterr().out
    call_command("fill_canvas", course.slug, str(filled), "--prove", str(filled))
    assert capsys.readouterr().out == "Every value landed.\n"
    with pytest.raises(CommandError, match="2 of the values did not land"):
        call_command("fill_canvas", course.slug, str(export), "--prove", str(filled))
    assert "Ada, Attendance: 40.00 expected, (blank) found" in capsys.readouterr().out


def test_the_command_refuses_what_it_cannot_do(course, tmp_path):
    export = tmp_path / "export.csv"
    export.write_bytes(HEAD.encode())
    for slug, file, why in (
        ("nowhere", export, "no course"),
        (course.slug, tmp_path / "none.csv", "No such file"),
        (course.slug, export, "no grading policy"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("fill_canvas", slug, str(file))
