"""Reading rosters: what a file says, and how it is refused."""

from datetime import date

import pytest

from courseapp.roster import MOST_ROWS, Roster, Row, UnreadableRoster, decode, read

PLAIN = "email,name,role,section,began_on,ended_on,registrar_id\nada@x.edu,Ada King,student,A,2025-09-05,2025-10-01,7\n"
SWAPPED = (
    "section,registrar_id,name,email,ended_on,role,began_on\nA,7,Ada King,ada@x.edu,2025-10-01,student,2025-09-05\n"
)
SIS = (
    "user_id,integration_id,login_id,first_name,last_name,full_name,email,status\n"
    "7,,ak,Ada,King,Ada K. King,ada@x.edu,active\n"
)
ADA = Row(
    line=2, email="ada@x.edu", name="Ada King", role="student", section="A",
    began_on=date(2025, 9, 5), ended_on=date(2025, 10, 1), registrar_id="7",
)  # fmt: skip


def problems(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows of a roster that have problems, by their lines."""
    return [(row.line, row.problems) for row in read(text).rows if row.problems]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "\ufeff" + PLAIN,
        PLAIN.upper().replace("ADA KING", "Ada King"),
        PLAIN.replace("registrar_id", " Registrar ID ").replace("began_on", "Began-On"),
        SWAPPED,
        PLAIN.replace("Ada King", '"Ada King"').rstrip("\n"),
    ],
    ids=["plain", "crlf", "cr", "semicolons", "tabs", "byte-order mark", "capitals", "blanks", "swapped", "quoted"],
)
def test_a_roster_is_read_by_its_headers_whatever_its_dialect(text: str) -> None:
    assert read(text) == Roster([ADA])


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "Student Name,Student ID,Student SIS ID,Email,Section Name\nAda King,9,7,ADA@x.edu,A\n",
            Row(2, "ada@x.edu", "Ada King", section="A", registrar_id="7"),
        ),
        (
            "First Name,Last Name,SID,Email,Role,Lab Section\nAda,King,7,ada@x.edu,TA,A\n",
            Row(2, "ada@x.edu", "Ada King", role="assistant", section="A", registrar_id="7"),
        ),
        (
            "given_name,family_name,email,affiliation\n# a remark,,,\nAda,King,ada@x.edu,\n",
            Row(3, "ada@x.edu", "Ada King"),
        ),
        (
            SIS,
            Row(2, "ada@x.edu", "Ada K. King", registrar_id="7"),
        ),
    ],
    ids=["Canvas", "Gradescope", "HotCRP", "SIS"],
)  # fmt: skip
def test_the_rosters_of_other_systems_are_understood(text: str, row: Row) -> None:
    assert read(text).rows == [row]


def test_headers_that_mean_nothing_here_are_named() -> None:
    assert read("email,Affiliation,,Last Activity\nada@x.edu,N,,x\n").unread == ["Affiliation", "Last Activity"]


def test_lines_are_counted_with_blank_ones_and_with_breaks_inside_cells() -> None:
    text = 'email,name\n\nada@x.edu,"Ada\nKing"\n\n\nbo@x.edu,Bo\n'
    assert [row.line for row in read(text).rows] == [3, 7]


def test_a_row_that_is_shorter_than_the_header_says_less() -> None:
    assert read("email,name,role\nada@x.edu\n").rows == [Row(2, "ada@x.edu")]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("ada@x.edu,Ada,king,,", "“king” is not a role. Write student, auditor, assistant or instructor."),
        ("ada@x.edu,Ada,,5/9/2025,", "“5/9/2025” is not a day. Write it as 2025-09-05."),
        ("ada@x.edu,Ada,,2025-02-30,", "“2025-02-30” is not a day. Write it as 2025-09-05."),
        ("ada@x.edu,Ada,,2025-10-02,2025-10-01", "It ends before it began."),
        (",Ada,,,", "It has no e-mail address."),
        ("ada@x.edu,King, Ada,,,", "It has 6 cells, the header 5: put quotes around a cell with a comma."),
        ("ada@x.edu," + "A" * 201 + ",,,", "The name is longer than 200 characters."),
    ],
)
def test_a_row_in_error_says_what_is_wrong(cells: str, problem: str) -> None:
    ((line, found),) = problems(f"email,name,role,began_on,ended_on\n{cells}\n")
    assert line == 2
    assert problem in found


def test_people_who_are_named_twice_are_an_error_on_both_lines() -> None:
    text = "email,sid\nada@x.edu,1\nbo@x.edu,2\nADA@x.edu ,3\ncy@x.edu,2\ncy2@x.edu,\ncy3@x.edu,\n"
    assert [(line, found[0][:7]) for line, found in problems(text)] == [
        (2, "Line 4 "),
        (3, "Line 5 "),
        (4, "Line 2 "),
        (5, "Line 3 "),
    ]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "There is nothing in it"),
        ("\n \n,,\n", "There is nothing in it"),
        ("name,role\nAda,student\n", "No column is called “email”"),
        ("ada@x.edu\nbo@x.edu\n", "No column is called “email”"),
        ("email,name,E-Mail\na@x.edu,A,b@x.edu\n", "Two columns are called “email”"),
        ('email,name\nada@x.edu,"Ada\nbo@x.edu,Bo\n', "From line 2 on the quotes don’t match"),
        ("email\n" + "".join(f"p{n}@x.edu\n" for n in range(MOST_ROWS + 1)), "more than 5000"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(text: str, refusal: str) -> None:
    with pytest.raises(UnreadableRoster, match=refusal):
        read(text)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        ("email,name\nx@y.z,Jos\u00e9\n".encode("latin-1"), "Line 2 is not in UTF-8"),
        (b"email\r\rna\xefve", "Line 3 is not in UTF-8"),
        ("email\n".encode("utf-16"), "not a text file in UTF-8"),
        (b"PK\x03\x04rest", "a spreadsheet, not a CSV file"),
        (b"\xd0\xcf\x11\xe0rest", "a spreadsheet, not a CSV file"),
        (b"email\n\x00\x01", "not a text file"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
    ids=["latin-1", "old Mac line ends", "utf-16", "xlsx", "xls", "binary", "large"],
)
def test_bytes_that_are_no_text_are_refused_in_a_sentence(raw: bytes, refusal: str) -> None:
    with pytest.raises(UnreadableRoster, match=refusal):
        decode(raw)


def test_text_in_utf_8_is_read_with_and_without_a_byte_order_mark() -> None:
    assert decode("José".encode()) == decode("José".encode("utf-8-sig")) == "José"
