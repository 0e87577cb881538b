"""The class's table: the same statements, in few queries."""

import pytest

from grading import gradebook
from grading.policy_document import read_policy
from tests import build
from tests.grading.conftest import NOW, busy_course
from tests.grading.terms import MODEL_POLICY

QUERIES = 20


@pytest.mark.parametrize("number", [1, 3])
def test_the_gradebook_takes_the_same_number_of_queries_for_any_number_of_students(
    course, version, tess, number, django_assert_num_queries
):
    busy_course(course, [build.enrollment(course) for _ in range(number)], tess)
    policy = version.policy
    with django_assert_num_queries(QUERIES):
        rows = list(gradebook.rows(course, policy, now=NOW))
    assert [str(row.statement.total.earned) for row in rows] == ["32.50"] * number


def test_one_statement_is_the_gradebook_s_row(course, version, ada, bo, tess):
    busy_course(course, [ada, bo], tess)
    rows = {row.enrollment: row.statement for row in gradebook.rows(course, version.policy, now=NOW)}
    assert gradebook.statement(ada, version.policy, now=NOW) == rows[ada]


def test_only_students_have_a_row(course, version, ada, tess, ines):
    assert [row.enrollment for row in gradebook.rows(course, version.policy, now=NOW)] == [ada]


def test_a_student_who_has_left_keeps_their_row(course, version, ada):
    left = build.enrollment(course, ended_on=build.CLASS_AT.date())
    rows = list(gradebook.rows(course, version.policy, now=NOW + 30 * build.DAY))
    assert {row.enrollment for row in rows} == {ada, left}


def test_many_students_are_read_in_portions(course, version, monkeypatch):
    monkeypatch.setattr(gradebook, "CHUNK", 2)
    for _ in range(5):
        build.enrollment(course)
    assert len(list(gradebook.rows(course, version.policy, now=NOW))) == 5


def test_a_change_of_policy_names_whom_it_moves_and_by_how_much(course, version, ada, bo, tess):
    busy_course(course, [ada], tess)
    dearer = [{**row, "each": 5} if row["kind"] == "deduction" else row for row in MODEL_POLICY["components"]]
    moves = gradebook.moves(course, version, read_policy({**MODEL_POLICY, "components": dearer}), now=NOW)
    assert [(move.enrollment, str(move.difference)) for move in moves] == [(ada, "-3.00")]


def test_a_change_that_moves_only_the_floor_is_felt(course, version, ada):
    build.meeting(course, NOW + build.DAY)
    dearer = [{**row, "each": 5} if row["kind"] == "deduction" else row for row in MODEL_POLICY["components"]]
    (move,) = gradebook.moves(course, version, read_policy({**MODEL_POLICY, "components": dearer}), now=NOW)
    assert (move.difference, str(move.before.total.floor), str(move.after.total.floor)) == (0, "18.00", "15.00")


def test_a_first_policy_moves_everybody(course, ada):
    (move,) = gradebook.moves(course, None, read_policy(MODEL_POLICY), now=NOW)
    assert (move.before, str(move.difference)) == (None, "20.00")
