"""Offline forms of one's own reviews: down, edited, up; nothing is lost, and nothing changes by itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseapp.answers import storable
from courseapp.models import Course, Enrollment, Meeting
from reviews import imports
from reviews.exports import forms_of, forms_of_class, review_table
from reviews.hotcrp.choices import Choices
from reviews.hotcrp.gathered import gather
from reviews.models import Audience, Paper, Review, ReviewField, Revision
from reviews.offline import read_sheets
from reviews.standing import State
from reviews.standings import my_cell
from tests import build
from tests.build import CLASS_AT, FULL, HOUR

BEFORE, AFTER = CLASS_AT - HOUR, CLASS_AT + HOUR
AWKWARD = "==+== Begin Review #9Z\n\n\\==*== x\n=SUM(A1)\n  indented\n\nlast\n\n"

pytestmark = pytest.mark.django_db

As = Callable[[Enrollment], Client]


def url(course: Course) -> str:
    return reverse("reviews:offline_detail", args=[course.slug])


def mine(student: Enrollment, paper: Paper, now: datetime = BEFORE) -> str:
    return forms_of(student, [Paper.objects.scheduled().get(pk=paper.pk)], now)


def upload(client: Client, course: Course, text: str) -> Any:
    """Upload and keep."""
    return client.post(url(course), {"text": text, "apply": "1"}, follow=True)


def test_a_form_comes_down_is_filled_and_comes_back(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    client, course = as_(ada), ada.course
    down = client.get(reverse("reviews:offline_forms", args=[course.slug]), {"paper": paper.pk})
    text = down.content.decode()
    assert "attachment" in down["Content-Disposition"]
    assert "==*== Summary" in text
    assert "==-==    5. Excellent" in text
    filled = text.replace("==*== Summary\n\n", "==*== Summary\n\nIt *attends*.\n")
    filled = filled.replace("==*== Your opinion\n\n", "==*== Your opinion\n\nI agree.\n").replace(
        "(Your choice here)", "4"
    )

    shown = client.post(url(course), {"text": filled.replace("\nNot ready\n", "\nReady\n")})
    assert b"It will be handed in." in shown.content
    assert b"<ins>" in shown.content
    assert not Review.objects.exists()

    answer = upload(client, course, filled)
    assert "It is a draft and NOT handed in" in answer.content.decode()
    upload(client, course, mine(ada, paper).replace("\nNot ready\n", "\nReady\n"))
    cell = my_cell(ada, Paper.objects.scheduled().get(), BEFORE)
    assert cell.standing.state == State.HANDED_IN
    assert Revision.objects.get(number=2).answers == {
        "summary": "It *attends*.", "opinion": "I agree.", "merit": "4", "question": "",
    }  # fmt: skip
    assert "\nReady\n" in mine(ada, paper)


def test_a_file_is_taken_with_any_line_ends(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    text = mine(ada, paper).replace("==*== Summary\n\n", "==*== Summary\n\nOne\ntwo\n").replace("\n", "\r\n")
    upload(as_(ada), ada.course, "\ufeff" + text)
    assert Revision.objects.get().answers["summary"] == "One\ntwo"


def test_an_unchanged_form_changes_nothing_in_whatever_state(
    ada: Enrollment, bo: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "summary": AWKWARD})
    build.review(bo, paper, now=BEFORE, hand_in=False)
    for now in (BEFORE, AFTER):  # Bo's is handed in by itself at the due time
        at(now)
        for student in (ada, bo):
            shown = as_(student).post(url(student.course), {"text": mine(student, paper, now)})
            assert b"nothing changes" in shown.content
            upload(as_(student), student.course, mine(student, paper, now))
    assert Revision.objects.count() == 2


TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(storable)
LINES = st.lists(st.one_of(TEXTS, st.sampled_from(AWKWARD.split("\n"))), max_size=6).map("\n".join)
ANSWERS = st.fixed_dictionaries(
    {"summary": LINES, "opinion": LINES, "question": LINES, "merit": st.sampled_from(["", "1", "5"]),
     "likes": st.lists(st.sampled_from(["A, b", "No", "z"]), unique=True)}
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(answers=ANSWERS, hand_in=st.booleans())
def test_a_form_of_any_text_comes_back_as_it_was(
    ada: Enrollment, meeting: Meeting, answers: dict[str, Any], hand_in: bool
) -> None:
    paper = build.paper(meeting, title=f"Paper {build.course().pk}")
    ReviewField.objects.get_or_create(
        course=ada.course,
        key="likes",
        defaults={"kind": "checkboxes", "label": "Likes", "options": ["A, b", "No", "z"]},
    )
    paper = Paper.objects.scheduled().get(pk=paper.pk)
    build.review(ada, paper, now=BEFORE, answers=answers, hand_in=hand_in)

    text = forms_of(ada, [paper], BEFORE)

    assert [sheet.has_work for sheet in read_sheets(ada, text, BEFORE)] == [False]
    made = imports.plan(ada.course, gather({"forms.txt": text}), Choices(), editor=None, now=AFTER)
    assert [
        line for line in made.lines if line.noun == "review" and line.verdict in ("added", "changed", "in error")
    ] == []


def test_a_form_that_is_older_than_the_review_is_kept_beside_and_hands_nothing_in(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    build.review(ada, paper, now=BEFORE)
    text = mine(ada, paper).replace("It attends.", "It attends offline.")
    build.review(ada, paper, now=BEFORE, answers={**FULL, "summary": "Online."}, based_on=1)

    shown = as_(ada).post(url(ada.course), {"text": text})
    assert "its text is kept beside" in shown.content.decode()
    answer = upload(as_(ada), ada.course, text)

    assert answer.redirect_chain[-1][0].endswith("/comparison/")
    beside = Revision.objects.get(number=3)
    assert (beside.beside.number if beside.beside else 0, beside.is_hand_in) == (2, False)
    assert beside.answers["summary"] == "It attends offline."


def test_a_form_that_was_not_touched_says_so_though_the_review_went_on(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    build.review(ada, paper, now=BEFORE)
    text = mine(ada, paper)
    build.review(ada, paper, now=BEFORE, answers={**FULL, "summary": "Online."}, based_on=1)
    upload(as_(ada), ada.course, text)
    assert Revision.objects.count() == 2


def test_late_work_is_kept_as_late_and_said(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(AFTER)
    text = (
        mine(ada, paper, AFTER)
        .replace("==*== Summary\n\n", "==*== Summary\n\nLate.\n")
        .replace("Not ready", "Ready", 1)
    )
    shown = as_(ada).post(url(ada.course), {"text": text}).content.decode()
    assert "kept as late, and counts only if staff accept it" in shown
    assert "It will NOT be handed in: “Your opinion” and “Overall merit” are still empty." in shown
    upload(as_(ada), ada.course, text)
    assert my_cell(ada, Paper.objects.scheduled().get(), AFTER).standing.state == State.LATE


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("<ada@example.edu>", "<bo@example.edu>", "It names &lt;bo@example.edu&gt; as its author"),
        ("Title: Attention Is All You Need", "Title: Something else", "This course has no paper “Something else”"),
        ("==-== Title: Attention Is All You Need\n", "==-==\n", "nothing changes"),
        ("==+== Paper #{pk}", "==+== Paper #999999", "nothing changes"),
        (
            "==+== Paper #{pk}\n==-== Title: Attention Is All You Need",
            "==+== Paper #999999\n==-==",
            "This course has no paper",
        ),
    ],
)
def test_a_form_of_somebody_or_something_else_is_refused_in_a_sentence(
    ada: Enrollment, bo: Enrollment, paper: Paper, as_: As, before: str, after: str, sentence: str
) -> None:
    text = mine(ada, paper).replace(before.format(pk=paper.pk), after)
    text = text.replace(f"Begin Review #{paper.pk}", "Begin Review") if "Paper #9" in after else text
    shown = as_(ada).post(url(ada.course), {"text": text}).content.decode()
    assert sentence in shown
    upload(as_(ada), ada.course, text)
    assert not Review.objects.exists()


def test_a_number_of_another_paper_is_refused(ada: Enrollment, paper: Paper, meeting: Meeting, as_: As) -> None:
    other = build.paper(meeting, title="Another paper")
    text = mine(ada, paper).replace(f"#{paper.pk}", f"#{other.pk}")
    assert (
        "is that of “Another paper”, but its title is"
        in as_(ada).post(url(ada.course), {"text": text}).content.decode()
    )


def test_what_no_field_asks_is_kept_and_the_scratchpad_is_not(
    ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    text = mine(ada, paper).replace("==*== Summary\n\n", "==*== Sumary\n\nMistyped heading.\n")
    text = text.replace("(Your choice here)", "seven").replace("private notes)\n", "private notes)\nmy secret\n")
    shown = as_(ada).post(url(ada.course), {"text": text}).content.decode()
    assert "“Sumary” is no field of the form" in shown
    assert "“seven” is none of the choices of “Overall merit”" in shown
    assert "Your scratchpad stays in your file" in shown
    upload(as_(ada), ada.course, text)
    kept = Revision.objects.get()
    assert kept.unasked == {"Sumary": ["Mistyped heading."], "Overall merit": ["seven"]}


def test_several_forms_in_a_file_each_go_their_way_and_a_second_one_of_a_paper_is_refused(
    ada: Enrollment, paper: Paper, meeting: Meeting, as_: As, at: Callable[[datetime], None]
) -> None:
    at(BEFORE)
    other = build.paper(meeting, title="Another paper")
    both = forms_of(ada, list(Paper.objects.scheduled()), BEFORE).replace(
        "==*== Summary\n\n", "==*== Summary\n\nBoth.\n"
    )
    again = mine(ada, other).replace("==*== Summary\n\n", "==*== Summary\n\nTwice.\n")
    shown = as_(ada).post(url(ada.course), {"text": both + again}).content.decode()
    assert "is of the same paper. Make one of the two" in shown
    upload(as_(ada), ada.course, both + again)
    assert [one.answers["summary"] for one in Revision.objects.all()] == ["Both.", "Both."]


def test_what_has_no_form_is_refused_and_what_is_sent_stays(ada: Enrollment, paper: Paper, as_: As) -> None:
    client = as_(ada)
    assert "Choose a file or paste" not in client.get(url(ada.course)).content.decode()
    assert "There is no offline form in it" in client.post(url(ada.course), {"text": "Dear all"}).content.decode()
    assert "Dear all" in client.post(url(ada.course), {"text": "Dear all"}).content.decode()
    assert "Choose a file or paste its text" in client.post(url(ada.course), {}).content.decode()


def test_only_ones_own_text_comes_down(ada: Enrollment, bo: Enrollment, paper: Paper, as_: As) -> None:
    build.review(bo, paper, now=BEFORE, answers={**FULL, "summary": "Bo’s secret"})
    down = as_(ada).get(reverse("reviews:offline_forms", args=[ada.course.slug])).content.decode()
    assert "Bo" not in down
    assert (
        "paper=x"
        not in as_(ada).get(reverse("reviews:offline_forms", args=[ada.course.slug]) + "?paper=x").content.decode()
    )


def test_the_class_comes_as_forms_that_are_ready_only_where_handed_in(
    ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    ReviewField.objects.filter(key="opinion").update(audience=Audience.STAFF)
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers={"summary": "Half."})
    text = forms_of_class(ada.course, BEFORE)
    assert text.count("\nReady\n") == 1
    assert text.count("\nNot ready\n") == 1
    assert f"Begin Review #{paper.pk}A" in text
    assert "==-== (shown only to administrators)" in text


def test_the_table_of_reviews_is_in_hotcrps_dialect(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={**FULL, "summary": '=1+1, "so"'})
    build.review(bo, paper, now=BEFORE, hand_in=False)
    lines = "".join(review_table(ada.course, BEFORE))
    assert lines == (
        "paper,title,review,reviewername,email,Summary,Your opinion,Overall merit\n"
        f'{paper.pk},Attention Is All You Need,{paper.pk}A,Ada Lovelace,ada@example.edu,"\'=1+1, ""so""",I agree.,4\n'
    )


@pytest.mark.parametrize("papers", [1, 3])
def test_a_preview_takes_the_same_queries_for_any_number_of_forms(
    ada: Enrollment, meeting: Meeting, papers: int
) -> None:
    for number in range(papers):
        build.review(ada, build.paper(meeting, title=f"Paper {number}"), now=BEFORE)
    text = forms_of(ada, list(Paper.objects.scheduled()), BEFORE)
    with CaptureQueriesContext(connection) as asked:
        read_sheets(ada, text, BEFORE)
    assert len(asked) == 9


def test_what_was_written_for_staff_alone_is_not_shown_to_the_class_by_an_upload(ada: Enrollment, paper: Paper) -> None:
    opinion = paper.course.review_fields.filter(key="opinion")
    opinion.update(audience="staff")
    text = forms_of(ada, [paper], BEFORE).replace(
        "(shown only to administrators)\n", "(shown only to administrators)\n\nIn private.\n", 1
    )
    opinion.update(audience="class")
    (sheet,) = read_sheets(ada, text, BEFORE)
    assert "In private." not in sheet.answers.values()
    assert sheet.unasked == {"Your opinion": ["In private."]}
    assert "read by staff alone when you downloaded this form" in sheet.remarks[0]
