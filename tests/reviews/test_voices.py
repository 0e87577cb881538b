"""What many read is put together once; nobody reads what they may not, however warm it is."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from courseapp.models import Course, Enrollment, ReviewerNames, User
from courseapp.roles import Role
from desk.course_settings import change_settings
from reviews.models import Audience, Comment, Extension, Paper, Review, ReviewField, Waiver, give_mark, release_marks
from reviews.pseudonyms import reference
from reviews.voices import shown_answers
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR
from tests.reviews.test_stamps import WRITES, Scene

BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
As = Callable[[Enrollment | User], Client]
At = Callable[[datetime], None]


@pytest.fixture
def cy(course: Course) -> Enrollment:
    """A third student."""
    return build.enrollment(course, person=build.user("cy@example.edu", name="Cy Twombly"))


@pytest.fixture
def said(ada: Enrollment, bo: Enrollment, cy: Enrollment, paper: Paper) -> dict[str, str]:
    """What each of three students wrote before the class, by their names."""
    texts = {"Ada": (ada, "Adas words.", "5"), "Bo": (bo, "Bos words.", "2"), "Cy": (cy, "Cys words.", "2")}
    for who, opinion, merit in texts.values():
        build.review(who, paper, now=BEFORE, answers={**FULL, "opinion": opinion, "merit": merit})
    return {name: text for name, (_, text, _) in texts.items()}


@pytest.fixture
def read(as_: As, paper: Paper) -> Callable[[Enrollment], str]:
    """Return a function that gives what a reader finds at the paper's page."""
    return lambda who: as_(who).get(paper.get_absolute_url()).content.decode()


def others(page: str) -> str:
    """Return the part of the page with the others' reviews."""
    return page.partition('id="others"')[2].partition("</section>\n")[0] if 'id="others"' in page else ""


def heard(page: str, said: dict[str, str]) -> set[str]:
    """Return the names of those whose review stands among the others'."""
    among = page.partition('id="others"')[2]
    return {name for name, text in said.items() if text in among}


def test_each_reads_all_but_their_own_of_one_copy(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, cy: Enrollment, said: dict[str, str], at: At
) -> None:
    at(AFTER)
    assert heard(read(ada), said) == {"Bo", "Cy"}
    assert heard(read(bo), said) == {"Ada", "Cy"}
    assert heard(read(cy), said) == {"Ada", "Bo"}


def test_what_staff_read_first_is_not_what_a_student_reads_then(
    read: Callable[[Enrollment], str], ada: Enrollment, tess: Enrollment, paper: Paper, said: dict[str, str], at: At
) -> None:
    ReviewField.objects.create(
        course=paper.course, key="secret", kind="text", label="For staff", audience=Audience.STAFF
    )
    cat = build.enrollment(paper.course)
    build.review(cat, paper, now=BEFORE, answers={**FULL, "secret": "For staff alone."})
    at(AFTER)
    give_mark(cat.reviews.get(), revision=None, now=AFTER, by=None, symbol="✓−")
    release_marks(paper, now=AFTER, by=None)
    staff = read(tess)
    assert "For staff alone." in staff
    assert "✓−" in staff
    page = read(ada)
    assert heard(page, said) == {"Bo", "Cy"}
    assert "For staff" not in page
    assert "✓−" not in page


def test_a_warm_copy_opens_nothing_to_whom_it_is_closed(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, paper: Paper, said: dict[str, str], at: At
) -> None:
    nothing = build.enrollment(paper.course)
    gone = build.enrollment(paper.course, ended_on=CLASS_AT.date() - DAY)
    build.review(gone, paper, now=BEFORE - 3 * DAY)
    later = build.enrollment(paper.course)
    build.review(later, paper, now=BEFORE)
    Extension.objects.grant(enrollment=later, paper=paper, due_at=AFTER + DAY, now=BEFORE, by=None)
    auditor = build.enrollment(paper.course, Role.AUDITOR)
    at(AFTER)
    assert heard(read(ada), said) == {"Bo", "Cy"}
    for reader in (nothing, gone, later, auditor):
        assert heard(read(reader), said) == set(), reader.role


def test_who_is_waived_reads_once_the_due_time_has_passed(
    read: Callable[[Enrollment], str], paper: Paper, said: dict[str, str], at: At
) -> None:
    waived = build.enrollment(paper.course)
    Waiver.objects.grant(enrollment=waived, paper=paper, now=BEFORE, by=None)
    at(CLASS_AT)
    assert heard(read(waived), said) == set()
    at(AFTER)
    assert heard(read(waived), said) == set(said)


def test_an_extension_granted_later_closes_what_was_open(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, paper: Paper, said: dict[str, str], at: At
) -> None:
    at(AFTER)
    assert heard(read(ada), said) == {"Bo", "Cy"}
    Extension.objects.grant(enrollment=bo, paper=paper, due_at=AFTER + DAY, now=AFTER, by=None)
    assert heard(read(bo), said) == set()


def test_names_are_what_the_setting_says_and_change_with_it(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, said: dict[str, str], at: At
) -> None:
    at(AFTER)
    assert "Bo Diddley" in read(ada)
    course = Course.objects.get(pk=ada.course_id)
    course.reviewer_names = ReviewerNames.PSEUDONYMS
    change_settings(course, changed=["reviewer_names"], now=AFTER, by=None)
    page = read(ada)
    assert heard(page, said) == {"Bo", "Cy"}
    assert "Bo Diddley" not in page
    course.reviewer_names = ReviewerNames.REAL
    change_settings(course, changed=["reviewer_names"], now=AFTER, by=None)
    bo.user.rename("Bo Peep")
    page = read(ada)
    assert "Bo Peep" in page
    assert "Bo Diddley" not in page


def test_never_means_never_at_once(
    read: Callable[[Enrollment], str], ada: Enrollment, said: dict[str, str], at: At
) -> None:
    at(AFTER)
    assert heard(read(ada), said)
    course = Course.objects.get(pk=ada.course_id)
    course.reviews_open = "never"
    change_settings(course, changed=["reviews_open"], now=AFTER, by=None)
    page = read(ada)
    assert heard(page, said) == set()
    assert "Overall merit" not in others(page)


def test_the_scores_add_up_what_is_read_and_ones_own(
    read: Callable[[Enrollment], str], ada: Enrollment, said: dict[str, str], at: At
) -> None:
    at(BEFORE + HOUR / 2)
    assert "scores" not in read(ada)
    at(AFTER)
    page = read(ada)
    assert "mean 3.0 of 3" in page
    assert page.index("mean 3.0 of 3") < page.index("Bos words.")


def ways_in(page: str) -> dict[str, str]:
    """Return what leads from the page into the discussion of a review: what it says, by the review's key."""
    found = re.findall(r'\?on=(\w+)#topic-\1">(.*?)</a>', page)
    return {key: re.sub("<svg.*?</svg>|<[^>]*>", "", said) for key, said in found}


def say(author: Enrollment, review: Review, text: str, audience: str = Audience.CLASS) -> Comment:
    place = {"paper": review.paper, "review": review, "audience": audience}
    return Comment.objects.say(author=author, text=text, act_key=f"{text}{review.pk}", now=AFTER, **place)


@pytest.mark.usefixtures("said")
def test_each_review_leads_into_its_discussion_and_says_how_much_the_class_said(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, cy: Enrollment, tess: Enrollment,
    paper: Paper, at: At,
) -> None:  # fmt: skip
    keys = [reference(paper.course.pseudonym_key, paper.pk, one.uuid) for one in (ada, bo, cy)]
    at(AFTER)
    names = ("Discuss my review", "Discuss: the review by Bo Diddley", "Discuss: the review by Cy Twombly")
    assert ways_in(read(ada)) == dict(zip(keys, names, strict=True))
    of_ada, of_bo = ada.reviews.get(), bo.reviews.get()
    say(cy, of_ada, "Well read.")
    say(ada, of_bo, "Is it so?")
    say(bo, of_bo, "It is.")
    say(cy, of_bo, "No!").remove(now=AFTER, by=cy)
    names = ("Discuss my review (1)", "Discuss (2): the review by Bo Diddley", "Discuss: the review by Cy Twombly")
    assert ways_in(read(ada)) == dict(zip(keys, names, strict=True))
    assert ways_in(read(tess))[keys[1]] == "Discuss (2): the review by Bo Diddley"


@pytest.mark.usefixtures("said")
def test_what_staff_say_among_themselves_is_counted_for_them_alone(
    read: Callable[[Enrollment], str], ada: Enrollment, bo: Enrollment, cy: Enrollment, tess: Enrollment, at: At
) -> None:
    at(AFTER)
    before = {who.pk: ways_in(read(who)) for who in (ada, bo, cy)}
    for student in (ada, bo):
        say(tess, student.reviews.get(), "They wrote together", Audience.STAFF)
    say(ada, bo.reviews.get(), "He copied me", Audience.STAFF)
    assert sorted(text.partition(":")[0] for text in ways_in(read(tess)).values()) == [
        "Discuss", "Discuss (1)", "Discuss (2)",
    ]  # fmt: skip
    assert {who.pk: ways_in(read(who)) for who in (ada, bo, cy)} == before


def test_who_may_not_read_a_review_is_led_nowhere_and_counts_nothing(
    read: Callable[[Enrollment], str], paper: Paper, bo: Enrollment, said: dict[str, str], at: At
) -> None:
    say(bo, bo.reviews.get(), "It is.")
    nothing, auditor = build.enrollment(paper.course), build.enrollment(paper.course, Role.AUDITOR)
    at(AFTER)
    assert [ways_in(read(who)) for who in (nothing, auditor)] == [{}, {}]


@pytest.mark.usefixtures("said")
def test_the_way_in_shows_the_review_s_comments_and_leads_back(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    key = reference(paper.course.pseudonym_key, paper.pk, bo.uuid)
    page = as_(ada).get(f"{paper.get_absolute_url()}discussion/?on={key}").content.decode()
    assert f'id="topic-{key}"' in page
    assert f'href="{paper.get_absolute_url()}#voice-{key}"' in page
    assert f'id="voice-{key}"' in as_(ada).get(paper.get_absolute_url()).content.decode()
    mine = reference(paper.course.pseudonym_key, paper.pk, ada.uuid)
    page = as_(ada).get(f"{paper.get_absolute_url()}discussion/?on={mine}").content.decode()
    assert f'href="{paper.get_absolute_url()}#my-review"' in page
    assert "topic-123" not in as_(ada).get(f"{paper.get_absolute_url()}discussion/?on=123").content.decode()


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("who", ["reader", "tess"])
def test_after_every_write_a_warm_page_says_what_a_cold_one_says(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At, write: str, who: str
) -> None:
    scene = Scene(ada, bo, paper)
    reader = tess
    if who == "reader":
        reader = build.enrollment(scene.course)
        build.review(reader, paper, now=BEFORE)
    client = as_(reader)

    def page() -> Any:
        return client.get(paper.get_absolute_url()).content.decode().partition("<main")[2]

    at(AFTER + HOUR)
    page()
    WRITES[write](scene)
    warm = page()
    caches["copies"].clear()
    cold = page()
    assert _without_tokens(warm) == _without_tokens(cold)


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_without_any_copy_the_page_is_the_same(
    read: Callable[[Enrollment], str], ada: Enrollment, said: dict[str, str], at: At, settings: Any
) -> None:
    at(AFTER)
    read(ada)
    warm = read(ada)
    settings.CACHES = {**settings.CACHES, "copies": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert heard(read(ada), said) == heard(warm, said)


def test_nothing_is_asked_for_where_nothing_is_shown(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert shown_answers([]) == {}
