"""Pages of presence: what they change, and whom they refuse."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courseapp.models import Absence, AbsenceEvidence, Event, Exemption, Leave, Source
from courseapp.roles import Role
from tests import build

NOW = build.CLASS_AT + timedelta(minutes=5)
BEFORE = build.CLASS_AT - build.DAY


@pytest.fixture(autouse=True)
def _in_class(at):
    at(NOW)


@pytest.fixture
def absence(meeting, ada, tess):
    return Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.STAFF, now=NOW, by=tess.user, note="The seat was empty."
    ).absence


def url(name, *args):
    return reverse(name, args=["cs7670-25fall", *args])


def test_a_staff_note_makes_an_absence_once(as_, tess, ada, meeting):
    fields = {"enrollment": ada.pk, "meeting": meeting.pk, "note": "The seat was empty.", "act_key": "form"}
    for _ in range(2):
        as_(tess).post(url("absence_create"), fields)
    evidence = AbsenceEvidence.objects.get()
    assert (evidence.note, evidence.source, evidence.by) == ("The seat was empty.", Source.STAFF, tess.user)


def test_a_staff_note_about_a_day_before_the_enrollment_is_refused_with_the_remedy(as_, course, tess, meeting):
    late_comer = build.enrollment(course, began_on=date(2025, 10, 8))
    fields = {"enrollment": late_comer.pk, "meeting": meeting.pk, "note": "x", "act_key": "form"}
    page = as_(tess).post(url("absence_create"), fields).content.decode()
    assert "was not enrolled on that day. Choose another meeting." in page
    assert not Absence.objects.exists()


def test_excusing_needs_a_reason(as_, tess, absence):
    as_(tess).post(url("excusal_create", absence.pk), {"reason": " "})
    absence.refresh_from_db()
    assert not absence.is_excused
    as_(tess).post(url("excusal_create", absence.pk), {"reason": "Ill."})
    absence.refresh_from_db()
    assert (absence.excused_because, absence.excused_by) == ("Ill.", tess.user)


def test_an_excusal_is_taken_back_with_a_reason(as_, tess, absence):
    absence.excuse(now=NOW, by=tess.user, reason="Ill.")
    as_(tess).post(url("excusal_delete", absence.pk), {"reason": "A mistake."})
    absence.refresh_from_db()
    assert not absence.is_excused


def test_a_second_excusal_changes_nothing(as_, tess, absence):
    for reason in ("Ill.", "Again."):
        as_(tess).post(url("excusal_create", absence.pk), {"reason": reason})
    absence.refresh_from_db()
    assert absence.excused_because == "Ill."
    assert Event.objects.filter(kind="absence.excused").count() == 1


def test_withdrawn_evidence_stays_on_the_page(as_, tess, absence):
    as_(tess).post(url("withdrawal_create", absence.evidence.get().pk), {"reason": "Came late."})
    assert not Absence.objects.standing().exists()
    page = as_(tess).get(url("absence_detail", absence.pk)).content.decode()
    assert "The seat was empty." in page
    assert "Came late." in page


def test_absences_of_another_course_are_not_found(as_, tess):
    other = build.course()
    elsewhere = Absence.objects.create(meeting=build.meeting(other), enrollment=build.enrollment(other))
    evidence = elsewhere.evidence.create(source=Source.STAFF, at=NOW)
    assert as_(tess).get(url("absence_detail", elsewhere.pk)).status_code == 404
    assert as_(tess).post(url("excusal_create", elsewhere.pk), {"reason": "x"}).status_code == 404
    assert as_(tess).post(url("withdrawal_create", evidence.pk), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("students", [1, 3])
def test_the_list_of_absences_takes_a_fixed_number_of_queries(
    as_, course, tess, meeting, students, django_assert_num_queries
):
    for _ in range(students):
        Absence.objects.add_evidence(
            meeting=meeting, enrollment=build.enrollment(course), source=Source.STAFF, now=NOW, by=tess.user
        )
    client = as_(tess)
    client.get(url("absence_list"))
    with django_assert_num_queries(7):
        assert client.get(url("absence_list")).content.count(b'id="absence-') == students


def test_a_student_reads_their_own_absence_with_who_when_and_why(as_, ada, absence):
    page = as_(ada).get(url("own_presence")).content.decode()
    assert "Staff note" in page
    assert "by Tess Tube: The seat was empty." in page


def test_a_student_does_not_read_of_anothers_absence(as_, bo, absence):
    page = as_(bo).get(url("own_presence")).content.decode()
    assert "Staff note" not in page
    assert "no absence noted" in page


def test_an_exemption_shows_on_no_page_of_its_student(as_, ada, meeting):
    before = as_(ada).get(url("own_presence")).content
    Exemption.objects.create(enrollment=ada, begins_on=date(2025, 10, 1), reason="A secret reason.")
    assert len(as_(ada).get(url("own_presence")).content) == len(before)


def test_a_student_files_a_leave_and_staff_accept_it_with_a_word(as_, at, ada, tess, meeting):
    at(BEFORE)
    as_(ada).post(url("leave_create"), {"meeting": meeting.pk, "reason": "A wedding."})
    leave = Leave.objects.get()
    assert "A wedding." in as_(tess).get(url("leave_list")).content.decode()
    as_(tess).post(url("leave_decision_create", leave.pk), {"decision": "accepted", "answer": "Have fun."})
    assert "Have fun." in as_(ada).get(url("own_presence")).content.decode()
    assert Leave.objects.accepted().get().decided_by == tess.user


def test_leave_for_a_meeting_that_has_begun_is_refused_and_the_reason_stays_in_the_form(as_, at, ada, meeting):
    at(meeting.starts_at)
    page = as_(ada).post(url("leave_create"), {"meeting": meeting.pk, "reason": "The bus."}).content.decode()
    assert "The bus." in page
    assert not Leave.objects.exists()


def test_a_student_takes_their_own_leave_back_and_no_other(as_, at, ada, bo, meeting):
    at(BEFORE)
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="x", now=BEFORE)
    assert as_(bo).post(url("leave_withdrawal_create", leave.pk)).status_code == 404
    as_(ada).post(url("leave_withdrawal_create", leave.pk))
    assert not Leave.objects.standing().exists()


def test_leave_is_not_taken_back_in_class(as_, ada, meeting):
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="x", now=BEFORE)
    as_(ada).post(url("leave_withdrawal_create", leave.pk))
    assert Leave.objects.standing().get() == leave


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_presence_takes_a_fixed_number_of_queries(as_, course, ada, rows, django_assert_num_queries):
    for number in range(rows):
        past = build.meeting(course, build.CLASS_AT - number * build.DAY)
        Absence.objects.add_evidence(meeting=past, enrollment=ada, source=Source.STAFF, now=NOW, by=None)
    client = as_(ada)
    client.get(url("own_presence"))
    with django_assert_num_queries(9):
        assert client.get(url("own_presence")).content.count(b'id="meeting-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_leaves_takes_a_fixed_number_of_queries(
    as_, course, tess, meeting, rows, django_assert_num_queries
):
    for _ in range(rows):
        Leave.objects.file(enrollment=build.enrollment(course), meeting=meeting, reason="x", now=BEFORE)
    client = as_(tess)
    client.get(url("leave_list"))
    with django_assert_num_queries(4):
        assert client.get(url("leave_list")).content.count(b'id="leave-') == rows


def test_staff_exempt_a_student_and_end_it(as_, tess, ada):
    fields = {"enrollment": ada.pk, "begins_on": "2025-10-01", "ends_on": "", "reason": "For staff."}
    as_(tess).post(url("exemption_create"), fields)
    exemption = Exemption.objects.get()
    as_(tess).post(url("exemption_edit", exemption.pk), {**fields, "ends_on": "2025-10-31"})
    exemption.refresh_from_db()
    assert (exemption.by, exemption.ends_on) == (tess.user, date(2025, 10, 31))


def test_an_exemption_that_ends_before_it_begins_is_refused(as_, tess, ada):
    fields = {"enrollment": ada.pk, "begins_on": "2025-10-02", "ends_on": "2025-10-01"}
    assert "before the first" in as_(tess).post(url("exemption_create"), fields).content.decode()
    assert not Exemption.objects.exists()


def test_the_instructor_alone_deletes_an_exemption(as_, tess, ines, ada):
    exemption = Exemption.objects.create(enrollment=ada, begins_on=date(2025, 10, 1))
    assert as_(tess).post(url("exemption_delete", exemption.pk)).status_code == 403
    as_(ines).post(url("exemption_delete", exemption.pk))
    assert not Exemption.objects.exists()


STAFF_PAGES = ["absence_list", "absence_create", "leave_list", "exemption_list", "exemption_create"]


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_pages_open_to_staff_alone(as_, course, tess, ada, eve, name):
    auditor = build.enrollment(course, Role.AUDITOR)
    statuses = [as_(who).get(url(name)).status_code for who in (tess, ada, auditor, eve)]
    assert statuses == [200, 403, 403, 404]


@pytest.mark.parametrize("name", ["own_presence", "leave_create"])
def test_ones_own_pages_open_to_students_alone(as_, course, tess, ada, eve, name):
    auditor = build.enrollment(course, Role.AUDITOR)
    assert [as_(who).get(url(name)).status_code for who in (ada, tess, auditor, eve)] == [200, 403, 403, 404]


def test_students_excuse_and_withdraw_nothing(as_, ada, absence):
    for name, pk in [
        ("excusal_create", absence.pk), ("excusal_delete", absence.pk), ("absence_detail", absence.pk),
        ("withdrawal_create", absence.evidence.get().pk),
    ]:  # fmt: skip
        assert as_(ada).post(url(name, pk), {"reason": "x"}).status_code == 403
    assert Absence.objects.standing().unexcused().get() == absence
