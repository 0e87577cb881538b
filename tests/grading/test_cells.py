"""A cell of the gradebook adjusted in place: with a reason, by one at a time, and by staff alone."""

import pytest
from django.urls import reverse

from grading.models import AdjustedMeanwhile, Adjustment
from tests import build
from tests.grading.conftest import NOW


@pytest.fixture
def address(course, version, ada, at):
    """The address of Ada's reviews in the gradebook."""
    at(NOW)
    return reverse("grading:cell_detail", args=[course.slug, ada.uuid, "reviews"])


def test_a_cell_is_adjusted_with_a_reason_and_the_grid_shows_it(address, course, ada, tess, as_):
    sent = as_(tess).post(address, {"points": "1.5", "reason": "A fine late one.", "after": "0"})
    assert sent["Location"] == f"{reverse('grading:gradebook', args=[course.slug])}#row-{ada.pk}"
    made = ada.adjustments.get()
    assert (made.component, str(made.points), made.reason, made.by) == (
        "reviews",
        "1.50",
        "A fine late one.",
        tess.user,
    )
    assert "adjusted" in as_(tess).get(reverse("grading:gradebook", args=[course.slug])).content.decode()


def test_the_second_of_two_assistants_gets_what_is_there_now_and_keeps_their_words(address, ada, tess, ines, as_):
    as_(ines).post(address, {"points": "2", "reason": "A bonus", "after": "0"})
    answer = as_(tess).post(address, {"points": "1.5", "reason": "My own words", "after": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody adjusted this cell" in page
    assert "A bonus" in page
    assert 'value="My own words"' in page
    assert 'value="1.5"' in page
    assert ada.adjustments.count() == 1
    last = str(ada.adjustments.get().pk)
    assert f'name="after" value="{last}"' in page
    assert as_(tess).post(address, {"points": "1.5", "reason": "My own words", "after": last}).status_code == 302
    assert ada.adjustments.count() == 2


def test_another_cell_of_the_same_student_is_no_conflict(address, ada, tess):
    with_ = {"now": NOW, "by": tess.user, "reason": "Kind", "points": 1}
    first = Adjustment.objects.make(ada, component="reviews", after=0, **with_)
    Adjustment.objects.make(ada, component="", after=0, **with_)
    with pytest.raises(AdjustedMeanwhile):
        Adjustment.objects.make(ada, component="reviews", after=0, **with_)
    Adjustment.objects.make(ada, component="reviews", after=first.pk, **with_)


@pytest.mark.parametrize(
    "wrong", [{"points": "0"}, {"reason": ""}, {"after": ""}, {"after": "x"}, {"points": "1e9"}, {"reason": "a" * 301}]
)
def test_what_says_too_little_is_refused_and_kept(address, ada, tess, as_, wrong):
    answer = as_(tess).post(address, {"points": "1", "reason": "Why", "after": "0"} | wrong)
    assert answer.status_code == 422
    assert not ada.adjustments.exists()


def test_a_cell_that_is_not_there_is_not_found(address, course, ines, tess, as_):
    assert as_(tess).get(address.replace("/reviews/", "/essay/")).status_code == 404
    stranger = build.enrollment(build.course())
    for uuid in (ines.uuid, stranger.uuid):
        assert as_(tess).get(reverse("grading:cell_detail", args=[course.slug, uuid, "total"])).status_code == 404
    assert as_(tess).get(address.replace("/reviews/", "/total/")).status_code == 200


def test_without_a_policy_there_is_no_cell(course, ada, tess, as_):
    address = reverse("grading:cell_detail", args=[course.slug, ada.uuid, "total"])
    assert as_(tess).get(address)["Location"] == reverse("grading:policy", args=[course.slug])
