"""Marks across the papers: what waits, who will see what, their release, and the comments that staff put by."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Enrollment, Event, User
from reviews.marking import samples
from reviews.models import BankedComment, MarkRelease, Paper, Review, give_mark, release_marks, undo_mark
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
MARKS = "/c/cs7670-25fall/marks/"
RELEASE = MARKS + "release/"


@pytest.fixture
def second(paper: Paper) -> Paper:
    """A paper of the next week."""
    return build.paper(build.meeting(paper.course, CLASS_AT + 7 * DAY), title="Second")


@pytest.fixture
def review(ada: Enrollment, paper: Paper) -> Review:
    """Ada's review, handed in."""
    return build.review(ada, paper, now=BEFORE).revision.review


def mark(review: Review, **said: Any) -> None:
    """Mark a review as it now stands."""
    given = {"symbol": "✓−", "comment": "A secret remark."} | said
    give_mark(review, revision=review.revisions.last(), now=BEFORE, by=None, **given)


def test_each_paper_says_how_much_of_it_waits(
    as_: As, tess: Enrollment, bo: Enrollment, paper: Paper, second: Paper, review: Review, at: At
) -> None:
    mark(build.review(bo, paper, now=BEFORE).revision.review)
    at(AFTER)
    page = as_(tess).get(MARKS).content.decode()
    assert "1 review waits for a mark." in page
    assert f'href="{paper.get_absolute_url()}marks/"' in page
    assert "Second" not in page  # nobody has handed anything in


def test_the_preview_shows_who_will_see_what_and_releases_nothing(
    as_: As, tess: Enrollment, ada: Enrollment, bo: Enrollment, paper: Paper, review: Review, at: At
) -> None:
    mark(review)
    build.review(bo, paper, now=BEFORE)
    build.review(ada, paper, now=CLASS_AT, answers={**FULL, "opinion": "New."}, based_on=1)
    at(AFTER)
    page = as_(tess).get(f"{RELEASE}?paper={paper.pk}").content.decode()
    assert "A secret remark." in page
    assert "1 review has no mark yet: its author sees none until it is given." in page
    assert "1 mark was given to a text that has changed since." in page
    assert not MarkRelease.objects.exists()


def test_several_papers_are_released_at_once_and_each_once(
    as_: As, tess: Enrollment, paper: Paper, second: Paper, review: Review, at: At
) -> None:
    at(AFTER)
    client = as_(tess)
    for _ in range(2):
        client.post(RELEASE, {"paper": [paper.pk, second.pk]})
    assert set(MarkRelease.objects.values_list("paper", flat=True)) == {paper.pk, second.pk}
    assert Event.objects.filter(kind="marks.released").count() == 2
    page = client.get(f"{RELEASE}?paper={paper.pk}").content.decode()
    assert ">Release the marks<" not in page


@pytest.mark.parametrize("chosen", [{}, {"paper": "x"}, {"paper": "999999"}, {"paper": "9" * 40}])
def test_no_paper_releases_nothing(as_: As, tess: Enrollment, paper: Paper, chosen: dict[str, str]) -> None:
    assert as_(tess).post(RELEASE, chosen)["Location"] == MARKS
    assert not MarkRelease.objects.exists()


def test_the_papers_of_another_course_are_not_released(as_: As, tess: Enrollment) -> None:
    foreign = build.paper(build.meeting(build.course()))
    assert as_(tess).post(RELEASE, {"paper": foreign.pk})["Location"] == MARKS
    assert not MarkRelease.objects.exists()


EXITS = (
    "",
    "papers/",
    "{paper}",
    "{paper}review/",
    "{paper}review/revisions/",
    "{paper}review/revisions/1/",
    "statement/",
)


@pytest.mark.parametrize("path", EXITS)
def test_a_student_sees_no_mark_before_its_release_by_any_exit(
    as_: As, ada: Enrollment, paper: Paper, review: Review, at: At, path: str
) -> None:
    mark(review)
    at(CLASS_AT + DAY)
    page = as_(ada).get("/c/cs7670-25fall/" + path.format(paper=f"papers/{paper.pk}/")).content.decode()
    assert "✓−" not in page
    assert "secret remark" not in page


@pytest.mark.parametrize(
    "path", ["matrix/", "matrix/csv/", "matrix/xlsx/", "owing/", "marks/", "marks/figures/", "marks/comments/"]
)
def test_what_staff_see_of_marks_is_closed_to_students(as_: As, ada: Enrollment, review: Review, path: str) -> None:
    mark(review)
    assert as_(ada).get("/c/cs7670-25fall/" + path).status_code == 403


def test_after_the_release_a_student_sees_their_own_and_every_change_at_once(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, review: Review, at: At
) -> None:
    mark(review)
    release_marks(paper, now=AFTER, by=None)
    at(CLASS_AT + DAY)
    mine = as_(ada)
    assert "A secret remark." in mine.get(paper.get_absolute_url()).content.decode()
    assert "secret remark" not in as_(bo).get(paper.get_absolute_url()).content.decode()
    later = give_mark(review, revision=None, now=CLASS_AT + DAY, by=None, symbol="✓+", comment="Better now.")
    assert "Better now." in mine.get(paper.get_absolute_url()).content.decode()
    undo_mark(later, now=CLASS_AT + DAY, by=None)
    page = mine.get(paper.get_absolute_url()).content.decode()
    assert "A secret remark." in page
    assert "Better now." not in page


def test_the_figures_take_the_marks_that_count_with_their_places(
    as_: As, tess: Enrollment, ines: Enrollment, bo: Enrollment, paper: Paper, review: Review, at: At
) -> None:
    other = build.review(bo, paper, now=BEFORE).revision.review
    give_mark(review, revision=None, now=BEFORE, by=ines.user, symbol="0", position=1)
    give_mark(review, revision=None, now=AFTER, by=tess.user, symbol="✓", position=1)
    give_mark(other, revision=None, now=AFTER, by=tess.user, share=Decimal("0.5"), position=2)
    found = samples(paper.course, AFTER)
    assert sorted((one.marker, one.position, one.said) for one in found) == [
        ("Tess Tube", 1, "✓"),
        ("Tess Tube", 2, "50 %"),
    ]
    at(AFTER)
    page = as_(tess).get(f"{MARKS}figures/?paper={paper.pk}").content.decode()
    assert "2 marks that count" in page
    assert "Ines Vega" not in page


def test_without_marks_there_are_no_figures(as_: As, tess: Enrollment, paper: Paper) -> None:
    assert "No marks yet" in as_(tess).get(MARKS + "figures/").content.decode()


def test_comments_are_put_by_changed_and_removed(as_: As, tess: Enrollment) -> None:
    client, bank = as_(tess), MARKS + "comments/"
    client.post(bank, {"text": "Say why."})
    banked = BankedComment.objects.get()
    client.post(f"{bank}{banked.pk}/", {"text": "Say why, please."})
    assert "Say why, please.</textarea>" in client.get(bank).content.decode()
    client.post(f"{bank}{banked.pk}/", {"text": " "})
    assert BankedComment.objects.get().text == "Say why, please."
    client.post(f"{bank}{banked.pk}/removal/")
    assert not BankedComment.objects.exists()


def test_the_bank_of_another_course_is_out_of_reach(as_: As, tess: Enrollment) -> None:
    theirs = BankedComment.objects.create(course=build.course(), text="Theirs.", created_at=BEFORE)
    client = as_(tess)
    for end in ("", "removal/"):
        assert client.post(f"{MARKS}comments/{theirs.pk}/{end}", {"text": "Mine."}).status_code == 404
    assert BankedComment.objects.get().text == "Theirs."


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(
    ("path", "queries"), [(MARKS, 12), (RELEASE, 12), (MARKS + "figures/", 7), (MARKS + "comments/", 4)]
)
def test_the_pages_cost_the_same_for_few_and_many(
    as_: As, tess: Enrollment, paper: Paper, second: Paper, review: Review, at: At, path: str, queries: int, more: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    mark(review)
    for number in range(more):
        mark(build.review(build.enrollment(paper.course), second, now=BEFORE).revision.review)
        BankedComment.objects.create(course=paper.course, text=f"No. {number}", created_at=BEFORE)
    at(AFTER)
    client = as_(tess)
    with django_assert_num_queries(queries):
        client.get(path, {"paper": [paper.pk, second.pk]})
