"""Who needs a word, and why."""

from fractions import Fraction

import pytest

from grading.at_risk import reasons
from grading.grade import grade
from grading.policy_document import read_policy
from tests.grading.terms import MODEL_POLICY, day, facts_of, meeting, paper, term

LETTERS = {"A": 90, "C": 60, "F": 0}


def why(**changed):
    """Return the reasons under the model policy with letters, for a term that is otherwise perfect."""
    policy = read_policy({**MODEL_POLICY, "letters": LETTERS})
    perfect = {"papers": [paper(0), paper(1)], "questions": [], "chances": ["guest"], "work": None, "ended": True}
    return reasons(policy, grade(policy, facts_of(term(**perfect | changed))))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ()),
        ({"papers": [paper(0, "missed"), paper(1), paper(2)]}, ()),
        ({"papers": [paper(0), paper(1), paper(2), paper(3, "missed"), paper(4, "late")]},
         ("The last 2 papers of Paper reviews brought nothing.",)),
        ({"papers": [paper(0, "missed"), paper(1, "missed"), *(paper(n) for n in range(2, 6))]}, ()),
        ({"papers": [paper(0, "missed"), paper(1)]}, ("20.00 of 40 points of Paper reviews are lost.",)),
        ({"meetings": [meeting(n, missed=True) for n in range(4)]}, ()),
        ({"meetings": [meeting(n, missed=True) for n in range(5)]}, ("10.00 of 20 points of Attendance are lost.",)),
        ({"days": (day(50), None)}, ("Paper reviews is not applicable, and no adjustment settles it.",)),
        ({"days": (day(50), None), "adjustments": [("reviews", Fraction(30))]}, ()),
    ],
)  # fmt: skip
def test_a_reason_is_given_for_what_is_lost(changed, expected):
    assert why(**changed) == expected


def test_the_gravest_reason_comes_first():
    found = why(papers=[paper(0, "missed"), paper(1, "missed"), paper(2, "missed")])
    assert found[0] != "No letter above F can be reached any more."
    hopeless = why(papers=[paper(n, "missed") for n in range(3)], meetings=[meeting(n, missed=True) for n in range(10)])
    assert hopeless == (
        "No letter above F can be reached any more.",
        "The last 3 papers of Paper reviews brought nothing.",
        "40.00 of 40 points of Paper reviews are lost.",
        "20.00 of 20 points of Attendance are lost.",
    )
