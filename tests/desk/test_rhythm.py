"""Planning meetings by the days of the week, and shifting them by a class."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, Meeting, MeetingKind
from desk.rhythm import Rhythm, next_slot, slots
from desk.shifting import ShiftHasChanged, carry_out, shift
from reviews.models import Paper
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

As = Callable[[Enrollment], Client]
At = Callable[..., None]
BOSTON = ZoneInfo("America/New_York")
NOW = CLASS_AT - 2 * DAY
RHYTHM = "/c/cs7670-25fall/schedule/rhythm/"
TYPED = {
    "days": ["1", "4"], "begin": "09:50", "end": "11:30", "first": "2025-10-27", "last": "2025-11-07",
    "but": "2025-10-31", "kind": "discussion", "topic": "To be announced", "place": "",
}  # fmt: skip


def rhythm(first: date, last: date, *but: date) -> Rhythm:
    return Rhythm(frozenset({1, 4}), time(9, 50), time(11, 30), first, last, frozenset(but))


def test_a_rhythm_keeps_its_local_time_when_the_clocks_change() -> None:
    found = list(slots(rhythm(date(2025, 10, 28), date(2025, 11, 4), date(2025, 10, 31)), BOSTON))
    assert [slot.starts_at for slot in found] == [
        datetime(2025, 10, 28, 13, 50, tzinfo=UTC), datetime(2025, 11, 4, 14, 50, tzinfo=UTC),
    ]  # fmt: skip


def test_a_time_that_the_clocks_skip_is_told() -> None:
    skipped = Rhythm(frozenset({6}), time(2, 30), time(3, 30), date(2026, 3, 8), date(2026, 3, 8))
    [slot] = slots(skipped, BOSTON)
    assert slot.starts_at is None
    assert "the clocks go forward" in slot.mistake


def test_the_leap_day_is_a_day_like_any_other() -> None:
    found = list(slots(rhythm(date(2028, 2, 29), date(2028, 2, 29)), BOSTON))
    assert [slot.on for slot in found] == [date(2028, 2, 29)]


def test_the_class_after_the_last_follows_the_rhythm_and_passes_over_what_is_taken() -> None:
    tuesday, friday = (datetime(2025, 10, day, 9, 50, tzinfo=BOSTON) for day in (28, 31))
    held = [(at, at + timedelta(minutes=100)) for at in (tuesday, friday)]
    assert next_slot(held, BOSTON)[0].astimezone(BOSTON) == datetime(2025, 11, 4, 9, 50, tzinfo=BOSTON)
    after, ends_at = next_slot(held, BOSTON, {date(2025, 11, 4)})
    assert after.astimezone(BOSTON) == datetime(2025, 11, 7, 9, 50, tzinfo=BOSTON)
    assert ends_at - after == timedelta(minutes=100)


def test_without_a_class_none_follows() -> None:
    with pytest.raises(ValueError, match="none follows"):
        next_slot([], BOSTON)


def test_days_are_shown_first_and_then_added(as_: As, tess: Enrollment, at: At) -> None:
    at(NOW)
    client = as_(tess)
    page = client.post(RHYTHM, TYPED).content.decode()
    assert "3 meetings to add" in page
    assert not Meeting.objects.exists()
    client.post(RHYTHM, TYPED | {"add": "1"})
    assert [meeting.key for meeting in Meeting.objects.all()] == ["2025-10-28", "2025-11-04", "2025-11-07"]
    assert {meeting.kind for meeting in Meeting.objects.all()} == {"discussion"}


def test_what_is_there_or_outside_the_term_is_passed_over(as_: As, tess: Enrollment, at: At) -> None:
    at(NOW)
    build.meeting(tess.course, datetime(2025, 10, 28, 13, 50, tzinfo=UTC))
    page = as_(tess).post(RHYTHM, TYPED | {"last": "2026-03-01"}).content.decode()
    assert "there is “Attention” already" in page
    assert "it is outside the term" in page
    as_(tess).post(RHYTHM, TYPED | {"add": "1"})
    as_(tess).post(RHYTHM, TYPED | {"add": "1"})
    assert Meeting.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"end": "09:00"}, "The class ends before it begins"),
        ({"last": "2025-10-01"}, "Choose a day after the first"),
        ({"last": "9999-10-01"}, "within a year of it"),
        ({"but": "Thanksgiving"}, "Write each day as 2025-11-26"),
        ({"days": []}, "This field is required"),
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused_and_stays_typed(
    as_: As, tess: Enrollment, at: At, typed: dict[str, str], words: str
) -> None:
    at(NOW)
    page = as_(tess).post(RHYTHM, TYPED | typed | {"add": "1"}).content.decode()
    assert words in page
    assert "To be announced" in page
    assert not Meeting.objects.exists()


@pytest.fixture
def term(course: Course) -> list[Meeting]:
    """Three Tuesdays and a guest between the last two; the first has a paper."""
    held = [build.meeting(course, CLASS_AT + week * 7 * DAY, topic=f"Class {week}") for week in range(3)]
    build.meeting(course, CLASS_AT + 10 * DAY, kind=MeetingKind.GUEST, topic="A guest")
    build.paper(held[0], title="Attention")
    return held


def starts(course: Course) -> dict[str, datetime]:
    return dict(course.meetings.values_list("topic", "starts_at"))


def test_each_class_takes_the_time_of_the_next_and_guests_stay(course: Course, term: list[Meeting]) -> None:
    found = shift(course, term[0])
    assert [change.meeting.topic for change in found.changes] == ["Class 0", "Class 1", "Class 2"]
    assert [(due.was, due.becomes) for due in found.changes[0].due] == [(CLASS_AT, CLASS_AT + 7 * DAY)]
    carry_out(course, term[0], guests_stay=True, fingerprint=found.fingerprint, now=NOW, by=None)
    assert starts(course) == {
        "Class 0": CLASS_AT + 7 * DAY, "Class 1": CLASS_AT + 14 * DAY, "A guest": CLASS_AT + 10 * DAY,
        "Class 2": CLASS_AT + 21 * DAY,
    }  # fmt: skip
    assert Paper.objects.get().class_due_at == CLASS_AT + 7 * DAY


def test_guests_are_shifted_if_that_is_wanted(course: Course, term: list[Meeting]) -> None:
    topics = [change.meeting.topic for change in shift(course, term[1], guests_stay=False).changes]
    assert topics == ["Class 1", "A guest", "Class 2"]


def test_cancelled_meetings_and_days_without_class_stay(course: Course, term: list[Meeting]) -> None:
    term[1].cancel(now=NOW, by=None, reason="")
    assert [change.meeting.topic for change in shift(course, term[0]).changes] == ["Class 0", "Class 2"]
    term[1].refresh_from_db()
    assert shift(course, term[1]).changes == []


def test_a_paper_with_its_own_due_time_keeps_it(course: Course, term: list[Meeting]) -> None:
    Paper.objects.update(due_at=CLASS_AT - HOUR)
    [due] = shift(course, term[0]).changes[0].due
    assert due.stays


def test_a_schedule_that_changed_meanwhile_is_not_shifted(course: Course, term: list[Meeting]) -> None:
    seen = shift(course, term[0]).fingerprint
    build.meeting(course, CLASS_AT + 3 * DAY)
    before = starts(course)
    with pytest.raises(ShiftHasChanged):
        carry_out(course, term[0], guests_stay=True, fingerprint=seen, now=NOW, by=None)
    assert starts(course) == before


def test_the_page_shows_every_due_time_that_moves_then_shifts_and_the_class_reads_what_moved(
    as_: As, tess: Enrollment, ada: Enrollment, course: Course, term: list[Meeting], at: At
) -> None:
    at(NOW)
    address = f"/c/{course.slug}/meetings/{term[0].pk}/shift/"
    page = as_(tess).get(address).content.decode()
    assert "Tue 7 Oct, 09:50" in page
    assert "Tue 14 Oct, 09:50" in page
    stale = as_(tess).post(address, {"shift": "1", "guests_stay": "on", "fingerprint": "another"}, follow=True)
    assert "has changed meanwhile" in stale.content.decode()
    fingerprint = shift(course, term[0]).fingerprint
    done = as_(tess).post(address, {"shift": "1", "guests_stay": "on", "fingerprint": fingerprint}, follow=True)
    assert "3 meetings are held one class later" in done.content.decode()
    told = as_(ada).get(f"/c/{course.slug}/schedule/changes/").content.decode()
    assert "Class 0" in told
    assert "Tess" not in told


def test_what_has_begun_is_not_shifted(as_: As, tess: Enrollment, course: Course, term: list[Meeting], at: At) -> None:
    at(CLASS_AT + HOUR)
    answer = as_(tess).get(f"/c/{course.slug}/meetings/{term[0].pk}/shift/", follow=True)
    assert "has begun" in answer.content.decode()
