"""Pages of guests: what they change, what they show to whom, and whom they refuse."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courseapp.roles import Role
from guests.models import Guest, GuestQuestion
from tests import build

IN_CLASS = build.CLASS_AT + timedelta(minutes=30)
BEFORE = build.CLASS_AT - build.DAY


@pytest.fixture(autouse=True)
def _in_class(at):
    at(IN_CLASS)


@pytest.fixture
def guest(course):
    return build.guest_lecture(
        course, affiliation="Bell Labs", talk="On compilers", abstract="**Bold**.",
        links=[{"title": "Her page", "url": "https://example.org/grace"}],
    )  # fmt: skip


@pytest.fixture
def question(guest, ada, tess):
    return GuestQuestion.objects.credit(
        guest=guest, enrollment=ada, now=IN_CLASS, by=tess.user, act_key="tap-1", text="Why compilers?"
    )


@pytest.fixture
def claim(guest, ada):
    return GuestQuestion.objects.claim(guest=guest, enrollment=ada, text="Who paid?", act_key="x", now=IN_CLASS)


def url(name, *args):
    return reverse(f"guests:{name}", args=["cs7670-25fall", *args])


def text(response):
    return response.content.decode()


def test_a_guests_page_shows_the_talk_and_the_links(as_, ada, guest):
    page = text(as_(ada).get(guest.get_absolute_url()))
    for words in ("Grace Guest", "Bell Labs", "On compilers", "<strong>Bold</strong>", "https://example.org/grace"):
        assert words in page


def test_the_public_sees_guests_of_a_public_course_and_no_student(course, guest, question, ada):
    course.is_public = True
    course.save()
    for address in (url("guest_list"), guest.get_absolute_url()):
        page = text(Client().get(address))
        assert "Grace Guest" in page
        assert ada.name not in page
        assert "Why compilers?" not in page
        assert "<form" not in page.split("<main", 1)[1]


def test_the_schedule_names_the_guests_of_each_lecture(as_, ada, guest):
    page = text(as_(ada).get(reverse("schedule", args=["cs7670-25fall"])))
    assert f'<a href="{guest.get_absolute_url()}">Grace Guest</a>, Bell Labs: <cite>On compilers</cite>' in page


def test_the_guests_of_a_private_course_ask_for_a_log_in(guest):
    assert Client().get(guest.get_absolute_url()).status_code == 302


def test_staff_introduce_a_guest(as_, tess, guest):
    fields = {
        "meeting": guest.meeting_id, "name": "Barbara L.", "talk": "Abstraction",
        "links": "Her page https://example.org/b\nhttps://example.org/c",
    }  # fmt: skip
    as_(tess).post(url("guest_create"), fields)
    made = Guest.objects.get(key="barbara-l")
    assert made.links == [
        {"title": "Her page", "url": "https://example.org/b"},
        {"title": "https://example.org/c", "url": "https://example.org/c"},
    ]


@pytest.mark.parametrize("link", ["no address", "Evil javascript:alert(1)", "Old ftp://example.org/x"])
def test_a_link_that_is_no_web_address_is_refused(as_, tess, guest, link):
    fields = {"meeting": guest.meeting_id, "name": "Barbara L.", "links": link}
    assert "does not end in a web address" in text(as_(tess).post(url("guest_create"), fields))
    assert Guest.objects.count() == 1


def test_a_guest_speaks_at_guest_lectures_alone(as_, tess, guest, meeting):
    as_(tess).post(url("guest_create"), {"meeting": meeting.pk, "name": "Barbara L."})
    assert Guest.objects.count() == 1


def test_one_tap_credits_and_the_form_of_the_page_counts_once(as_, tess, ines, ada, guest):
    page = text(as_(tess).get(url("question_list", guest.pk)))
    assert 'name="act_key" value="tap-1"' in page
    for who in (tess, ines):
        as_(who).post(url("credit_create", guest.pk), {"enrollment": ada.pk, "act_key": "tap-1"})
    assert GuestQuestion.objects.credited().count() == 1
    assert 'name="act_key" value="tap-2"' in text(as_(tess).get(url("question_list", guest.pk)))


def test_htmx_is_answered_with_the_students_row(as_, tess, ada, guest):
    fields = {"enrollment": ada.pk, "act_key": "tap-1"}
    page = text(as_(tess).post(url("credit_create", guest.pk), fields, headers={"HX-Request": "true"}))
    assert page.strip().startswith("<li")
    assert "1 credited" in page


def test_crediting_somebody_who_was_not_enrolled_that_day_is_refused_by_name(as_, course, tess, guest):
    gone = build.enrollment(course, person=build.user(name="Gone Girl"), ended_on=date(2025, 10, 6))
    response = as_(tess).post(url("credit_create", guest.pk), {"enrollment": gone.pk, "act_key": "k"}, follow=True)
    assert "Gone Girl was not enrolled on the day" in text(response)
    assert not GuestQuestion.objects.exists()


def test_nothing_is_credited_the_day_before(as_, at, tess, ada, guest):
    at(BEFORE)
    response = as_(tess).post(url("credit_create", guest.pk), {"enrollment": ada.pk, "act_key": "k"}, follow=True)
    assert "has not been held yet" in text(response)
    assert not GuestQuestion.objects.exists()


def test_a_student_prepares_a_question_and_claims_it_after_class(as_, at, ada, guest):
    at(BEFORE)
    as_(ada).post(url("question_create", guest.pk), {"text": "Why?", "act_key": "k", "prepare": ""})
    prepared = GuestQuestion.objects.get()
    assert prepared.state == GuestQuestion.State.PREPARED
    at(build.CLASS_AT + build.DAY)
    as_(ada).post(url("question_claim_create", prepared.pk))
    prepared.refresh_from_db()
    assert prepared.state == GuestQuestion.State.CLAIMED


def test_a_claim_after_the_window_is_refused_and_its_text_stays_in_the_form(as_, at, ada, guest):
    at(guest.window.closes_at + timedelta(seconds=1))
    response = as_(ada).post(url("question_create", guest.pk), {"text": "Why so late?", "act_key": "k", "claim": ""})
    assert response.status_code == 422
    assert "Why so late?" in text(response)
    assert not GuestQuestion.objects.exists()


def test_a_double_claim_is_one(as_, ada, guest):
    for _ in range(2):
        as_(ada).post(url("question_create", guest.pk), {"text": "Why?", "act_key": "k", "claim": ""})
    assert GuestQuestion.objects.count() == 1


def test_an_empty_claim_is_refused(as_, ada, guest):
    response = as_(ada).post(url("question_create", guest.pk), {"text": " ", "act_key": "k", "claim": ""})
    assert "Write the question first." in text(response)


def test_a_claim_is_confirmed(as_, tess, ada, claim):
    as_(tess).post(url("question_credit_create", claim.pk))
    assert GuestQuestion.objects.credited().get().decided_by == tess.user
    assert "1</strong> credited" in text(as_(ada).get(url("guest_list")))


def test_the_claim_of_somebody_who_dropped_before_the_lecture_is_refused_by_name(as_, tess, ada, claim):
    ada.ended_on = date(2025, 10, 6)
    ada.save()
    page = as_(tess).post(url("question_credit_create", claim.pk), follow=True)
    assert f"{ada.name} was not enrolled on the day of this lecture." in text(page)
    assert not GuestQuestion.objects.credited().exists()


def test_a_claim_is_declined_with_a_reason_that_its_student_reads(as_, tess, ada, guest, claim):
    as_(tess).post(url("question_refusal_create", claim.pk), {"reason": ""})
    assert GuestQuestion.objects.waiting().exists()
    as_(tess).post(url("question_refusal_create", claim.pk), {"reason": "Nobody heard it."})
    assert "Nobody heard it." in text(as_(ada).get(guest.get_absolute_url()))


def test_a_credit_is_withdrawn_with_a_reason_and_stays_visible(as_, tess, ada, guest, question):
    as_(tess).post(url("question_withdrawal_create", question.pk), {"reason": "It was Bo."})
    assert not GuestQuestion.objects.credited().exists()
    for page in (as_(ada).get(guest.get_absolute_url()), as_(tess).get(url("question_list", guest.pk))):
        assert "credit withdrawn" in text(page)
        assert "It was Bo." in text(page)


def test_staff_add_the_text_later(as_, tess, question):
    as_(tess).post(url("question_edit", question.pk), {"text": "Why compilers at all?"})
    question.refresh_from_db()
    assert question.text == "Why compilers at all?"


def test_a_student_does_not_reword_what_is_credited(as_, ada, question):
    response = as_(ada).post(url("question_edit", question.pk), {"text": "Something cleverer."})
    assert "it stays as it is" in text(response)
    question.refresh_from_db()
    assert question.text == "Why compilers?"


def test_anothers_question_is_not_found(as_, bo, claim, guest):
    assert as_(bo).get(url("question_edit", claim.pk)).status_code == 404
    assert as_(bo).post(url("question_claim_create", claim.pk)).status_code == 404
    assert "Who paid?" not in text(as_(bo).get(guest.get_absolute_url()))


def test_questions_and_guests_of_another_course_are_not_found(as_, tess):
    other = build.guest_lecture(build.course())
    student = build.enrollment(other.course)
    foreign = GuestQuestion.objects.claim(guest=other, enrollment=student, text="x", act_key="x", now=IN_CLASS)
    assert as_(tess).get(url("question_list", other.pk)).status_code == 404
    assert as_(tess).post(url("question_credit_create", foreign.pk)).status_code == 404


def test_auditors_read_and_do_not_ask(as_, course, guest):
    auditor = build.enrollment(course, Role.AUDITOR)
    page = text(as_(auditor).get(guest.get_absolute_url()))
    assert "My questions" not in page
    fields = {"text": "Why?", "act_key": "k", "claim": ""}
    assert as_(auditor).post(url("question_create", guest.pk), fields).status_code == 403


def test_students_credit_nobody(as_, ada, bo, guest, claim):
    assert as_(ada).post(url("credit_create", guest.pk), {"enrollment": bo.pk, "act_key": "k"}).status_code == 403
    for name in ("question_credit_create", "question_refusal_create", "question_withdrawal_create"):
        assert as_(ada).post(url(name, claim.pk), {"reason": "x"}).status_code == 403
    assert as_(ada).get(url("question_list", guest.pk)).status_code == 403
    assert not GuestQuestion.objects.credited().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_guests_takes_a_fixed_number_of_queries(as_, course, ada, tess, rows, django_assert_num_queries):
    for _ in range(rows):
        build.guest_lecture(course)
    for who, queries in ((ada, 8), (tess, 4)):
        client = as_(who)
        client.get(url("guest_list"))
        with django_assert_num_queries(queries):
            assert text(client.get(url("guest_list"))).count('id="guest-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_questions_takes_a_fixed_number_of_queries(
    as_, course, guest, tess, rows, django_assert_num_queries
):
    for _ in range(rows):
        student = build.enrollment(course)
        GuestQuestion.objects.credit(guest=guest, enrollment=student, now=IN_CLASS, by=tess.user, act_key="1")
        GuestQuestion.objects.claim(guest=guest, enrollment=student, text="x", act_key="2", now=IN_CLASS)
    client = as_(tess)
    client.get(url("question_list", guest.pk))
    with django_assert_num_queries(7):
        assert text(client.get(url("question_list", guest.pk))).count('id="question-') == 2 * rows
