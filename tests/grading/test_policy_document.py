"""Policies as documents: what is refused, in which words, and what is written back."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from grading.document_table import PolicyProblems
from grading.policy_document import read_policy, read_policy_toml, to_document, to_toml
from tests.grading.terms import MODEL_POLICY


def changed(position, **values):
    """Return the model policy with one component's values changed, or taken out where they are None."""
    rows = [dict(row) for row in MODEL_POLICY["components"]]
    rows[position] |= values
    rows[position] = {key: value for key, value in rows[position].items() if value is not None}
    return {**MODEL_POLICY, "components": rows}


def problems_of(document):
    """Return what is wrong with a document."""
    with pytest.raises(PolicyProblems) as caught:
        read_policy(document)
    return list(caught.value.problems)


def test_the_model_policy_is_read():
    policy = read_policy(MODEL_POLICY)
    assert [(part.kind, part.weight) for part in policy.components] == [
        ("completions", 40), ("deduction", 20), ("counter", 20), ("marked", 20),
    ]  # fmt: skip
    assert [group.title for group in policy.groups] == ["Participation", "Write-up"]
    assert policy.components[3].title == "Write-up"


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "policy: must be a table."),
        ({}, "policy.components: at least one [[policy.components]] is needed."),
        ({"components": "all"}, "policy.components: at least one [[policy.components]] is needed."),
        (changed(0, weight=35), "policy.components: weights sum to 95, not 100."),
        (changed(0, weight="50/3"), "policy.components: weights sum to 230/3, not 100."),
        (changed(1, weight="many"), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight=-2), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight=True), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight=float("nan")), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight=Decimal("1e999999999")), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight="1/0"), "policy.components[2].weight: must be a number from 0 to 100."),
        (changed(1, weight=None), "policy.components[2].weight: is missing."),
        (changed(0, count=0), "policy.components[1].count: must be a whole number from 1 to 1000."),
        (changed(0, count=10.0), "policy.components[1].count: must be a whole number from 1 to 1000."),
        (changed(0, count=None), "policy.components[1].count: is missing."),
        (changed(0, marked="yes"), "policy.components[1].marked: must be true or false."),
        (changed(0, symbols={"✓": 2}), "policy.components[1].symbols.✓: must be a number from 0 to 1."),
        (changed(0, symbols=["✓"]), "policy.components[1].symbols: must be a table of short names and their values."),
        (changed(0, kind="essays"),
         "policy.components[1].kind: must be one of completions, deduction, counter, marked."),
        (changed(0, kind=None), "policy.components[1].kind: is missing."),
        (changed(0, kind=["completions"]),
         "policy.components[1].kind: must be one of completions, deduction, counter, marked."),
        (changed(0, key="Paper Reviews"),
         "policy.components[1].key: must be a short name of small letters, digits, hyphens, such as “reviews”."),
        (changed(0, group=None), "policy.components[1].group: is missing."),
        (changed(0, title="two\nlines"),
         "policy.components[1].title: must be one line of text of at most 80 characters."),
        (changed(3, key="reviews"), "policy.components: 2 components have the key “reviews”; give each its own."),
        (changed(3, key="total"), "policy.components: the key “total” is the grade’s own; choose another."),
        (changed(1, wieght=20), "policy.components[2].wieght: is not known here; did you mean weight?"),
        (changed(3, count=2),
         "policy.components[4].count: is not known here; the keys are group, key, kind, symbols, title, weight."),
        ({**MODEL_POLICY, "letters": {"A": 93, "B": 60}},
         "policy.letters: the lowest letter, B, begins at 60; let one begin at 0."),
        ({**MODEL_POLICY, "letters": {"A": 0, "B": 0}},
         "policy.letters: two letters begin at the same total; give each its own."),
        ({**MODEL_POLICY, "groups": {"participation": "P", "writeup": "W", "extra": "E"}},
         "policy.groups.extra: no component is in this group; remove it or name it in a component."),
    ],
)  # fmt: skip
def test_a_wrong_document_is_refused_in_words(document, problem):
    assert problem in problems_of(document)


def test_every_problem_is_named_at_once():
    document = changed(0, weight=35, count=0)
    document["components"][1]["each"] = "lots"
    assert problems_of(document) == [
        "policy.components[1].count: must be a whole number from 1 to 1000.",
        "policy.components[2].each: must be a number from 0 to 100.",
        "policy.components: weights sum to 95, not 100.",
    ]


@pytest.mark.parametrize("number", ["100/3", 12.5, Decimal("12.50"), 0.1, "0.1", 7, "33.333333333"])
def test_numbers_survive_the_way_through_json_exactly(number):
    rest = 80 - Fraction(str(number))
    document = changed(0, weight=number)
    document["components"][1]["weight"] = str(rest - 20)
    policy = read_policy(document)
    assert policy.components[0].weight == Fraction(str(number))
    assert read_policy(json.loads(json.dumps(to_document(policy)))) == policy


def test_the_same_policy_written_differently_gives_the_same_document():
    spelled_out = changed(0, title="Paper reviews", weight="40.0", symbols={"✓−": 0.5, "0": 0, "✓": 1, "✓+": 1})
    assert to_document(read_policy(spelled_out)) == to_document(read_policy(MODEL_POLICY))


def test_symbols_and_letters_are_written_so_that_they_read_back():
    symbols = {"★": 1, "ok": "2/3", "✓−": 0.25}
    policy = read_policy({**changed(0, symbols=symbols, marked=True), "letters": {"A": 93, "A−": 89.5, "F": 0}})
    text = to_toml(policy)
    assert 'symbols = { "★" = 1, ok = "2/3", "✓−" = 0.25 }' in text
    assert '[policy.letters]\n"A" = 93\n"A−" = 89.5\n"F" = 0\n' in text
    assert read_policy_toml(text) == policy


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[policy.components]", "policy: this is not valid TOML"),
        ("a = " + "[" * 5000, "policy: this is not valid TOML"),
        ("a = " + "1" * 5000, "policy: this is not valid TOML"),
        ("weight = 3", "policy: write every table under policy"),
        ("x" * 20_001, "policy: the text is longer than 20000 characters."),
    ],
)
def test_a_text_that_is_no_policy_is_refused_in_words(text, problem):
    with pytest.raises(PolicyProblems, match="policy") as caught:
        read_policy_toml(text)
    assert caught.value.problems[0].startswith(problem)
