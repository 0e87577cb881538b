"""Two statements side by side: what differs adds up to the difference of the totals."""

from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from grading.comparison import compare
from grading.grade import grade
from grading.policy_document import read_policy
from tests.grading.terms import MODEL_POLICY, facts_of, meeting, paper, random_policy, random_term, term

seeds = st.integers(min_value=0, max_value=2**32)
MODEL = read_policy(MODEL_POLICY)


@given(seeds, seeds, seeds, st.booleans())
def test_the_differences_of_the_parts_add_up_to_that_of_the_total(first, second, third, same_policy):
    policies = [random_policy(Random(seed)) for seed in (first, first if same_policy else second)]
    terms = [random_term(Random(second), []) | {"adjustments": []}, random_term(Random(third), ["c0"])]
    before, after = (grade(read_policy(policy), facts_of(raw)) for policy, raw in zip(policies, terms, strict=True))
    assume(before.total.band.earned > 0 and after.total.band.earned > 0)
    difference = after.total.band.earned - before.total.band.earned
    assert sum(part.difference for part in compare(before, after)) == difference


@given(seeds)
def test_a_statement_does_not_differ_from_itself(seed):
    dice = Random(seed)
    policy = random_policy(dice)
    statement = grade(read_policy(policy), facts_of(random_term(dice, [one["key"] for one in policy["components"]])))
    assert compare(statement, statement) == ()


def test_what_happened_is_named_line_by_line():
    before = term(ended=False, papers=[paper(1, "open"), paper(2, "open")], meetings=[meeting(1), meeting(2)])
    after = before | {
        "papers": [paper(1, "on time"), paper(2, "missed")],
        "meetings": [meeting(1, missed=True), meeting(2)],
        "adjustments": [("reviews", Fraction(1)), ("", Fraction(-3))],
    }
    found = compare(grade(MODEL, facts_of(before)), grade(MODEL, facts_of(after)))
    told = [(part.title, change.label, change.after, change.difference) for part in found for change in part.changes]
    assert told == [
        ("Paper reviews", "p1", "handed in on time", 4),
        ("Paper reviews", "p2", "not handed in", 0),
        ("Paper reviews", "Adjustment: because", "made", 1),
        ("Attendance", "m1", "absent", -2),
        ("Total", "Adjustment: because", "made", -3),
    ]
    assert [part.by_the_rule for part in found] == [0, 0, 0]


def test_points_that_a_change_of_policy_moves_without_any_line_are_the_rules():
    lighter = {**MODEL_POLICY, "components": [
        one | {"weight": {"attendance": 10, "reviews": 50}.get(one["key"], one["weight"])}
        for one in MODEL_POLICY["components"]
    ]}  # fmt: skip
    facts = facts_of(term(ended=False, meetings=[meeting(1)]))
    (part,) = compare(grade(MODEL, facts), grade(read_policy(lighter), facts))
    assert (part.difference, part.by_the_rule, part.changes) == (-10, -10, ())
