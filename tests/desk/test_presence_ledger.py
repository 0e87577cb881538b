"""The presence ledger: what each square says, and its files."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from courseapp.models import Absence, Course, Enrollment, Leave, Meeting, RollMark, Said, Source
from courseapp.presence import standing_absences
from desk.presence_ledger import Ledger, Seen, Square, presence_ledger
from lottery.models import Draw, HandPick, Lottery, Outcome
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

pytestmark = pytest.mark.django_db

NOW = CLASS_AT + HOUR
At = Callable[[datetime], None]
As = Callable[..., Client]


@pytest.fixture
def ledger(course: Course) -> Callable[[], Ledger]:
    return lambda: presence_ledger(course, NOW)


def squares(ledger: Ledger) -> dict[str, Square]:
    """Return each student's square of the last meeting."""
    return {row.student.name: row.squares[-1] for row in ledger.rows}


def said(ledger: Ledger, who: Enrollment) -> str:
    return squares(ledger)[who.name].seen.value


def note(meeting: Meeting, who: Enrollment, word: Said) -> None:
    """Note one student in an act of its own."""
    RollMark.objects.note(meeting=meeting, said={who: word}, act_key=f"tap-{who.pk}", now=NOW, by=None)


def test_who_was_never_asked_is_unknown_and_costs_nothing(ada: Enrollment, meeting: Meeting, ledger: Any) -> None:
    assert said(ledger(), ada) == "unknown"
    assert not standing_absences(ada.course)[ada.pk]


def test_the_roll_says_present_and_absent(ada: Enrollment, bo: Enrollment, meeting: Meeting, ledger: Any) -> None:
    note(meeting, ada, Said.PRESENT)
    note(meeting, bo, Said.ABSENT)
    assert (said(ledger(), ada), said(ledger(), bo)) == ("present", "absent")


def test_a_mark_that_was_undone_says_nothing(ada: Enrollment, meeting: Meeting, ledger: Any) -> None:
    note(meeting, ada, Said.PRESENT)
    RollMark.objects.undo(meeting=meeting, undone=f"tap-{ada.pk}", act_key="undo", now=NOW, by=None)
    assert said(ledger(), ada) == "unknown"


@pytest.mark.parametrize(
    ("outcome", "seen"),
    [
        (Outcome.ANSWERED, "present"),
        (Outcome.PASSED, "present"),
        (Outcome.ABSENT, "absent"),
        (Outcome.EXCUSED, "unknown"),
    ],
)
def test_a_draw_says_who_was_there(ada: Enrollment, meeting: Meeting, ledger: Any, outcome: Outcome, seen: str) -> None:
    lottery = Lottery.objects.commit(meeting, secret=bytes(32), planned=1, now=CLASS_AT - HOUR, by=None)
    lottery = lottery.fix_phrase("heron", now=CLASS_AT, by=None)
    Draw.objects.hold(lottery, 1, now=NOW, by=None).decide(outcome, now=NOW, by=None)
    assert said(ledger(), ada) == seen


def test_a_pick_by_hand_says_who_was_there(ada: Enrollment, meeting: Meeting, ledger: Any) -> None:
    pick: dict[str, Any] = {"meeting": meeting, "enrollment": ada, "now": NOW, "by": None, "note": "No power"}
    made = HandPick.objects.note(**pick, outcome=Outcome.ANSWERED)
    assert squares(ledger())[ada.name].sources == ["Picked by hand: answered"]
    made.withdraw("Wrong name", now=NOW, by=None)
    assert said(ledger(), ada) == "unknown"


def test_both_sources_stay_as_evidence_of_one_absence(ada: Enrollment, meeting: Meeting, ledger: Any) -> None:
    note(meeting, ada, Said.ABSENT)
    Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.DRAW, reference="draw 1", now=NOW, by=None
    )
    square = squares(ledger())[ada.name]
    assert square.seen == Seen.ABSENT
    assert square.sources == ["Roll call", "Drawn and not in the room (draw 1)"]
    assert Absence.objects.count() == 1


def test_leave_and_excusal_are_told_apart(ada: Enrollment, bo: Enrollment, meeting: Meeting, ledger: Any) -> None:
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="A wedding", now=CLASS_AT - DAY)
    leave.decide(Leave.Decision.ACCEPTED, now=CLASS_AT - DAY, by=None)
    assert said(ledger(), ada) == "leave"
    note(meeting, ada, Said.ABSENT)
    note(meeting, bo, Said.ABSENT)
    Absence.objects.get(enrollment=bo).excuse(now=NOW, by=None, reason="Flu")
    assert (said(ledger(), ada), said(ledger(), bo)) == ("leave", "excused")


def test_a_student_on_leave_who_came_is_present(ada: Enrollment, meeting: Meeting, ledger: Any) -> None:
    leave = Leave.objects.file(enrollment=ada, meeting=meeting, reason="A wedding", now=CLASS_AT - DAY)
    leave.decide(Leave.Decision.ACCEPTED, now=CLASS_AT - DAY, by=None)
    note(meeting, ada, Said.PRESENT)
    assert said(ledger(), ada) == "present"


def test_days_outside_the_enrollment_count_for_nothing(course: Course, meeting: Meeting, ledger: Any) -> None:
    left = build.enrollment(course, ended_on=date(2025, 10, 6))
    assert said(ledger(), left) == "not enrolled"


def test_a_meeting_that_is_cancelled_after_its_roll_leaves_the_ledger(
    ada: Enrollment, meeting: Meeting, ledger: Any
) -> None:
    note(meeting, ada, Said.ABSENT)
    assert [row.absent for row in ledger().rows] == [1]
    meeting.cancel(now=NOW, by=None, reason="A fire alarm")
    assert ledger().meetings == []
    assert [row.absent for row in ledger().rows] == [0]
    meeting.reinstate(now=NOW, by=None)
    assert [row.absent for row in ledger().rows] == [1]


def test_the_ledger_costs_the_same_for_one_student_and_three(
    course: Course, meeting: Meeting, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        for who in (build.enrollment(course), build.enrollment(course)):
            note(meeting, who, Said.ABSENT)
        build.meeting(course, CLASS_AT - 7 * DAY)
        with django_assert_num_queries(8):
            presence_ledger(course, NOW)


def test_the_csv_has_a_line_a_student_and_meeting(
    as_: As, at: At, tess: Enrollment, ada: Enrollment, meeting: Meeting
) -> None:
    at(NOW)
    note(meeting, ada, Said.ABSENT)
    Absence.objects.get().excuse(now=NOW, by=None, reason="=1+1")
    answer = as_(tess).get(f"/c/{ada.course.slug}/presence/ledger.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    (line,) = csv.DictReader(io.StringIO(text))
    assert (line["student"], line["presence"], line["counts_against"]) == (ada.name, "excused", "no")
    assert line["starts_at"] == "2025-10-07T09:50:00-04:00"
    assert (line["evidence"], line["excused_because"]) == ("Roll call", "'=1+1")


def test_the_workbook_has_sums_and_squares(
    as_: As, at: At, tess: Enrollment, ada: Enrollment, meeting: Meeting
) -> None:
    at(NOW)
    note(meeting, ada, Said.PRESENT)
    book = load_workbook(io.BytesIO(as_(tess).get(f"/c/{ada.course.slug}/presence/ledger.xlsx").content))
    head, row = book["Presence"].iter_rows(values_only=True)
    assert head[2:8] == ("present", "absent", "excused", "leave", "unknown", "2025-10-07 Attention")
    assert row[0] == ada.name
    assert row[2:8] == (1, 0, 0, 0, 0, "present")
    assert book["Evidence"]["J2"].value == "Roll call: present"


def test_the_page_shows_squares_and_leads_to_absences(
    as_: As, at: At, tess: Enrollment, ada: Enrollment, meeting: Meeting
) -> None:
    at(NOW)
    note(meeting, ada, Said.ABSENT)
    page = as_(tess).get(f"/c/{ada.course.slug}/presence/ledger/").content.decode()
    assert f'href="/c/{ada.course.slug}/absences/{Absence.objects.get().pk}/">absent</a>' in page
