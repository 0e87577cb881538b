"""What a grade would be, held against the floor, the ceiling and a plain search."""

from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from grading.facts import Standing
from grading.grade import grade
from grading.policy import Completions
from grading.policy_document import read_policy
from grading.what_if import levers, needed, suppose
from tests.grading.terms import MODEL_POLICY, facts_of, meeting, paper, random_policy, random_term, term

seeds = st.integers(min_value=0, max_value=2**32)
MODEL = read_policy(MODEL_POLICY)


def drawn(seed):
    """Return a policy and a term made from one seed; at most one component asks for reviews."""
    dice = Random(seed)
    policy = random_policy(dice)
    facts = facts_of(random_term(dice, [component["key"] for component in policy["components"]]))
    policy = read_policy(policy)
    assume(sum(isinstance(component, Completions) for component in policy.components) <= 1)
    return policy, facts


def total(policy, facts, values):
    """Return the rounded total where what is open goes by ``values``."""
    return grade(policy, suppose(policy, facts, values)).total


@given(seeds)
def test_everything_at_its_best_is_the_ceiling_and_at_its_worst_the_floor(seed):
    policy, facts = drawn(seed)
    known = levers(policy, facts)
    now = grade(policy, facts).total
    assert total(policy, facts, {one.name: one.best for one in known}).band.earned == now.band.ceiling
    assert total(policy, facts, {one.name: one.worst for one in known}).band.earned == now.band.floor


@given(seeds, st.data())
def test_a_supposed_term_leaves_nothing_open_and_stays_between_floor_and_ceiling(seed, data):
    policy, facts = drawn(seed)
    values = {one.name: data.draw(st.integers(0, one.most), label=one.name) for one in levers(policy, facts)}
    now, then = grade(policy, facts), grade(policy, suppose(policy, facts, values))
    assert then.is_final
    assert now.total.band.floor <= then.total.band.earned <= now.total.band.ceiling


@given(seeds, st.integers(0, 100), st.data())
def test_what_is_needed_is_what_a_plain_search_finds(seed, goal, data):
    policy, facts = drawn(seed)
    known = levers(policy, facts)
    assume(known)
    lever = data.draw(st.sampled_from(known))
    values = {one.name: one.worst if one.is_loss else one.most // 2 for one in known}
    order = range(lever.most, -1, -1) if lever.is_loss else range(lever.most + 1)
    plain = (n for n in order if total(policy, facts, {**values, lever.name: n}).earned >= goal)
    assert needed(policy, facts, values, lever, Fraction(goal)) == next(plain, None)


def test_the_model_course_in_the_middle_of_its_term():
    papers = [paper(n, "on time") for n in range(4)] + [paper(n, "open") for n in range(4, 9)]
    meetings = [meeting(n, over=n < 4) for n in range(9)]
    facts = facts_of(term(ended=False, papers=papers, meetings=meetings, chances=["m8"]))
    assert {one.name: one.most for one in levers(MODEL, facts)} == {
        "reviews": 6, "absences": 5, "questions": 2, "work_mark": 100,
    }  # fmt: skip
    # 40 × 8/10 + 20 − 2×1 + 20 × 1/2 + 20 × 0.85
    values = {"reviews": 4, "absences": 1, "questions": 1, "work_mark": 85}
    assert total(MODEL, facts, values).earned == 77
    work = next(one for one in levers(MODEL, facts) if one.name == "work_mark")
    assert needed(MODEL, facts, values, work, Fraction(79)) == 95
    assert needed(MODEL, facts, values, work, Fraction(81)) is None


def test_what_is_decided_has_no_lever():
    facts = facts_of(term(papers=[paper(n) for n in range(10)], work={"handed_in": False, "past": True, "mark": None}))
    assert levers(MODEL, facts) == ()
    assert suppose(MODEL, facts, {}).papers == facts.papers


def test_reviews_are_supposed_in_the_order_of_their_due_days():
    facts = facts_of(term(ended=False, papers=[paper(n, "open") for n in (3, 1, 2)]))
    supposed = suppose(MODEL, facts, {"reviews": 2}).papers
    assert [one.key for one in supposed if one.standing is Standing.ON_TIME] == ["p1", "p2"]
