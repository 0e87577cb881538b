"""One student's statement: figures, lines, words."""

from fractions import Fraction

import pytest

from grading.facts import Claim, MarkFact, PaperFact, Standing
from grading.grade import grade
from grading.points import rounded, spelled
from grading.policy_document import read_policy
from grading.statement import State
from grading.wording import policy_sentence
from tests.grading.terms import MODEL_POLICY, day, facts_of, meeting, paper, question, term


def component(**values):
    """Return a policy of one component that weighs everything."""
    return read_policy({"components": [{"key": "c", "group": "g", "weight": 100, **values}]})


def part_of(policy, **changed):
    """Return the result of the one component."""
    return grade(policy, facts_of(term(**changed))).parts[0]


REVIEWS = component(kind="completions", count=10)
MARKED_REVIEWS = component(kind="completions", count=2, marked=True)
ATTENDANCE = component(kind="deduction", each=10)
QUESTIONS = component(kind="counter", count=2)
WRITE_UP = component(kind="marked")
MARKED_SENTENCE = (
    "100 points for 1 paper review. A review handed in by its due time earns its mark, from 0 to 1; "
    "the best one counts."
)


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("1/8", "0.13"),
        ("-1/8", "-0.13"),
        ("1/3", "0.33"),
        ("2/3", "0.67"),
        ("0", "0.00"),
        ("100", "100.00"),
        ("0.005", "0.01"),
    ],
)
def test_a_value_is_rounded_half_up_to_two_places(exact, shown):
    assert str(rounded(Fraction(exact))) == shown


@pytest.mark.parametrize(
    ("exact", "written"),
    [("9.5", "9.5"), ("40", "40"), ("-2", "−2"), ("28/3", "28/3"), ("-1/3", "−1/3"), ("0.0625", "0.0625")],
)
def test_a_value_is_written_exactly(exact, written):
    assert spelled(Fraction(exact)) == written


@pytest.mark.parametrize(
    ("row", "assigned"),
    [
        (paper(0), True),
        (paper(0, required=False), False),
        (paper(0, cancelled=True), False),
        (paper(0, "waived"), False),
        (paper(-1), False),
        (paper(9), False),
        (paper(8), True),
    ],
)
def test_only_assigned_papers_credit(row, assigned):
    part = part_of(REVIEWS, papers=[row], days=(day(0), day(56)))
    assert part.reckoning.is_applicable is assigned
    assert str(part.earned) == ("100.00" if assigned else "0.00")


def test_a_cancelled_paper_leaves_its_place_to_be_announced_while_the_course_runs():
    papers = [paper(n) for n in range(9)] + [paper(9, "open", cancelled=True)]
    running, over = part_of(REVIEWS, papers=papers, ended=False), part_of(REVIEWS, papers=papers)
    assert (str(running.earned), str(running.ceiling)) == ("90.00", "100.00")
    assert (str(over.earned), str(over.ceiling)) == ("100.00", "100.00")


def test_with_nothing_asked_reviews_are_not_applicable_and_nothing_counts_as_lost():
    part = part_of(REVIEWS, papers=[])
    assert not part.has_figure
    assert (part.earned, part.open, part.lost) == (0, 0, 0)
    assert part.reckoning.rule.startswith("Not applicable")


@pytest.mark.parametrize(
    ("standing", "mark", "earned", "ceiling"),
    [
        ("on time", None, "0.00", "100.00"),
        ("on time", Fraction(1, 2), "50.00", "50.00"),
        ("late, accepted", Fraction(1), "100.00", "100.00"),
        ("on time", Fraction(3), "100.00", "100.00"),
        ("late", Fraction(1), "0.00", "0.00"),
        ("open", Fraction(1), "0.00", "100.00"),
    ],
)
def test_a_mark_takes_the_place_of_the_credit_only_for_work_that_counts(standing, mark, earned, ceiling):
    part = part_of(MARKED_REVIEWS, papers=[paper(0, standing, mark=mark)])
    assert (str(part.earned), str(part.ceiling)) == (earned, ceiling)


@pytest.mark.parametrize(
    ("symbol", "ceiling", "outcome"),
    [
        ("✓−", "50.00", "handed in on time, marked ✓− (0.5)"),
        ("✓-", "50.00", "handed in on time, marked ✓- (0.5)"),
        ("✓", "100.00", "handed in on time, marked ✓ (1)"),
        ("★", "100.00", "handed in on time, marked ★, which the policy gives no worth"),
    ],
)
def test_a_symbol_is_worth_what_the_policy_says(symbol, ceiling, outcome):
    reviewed = PaperFact("p", "Orca", day(0), Standing.ON_TIME, mark=MarkFact(symbol))
    facts = facts_of(term())
    part = grade(MARKED_REVIEWS, type(facts)(days=facts.days, has_ended=True, papers=(reviewed,))).parts[0]
    assert (str(part.ceiling), part.reckoning.lines[0].outcome) == (ceiling, outcome)


def test_the_worst_of_more_papers_than_count_is_left_out_and_says_so():
    policy = component(kind="completions", count=1, marked=True)
    part = part_of(policy, papers=[paper(0, mark=Fraction(1, 2)), paper(1, mark=Fraction(1))])
    assert [(line.points, line.outcome) for line in part.reckoning.lines] == [
        (0, "handed in on time, marked 0.5; beyond the best 1"),
        (100, "handed in on time, marked 1"),
    ]


@pytest.mark.parametrize(
    ("row", "earned", "floor", "outcome"),
    [
        (meeting(0), "100.00", "100.00", "no absence"),
        (meeting(0, missed=True), "90.00", "90.00", "absent"),
        (meeting(0, missed=True, excused=True), "100.00", "100.00", "excused"),
        (meeting(0, over=False), "100.00", "90.00", "still to come"),
        (meeting(0, over=False, missed=True), "90.00", "90.00", "absent"),
        (meeting(0, over=False, excused=True), "100.00", "100.00", "excused"),
    ],
)
def test_an_absence_costs_points_and_a_meeting_to_come_may(row, earned, floor, outcome):
    part = part_of(ATTENDANCE, meetings=[row])
    assert (str(part.earned), str(part.floor), str(part.ceiling)) == (earned, floor, earned)
    assert part.reckoning.lines[0].outcome == outcome


@pytest.mark.parametrize(
    "row",
    [
        meeting(0, "no_class", missed=True),
        meeting(0, cancelled=True),
        meeting(-1, missed=True),
        meeting(-1, cancelled=True, missed=True),
    ],
)
def test_a_meeting_that_does_not_count_has_no_line(row):
    part = part_of(ATTENDANCE, meetings=[row])
    assert (str(part.earned), part.reckoning.lines) == ("100.00", ())


def test_an_absence_from_a_cancelled_meeting_has_a_line_that_costs_nothing():
    part = part_of(ATTENDANCE, meetings=[meeting(0, cancelled=True, missed=True)])
    (line,) = part.reckoning.lines
    assert (str(part.earned), line.points, line.worth, line.state) == ("100.00", None, 0, State.OUTSIDE)
    assert "class was cancelled" in line.outcome


def test_free_absences_and_those_beyond_the_weight_cost_nothing():
    policy = component(kind="deduction", each=40, free=1)
    part = part_of(policy, meetings=[meeting(n, missed=True) for n in range(6)])
    assert [line.points for line in part.reckoning.lines] == [0, -40, -40, -20, 0, 0]
    assert part.reckoning.lines[0].outcome == "absent, at no cost"


@pytest.mark.parametrize(
    ("claims", "chances", "earned", "ceiling"),
    [
        ([], [], "0.00", "0.00"),
        ([], ["g"], "0.00", "100.00"),
        (["credited"], [], "50.00", "50.00"),
        (["credited"] * 3, ["g"], "100.00", "100.00"),
        (["claimed"], [], "0.00", "100.00"),
        (["declined"], [], "0.00", "0.00"),
    ],
)
def test_credited_questions_count_and_chances_keep_the_rest_open(claims, chances, earned, ceiling):
    asked = [question(n, Claim(claim)) for n, claim in enumerate(claims)]
    part = part_of(QUESTIONS, questions=asked, chances=chances)
    assert (str(part.earned), str(part.floor), str(part.ceiling)) == (earned, earned, ceiling)


def test_no_more_questions_count_at_one_meeting_than_the_policy_allows():
    policy = component(kind="counter", count=2, per_meeting=1)
    part = part_of(policy, questions=[question(0), question(1), question(2, meeting="m2")])
    assert [line.points for line in part.reckoning.lines] == [50, 0, 50]
    assert part.reckoning.rule.endswith("At most 1 at one meeting count.")


@pytest.mark.parametrize(
    ("work", "earned", "ceiling", "state"),
    [
        ({"handed_in": False, "past": False, "mark": None}, "0.00", "100.00", State.OPEN),
        ({"handed_in": True, "past": True, "mark": None}, "0.00", "100.00", State.WAITING),
        ({"handed_in": False, "past": True, "mark": None}, "0.00", "0.00", State.LOST),
        ({"handed_in": True, "past": True, "mark": Fraction(1, 3)}, "33.33", "33.33", State.DONE),
    ],
)
def test_a_write_up_is_open_until_its_mark_is_released(work, earned, ceiling, state):
    part = part_of(WRITE_UP, work=work)
    assert (str(part.earned), str(part.ceiling), part.reckoning.lines[0].state) == (earned, ceiling, state)


def test_a_missing_mark_has_no_figure_and_a_decided_0_has_one():
    assert not part_of(WRITE_UP, work=None).has_figure
    assert not part_of(REVIEWS, ended=False, papers=[paper(0, "open")]).has_figure
    assert part_of(WRITE_UP, work={"handed_in": False, "past": True, "mark": None}).has_figure


def test_adjustments_are_added_unclamped_but_the_total_is_at_least_0():
    statement = grade(WRITE_UP, facts_of(term(adjustments=[("c", Fraction(-5)), ("", Fraction("1.25"))])))
    part = statement.parts[0]
    assert (str(part.earned), str(part.ceiling), str(part.lost)) == ("-5.00", "95.00", "0.00")
    assert (str(statement.total.earned), str(statement.total.ceiling)) == ("0.00", "96.25")
    assert statement.notes == ("The total is never below 0.",)


def test_a_total_may_exceed_100():
    bonus = grade(ATTENDANCE, facts_of(term(adjustments=[("c", Fraction(5))])))
    assert str(bonus.total.earned) == "105.00"


def test_an_adjustment_of_a_component_that_is_gone_moves_to_the_total_and_is_explained():
    statement = grade(ATTENDANCE, facts_of(term(adjustments=[("essay", Fraction(-5))])))
    assert str(statement.total.earned) == "95.00"
    assert statement.notes == ("The policy has no component “essay” any more: its adjustment is on the total.",)


def test_a_note_explains_figures_that_seem_not_to_add_up():
    thirds = [{"key": f"c{n}", "kind": "marked", "group": "g", "weight": "100/3"} for n in range(3)]
    statement = grade(
        read_policy({"components": thirds}), facts_of(term(work={"handed_in": True, "past": True, "mark": 1}))
    )
    assert [str(part.earned) for part in statement.parts] == ["33.33"] * 3
    assert str(statement.total.earned) == "100.00"
    assert "The figures of G add up to 99.99; the exact sum rounds to 100.00." in statement.notes


@pytest.mark.parametrize(("points", "letter"), [("-7.00", "A"), ("-7.01", "B"), ("-40", "F")])
def test_a_letter_follows_the_rounded_total(points, letter):
    policy = read_policy({"components": [{"key": "c", "kind": "deduction", "group": "g", "weight": 100, "each": 1}],
                          "letters": {"A": 93, "F": 0, "B": "62.5"}})  # fmt: skip
    statement = grade(policy, facts_of(term(adjustments=[("", Fraction(points))])))
    assert statement.letters.earned == letter
    assert statement.letters.is_settled


def test_the_most_valuable_open_thing_is_what_the_student_can_act_on():
    open_term = term(
        ended=False, papers=[paper(0, "open")], work={"handed_in": True, "past": True, "mark": None}, chances=["g"]
    )
    part, line = grade(read_policy(MODEL_POLICY), facts_of(open_term)).most_valuable()
    assert (part.component.key, line.label, line.worth) == ("questions", "g", 10)


def test_every_rule_is_told_with_its_numbers():
    raw = term(
        ended=False, papers=[paper(0), paper(1, "missed"), paper(2, "open")], meetings=[meeting(0, missed=True)],
        questions=[question(0)], work={"handed_in": True, "past": True, "mark": Fraction(17, 20)},
    )  # fmt: skip
    statement = grade(read_policy(MODEL_POLICY), facts_of(raw))
    assert [part.reckoning.rule for part in statement.parts] == [
        "40 points × 1 ÷ 10: 10 papers asked. 7 papers still to be announced.",
        "20 points, less 2 for each unexcused absence: 1 absence, 18 left.",
        "20 points × 1 ÷ 2: 1 question credited.",
        "20 points × 0.85.",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "completions", "count": 1, "marked": True},
         MARKED_SENTENCE),
        ({"kind": "deduction", "each": 1, "free": 1},
         "100 points to begin with; each absence costs 1, an excused one nothing. The first one is free."),
        ({"kind": "deduction", "each": 1, "free": 2},
         "100 points to begin with; each absence costs 1, an excused one nothing. The first 2 are free."),
        ({"kind": "counter", "count": 1, "per_meeting": 1},
         "100 points for 1 question put to guests and credited by staff. At most 1 at one meeting."),
    ],
)  # fmt: skip
def test_what_a_policy_adds_is_told_too(values, sentence):
    assert policy_sentence(component(**values).components[0]) == sentence


def test_the_policy_is_told_in_sentences():
    assert [policy_sentence(part) for part in read_policy(MODEL_POLICY).components] == [
        "40 points for 10 paper reviews. A review handed in by its due time counts in full; the best 10 count.",
        "20 points to begin with; each absence costs 2, an excused one nothing.",
        "20 points for 2 questions put to guests and credited by staff.",
        "The mark, from 0 to 1, gives its share of the 20 points. Nothing handed in is 0.",
    ]
