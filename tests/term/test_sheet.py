"""The grade sheet of the whole term, compared to the last digit with an independently reckoned one."""

import csv
import io
import re
from decimal import Decimal

import pytest

from tests.term import oracle
from tests.term.driver import COURSE, Seen
from tests.term.play import SECOND_POLICY
from tests.term.script import LOOKS, STUDENTS, THE_END, email

pytestmark = pytest.mark.django_db

COMPONENTS = ("Paper reviews", "Attending in person", "Questions to guest speakers", "Opinion write-up")
CENT = Decimal("0.01")
IN_WORDS = {"": "open", "n/a": "not applicable"}


def rows(sheet: str) -> dict[str, dict[str, str]]:
    """Return the rows of a sheet, by address."""
    return {row["E-mail"]: row for row in csv.DictReader(io.StringIO(sheet))}


@pytest.mark.parametrize("look", LOOKS)
def test_the_sheet_is_what_the_script_comes_to(seen: Seen, look: str) -> None:
    assert rows(seen.sheets[look]) == oracle.sheet(LOOKS[look], seen.draws, COURSE.read_text())


def test_under_another_policy_the_same_term_comes_to_another_sheet(seen: Seen) -> None:
    assert rows(seen.sheets["another policy"]) == oracle.sheet(THE_END, seen.draws, SECOND_POLICY.read_text())
    assert "It moves the results of 24 students." in seen.said["policy"]


def test_students_alone_are_on_the_sheet(seen: Seen) -> None:
    assert sorted(rows(seen.sheets["the end"])) == sorted(email(student) for student in STUDENTS)
    assert len(STUDENTS) == 24


@pytest.mark.parametrize("look", LOOKS)
def test_earned_floor_and_ceiling_are_in_order_and_meet_at_the_end(seen: Seen, look: str) -> None:
    for row in rows(seen.sheets[look]).values():
        floor, earned, ceiling, still_open = (Decimal(row[name]) for name in ("Floor", "Total", "Ceiling", "Open"))
        assert floor <= earned <= ceiling
        assert abs(ceiling - earned - still_open) <= CENT  # each is rounded by itself
        assert look != "the end" or (floor == ceiling and still_open == 0)


@pytest.mark.parametrize("look", ["half-time", "the end"])
@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_reads_the_same_on_their_own_statement(seen: Seen, student: str, look: str) -> None:
    statement, row = seen.statements[look, student], rows(seen.sheets[look])[email(student)]
    (figures,) = re.findall(r"(\S+?)earned so far (\S+?)floor: certain already (\S+?)ceiling", statement)
    assert figures == (row["Total"], row["Floor"], row["Ceiling"])
    assert re.findall(r"Total ?([\d.]+) of 100", statement) == [row["Total"]]
    for title in COMPONENTS:
        (shown,) = re.findall(rf"{title} ?([\d.]+|open|not applicable) of", statement)
        assert shown == IN_WORDS.get(row[title], row[title])
    assert ("earned, floor and ceiling have met" in statement) == (look == "the end")


def test_the_course_file_can_be_imported_again_and_again(seen: Seen) -> None:
    told = {day: said for day, said in seen.said.items() if day.startswith("import")}
    assert "nothing changed" in told["import 08-21"]
    assert ["changed" in told[f"import {day}"] for day in ("10-28", "10-29", "11-02")] == [True] * 3
    assert [" 1 changed" in told["import 10-28"], " 2 changed" in told["import 11-02"]] == [True, True]
