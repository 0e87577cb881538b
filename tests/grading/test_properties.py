"""What holds for any policy and any term."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from grading.grade import grade
from grading.policy import Counter, Deduction
from grading.policy_document import read_policy, read_policy_toml, to_document, to_toml
from tests.grading.terms import facts_of, random_policy, random_term

seeds = st.integers(min_value=0, max_value=2**32)
CREDITED = ("on time", "late, accepted")


def drawn(seed, **changed):
    """Return a policy and a term made from one seed."""
    dice = Random(seed)
    policy = random_policy(dice)
    return read_policy(policy), random_term(dice, [component["key"] for component in policy["components"]]) | changed


def bands(policy, raw):
    """Return each component's exact band before adjustments."""
    return [part.reckoning.band for part in grade(policy, facts_of(raw)).parts]


@given(seeds)
@settings(deadline=None)
def test_a_policy_reads_back_from_its_text_and_its_document(seed):
    policy, _ = drawn(seed)
    assert read_policy_toml(to_toml(policy)) == policy
    assert read_policy(to_document(policy)) == policy


@given(seeds)
@settings(deadline=None)
def test_points_stay_between_0_and_the_weight_and_floor_earned_and_ceiling_in_order(seed):
    policy, raw = drawn(seed)
    for part in grade(policy, facts_of(raw)).parts:
        band = part.reckoning.band
        assert 0 <= band.floor <= band.earned <= band.ceiling <= part.component.weight


@given(seeds)
@settings(deadline=None)
def test_earned_open_and_lost_make_up_the_weight(seed):
    policy, raw = drawn(seed)
    for part in grade(policy, facts_of(raw | {"adjustments": []})).parts:
        if part.reckoning.is_applicable:
            assert abs(Fraction(part.earned + part.open + part.lost) - part.component.weight) <= Fraction(15, 1000)


@given(seeds)
@settings(deadline=None)
def test_the_lines_of_a_component_add_up_to_what_it_earned(seed):
    policy, raw = drawn(seed)
    for part in grade(policy, facts_of(raw)).parts:
        start = part.component.weight if isinstance(part.component, Deduction) else Fraction(0)
        assert start + sum(line.points or 0 for line in part.reckoning.lines) == part.reckoning.band.earned


@given(seeds)
@settings(deadline=None)
def test_the_order_of_the_facts_does_not_matter(seed):
    policy, raw = drawn(seed)
    shuffled = {
        key: Random(seed).sample(rows, len(rows)) if isinstance(rows, list) else rows for key, rows in raw.items()
    }
    ours, other = grade(policy, facts_of(raw)), grade(policy, facts_of(shuffled))
    assert ours.total == other.total
    assert [part.reckoning for part in ours.parts] == [part.reckoning for part in other.parts]


@given(seeds, st.data())
@settings(deadline=None)
def test_one_more_review_never_lowers_a_result(seed, data):
    policy, raw = drawn(seed)
    undone = [n for n, row in enumerate(raw["papers"]) if row["standing"] in ("late", "missed", "open")]
    if not undone:
        return
    done = data.draw(st.sampled_from(undone))
    papers = [{**row, "standing": "on time"} if n == done else row for n, row in enumerate(raw["papers"])]
    _assert_no_lower(policy, raw, raw | {"papers": papers})


@given(seeds)
@settings(deadline=None)
def test_one_more_question_never_lowers_a_result(seed):
    policy, raw = drawn(seed)
    more = {"key": "more", "meeting": "m1", "claim": "credited"}
    _assert_no_lower(policy, raw, raw | {"questions": [*raw["questions"], more]})


@given(seeds, st.data())
@settings(deadline=None)
def test_one_more_day_of_presence_never_lowers_a_result(seed, data):
    policy, raw = drawn(seed)
    if not raw["meetings"]:
        return
    came = data.draw(st.integers(0, len(raw["meetings"]) - 1))
    meetings = [{**row, "missed": False, "over": True} if n == came else row for n, row in enumerate(raw["meetings"])]
    _assert_no_lower(policy, raw, raw | {"meetings": meetings})


@given(seeds, st.fractions(0, 1))
@settings(deadline=None)
def test_a_better_mark_never_lowers_a_result(seed, rise):
    policy, raw = drawn(seed)
    better = [row if row["mark"] is None else {**row, "mark": max(row["mark"], rise)} for row in raw["papers"]]
    _assert_no_lower(policy, raw, raw | {"papers": better})


def _assert_no_lower(policy, before, after):
    for old, new in zip(bands(policy, before), bands(policy, after), strict=True):
        assert new.earned >= old.earned
        assert new.floor >= old.floor


@given(seeds)
@settings(deadline=None)
def test_floor_earned_and_ceiling_meet_once_everything_is_decided(seed):
    policy, raw = drawn(seed)
    decided = {
        "ended": True,
        "papers": [
            {
                **row,
                "mark": row["mark"] or Fraction(1, 3),
                "standing": "missed" if row["standing"] == "open" else row["standing"],
            }
            for row in raw["papers"]
        ],
        "meetings": [{**row, "over": True} for row in raw["meetings"]],
        "questions": [
            {**row, "claim": "declined" if row["claim"] == "claimed" else row["claim"]} for row in raw["questions"]
        ],
        "chances": [],
        "work": {"handed_in": False, "past": True, "mark": None},
    }
    statement = grade(policy, facts_of(raw | decided))
    assert statement.is_final
    assert statement.total.earned == statement.total.floor == statement.total.ceiling
    assert statement.most_valuable() is None or statement.most_valuable()[1].worth == 0


@given(seeds)
@settings(deadline=None)
def test_an_open_line_is_worth_what_it_would_add(seed):
    policy, raw = drawn(seed)
    for number, row in enumerate(raw["papers"]):
        if row["standing"] != "open":
            continue
        papers = [
            {**each, "standing": "on time", "mark": Fraction(1)} if n == number else each
            for n, each in enumerate(raw["papers"])
        ]
        after = grade(policy, facts_of(raw | {"papers": papers})).parts
        for part, later in zip(grade(policy, facts_of(raw)).parts, after, strict=True):
            worth = [
                line.worth
                for line in part.reckoning.lines
                if line.label == row["key"] and part.component.kind == "completions"
            ]
            if worth:
                assert part.reckoning.band.earned + worth[0] == later.reckoning.band.earned


@given(seeds)
@settings(deadline=None)
def test_adjustments_move_all_three_measures_alike(seed):
    policy, raw = drawn(seed)
    for part in grade(policy, facts_of(raw)).parts:
        points = sum((adjustment.points for adjustment in part.adjustments), start=Fraction(0))
        assert part.band == part.reckoning.band.plus(points)


def test_the_random_policies_hold_every_kind():
    kinds = {component.kind for seed in range(50) for component in drawn(seed)[0].components}
    limited = [c for seed in range(50) for c in drawn(seed)[0].components if isinstance(c, Counter) and c.per_meeting]
    assert kinds == {"completions", "deduction", "counter", "marked"}
    assert limited
