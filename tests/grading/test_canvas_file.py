"""Canvas's gradebook file: every dialect is read, and comes back byte for byte but for what was filled in."""

from decimal import Decimal

import pytest

from grading.canvas_file import CanvasFile, NotACanvasFile, is_kept

GOLDEN = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Paper reviews (123456),Attendance (123457)\n"
    "    Points Possible,,,,,40,20\n"
    '"Lovelace, Ada",98765,001234567,lovelace.a,CS7670.10234,38.50,EX\n'
)


@pytest.mark.parametrize(
    "content",
    [
        GOLDEN.encode(),
        GOLDEN.replace("\n", "\r\n").encode(),
        GOLDEN.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + GOLDEN.encode(),
        GOLDEN.rstrip("\n").encode(),
        GOLDEN.replace("(123457)", '"" x').encode(),
        GOLDEN.encode() + b"\n,,,,,,\n",
        b'Student;ID;Section;"a\nb";c\n "X ""Y""" ;1;S; 2,5 ;\n',
        b"Student,Section",
    ],
)
def test_what_is_not_filled_in_comes_back_byte_for_byte(content):
    assert CanvasFile.read(content).write() == content


def test_students_and_assignments_are_read_by_their_headers():
    file = CanvasFile.read(GOLDEN.encode())
    (ada,) = file.people
    assert (ada.name, ada.canvas_id, ada.number, ada.login) == ("Ada Lovelace", "98765", "001234567", "lovelace.a")
    assert [(column.title, column.canvas_id, column.possible) for column in file.columns] == [
        ("Paper reviews", "123456", 40),
        ("Attendance", "123457", 20),
    ]
    assert file.number(2, 5) == Decimal("38.5")
    assert is_kept(file.text(2, 6))


def test_names_in_two_columns_are_read():
    file = CanvasFile.read(b"LastName,FirstName,ID,Section,A\nLovelace,Ada,1,S,2\n")
    assert [person.name for person in file.people] == ["Ada Lovelace"]


def test_rows_that_are_no_students_are_passed_over():
    before = "Muted,,,,,Muted,\nManual Posting,,,,,,\n    Points"
    text = GOLDEN.replace("    Points", before) + ',,,,,,\n"Student, Test",,,,,,\n'
    assert [person.name for person in CanvasFile.read(text.encode()).people] == ["Ada Lovelace"]


def test_columns_that_canvas_reckons_itself_are_never_filled():
    text = (
        "Student,ID,Section,Talk (7),Assignments Current Points,Final Score,Unposted Current Grade,Override Score,Sum\n"
        "  Points Possible,,,10,(read only),(read only),,,(read only)\nAda,1,S,2,3,4,5,6,7\n"
    )
    assert [column.title for column in CanvasFile.read(text.encode()).columns] == ["Talk"]


def test_a_name_that_canvas_guarded_is_read_as_it_is_and_kept_as_it_stood():
    content = b'Student,ID,Section,A\n"=""=cmd|\' /C calc\'!A0""",1,S,\n'
    file = CanvasFile.read(content)
    assert file.people[0].name == "=cmd|' /C calc'!A0"
    assert file.filled({(1, 3): "4.00"}).write() == content.replace(b"S,\n", b"S,4.00\n")


@pytest.mark.parametrize(
    ("content", "filled"),
    [
        (b"Student;ID;Section;A;B\nAda;1;S;2,5;\n", b"Student;ID;Section;A;B\nAda;1;S;2,5;4,00\n"),
        (b"Student;ID;Section;A;B\nAda;1;S;2.5;\n", b"Student;ID;Section;A;B\nAda;1;S;2.5;4.00\n"),
        (b"Student;ID;Section;A;B\nAda;1;S;;\n", b"Student;ID;Section;A;B\nAda;1;S;;4,00\n"),
        (b'Student,ID,Section,A,B\nAda,1,S,"2,5",\n', b'Student,ID,Section,A,B\nAda,1,S,"2,5","4,00"\n'),
        (b"Student,ID,Section,A,B\r\nAda,1,S\r\n", b"Student,ID,Section,A,B\r\nAda,1,S,,4.00\r\n"),
    ],
)
def test_a_number_is_written_with_the_file_s_own_decimal_sign(content, filled):
    assert CanvasFile.read(content).filled({(1, 4): "4.00"}).write() == filled


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"Student,ID,A\nAda,1,2\n", "no column “Section”"),
        (b"", "no column “Section”"),
        (b"\xff\xfe", "not a CSV file in UTF-8"),
        (b'Student,Section,A\n"Ada,S,1\n', "quotes in the file don’t match"),
    ],
)
def test_what_is_no_gradebook_of_canvas_is_refused(content, why):
    with pytest.raises(NotACanvasFile, match=why):
        CanvasFile.read(content)
