"""Regrade requests: who may ask about what and until when, how a thread stands, and what it keeps."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from courseapp.models import Absence, Event, Source
from grading.entries import TOTAL, Place
from grading.models import (
    Act,
    Adjustment,
    AlreadyAsked,
    NothingChanged,
    RegradeMessage,
    RegradeRequest,
    WindowClosed,
    WrittenMeanwhile,
)
from grading.regrades import entries_of, entry_of
from tests import build
from tests.grading.conftest import NOW

LATER = NOW + build.DAY
LAST = NOW + 14 * build.DAY
pytestmark = pytest.mark.usefixtures("version")


@pytest.fixture(autouse=True)
def the_day_after_class(at):
    """Let every page be read on the day after the class."""
    at(NOW)


@pytest.fixture
def evidence(ada, tess, meeting):
    """Ada, noted absent the day after class."""
    noted = {"meeting": meeting, "enrollment": ada, "source": Source.STAFF, "note": "Not in the room"}
    return Absence.objects.add_evidence(**noted, now=NOW, by=tess.user)


@pytest.fixture
def place(evidence, meeting):
    """Where her absence stands on her statement."""
    return Place("attendance", str(meeting.pk))


def ask(student, place, now=NOW, text="I was there.", act_key="a"):
    """Let a student question a line."""
    entry = entries_of(student, now=now)[place]
    return RegradeRequest.objects.ask(student, entry, text=text, act_key=act_key, now=now)


def stands(request, now=LATER):
    """Return a request with its standing."""
    return RegradeRequest.objects.with_standing(now).get(pk=request.pk)


def write(request, now, by=None, act=Act.ASKED, text="Because.", act_key="", seen=None):
    """Write to a thread after its last message."""
    fields = {"text": text, "act_key": act_key or f"{now}{act}", "now": now}
    fields["seen"] = request.messages.last().pk if seen is None else seen
    entry = entry_of(request, now=now)
    if by is None:
        return request.ask_again(entry, **fields)
    return request.reply(act, entry, **fields, by=by.user)


def address(course, name, *keys):
    """Return the address of a page of regrade requests."""
    return reverse(f"grading:{name}", args=[course.slug, *keys])


def test_asking_keeps_the_line_and_the_total_and_waits(ada, place):
    request = ask(ada, place)
    first = request.messages.get()
    assert (first.points, first.total, first.outcome) == (-2, 18, entries_of(ada, now=NOW)[place].outcome)
    assert stands(request).waiting_since == NOW
    assert Event.objects.get(kind="regrade.asked").enrollment == ada


def test_the_same_form_asks_once_and_another_is_refused_by_model_and_database(ada, place):
    request = ask(ada, place)
    assert ask(ada, place) == request
    with pytest.raises(AlreadyAsked) as already:
        ask(ada, place, act_key="b")
    assert already.value.request == request
    again = {"enrollment": ada, "title": "", "label": "", "asked_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegradeRequest.objects.create(**again, **place._asdict())


@pytest.mark.parametrize(("now", "is_open"), [(NOW, True), (LAST, True), (LAST + build.DAY, False)])
def test_a_line_is_questioned_for_fourteen_days_after_its_event(ada, place, now, is_open):
    assert entries_of(ada, now=now)[place].last_day == ada.course.day_of(LAST)
    if is_open:
        ask(ada, place, now)
    else:
        with pytest.raises(WindowClosed):
            ask(ada, place, now)
    assert ada.regrade_requests.exists() == is_open


def test_a_line_on_which_nothing_happened_yet_is_not_questioned(ada, course):
    ahead = build.meeting(course, NOW + 7 * build.DAY)
    with pytest.raises(WindowClosed):
        ask(ada, Place("attendance", str(ahead.pk)))


def test_an_adjustment_is_a_line_too(ada, tess):
    made = Adjustment.objects.make(ada, component="", points=Decimal(-1), reason="Late", now=NOW, by=tess.user)
    request = ask(ada, Place(TOTAL, f"adjustment-{made.pk}"))
    assert (request.label, request.messages.get().points) == ("Adjustment: Late", -1)


def test_changed_shows_what_line_and_total_were_and_are(ada, tess, place, evidence):
    request = ask(ada, place)
    with pytest.raises(NothingChanged):
        write(request, LATER, tess, Act.CHANGED)
    evidence.absence.excuse(now=LATER, by=tess.user, reason="Seen there")
    write(request, LATER, tess, Act.CHANGED, text="")
    answer = request.messages.last()
    assert (answer.against.points, answer.against.total) == (-2, 18)
    assert (answer.points, answer.total, answer.outcome) == (None, 20, "excused")
    standing = stands(request)
    assert (standing.waiting_since, standing.answer) == (None, Act.CHANGED)


def test_a_refusal_needs_its_reason_in_the_database_too(ada, place):
    request = ask(ada, place)
    empty = {"outcome": "", "total": 0, "act_key": "x", "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        request.messages.create(act=Act.DECLINED, **empty)


def test_a_note_decides_nothing_and_a_students_word_opens_an_answer_again(ada, tess, place):
    request = ask(ada, place)
    write(request, NOW, tess, Act.NOTED)
    assert stands(request).waiting_since == NOW
    write(request, LATER, tess, Act.DECLINED)
    assert stands(request).answer == Act.DECLINED
    assert not RegradeRequest.objects.waiting(LATER).exists()
    write(request, LATER)
    assert stands(request).waiting_since == LATER
    assert stands(request, now=NOW).waiting_since == NOW  # as it was then


def test_an_answer_has_fourteen_days_and_a_waiting_request_no_end(ada, tess, place):
    request = ask(ada, place)
    write(request, LAST + 5 * build.DAY, text="Anybody?")
    write(request, LAST + 6 * build.DAY, tess, Act.DECLINED)
    write(request, LAST + 20 * build.DAY)
    write(request, LAST + 20 * build.DAY, tess, Act.DECLINED)
    with pytest.raises(WindowClosed):
        write(request, LAST + 35 * build.DAY)


def test_two_assistants_do_not_answer_over_each_other(ada, tess, ines, place):
    request = ask(ada, place)
    seen = request.messages.last().pk
    write(request, LATER, tess, Act.DECLINED, seen=seen, act_key="t")
    with pytest.raises(WrittenMeanwhile):
        write(request, LATER, ines, Act.DECLINED, seen=seen, act_key="i")
    write(request, LATER, tess, Act.DECLINED, seen=seen, act_key="t")  # a double tap
    assert RegradeMessage.objects.filter(act=Act.DECLINED).count() == 1


def test_a_line_that_goes_leaves_its_thread(ada, tess, place, meeting, course):
    request = ask(ada, place)
    assert entry_of(request, now=LATER).outcome != "no longer on the statement"
    request.line = "gone"
    assert entry_of(request, now=LATER).outcome == "no longer on the statement"


def test_a_student_asks_from_the_line_and_reads_the_answer_beside_it(course, ada, tess, as_, place):
    page, form = address(course, "statement"), address(course, "regrade_create", *place)
    assert form in as_(ada).get(page).content.decode()
    sent = as_(ada).post(form, {"text": "I was there.", "act_key": "a"})
    request = ada.regrade_requests.get()
    assert (sent.status_code, sent["Location"]) == (302, request.get_absolute_url())
    assert "regrade request: open" in as_(ada).get(page).content.decode()
    write(request, NOW, tess, Act.DECLINED)
    shown = as_(ada).get(page).content.decode()
    assert "regrade request: declined" in shown
    assert form not in shown


def test_staff_are_offered_no_request_of_their_own(course, ada, tess, as_, place):
    assert "Ask for a regrade" not in as_(tess).get(address(course, "statement_detail", ada.uuid)).content.decode()


def test_refusals_keep_what_was_typed(course, ada, tess, as_, at, place):
    form = address(course, "regrade_create", *place)
    at(LAST + build.DAY)
    late = as_(ada).post(form, {"text": "My long words", "act_key": "a"}).content.decode()
    assert "My long words" in late
    assert "are over" in late
    at(NOW)
    request = ask(ada, place)
    twice = as_(ada).post(form, {"text": "My long words", "act_key": "b"}).content.decode()
    assert "My long words" in twice
    assert request.get_absolute_url() in twice
    data = {"text": "Fixed it", "act": "changed", "act_key": "c", "seen": request.messages.last().pk}
    unchanged = as_(tess).post(request.get_absolute_url(), data).content.decode()
    assert "Fixed it" in unchanged
    assert "Nothing has changed" in unchanged
    behind = as_(tess).post(request.get_absolute_url(), data | {"act": "noted", "seen": 0})
    assert "Somebody wrote in the meantime" in behind.content.decode()
    assert f'value="{request.messages.last().pk}"' in behind.content.decode()


@pytest.mark.parametrize(("act", "says"), [("declined", "Write why"), ("noted", "Write something"), ("asked", "")])
def test_staff_send_nothing_without_words_or_in_the_students_name(course, ada, tess, as_, place, act, says):
    request = ask(ada, place)
    data = {"text": "" if says else "Ha", "act": act, "act_key": "c", "seen": request.messages.last().pk}
    shown = as_(tess).post(request.get_absolute_url(), data)
    assert shown.status_code == 200
    assert says in shown.content.decode()
    assert request.messages.count() == 1


def test_a_line_of_nobody_and_a_request_of_another_are_not_found(course, ada, bo, as_, place):
    request = ask(ada, place)
    assert as_(bo).get(request.get_absolute_url()).status_code == 404
    assert as_(ada).get(address(course, "regrade_create", "attendance", "0")).status_code == 404
    foreign = build.enrollment(build.course(), "instructor")
    assert list(RegradeRequest.objects.visible_to(foreign)) == []


@pytest.mark.parametrize("more", [1, 3])
def test_the_queue_has_the_oldest_first_at_a_constant_cost(
    course, tess, as_, evidence, meeting, more, django_assert_num_queries
):
    names = []
    for number in range(more):
        student = build.enrollment(course)
        noted = {"meeting": meeting, "enrollment": student, "source": Source.STAFF, "now": NOW, "by": tess.user}
        Absence.objects.add_evidence(**noted)
        ask(student, Place("attendance", str(meeting.pk)), NOW - number * build.HOUR)
        names.insert(0, student.name)
    client = as_(tess)
    with django_assert_num_queries(5):
        page = client.get(address(course, "regrade_list"))
    assert [one.enrollment.name for one in page.context["waiting"]] == names


def test_a_student_s_home_says_for_a_week_that_a_request_is_answered(ada, bo, tess, place, as_, at):
    home = f"/c/{ada.course.slug}/"
    request = ask(ada, place)
    assert "is answered" not in as_(ada).get(home).content.decode()
    entry, seen = entry_of(stands(request, NOW), now=NOW), stands(request, NOW).last_pk
    request.reply(Act.DECLINED, entry, text="No.", act_key="b", seen=seen, now=LATER, by=tess.user)
    at(LATER)
    page = as_(ada).get(home).content.decode()
    assert "is answered" in page
    assert request.get_absolute_url() in page
    assert all("is answered" not in as_(one).get(home).content.decode() for one in (bo, tess))
    at(LATER + 8 * build.DAY)
    assert "is answered" not in as_(ada).get(home).content.decode()


def test_the_dashboard_says_since_when_the_first_one_waits(ada, tess, place, as_, at):
    address = f"/c/{ada.course.slug}/dashboard/"
    assert "regrade request" not in as_(tess).get(address).content.decode()
    ask(ada, place)
    at(LATER)
    page = as_(tess).get(address).content.decode()
    assert "regrade request to answer" in page
    assert "the first since" in page
