"""Pages of the roll call: what they note, and whom they refuse."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courseapp.models import Absence, AbsenceEvidence, Exemption, Leave, RollClosing, RollMark, Said, Source
from tests import build

NOW = build.CLASS_AT + timedelta(minutes=5)
BEFORE = build.CLASS_AT - build.DAY


@pytest.fixture(autouse=True)
def _in_class(at):
    at(NOW)


def url(name, *args):
    return reverse(name, args=["cs7670-25fall", *args])


def tap(client, meeting, student, said, key="tap", **headers):
    fields = {"enrollment": student.pk, "said": said, "act_key": key}
    return client.post(url("roll_mark_create", meeting.pk), fields, **headers)


def test_one_tap_notes_a_student_absent(as_, tess, ada, meeting):
    response = tap(as_(tess), meeting, ada, "absent")
    assert response.headers["Location"] == url("roll_call", meeting.pk)
    assert Absence.objects.standing().get().enrollment == ada


def test_a_double_tap_applies_once(as_, tess, ada, meeting):
    for _ in range(2):
        tap(as_(tess), meeting, ada, "absent")
    assert RollMark.objects.count() == AbsenceEvidence.objects.count() == 1


def test_a_script_is_answered_with_the_list_as_it_stands(as_, tess, ada, meeting):
    response = tap(as_(tess), meeting, ada, "absent", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert next(template.name for template in response.templates) == "courseapp/_roll.html"
    assert "<strong>1</strong> absent" in response.content.decode()


def test_all_present_except_is_one_request(as_, tess, ada, bo, meeting):
    as_(tess).post(url("roll_rest_create", meeting.pk), {"absent": [bo.pk], "act_key": "rest"})
    assert dict(RollMark.objects.values_list("enrollment", "said")) == {ada.pk: Said.PRESENT, bo.pk: Said.ABSENT}


def test_undo_takes_the_last_act_back(as_, tess, ada, meeting):
    client = as_(tess)
    tap(client, meeting, ada, "absent")
    page = client.get(url("roll_call", meeting.pk)).content.decode()
    assert 'name="undone" value="tap"' in page
    client.post(url("roll_undo_create", meeting.pk), {"undone": "tap", "act_key": "undo"})
    assert not Absence.objects.standing().exists()


def test_the_roll_shows_who_noted_whom_and_when(as_, tess, ada, meeting):
    tap(as_(tess), meeting, ada, "absent")
    page = as_(tess).get(url("roll_call", meeting.pk)).content.decode()
    assert "Absent, noted" in page
    assert "09:55</time> by Tess" in page


def test_the_roll_shows_accepted_leave_and_the_evidence_of_a_draw(as_, tess, ada, bo, meeting):
    Leave.objects.create(enrollment=bo, meeting=meeting, reason="x", filed_at=BEFORE, decision="accepted")
    Absence.objects.add_evidence(meeting=meeting, enrollment=ada, source=Source.DRAW, now=NOW, by=tess.user)
    page = as_(tess).get(url("roll_call", meeting.pk)).content.decode()
    assert "on leave, excused" in page
    assert "Drawn and not in the room" in page


def test_the_roll_says_nothing_of_exemptions(as_, tess, ada, meeting):
    before = as_(tess).get(url("roll_call", meeting.pk)).content.decode()
    Exemption.objects.create(enrollment=ada, begins_on=date(2025, 10, 1), reason="A secret reason.")
    after = as_(tess).get(url("roll_call", meeting.pk)).content.decode()
    assert [len(line) for line in after.splitlines()] == [len(line) for line in before.splitlines()]


def test_the_roll_is_closed_after_a_summary(as_, tess, ada, bo, meeting):
    tap(as_(tess), meeting, ada, "absent")
    summary = as_(tess).get(url("roll_closing_create", meeting.pk)).content.decode()
    assert "1: Ada Lovelace" in summary
    as_(tess).post(url("roll_closing_create", meeting.pk), {"act_key": "close"})
    assert RollClosing.objects.get().by == tess.user


def test_before_the_day_no_roll_is_taken(as_, at, tess, ada, meeting):
    at(BEFORE)
    response = tap(as_(tess), meeting, ada, "absent", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "from its day on" in response.content.decode()
    assert not RollMark.objects.exists()
    assert "Absent" not in as_(tess).get(url("roll_call", meeting.pk)).content.decode()


def test_a_student_who_is_not_on_the_roll_is_not_noted(as_, course, tess, meeting):
    gone = build.enrollment(course, ended_on=date(2025, 10, 6))
    response = tap(as_(tess), meeting, gone, "absent", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert not RollMark.objects.exists()


def test_the_roll_of_another_course_is_not_found(as_, tess):
    other = build.meeting(build.course())
    assert as_(tess).get(url("roll_call", other.pk)).status_code == 404


@pytest.mark.parametrize("students", [1, 3])
def test_the_roll_page_takes_nine_queries(as_, course, tess, meeting, students, django_assert_num_queries):
    client = as_(tess)
    for number in range(students):
        tap(client, meeting, build.enrollment(course), "absent", key=f"tap {number}")
    client.get(url("roll_call", meeting.pk))
    with django_assert_num_queries(9):
        assert client.get(url("roll_call", meeting.pk)).content.count(b"roll-row__name") == students


@pytest.mark.parametrize("name", ["roll_call", "roll_closing_create"])
def test_the_roll_opens_to_staff_alone(as_, tess, ada, eve, meeting, name):
    assert [as_(who).get(url(name, meeting.pk)).status_code for who in (tess, ada, eve)] == [200, 403, 404]


@pytest.mark.parametrize("name", ["roll_mark_create", "roll_rest_create", "roll_undo_create"])
def test_students_note_nobody(as_, ada, bo, meeting, name):
    fields = {"enrollment": bo.pk, "said": "absent", "absent": bo.pk, "undone": "x", "act_key": "k"}
    assert as_(ada).post(url(name, meeting.pk), fields).status_code == 403
    assert as_(ada).get(url(name, meeting.pk)).status_code == 405
    assert not RollMark.objects.exists()
