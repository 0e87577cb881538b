"""A guest's own link, and what students let the class and the guest read of their prepared questions."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.models import Event
from guests.models import Guest, GuestLink, GuestQuestion, GuestQuestionSupport, NotToShare
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

BEFORE = CLASS_AT - DAY
AFTER = CLASS_AT + 3 * HOUR


@pytest.fixture(autouse=True)
def _before(at):
    at(BEFORE)


@pytest.fixture
def guest(course) -> Guest:
    return build.guest_lecture(course, talk="On compilers")


@pytest.fixture
def made(guest, ines) -> tuple[GuestLink, str]:
    return GuestLink.objects.make(guest, until=guest.meeting.day + timedelta(days=7), now=BEFORE, by=ines.user)


@pytest.fixture
def prepared(guest, ada) -> GuestQuestion:
    return GuestQuestion.objects.prepare(guest=guest, enrollment=ada, text="Why compilers?", act_key="a", now=BEFORE)


def url(name: str, *args: Any) -> str:
    return reverse(f"guests:{name}", args=["cs7670-25fall", *args])


def opened(secret: str) -> Any:
    return Client().get(reverse("guest_page", args=[secret]))


def test_the_link_opens_the_guests_page_without_an_account(made, prepared, ada, bo, django_assert_num_queries):
    prepared.share(True, now=BEFORE)
    with django_assert_num_queries(6):
        answer = opened(made[1])
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in ("On compilers", "2 students", "Why compilers?", "time in America/New_York"):
        assert words in page
    for secret in (ada.name, bo.name, "Ada", "@example.edu"):
        assert secret not in page


def test_nothing_that_leads_on_or_keeps_copies_learns_the_secret(made):
    answer = opened(made[1])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert made[1] not in str(list(GuestLink.objects.values())) + str(list(Event.objects.values()))


def test_what_opens_nothing_says_nothing(made, guest, ines, at):
    link, secret = made
    other = "A" if secret[3] != "A" else "B"
    answers = [opened(secret[:3] + other + secret[4:]), opened("x"), opened(secret + "0")]
    at(CLASS_AT + 8 * DAY)
    answers.append(opened(secret))
    at(BEFORE)
    assert opened(secret).status_code == 200
    link.revoke(now=BEFORE, by=ines.user)
    answers.append(opened(secret))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "On compilers" not in answers[0].content.decode()


def test_the_last_day_counts_to_its_end_in_the_courses_zone(guest, ines, at):
    _, secret = GuestLink.objects.make(guest, until=guest.meeting.day, now=BEFORE, by=ines.user)
    midnight = guest.meeting.starts_at.astimezone(guest.course.zone).replace(hour=0, minute=0, second=0) + DAY
    at(midnight - timedelta(seconds=1))
    assert opened(secret).status_code == 200
    at(midnight)
    assert opened(secret).status_code == 404


def test_staff_make_a_link_see_it_once_and_revoke_it(as_, tess, guest):
    offered = guest.meeting.day + timedelta(days=7)
    assert f'value="{offered.isoformat()}"' in as_(tess).get(guest.get_absolute_url()).content.decode()
    answer = as_(tess).post(url("link_create", guest.pk), {"until": offered.isoformat()})
    address = answer.context["address"]
    assert answer.status_code == 200
    assert Client().get(address).status_code == 200
    page = as_(tess).get(guest.get_absolute_url()).content.decode()
    assert address.rpartition("guest/")[2] not in page
    assert "last opened" in page
    link = GuestLink.objects.get()
    for _ in range(2):
        as_(tess).post(url("link_revoke", link.pk))
    assert Client().get(address).status_code == 404
    assert list(Event.objects.filter(kind__startswith="guest_link.").values_list("kind", flat=True)) == [
        "guest_link.made", "guest_link.revoked",
    ]  # fmt: skip
    assert "Revoked" in as_(tess).get(guest.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("until", "words"), [("2020-01-01", "That day is past"), ("2030-01-01", "at most 366 days")])
def test_a_day_that_makes_no_sense_is_refused_and_stays_in_the_form(as_, tess, guest, until, words):
    answer = as_(tess).post(url("link_create", guest.pk), {"until": until})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert until in answer.content.decode()
    assert not GuestLink.objects.exists()


def test_another_course_revokes_nothing(as_, made, guest):
    other = build.course(slug="other")
    foreign = build.enrollment(other, role="instructor", person=build.user("f@example.edu"))
    answer = as_(foreign).post(reverse("guests:link_revoke", args=["other", made[0].pk]))
    assert answer.status_code == 404
    assert opened(made[1]).status_code == 200


def test_after_the_lecture_the_guest_reads_what_was_asked(made, guest, ada, tess, at):
    at(AFTER)
    for key, words in (("tap-1", "Who paid?"), ("tap-2", "")):
        GuestQuestion.objects.credit(
            guest=guest, enrollment=ada, now=CLASS_AT + HOUR, by=tess.user, act_key=key, text=words
        )
    page = opened(made[1]).content.decode()
    assert "2 questions are on record" in page
    assert "Who paid?" in page
    assert ada.name not in page


def test_a_question_is_its_students_alone_until_they_show_it(as_, made, guest, prepared, ada, bo):
    assert "Why compilers?" not in opened(made[1]).content.decode()
    assert "Why compilers?" not in as_(bo).get(guest.get_absolute_url()).content.decode()
    as_(ada).post(url("question_share", prepared.pk), {"is_shared": "1"})
    page = as_(bo).get(guest.get_absolute_url()).content.decode()
    assert "Why compilers?" in page
    assert ada.name not in page
    as_(ada).post(url("question_share", prepared.pk), {"is_shared": "0"})
    assert "Why compilers?" not in as_(bo).get(guest.get_absolute_url()).content.decode()
    assert "Why compilers?" not in opened(made[1]).content.decode()


def test_who_would_ask_it_too_counts_once_and_may_take_it_back(as_, guest, prepared, ada, bo, made):
    prepared.share(True, now=BEFORE)
    for _ in range(2):
        as_(bo).post(url("question_support", prepared.pk), {"is_wanted": "1"})
    assert GuestQuestionSupport.objects.count() == 1
    assert "1 more would ask this, too" in opened(made[1]).content.decode()
    as_(bo).post(url("question_support", prepared.pk), {"is_wanted": "0"})
    assert not GuestQuestionSupport.objects.exists()


def test_the_most_wanted_comes_first(guest, prepared, ada, bo, course):
    later = GuestQuestion.objects.prepare(guest=guest, enrollment=bo, text="Second.", act_key="b", now=BEFORE)
    for one in (prepared, later):
        one.share(True, now=BEFORE)
    assert list(guest.questions.shared()) == [prepared, later]
    later.second(ada, True, now=BEFORE)
    assert [(one, one.support) for one in guest.questions.shared()] == [(later, 1), (prepared, 0)]


@pytest.mark.parametrize("who", ["ada", "bo"])
def test_neither_ones_own_nor_what_is_not_shown_is_supported(as_, prepared, ada, bo, who):
    if who == "ada":
        prepared.share(True, now=BEFORE)
    as_({"ada": ada, "bo": bo}[who]).post(url("question_support", prepared.pk), {"is_wanted": "1"})
    assert not GuestQuestionSupport.objects.exists()


def test_from_the_lectures_beginning_on_nothing_of_it_changes(as_, guest, prepared, bo, ada, at):
    prepared.share(True, now=BEFORE)
    at(CLASS_AT)
    with pytest.raises(NotToShare):
        prepared.share(False, now=CLASS_AT)
    answer = as_(bo).post(url("question_support", prepared.pk), {"is_wanted": "1"}, follow=True)
    assert "Nothing changed" in answer.content.decode()
    assert not GuestQuestionSupport.objects.exists()
    assert prepared.shared_at is not None


def test_a_claimed_question_is_shown_to_nobody_new(guest, prepared):
    prepared.claim(now=CLASS_AT + HOUR)
    with pytest.raises(NotToShare):
        prepared.share(True, now=BEFORE)
