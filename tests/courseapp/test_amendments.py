"""Which changes of a field its answers allow, and what each does to them."""

import pytest

from courseapp.amendments import Given, Terms, choices_of, consequences, refusals
from courseapp.answers import FieldKind

SCALE = Terms(FieldKind.SCORE, (("1", "Poor"), ("2", "Fair"), ("3", "Good")))
CHOICE = Terms(FieldKind.CHOICE, (("Yes", "Yes"), ("No", "No")))
TEXT = Terms(FieldKind.TEXT)
SOME = Given(people=31, values=frozenset({"2"}))


def scale(*labels: str) -> Terms:
    return Terms(FieldKind.SCORE, choices_of(FieldKind.SCORE, [("", label) for label in labels]))


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        (scale("Poor", "Fair", "Good"), set()),
        (scale("Bad", "So so", "Fine"), set()),  # relabelled
        (scale("Poor", "Fair", "Good", "Superb"), set()),  # extended
        (scale("Poor", "Fair"), set()),  # nobody chose 3
        (scale("Poor"), {"options"}),  # 2 was chosen
        (scale("Fair", "Poor", "Good"), {"options"}),  # moved
        (scale("Awful", "Poor", "Fair", "Good"), {"options"}),  # moved by a step before them
        (CHOICE, {"kind"}),
        (TEXT, {"kind"}),
    ],
)
def test_an_answered_scale_may_be_relabelled_and_extended_and_nothing_else(after, refused):
    assert set(refusals(SCALE, after, SOME)) == refused
    assert refusals(SCALE, after, Given()) == {}


def test_a_chosen_option_may_be_renamed_and_moved_but_not_dropped():
    given = Given(people=2, values=frozenset({"Yes"}))
    renamed = Terms(FieldKind.CHOICE, (("No", "No"), ("Yes", "Certainly")))
    assert refusals(CHOICE, renamed, given) == {}
    assert consequences(CHOICE, renamed, given)[1:] == ["Answers that chose “Yes” will read “Certainly”."]
    dropped = Terms(FieldKind.CHOICE, (("No", "No"), ("Perhaps", "Perhaps")))
    assert refusals(CHOICE, dropped, given) == {
        "options": "“Yes” was chosen in answers already given: it can be renamed, not dropped."
    }


def test_an_option_keeps_its_value_through_renamings_and_a_new_one_never_takes_anothers():
    before = (("Yes", "Certainly"), ("No", "No"))
    typed = [("Yes", "Surely"), ("No", " "), ("", "Yes"), ("", " No "), ("forged", "Perhaps")]
    assert choices_of(FieldKind.CHOICE, typed, before) == (
        ("Yes", "Surely"), ("Yes (2)", "Yes"), ("No (2)", "No"), ("Perhaps", "Perhaps"),
    )  # fmt: skip


def test_answers_given_to_staff_alone_never_go_to_the_class():
    private, public = Terms(FieldKind.TEXT, is_private=True), TEXT
    assert "audience" in refusals(private, public, Given(people=3, in_private=1))
    assert refusals(private, public, Given(people=3, in_private=0)) == {}
    assert refusals(public, private, Given(people=3)) == {}
    assert "Students will not read the 3 answers of others any more; staff will." in consequences(
        public, private, Given(people=3)
    )


def test_what_is_asked_for_from_now_on_leaves_what_was_handed_in_complete():
    required = Terms(FieldKind.TEXT, is_required=True)
    longer = Terms(FieldKind.TEXT, is_required=True, min_words=50)
    sentence = "What is asked for now holds for texts saved from now on. Reviews handed in stay complete."
    assert sentence in consequences(TEXT, required, SOME)
    assert sentence in consequences(required, longer, SOME)
    assert sentence not in consequences(longer, required, SOME)
    assert consequences(TEXT, required, Given()) == ["Nobody has answered it yet: change it as you like."]


def test_an_extended_scale_says_how_old_scores_will_read():
    assert consequences(SCALE, scale("Poor", "Fair", "Good", "Superb"), SOME)[-1] == (
        "Scores already given will read “of 4” instead of “of 3”."
    )
