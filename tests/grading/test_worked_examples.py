"""The blocks of docs/policy.md, read and run."""

import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from grading.grade import grade
from grading.policy_document import read_policy, read_policy_toml, to_toml
from tests.grading.terms import MODEL_POLICY, day, facts_of, meeting, paper, question, term

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
EXAMPLES = [tomllib.loads(block) for block in BLOCKS[1:]]


def test_the_page_shows_the_model_course_s_policy():
    assert read_policy_toml(BLOCKS[0]) == read_policy(MODEL_POLICY)


def test_the_policy_form_writes_what_the_page_shows():
    assert to_toml(read_policy(MODEL_POLICY)) == BLOCKS[0]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_worked_example_comes_out_as_the_page_says(example):
    statement = grade(read_policy(MODEL_POLICY), facts_of(term_of(example)))
    figures = {subtotal.group.key: subtotal for subtotal in statement.subtotals}
    figures |= {part.component.key: part for part in statement.parts} | {"total": statement.total}

    for measure in ("earned", "floor", "ceiling"):
        expected = example.get("expect" if measure == "earned" else measure, {})
        assert {key: str(getattr(figures[key], measure)) for key in expected} == expected


def term_of(example):
    """Return the term that an example tells of."""
    running = example.get("running", False)
    absences, excused, remaining = (example.get(key, 0) for key in ("absences", "excused", "remaining"))
    meetings = [meeting(number, missed=number < absences + excused) for number in range(absences + excused)]
    meetings = [{**row, "excused": number < excused} for number, row in enumerate(meetings)]
    meetings += [meeting(20 + number, over=False) for number in range(remaining)]
    mark = Fraction(example["mark"]) if "mark" in example else None
    return term(
        days=(day(30) if example.get("enrolled_late") else day(0), None),
        ended=not running,
        papers=[paper(number, standing) for number, standing in enumerate(example["papers"])],
        meetings=[{**row, "held_on": day(40)} for row in meetings],
        questions=[question(number) for number in range(example["questions"])],
        chances=["guest"] * example.get("chances", 0),
        work={"handed_in": mark is not None, "past": not running, "mark": mark},
        adjustments=[("" if k == "total" else k, Fraction(v)) for k, v in example.get("adjustments", {}).items()],
    )
