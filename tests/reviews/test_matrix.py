"""Students × papers: what each square says, what is found, in which order; and the files."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from courseapp.models import Course, Enrollment, User
from courseapp.roles import Role
from reviews.lateness import came_at, minutes_late
from reviews.matrix import Choice, Matrix, Square, matrix
from reviews.models import Extension, Paper, Reading, Review, Waiver, give_mark, release_marks
from reviews.outcomes import Outcome
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
ADDRESS = "/c/cs7670-25fall/matrix/"


def square(student: Enrollment, paper: Paper, now: datetime = AFTER) -> Square:
    """Return one square."""
    row = next(row for row in matrix(student.course, now).rows if row.student == student)
    return next(one for one in row.squares if one.cell.paper == paper)


def handed_in(student: Enrollment, paper: Paper, now: datetime = BEFORE, **options: Any) -> Review:
    return build.review(student, paper, now=now, **options).revision.review


def test_what_is_not_written_is_missing_only_after_the_due_time(ada: Enrollment, paper: Paper) -> None:
    assert (square(ada, paper, CLASS_AT).outcome, square(ada, paper, AFTER).outcome) == (Outcome.OPEN, Outcome.MISSING)


def test_each_state_has_its_word(ada: Enrollment, paper: Paper) -> None:
    review = handed_in(ada, paper, answers={"summary": "Hm."}, hand_in=False)
    assert square(ada, paper).outcome == Outcome.DRAFT
    handed_in(ada, paper, now=AFTER, based_on=1, hand_in=False)
    assert square(ada, paper).outcome == Outcome.LATE_DRAFT
    handed_in(ada, paper, now=AFTER, based_on=2)
    assert square(ada, paper).outcome == Outcome.LATE
    review.accept(now=AFTER, by=None)
    assert square(ada, paper).outcome == Outcome.ACCEPTED
    Waiver.objects.grant(enrollment=ada, paper=paper, now=AFTER, by=None)
    assert square(ada, paper).outcome == Outcome.WAIVED


def test_what_was_written_after_reading_the_others_does_not_count(ada: Enrollment, paper: Paper) -> None:
    Reading.objects.note(enrollment=ada, paper=paper, now=BEFORE - HOUR)
    handed_in(ada, paper)
    assert square(ada, paper).outcome == Outcome.VOID


def test_a_paper_due_before_the_student_came_is_not_owed(course: Course, paper: Paper) -> None:
    newcomer = build.enrollment(course, began_on=(CLASS_AT + DAY).date())
    assert square(newcomer, paper).outcome == Outcome.NOT_OWED
    assert matrix(course, AFTER).rows[0].assigned == 0


@pytest.mark.parametrize(
    ("at", "minutes"),
    [(CLASS_AT, 0), (CLASS_AT + HOUR / 60, 0), (CLASS_AT + HOUR / 20 + HOUR / 3600, 4), (CLASS_AT + DAY, 1440)],
)
def test_lateness_is_counted_from_the_due_time_and_none_within_the_grace(
    ada: Enrollment, paper: Paper, at: datetime, minutes: int
) -> None:
    handed_in(ada, paper, now=at)
    assert minutes_late(square(ada, paper, CLASS_AT + 2 * DAY).cell) == minutes


def test_a_draft_handed_in_by_itself_came_at_the_due_time(ada: Enrollment, paper: Paper) -> None:
    handed_in(ada, paper, hand_in=False)
    one = square(ada, paper)
    assert (one.outcome, came_at(one.cell), minutes_late(one.cell)) == (Outcome.ON_TIME, CLASS_AT, 0)


def test_an_extension_moves_lateness(ada: Enrollment, paper: Paper) -> None:
    Extension.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None, due_at=CLASS_AT + DAY)
    handed_in(ada, paper, now=AFTER)
    one = square(ada, paper)
    assert (one.outcome, minutes_late(one.cell)) == (Outcome.ON_TIME, 0)


@pytest.fixture
def full(ada: Enrollment, bo: Enrollment, paper: Paper) -> Matrix:
    """Two papers: Ada did the first and marked, Bo drafts it; the second is due in a week."""
    second = build.paper(build.meeting(paper.course, CLASS_AT + 7 * DAY), title="=Second()")
    review = handed_in(ada, paper, answers={**FULL, "summary": "One two three four five."})
    give_mark(review, revision=review.revisions.get(), now=AFTER, by=None, share=Decimal("0.855"))
    handed_in(bo, paper, answers={"summary": "-1 is a draft"}, hand_in=False)
    handed_in(bo, second)
    return matrix(paper.course, AFTER)


def test_rows_and_columns_are_added_up(full: Matrix) -> None:
    ada, bo = full.rows
    assert [(row.counted, row.assigned, row.owed, row.words) for row in (ada, bo)] == [(1, 2, 1, 7), (1, 2, 1, 8)]
    first, second = full.totals
    assert (first.counted, first.assigned, first.marked) == (1, 2, 1)
    assert (second.counted, second.outcomes[Outcome.OPEN]) == (1, 1)
    assert (full.counted, full.assigned, full.owed) == (2, 4, 2)


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(), ["Ada Lovelace", "Bo Diddley"]),
        (Choice(student="LOVE ada"), ["Ada Lovelace"]),
        (Choice(student="bo@example"), ["Bo Diddley"]),
        (Choice(state="draft"), ["Bo Diddley"]),
        (Choice(state="waived"), []),
        (Choice(state="owes"), ["Ada Lovelace", "Bo Diddley"]),
        (Choice(sort="-name"), ["Bo Diddley", "Ada Lovelace"]),
        (Choice(sort="-words"), ["Bo Diddley", "Ada Lovelace"]),
        (Choice(sort="nonsense"), ["Ada Lovelace", "Bo Diddley"]),
    ],
)
def test_rows_are_found_and_put_in_order(full: Matrix, course: Course, choice: Choice, names: list[str]) -> None:
    assert [row.student.name for row in matrix(course, AFTER, choice).rows] == names


def test_a_column_is_sorted_by_what_needs_somebody_first(full: Matrix, course: Course) -> None:
    key = f"paper-{full.papers[0].pk}"
    assert [row.student.name for row in matrix(course, AFTER, Choice(sort=key)).rows] == ["Bo Diddley", "Ada Lovelace"]


def test_one_paper_alone_decides_whom_a_state_finds(full: Matrix, course: Course) -> None:
    chosen = matrix(course, AFTER, Choice(state="on time", paper=full.papers[1].pk))
    assert [(row.student.name, len(row.squares)) for row in chosen.rows] == [("Bo Diddley", 1)]


def test_the_page_says_in_words_what_holds_and_leads_to_the_review(
    as_: As, tess: Enrollment, full: Matrix, paper: Paper, at: At
) -> None:
    at(AFTER)
    page = as_(tess).get(ADDRESS).content.decode()
    review = Review.objects.get(paper=paper, enrollment__user__name="Ada Lovelace")
    link = f'<a href="/c/cs7670-25fall/papers/{paper.pk}/reviews/{review.pk}/">on time<small>7 · 85.5 %</small></a>'
    assert f'<td class="is-on_time">{link}</td>' in page
    assert '<td class="is-open">to do</td>' in page
    assert "=Second()" in page


def test_what_nobody_offered_is_as_good_as_nothing(as_: As, tess: Enrollment, full: Matrix, at: At) -> None:
    at(AFTER)
    page = as_(tess).get(ADDRESS + "?state=rich&paper=999999&sort=%22%3E%3Cscript%3E").content.decode()
    assert "Ada Lovelace" in page
    assert "<script>" not in page.partition("<body>")[2]


def test_a_matrix_of_nothing_says_so(as_: As, tess: Enrollment) -> None:
    assert "Nothing to show yet" in as_(tess).get(ADDRESS).content.decode()


def test_a_search_that_finds_nobody_says_so(as_: As, tess: Enrollment, full: Matrix) -> None:
    assert "No such review" in as_(tess).get(ADDRESS + "?student=zzz").content.decode()


def test_the_csv_has_a_line_a_student_and_paper(as_: As, tess: Enrollment, full: Matrix, at: At) -> None:
    at(AFTER)
    answer = as_(tess).get(ADDRESS + "csv/")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert len(lines) == 4
    first = lines[0]
    assert (first["student"], first["state"], first["handed_in_at"]) == (
        "Ada Lovelace", "on time", "2025-10-07T08:50:00-04:00",
    )  # fmt: skip
    assert (first["minutes_late"], first["words"], first["mark_percent"], first["mark_released"]) == (
        "0", "7", "85.5", "no",
    )  # fmt: skip
    assert lines[1]["paper"] == "'=Second()"
    assert lines[1]["due_at"] == "2025-10-14T09:50:00-04:00"
    assert (lines[1]["handed_in_at"], lines[1]["owes_now"]) == ("", "yes")


def test_the_files_hold_what_the_page_shows(as_: As, tess: Enrollment, full: Matrix, at: At) -> None:
    at(AFTER)
    lines = b"".join(as_(tess).get(ADDRESS + "csv/?student=bo&bom=1")).decode()
    assert lines.startswith("\ufeffstudent,")
    assert lines.count("\r\n") == 3
    assert "Ada" not in lines


def test_the_workbook_has_numbers_and_no_formula(as_: As, tess: Enrollment, full: Matrix, paper: Paper, at: At) -> None:
    at(AFTER)
    release_marks(paper, now=AFTER, by=None)
    answer = as_(tess).get(ADDRESS + "xlsx/")
    assert 'filename="cs7670-25fall-reviews.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Reviews", "States", "Minutes late", "Words", "Marks"]
    head, first, second = list(book["Reviews"].iter_rows())[:3]
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert (cells["words"].value, cells["words"].data_type) == (7, "n")
    assert (cells["mark_percent"].value, cells["mark_released"].value) == (85.5, "yes")
    assert (second[4].value, second[4].data_type) == ("=Second()", "s")
    assert [[cell.value for cell in row] for row in book["States"].iter_rows()] == [
        ["student", "email", "Attention Is All You Need", "=Second()"],
        ["Ada Lovelace", "ada@example.edu", "on time", "to do"],
        ["Bo Diddley", "bo@example.edu", "draft", "on time"],
    ]
    assert book["States"].freeze_panes == "B2"


def test_a_workbook_of_nobody_can_be_opened(as_: As, tess: Enrollment) -> None:
    book = load_workbook(io.BytesIO(as_(tess).get(ADDRESS + "xlsx/").content))
    assert [cell.value for cell in book["States"][1]] == ["student", "email"]


@pytest.mark.parametrize("more", [0, 2])
def test_the_matrix_costs_the_same_for_few_and_many(
    as_: As, tess: Enrollment, full: Matrix, paper: Paper, at: At, more: int, django_assert_num_queries: Any
) -> None:
    for _ in range(more):
        review = handed_in(build.enrollment(paper.course), paper)
        give_mark(review, revision=None, now=BEFORE, by=tess.user, symbol="✓")
    at(AFTER)
    client = as_(tess)
    with django_assert_num_queries(16):
        client.get(ADDRESS)


def test_a_copy_is_shared_until_something_changes_or_a_due_time_passes(
    as_: As, tess: Enrollment, ines: Enrollment, ada: Enrollment, full: Matrix, paper: Paper, at: At,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    at(AFTER)
    first, second = as_(tess), as_(ines)
    first.get(ADDRESS)
    with django_assert_num_queries(4):
        assert "7 · 85.5 %" in second.get(ADDRESS).content.decode()
    give_mark(Review.objects.get(enrollment=ada), revision=None, now=AFTER, by=None, symbol="✓+")
    assert "7 · ✓+" in first.get(ADDRESS).content.decode()
    assert "missing" not in first.get(ADDRESS).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    at(CLASS_AT + 8 * DAY)
    assert "missing" in first.get(ADDRESS).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_copy_of_one_course_or_choice_is_shown_for_no_other(as_: As, tess: Enrollment, full: Matrix, at: At) -> None:
    at(AFTER)
    client = as_(tess)
    client.get(ADDRESS)
    assert "Ada Lovelace" not in client.get(ADDRESS + "?state=draft").content.decode()
    assert "Ada Lovelace" not in client.get(ADDRESS + "?student=bo").content.decode()
    assert "Ada Lovelace" in client.get(ADDRESS).content.decode()
    elsewhere = build.enrollment(build.course("other"), Role.INSTRUCTOR)
    assert "Ada Lovelace" not in as_(elsewhere).get("/c/other/matrix/").content.decode()


def test_what_one_of_the_staff_typed_into_the_address_is_shown_to_no_other(
    as_: As, tess: Enrollment, ines: Enrollment, full: Matrix, at: At
) -> None:
    at(AFTER)
    for typed in ("paper=%3Cxytyped%3E", "state=xytyped", "paper=xytyped&state=xytyped"):
        assert "xytyped" not in as_(tess).get(f"{ADDRESS}?{typed}").content.decode().partition("<main")[2]
        assert "xytyped" not in as_(ines).get(ADDRESS).content.decode()
