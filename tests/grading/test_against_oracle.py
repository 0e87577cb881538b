"""The engine beside a second implementation, on thousands of terms that nobody chose."""

from random import Random

import pytest

from grading.grade import grade
from grading.policy_document import read_policy
from tests.grading.oracle import grade_sheet
from tests.grading.terms import MODEL_POLICY, facts_of, random_policy, random_term

ROUNDS = 60


def sheet_of(document, raw):
    """Return the engine's figures in the form of the oracle's."""
    statement = grade(read_policy(document), facts_of(raw))
    sheet = {part.component.key: part for part in statement.parts}
    sheet |= {f"group {subtotal.group.key}": subtotal for subtotal in statement.subtotals}
    sheet["total"] = statement.total
    return {key: (row.earned, row.floor, row.ceiling) for key, row in sheet.items()}


@pytest.mark.parametrize("seed", range(40))
def test_any_term_under_any_policy_is_graded_as_the_oracle_grades_it(seed):
    dice = Random(seed)
    for _ in range(ROUNDS):
        policy = random_policy(dice)
        raw = random_term(dice, [component["key"] for component in policy["components"]])
        assert sheet_of(policy, raw) == grade_sheet(policy, raw), (policy, raw)


@pytest.mark.parametrize("seed", range(20))
def test_any_term_under_the_model_policy_is_graded_as_the_oracle_grades_it(seed):
    dice = Random(1000 + seed)
    for _ in range(ROUNDS):
        raw = random_term(dice, ["reviews", "attendance", "questions", "writeup"])
        assert sheet_of(MODEL_POLICY, raw) == grade_sheet(MODEL_POLICY, raw), raw
