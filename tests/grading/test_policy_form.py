"""The policy box by box: the same document as the text, what is refused where, and two editors."""

from random import Random

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from courseapp.models import Event
from grading.models import PolicyVersion
from grading.policy_document import document_toml, parse_toml, read_policy, to_document
from grading.policy_fields import FURTHER, differences, from_fields, placed, rearranged, to_fields
from tests import build
from tests.grading.conftest import NOW
from tests.grading.terms import MODEL_POLICY, random_policy

DOCUMENT = to_document(read_policy(MODEL_POLICY))


@given(st.integers(min_value=0, max_value=2**32))
@settings(deadline=None)
def test_any_policy_goes_through_the_boxes_and_comes_back_identical(seed):
    document = to_document(read_policy(random_policy(Random(seed))))
    assert from_fields(to_fields(document)) == document
    assert parse_toml(document_toml(document)) == document
    browser = {name: value.replace("\n", "\r\n") for name, value in to_fields(document).items()}
    assert from_fields(browser) == document


def with_first(**values):
    """Return the model's document with values of its first component changed."""
    first, *rest = DOCUMENT["components"]
    return {**DOCUMENT, "components": [{**first, **values}, *rest]}


@pytest.mark.parametrize(
    "document",
    [
        with_first(curve={"steep": True}),
        {**DOCUMENT, "passing": 60},
        with_first(marked="yes"),
        with_first(symbols=["✓"]),
        with_first(count=True),
        {**DOCUMENT, "components": [{"kind": "essays", "key": "a"}]},
        {**DOCUMENT, "components": "all"},
    ],
)  # fmt: skip
def test_what_no_box_holds_is_kept_as_further_keys(document):
    fields = to_fields(document)
    assert from_fields(fields) == document
    assert any(name.endswith(FURTHER) and value for name, value in fields.items())


def test_problems_stand_at_the_box_they_are_about():
    said = placed([
        "policy.components[2].weight: must be a number from 0 to 100.",
        "policy.components[1].symbols.✓: must be a number from 0 to 1.",
        "policy.components[1].wieght: is not known here; did you mean weight?",
        "policy.components: weights sum to 95, not 100.",
        "policy.letters: the lowest letter, B, begins at 60; let one begin at 0.",
    ])  # fmt: skip
    assert said == {
        "components-1-weight": ["Must be a number from 0 to 100."],
        "components-0-symbols": ["“✓” must be a number from 0 to 1."],
        "components-0-further": ["“wieght” is not known here; did you mean weight?"],
        "components": ["Weights sum to 95, not 100."],
        "letters": ["The lowest letter, B, begins at 60; let one begin at 0."],
    }


@pytest.mark.parametrize(
    ("act", "keys"),
    [
        ("remove-0", ["attendance", "questions", "writeup"]),
        ("up-1", ["attendance", "reviews", "questions", "writeup"]),
        ("down-0", ["attendance", "reviews", "questions", "writeup"]),
        ("up-0", ["reviews", "attendance", "questions", "writeup"]),
        ("down-3", ["reviews", "attendance", "questions", "writeup"]),
        ("add-marked", ["reviews", "attendance", "questions", "writeup", "writeup-2"]),
        ("add-essays", ["reviews", "attendance", "questions", "writeup"]),
        ("remove-99", ["reviews", "attendance", "questions", "writeup"]),
    ],
)
def test_components_are_added_removed_and_moved(act, keys):
    assert [row["key"] for row in rearranged(DOCUMENT, act)["components"]] == keys


def test_a_difference_names_what_it_is_about():
    assert differences(DOCUMENT, with_first(weight=35)) == [("reviews: weight", "40", "35")]
    assert differences(DOCUMENT, DOCUMENT) == []


@pytest.fixture
def send(course, version, ines, as_, at):
    """Return a function that posts the model policy, with some boxes filled in otherwise."""
    at(NOW)
    address = reverse("grading:policy_form", args=[course.slug])
    whole = {**to_fields(DOCUMENT), "note": "Fairer.", "based_on": "1"}
    return lambda **changed: as_(ines).post(address, {**whole, **{k.replace("__", "-"): v for k, v in changed.items()}})


DEARER = {"components__1__each": "5"}


def test_a_change_is_shown_before_it_is_published(course, ada, ines, send):
    build.meeting(course, NOW + build.DAY)
    first = send(**DEARER)
    assert "It moves the results of 1 student." in first.content.decode()
    assert course.policy_versions.count() == 1
    assert send(**DEARER, seen=first.context["boxes"].digest)["Location"] == reverse(
        "grading:policy", args=[course.slug]
    )
    newest = course.policy_versions.last()
    assert (newest.number, newest.note, newest.by) == (2, "Fairer.", ines.user)
    assert newest.document["components"][1]["each"] == 5
    assert Event.objects.filter(kind="policy.published", actor=ines.user).count() == 1


def test_another_policy_than_the_one_shown_is_shown_first(course, send):
    seen = send(**DEARER).context["boxes"].digest
    assert send(components__1__each="6", seen=seen).status_code == 200
    assert course.policy_versions.count() == 1


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"components__0__weight": "35"}, "Weights sum to 95, not 100."),
        ({"components__0__count": "many"}, "Must be a whole number from 1 to 1000."),
        ({"components__0__key": ""}, "Fill this in."),
        ({"components__0__kind": "essays"}, "Component 1: must be one of"),
        ({"letters": "A = 93\nA = 80"}, "Write one a line, each name once"),
        ({"components__0__further": '{"curve": 1}'}, "“curve” is not known here"),
        ({"further": "not JSON"}, "is not known here"),
        ({"further": '{"components": 5}'}, "Add a component."),
        ({"note": " "}, "Write what changes, and why"),
        ({"note": "a\0b"}, "Write what changes, and why"),
    ],
)
def test_a_mistake_publishes_nothing_and_what_was_typed_stays(course, send, changed, problem):
    answer = send(**DEARER, **changed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert problem in page
    assert course.policy_versions.count() == 1


def test_a_button_adds_a_component_and_keeps_everything_typed(course, send):
    answer = send(components__0__weight="many", act="add-counter").content.decode()
    assert 'value="many"' in answer
    assert 'value="questions-2"' in answer
    assert 'value="Fairer."' in answer
    assert course.policy_versions.count() == 1


def test_the_second_of_two_editors_sees_the_difference_and_loses_nothing(course, send):
    harsher = {
        **DOCUMENT,
        "components": [{**row, "free": 1} if "each" in row else row for row in DOCUMENT["components"]],
    }
    PolicyVersion.objects.publish(course, read_policy(harsher), note="Free.", by=None, now=NOW)
    answer = send(**DEARER)
    assert answer.context["theirs"] == [("attendance: free", "0", "1")]
    assert ("attendance: each", "2", "5") in answer.context["boxes"].changes
    page = answer.content.decode()
    assert 'name="components-1-each" value="5"' in page
    assert "Nothing of yours is lost" in page
    assert answer.context["moves"] is None
    assert course.policy_versions.count() == 2
    assert send(**DEARER, based_on="2").context["moves"] is not None


def test_an_old_version_is_taken_up_again_through_the_same_preview(course, version, ines, as_, send):
    letters = {**DOCUMENT, "letters": {"A": 93, "F": 0}}
    PolicyVersion.objects.publish(course, read_policy(letters), note="Letters.", by=None, now=NOW)
    address = reverse("grading:policy_form", args=[course.slug])
    opened = as_(ines).get(address, {"from": "1"})
    assert opened.context["boxes"].note == "Version 1 is taken up again."
    assert as_(ines).get(address, {"from": "9"}).status_code == 404
    seen = send(based_on="2").context["boxes"].digest
    send(based_on="2", seen=seen)
    assert [one.number for one in course.policy_versions.all()] == [1, 2, 3]
    assert course.policy_versions.last().document == version.document
    assert f"{address}?from=2" in as_(ines).get(
        reverse("grading:policy_version_detail", args=[course.slug, 2])
    ).content.decode()  # fmt: skip


def test_boxes_and_text_carry_the_same_document(course, ines, as_, send):
    text = send(**DEARER, act="toml").content.decode()
    assert "each = 5" in text
    address = reverse("grading:policy_form", args=[course.slug])
    typed = {"note": "Why", "based_on": "1", "text": document_toml({**with_first(curve=1), "passing": 60})}
    page = as_(ines).post(address, typed).content.decode()
    assert "curve" in page
    assert "passing" in page
    broken = as_(ines).post(address, {**typed, "text": "weight = "}).content.decode()
    assert "this is not valid TOML" in broken
    assert "weight = " in broken
