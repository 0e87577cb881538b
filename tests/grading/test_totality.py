"""Any document is a policy or is refused in words, and any policy grades any term: nothing falls over."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from grading.document_table import PolicyProblems
from grading.facts import MarkFact, PaperFact, Standing, TermFacts
from grading.grade import grade
from grading.policy_document import read_policy, read_policy_toml
from tests.grading.terms import START, facts_of, meeting, paper, question, random_policy, random_term, term

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.fractions() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    ["key", "kind", "title", "group", "weight", "count", "each", "free", "marked", "symbols", "per_meeting", "none"]
)
kinds = st.sampled_from(["completions", "deduction", "counter", "marked"])
rows = st.builds(lambda row, kind: row | {"kind": kind}, st.dictionaries(keys, values, max_size=12), kinds)
documents = st.fixed_dictionaries({"components": st.lists(rows | values, max_size=4)}, optional={
    "groups": values, "letters": values, "more": values,
})  # fmt: skip


def is_read_or_refused(read, source):
    """Whether ``read`` returns a policy, or names at least one problem with its key."""
    try:
        policy = read(source)
    except PolicyProblems as refusal:
        return all(problem.startswith("policy") for problem in refusal.problems) and bool(refusal.problems)
    return sum(component.weight for component in policy.components) == 100


@given(documents | values)
def test_any_document_is_read_or_refused_in_words(document):
    assert is_read_or_refused(read_policy, document)


@given(st.text(max_size=60) | st.text("[]policy.components=\"'0123456789\n", max_size=80))
def test_any_text_is_read_or_refused_in_words(text):
    assert is_read_or_refused(read_policy_toml, text)


EXTREMES = {
    "components": [
        {"key": "nothing", "kind": "completions", "group": "a", "weight": 0, "count": 1000, "marked": True},
        {"key": "reviews", "kind": "completions", "group": "a", "weight": "100/3", "count": 1, "marked": True},
        {"key": "days", "kind": "deduction", "group": "b", "weight": "100/7", "each": "100/9", "free": 1000},
        {"key": "cheap", "kind": "deduction", "group": "b", "weight": 0, "each": 100, "free": 0},
        {"key": "asked", "kind": "counter", "group": "c", "weight": "1100/21", "count": 1000, "per_meeting": 1},
    ]
}


def is_explained(policy, facts):
    """Whether every part has a rule, figures in order and in bounds, and lines with an outcome; the total a letter."""
    statement = grade(policy, facts)
    for part in statement.parts:
        band = part.reckoning.band
        assert 0 <= band.floor <= band.earned <= band.ceiling <= part.component.weight
        assert part.reckoning.rule.endswith(".")
        assert all(line.label and line.outcome for line in part.reckoning.lines)
        assert part.reckoning.is_applicable or band.ceiling == 0
    assert {-figure.as_tuple().exponent for figure in (statement.total.earned, statement.total.ceiling)} == {2}
    assert 0 <= statement.total.floor <= statement.total.earned <= statement.total.ceiling
    return bool(statement.letters.earned) == bool(policy.letters)


@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_a_policy_of_extremes_explains_any_term(seed):
    policy = read_policy(EXTREMES | {"letters": {"P": "100/3", "F": 0}})
    raw = random_term(Random(seed), [component.key for component in policy.components])
    assert is_explained(policy, facts_of(raw))


@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_any_policy_explains_an_empty_term(seed):
    policy = read_policy(random_policy(Random(seed)))
    assert is_explained(policy, facts_of(term()))
    assert is_explained(policy, facts_of(term(ended=False)))


marks = st.builds(MarkFact, st.sampled_from(["", "✓", "✓-", "0", "excellent"]), st.none() | st.fractions())


@given(st.lists(st.tuples(st.sampled_from(Standing), st.none() | marks), max_size=8), st.booleans())
def test_a_mark_of_any_worth_or_none_keeps_to_the_bounds(papers, ended):
    facts = facts_of(term(ended=ended))
    stack = [PaperFact(f"p{n}", f"Paper {n}", START, standing, mark=mark) for n, (standing, mark) in enumerate(papers)]
    several = TermFacts(days=facts.days, has_ended=ended, papers=tuple(stack))
    assert is_explained(read_policy(EXTREMES), several)


def test_ten_thousand_absences_and_questions_are_only_many():
    policy = read_policy(EXTREMES)
    meetings = [meeting(0, key=f"m{n}", missed=True) for n in range(10_000)]
    asked = [question(n, meeting=f"m{n}") for n in range(10_000)]
    thirds = [paper(n, mark=Fraction(1, 3)) for n in range(300)]
    statement = grade(policy, facts_of(term(meetings=meetings, questions=asked, papers=thirds)))
    shown = {part.component.key: str(part.earned) for part in statement.parts}
    assert shown == {"nothing": "0.00", "reviews": "11.11", "days": "0.00", "cheap": "0.00", "asked": "52.38"}


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.data())
def test_it_does_not_matter_which_of_equal_papers_was_missed(done, data):
    """The figures are the same for any order of what a student did."""
    other = data.draw(st.permutations(done))
    policy = read_policy(random_policy(Random(len(done))))

    def figures(order):
        standings = ["on time" if is_done else "missed" for is_done in order]
        statement = grade(policy, facts_of(term(papers=[paper(n, s) for n, s in enumerate(standings)])))
        return statement.total, [part.band for part in statement.parts]

    assert figures(done) == figures(other)
