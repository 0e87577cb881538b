"""The form builder: what staff change of the review form, and that no answer is lost, orphaned or published by it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.models import Course, Enrollment, Event
from reviews.models import AnswersForbid, Audience, ChangedByAnother, Paper, Review, ReviewField
from reviews.sheet import sheet
from reviews.standing import State
from reviews.standings import my_cell
from tests import build

As = Callable[[Enrollment], Client]

BEFORE = build.CLASS_AT - build.DAY
MERIT = ["Poor", "Weak", "Fair", "Good", "Excellent"]


def field(course: Course, key: str) -> ReviewField:
    return course.review_fields.get(key=key)


def choice(course: Course, **fields: Any) -> ReviewField:
    defaults = {"key": "again", "kind": "choice", "label": "Again?", "options": ["Yes", "No"], "position": 9}
    return ReviewField.objects.create(course=course, **{**defaults, **fields})


def change(row: ReviewField, **values: Any) -> bool:
    for name, value in values.items():
        setattr(row, name, value)
    return row.change(based_on=row.version, now=BEFORE, by=None)


def url(course: Course, name: str, *args: Any) -> str:
    return reverse(f"reviews:{name}", args=[course.slug, *args])


def typed(row: ReviewField, **fields: Any) -> dict[str, Any]:
    """Return what the page of a field sends, with these changed."""
    said: dict[str, Any] = {
        "label": row.label, "help_text": row.help_text, "audience": row.audience, "version": row.version,
        "min_words": row.min_words or "", "max_words": row.max_words or "",
        "options_value": [*[value for value, _ in row.choices], ""], "kind": row.kind,
        "options": [*[label for _, label in row.choices], ""],
    }  # fmt: skip
    return said | ({"is_required": "on"} if row.is_required else {}) | fields


def test_a_score_keeps_its_number_under_new_labels(ada: Enrollment, paper: Paper) -> None:
    saving = build.review(ada, paper, now=BEFORE)
    change(field(paper.course, "merit"), options=["Awful", "Weak", "Fair", "Fine", "Excellent", "Sublime"])
    (line,) = sheet([field(paper.course, "merit")], saving.revision.answers)
    assert (line.score, line.chosen) == ("4", ["Fine"])


def test_steps_that_answers_stand_on_are_not_dropped_or_moved(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    for options in (MERIT[:3], ["Zero", *MERIT], MERIT[::-1]):
        with pytest.raises(AnswersForbid):
            change(field(paper.course, "merit"), options=options)
    assert field(paper.course, "merit").options == MERIT


def test_a_renamed_option_does_not_orphan_its_answers(ada: Enrollment, paper: Paper) -> None:
    row = choice(paper.course, is_required=True)
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "again": "Yes"})
    change(row, choices=[("No", "Never"), ("Yes", "Certainly"), ("Perhaps", "Perhaps")])
    row.refresh_from_db()
    (line,) = sheet([row], {"again": "Yes"})
    assert line.chosen == ["Certainly"]
    again = build.review(ada, paper, now=BEFORE, answers={**build.FULL, "again": "Yes", "opinion": "More"}, based_on=1)
    assert again.missing == []
    with pytest.raises(AnswersForbid):
        change(row, choices=[("No", "Never")])


@pytest.mark.parametrize("kind", ["choice", "checkboxes"])
def test_an_option_that_nobody_chose_can_go(ada: Enrollment, paper: Paper, kind: str) -> None:
    row = choice(paper.course, kind=kind, options=["A", "B", "C"])
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "again": ["A", "B"] if kind == "checkboxes" else "A"})
    change(row, choices=[("A", "A"), ("B", "B")])
    with pytest.raises(AnswersForbid, match="“A” was chosen"):
        change(row, choices=[("B", "B")])


def test_a_kind_stays_once_it_is_answered_even_in_a_draft(ada: Enrollment, paper: Paper) -> None:
    assert change(field(paper.course, "opinion"), kind="question")
    build.review(ada, paper, now=BEFORE, hand_in=False)
    with pytest.raises(AnswersForbid, match="the kind stays"):
        change(field(paper.course, "opinion"), kind="text")


def test_a_field_that_is_required_from_now_on_leaves_a_review_handed_in(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    change(field(paper.course, "question"), is_required=True)
    assert my_cell(ada, paper, BEFORE).standing.state == State.HANDED_IN
    later = build.review(ada, paper, now=BEFORE, answers={**build.FULL, "opinion": "I agree more."}, based_on=1)
    assert [one.key for one in later.missing] == ["question"]
    standing = my_cell(ada, paper, build.CLASS_AT + build.HOUR).standing
    assert (standing.state, standing.graded) == (State.CHANGED, 1)


def test_a_complete_draft_is_handed_in_although_more_is_required_since(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, hand_in=False)
    change(field(paper.course, "question"), is_required=True)
    standing = my_cell(ada, paper, build.CLASS_AT + build.HOUR).standing
    assert standing.is_handed_in
    assert standing.is_automatic


def test_what_was_written_for_staff_never_goes_to_the_class(ada: Enrollment, paper: Paper) -> None:
    row = choice(paper.course, key="private", kind="text", options=[], audience=Audience.STAFF)
    assert change(row, audience=Audience.CLASS)
    assert change(row, audience=Audience.STAFF)
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "private": "I am ill."})
    with pytest.raises(AnswersForbid, match="1 answer was given while only staff read it"):
        change(row, audience=Audience.CLASS)
    assert row.course.review_fields.read_by(ada).filter(key="private").count() == 0


def test_a_slip_of_the_audience_is_undone_while_nobody_wrote(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE - build.HOUR)
    change(field(paper.course, "opinion"), audience=Audience.STAFF)
    assert change(field(paper.course, "opinion"), audience=Audience.CLASS)
    change(field(paper.course, "opinion"), audience=Audience.STAFF)
    build.review(bo, paper, now=BEFORE)
    with pytest.raises(AnswersForbid):
        change(field(paper.course, "opinion"), audience=Audience.CLASS)


def test_two_who_change_a_field_do_not_overwrite_each_other(course: Course) -> None:
    mine, theirs = field(course, "opinion"), field(course, "opinion")
    change(theirs, label="What do you think?")
    with pytest.raises(ChangedByAnother):
        change(mine, label="Opinion")
    assert field(course, "opinion").label == "What do you think?"


def test_every_change_is_an_event_with_before_and_after(course: Course, ines: Enrollment) -> None:
    row = field(course, "opinion")
    row.label = "What do you think?"
    row.change(based_on=1, now=BEFORE, by=ines.user)
    row.change(based_on=2, now=BEFORE, by=ines.user)
    row.step(-1, now=BEFORE, by=ines.user)
    row.retire(now=BEFORE, by=ines.user)
    row.retire(now=BEFORE, by=ines.user)
    row.bring_back(now=BEFORE, by=ines.user)
    assert [(event.kind, event.actor) for event in Event.objects.about(row)] == [
        ("reviewfield.changed", ines.user), ("reviewfield.moved", ines.user),
        ("reviewfield.retired", ines.user), ("reviewfield.brought_back", ines.user),
    ]  # fmt: skip
    changed = Event.objects.get(kind="reviewfield.changed")
    assert (changed.before, changed.after) == ({"label": "Your opinion"}, {"label": "What do you think?"})
    assert [one.key for one in course.review_fields.asked()] == ["summary", "merit", "question", "opinion"]


def test_a_field_with_answers_is_retired_and_stays_readable(ada: Enrollment, paper: Paper) -> None:
    saving = build.review(ada, paper, now=BEFORE)
    row = field(paper.course, "opinion")
    with pytest.raises(AnswersForbid):
        row.remove(now=BEFORE, by=None)
    row.retire(now=BEFORE)
    later = build.review(ada, paper, now=BEFORE, answers={"summary": "Anew", "merit": "2"}, based_on=1)
    assert later.missing == []
    lines = sheet(paper.course.review_fields.read_by(ada), later.revision.answers)
    assert [line.field.key for line in lines] == ["summary", "opinion", "merit"]
    assert saving.revision.answers["opinion"] == later.revision.answers["opinion"]


def test_a_new_field_never_takes_the_key_of_answers(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "novelty": ""})
    for label, key in (
        ("Novelty", "novelty-2"),
        ("2 things", "field-2-things"),
        ("¿?", "field"),
        ("Opinion", "opinion-2"),
    ):
        row = ReviewField(course=paper.course, kind="text", label=label)
        assert ReviewField.objects.add(row, now=BEFORE, by=None).key == key


def test_a_copied_form_takes_the_place_of_one_without_answers(course: Course, ines: Enrollment) -> None:
    other = build.course()
    build.enrollment(other, role=ines.role, person=ines.user)
    choice(other, label="Novel?")
    copied = ReviewField.objects.all().copy(other, course, now=BEFORE, by=ines.user)
    assert [one.label for one in copied] == ["Novel?"]
    assert [one.label for one in course.review_fields.all()] == ["Novel?"]
    assert other.review_fields.count() == 1


def test_a_copied_form_stands_behind_one_with_answers(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    other = build.course()
    build.review_form(other)
    ReviewField.objects.all().copy(other, paper.course, now=BEFORE, by=None)
    keys = [one.key for one in paper.course.review_fields.asked()]
    assert keys[:4] == ["summary", "opinion", "merit", "question"]
    assert keys[4:] == ["summary-2", "opinion-2", "merit-2", "question-2"]


# The pages


def test_staff_add_a_field_and_students_find_it(as_: As, tess: Enrollment, ada: Enrollment, paper: Paper) -> None:
    course = paper.course
    said = {
        "kind": "score",
        "label": "Novelty",
        "audience": "class",
        "options": ["Old", "New", ""],
        "is_required": "on",
    }
    answer = as_(tess).post(f"{url(course, 'field_create')}?kind=score", {**said, "options_value": ["", "", ""]})
    assert answer.status_code == 302
    row = field(course, "novelty")
    assert (row.options, row.is_required, row.position) == (["Old", "New"], True, 4)
    page = as_(ada).get(url(course, "review_edit", paper.pk)).content.decode()
    assert "Novelty" in page
    assert "2. New" in page


def test_nothing_typed_is_lost_by_a_refusal(as_: As, tess: Enrollment, ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    row = field(paper.course, "merit")
    answer = as_(tess).post(url(paper.course, "field_edit", row.pk), typed(row, label="Worth", options=MERIT[:3]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Good” was chosen in answers already given" in page
    assert 'value="Worth"' in page
    assert field(paper.course, "merit").label == "Overall merit"


def test_a_change_after_anothers_says_so_keeps_the_typed_and_goes_through_the_second_time(
    as_: As, tess: Enrollment, ines: Enrollment, course: Course
) -> None:
    mine = typed(field(course, "opinion"), label="Mine")
    as_(ines).post(
        url(course, "field_edit", field(course, "opinion").pk), typed(field(course, "opinion"), label="Hers")
    )
    page = as_(tess).post(url(course, "field_edit", field(course, "opinion").pk), mine).content.decode()
    assert "Ines Vega has changed this field since you opened it" in page
    assert 'value="Mine"' in page
    assert field(course, "opinion").label == "Hers"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    as_(tess).post(url(course, "field_edit", field(course, "opinion").pk), mine | {"version": version[1]})
    assert field(course, "opinion").label == "Mine"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"options": ["Only"]}, "two options at least"),
        ({"options": ["Same", "Same"]}, "stands there twice"),
        ({"options": ["x" * 201, "y"]}, "200 characters at most"),
        ({"label": ""}, "required"),
    ],
)
def test_a_scale_without_sense_is_refused_in_words(as_: As, tess: Enrollment, course: Course, said, why) -> None:
    row = field(course, "merit")
    said = said | {"options_value": [""] * len(said.get("options", [*row.options, ""]))}
    answer = as_(tess).post(url(course, "field_edit", row.pk), typed(row, **said))
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_more_words_at_least_than_at_most_are_refused(as_: As, tess: Enrollment, course: Course) -> None:
    row = field(course, "opinion")
    answer = as_(tess).post(url(course, "field_edit", row.pk), typed(row, kind="text", min_words=50, max_words=20))
    assert "fewer than the fewest, 50" in answer.content.decode()


def test_a_field_is_retired_and_replaced_in_one_act(as_: As, tess: Enrollment, ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE)
    course, row = paper.course, field(paper.course, "opinion")
    address = f"{url(course, 'field_create')}?instead_of=opinion"
    assert 'value="Your opinion"' in as_(tess).get(address).content.decode()
    as_(tess).post(address, typed(row, kind="choice", label="Agree?", options=["Yes", "No"], options_value=["", ""]))
    assert [one.key for one in course.review_fields.asked()] == ["summary", "agree", "merit", "question"]
    assert Review.objects.get().revisions.get().answers["opinion"] == "I agree."


def test_the_preview_shows_what_is_typed_and_what_saving_would_do_and_stores_nothing(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    build.review(ada, paper, now=BEFORE)
    row = field(paper.course, "question")
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "question": "Why?"}, based_on=1)
    said = typed(row, label="<b>Ask</b>", is_required="on", field=row.pk, help_text="**Bold**")
    page = as_(tess).post(url(paper.course, "form_preview"), said).content.decode()
    assert "&lt;b&gt;Ask&lt;/b&gt;" in page
    assert "<strong>Bold</strong>" in page
    assert "Reviews handed in stay complete." in page
    assert field(paper.course, "question").label == "Question for class"
    assert Event.objects.filter(kind__startswith="reviewfield").count() == 0


def test_retiring_the_only_question_says_what_becomes_of_the_board(as_: As, tess: Enrollment, course: Course) -> None:
    address = url(course, "field_retire", field(course, "question").pk)
    page = as_(tess).post(address, follow=True).content.decode()
    assert "Reviews put no new question on the board; the cards that are there stay." in page


def test_a_form_is_copied_only_from_where_one_is_staff(as_: As, tess: Enrollment, course: Course) -> None:
    foreign = build.course()
    build.review_form(foreign)
    assert as_(tess).post(url(course, "form_copy"), {"source": foreign.slug}).status_code == 200
    assert course.review_fields.count() == 4
    build.enrollment(foreign, role=tess.role, person=tess.user)
    assert as_(tess).post(url(course, "form_copy"), {"source": foreign.slug}).status_code == 302


@pytest.mark.parametrize("fields", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_fields(
    as_: As, tess: Enrollment, django_assert_num_queries: Any, fields: int
) -> None:
    tess.course.review_fields.all().delete()
    for number in range(fields):
        choice(tess.course, key=f"f{number}", label=f"Field {number}")
    client = as_(tess)
    with django_assert_num_queries(6):
        assert client.get(url(tess.course, "field_list")).status_code == 200


def test_what_was_typed_under_read_by_staff_only_is_not_kept_for_the_class_unasked(
    as_: As, ada: Enrollment, paper: Paper
) -> None:
    choice(paper.course, key="private", kind="text", options=[], audience=Audience.STAFF)
    client, address = as_(ada), url(paper.course, "review_edit", paper.pk)
    assert '<input type="hidden" name="for_staff" value="private">' in client.get(address).content.decode()
    change(field(paper.course, "private"), audience=Audience.CLASS)
    said = {**build.FULL, "private": "I am ill.", "for_staff": "private", "based_on": "0", "hand_in": "1"}
    answer = client.post(address, said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The class reads this answer now" in page
    assert "I am ill." in page
    revision = Review.objects.get().revisions.get()
    assert (revision.answers.get("private"), revision.is_hand_in) == (None, False)
    client.post(address, {key: value for key, value in said.items() if key != "for_staff"} | {"based_on": "1"})
    assert Review.objects.get().revisions.last().answers["private"] == "I am ill."  # type: ignore[union-attr]


@pytest.mark.parametrize("said", ["²", "9" * 30, "9" * 5000, "-1", "x"])
def test_a_preview_of_a_field_that_no_row_can_be_is_of_a_new_one(as_: As, tess: Enrollment, said: str) -> None:
    answer = as_(tess).post(url(tess.course, "form_preview"), {"field": said, "label": "Why?", "as": "text"})
    assert answer.status_code == 200
