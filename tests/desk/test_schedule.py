"""The term week by week, and meetings that move without making anybody late."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrollment, Event, Meeting
from desk.front import front
from desk.schedule import DueTimeWouldPass, move, rows, schedule
from reviews.models import Paper, Waiver
from reviews.standing import State
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

LENGTH = timedelta(minutes=100)


def settings_of(course: Course, instructor: Client) -> dict[str, object]:
    """Return what the form of the course's settings would post unchanged."""
    shown = instructor.get(f"/c/{course.slug}/settings/").context["form"]
    values = {name: shown[name].value() for name in shown.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_meetings_stand_in_the_weeks_of_the_term(course: Course) -> None:
    build.meeting(course, CLASS_AT)
    build.meeting(course, CLASS_AT + 3 * DAY)
    build.meeting(course, CLASS_AT + 7 * DAY)
    weeks = schedule(course, None, CLASS_AT)
    assert [(week.number, len(week.rows)) for week in weeks] == [(6, 2), (7, 1)]


def test_today_is_a_day_of_the_course_s_zone(course: Course) -> None:
    build.meeting(course, CLASS_AT)
    late_that_evening_in_new_york = CLASS_AT + 13 * HOUR
    assert rows(course, None, late_that_evening_in_new_york)[0].is_today
    assert not rows(course, None, CLASS_AT + 15 * HOUR)[0].is_today


@pytest.mark.parametrize("meetings", [1, 3])
def test_a_student_s_schedule_costs_nine_queries(
    course: Course, ada: Enrollment, meetings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for week in range(meetings):
        paper = build.paper(build.meeting(course, CLASS_AT + week * 7 * DAY))
        build.review(ada, paper, now=CLASS_AT - DAY)
    with django_assert_num_queries(9):
        assert len(schedule(course, ada, CLASS_AT)) == meetings


def test_what_is_next_due_is_the_student_s_own(course: Course, ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    later = build.paper(build.meeting(course, CLASS_AT + 7 * DAY))
    ada.waivers.create(paper=paper, granted_at=CLASS_AT - DAY)
    of_ada, of_bo = (front(course, who, CLASS_AT - HOUR)[0].due for who in (ada, bo))
    assert (of_ada and of_ada.address, of_bo and of_bo.address) == (later.get_absolute_url(), paper.get_absolute_url())


def test_what_is_ahead_follows_ones_own_writing_and_the_clock(course: Course, ada: Enrollment, paper: Paper) -> None:
    later = build.paper(build.meeting(course, CLASS_AT + 7 * DAY))
    before = front(course, ada, CLASS_AT - 2 * HOUR)[0]
    assert before.due is not None
    assert before.due.standing is not None
    assert before.due.standing.state == State.NOT_STARTED
    build.review(ada, paper, now=CLASS_AT - HOUR)
    after = front(course, ada, CLASS_AT - HOUR / 2)[0].due
    assert after is not None
    assert after.standing is not None
    assert after.standing.state == State.HANDED_IN
    due = front(course, ada, CLASS_AT + HOUR)[0].due
    assert due is not None
    assert due.address == later.get_absolute_url()


def test_a_waiver_and_a_move_show_at_once_in_what_is_ahead(
    course: Course, ada: Enrollment, meeting: Meeting, paper: Paper
) -> None:
    now = CLASS_AT - 2 * DAY
    assert front(course, ada, now)[0].due is not None
    move(meeting, starts_at=CLASS_AT + DAY, ends_at=CLASS_AT + DAY + LENGTH, now=now, by=None)
    moved = front(course, ada, now)[0]
    assert moved.due is not None
    assert moved.meeting is not None
    assert (moved.due.due_at, moved.meeting.starts_at) == (CLASS_AT + DAY, CLASS_AT + DAY)
    Waiver.objects.grant(enrollment=ada, paper=paper, now=now, by=None)
    assert front(course, ada, now)[0].due is None


def test_a_due_time_moves_with_its_meeting(meeting: Meeting, paper: Paper) -> None:
    move(meeting, starts_at=CLASS_AT + DAY, ends_at=CLASS_AT + DAY + LENGTH, now=CLASS_AT - DAY, by=None)
    paper.refresh_from_db()
    assert paper.due_at is None
    assert paper.class_due_at == CLASS_AT + DAY
    assert Event.objects.filter(kind="meeting.moved").count() == 1


def test_a_due_time_that_has_passed_is_pinned_when_its_meeting_moves(meeting: Meeting, paper: Paper) -> None:
    move(meeting, starts_at=CLASS_AT + DAY, ends_at=CLASS_AT + DAY + LENGTH, now=CLASS_AT + HOUR, by=None)
    paper.refresh_from_db()
    assert paper.due_at == CLASS_AT


def test_a_move_that_makes_a_due_time_past_asks_first_and_changes_nothing(meeting: Meeting, paper: Paper) -> None:
    now = CLASS_AT - HOUR
    with pytest.raises(DueTimeWouldPass):
        move(meeting, starts_at=now - DAY, ends_at=now - DAY + LENGTH, now=now, by=None)
    meeting.refresh_from_db()
    assert meeting.starts_at == CLASS_AT


def test_a_confirmed_move_into_the_past_leaves_earlier_work_on_time(meeting: Meeting, paper: Paper) -> None:
    now = CLASS_AT - HOUR
    move(meeting, starts_at=now - DAY, ends_at=now - DAY + LENGTH, now=now, by=None, confirmed=True)
    paper.refresh_from_db()
    assert paper.due_at == now


def test_staff_plan_a_meeting_and_students_may_not(course: Course, ines: Enrollment, ada: Enrollment, as_) -> None:
    meeting = {"topic": "RoPE", "kind": "lecture", "starts_at": "2025-10-10T09:50", "ends_at": "2025-10-10T11:30"}
    url = f"/c/{course.slug}/meetings/new/"
    assert as_(ada).post(url, meeting).status_code == 403
    assert as_(ines).post(url, meeting).status_code == 302
    planned = course.meetings.get()
    assert (planned.key, planned.starts_at.isoformat()) == ("2025-10-10", "2025-10-10T13:50:00+00:00")


@pytest.mark.parametrize(
    ("starts_at", "words"),
    [
        ("2025-10-10T12:00", "ends before it starts"),
        ("2025-03-09T02:30", "couldn’t be interpreted in time zone America/New_York"),
        ("someday", "Enter a valid date/time"),
    ],
)
def test_a_meeting_with_wrong_times_is_refused(
    course: Course, ines: Enrollment, as_, starts_at: str, words: str
) -> None:
    answer = as_(ines).post(
        f"/c/{course.slug}/meetings/new/",
        {"topic": "RoPE", "kind": "lecture", "starts_at": starts_at, "ends_at": "2025-10-10T11:30"},
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not course.meetings.exists()


def test_the_page_asks_before_a_move_makes_reviews_due_in_the_past(
    course: Course, ines: Enrollment, meeting: Meeting, paper: Paper, as_, at
) -> None:
    at(CLASS_AT - HOUR)
    posted = {"topic": "Attention", "kind": "lecture", "starts_at": "2025-10-06T09:50", "ends_at": "2025-10-06T11:30"}
    url = f"/c/{course.slug}/meetings/{meeting.pk}/edit/"
    asked = as_(ines).post(url, posted)
    assert "due in the past" in asked.content.decode()
    assert as_(ines).post(url, {**posted, "confirmed": "on"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.starts_at == CLASS_AT - DAY


def test_a_cancelled_meeting_stays_on_the_schedule_with_its_reason(
    course: Course, tess: Enrollment, meeting: Meeting, as_
) -> None:
    client = as_(tess)
    client.post(f"/c/{course.slug}/meetings/{meeting.pk}/cancellation/", {"reason": "Snow"})
    page = client.get(f"/c/{course.slug}/schedule/").content.decode()
    assert "Cancelled" in page
    assert "Snow" in page
    client.post(f"/c/{course.slug}/meetings/{meeting.pk}/reinstatement/")
    meeting.refresh_from_db()
    assert meeting.cancelled_at is None


def test_a_longer_notice_pins_what_was_due_and_refuses_to_make_work_late(
    course: Course, ines: Enrollment, ada: Enrollment, meeting: Meeting, paper: Paper, as_, at
) -> None:
    at(CLASS_AT - HOUR)
    posted = settings_of(course, as_(ines))
    refused = as_(ines).post(f"/c/{course.slug}/settings/", {**posted, "review_notice": "120"})
    assert "would become due in the past" in refused.content.decode()
    assert as_(ines).post(f"/c/{course.slug}/settings/", {**posted, "review_notice": "30"}).status_code == 302
    paper = Paper.objects.select_related("meeting__course").get(pk=paper.pk)
    assert paper.class_due_at == CLASS_AT - timedelta(minutes=30)
    assert as_(ada).get(f"/c/{course.slug}/settings/").status_code == 403


def test_settings_in_minutes_and_days_are_kept_as_lengths_of_time(course: Course, ines: Enrollment, as_) -> None:
    url = f"/c/{course.slug}/settings/"
    posted = settings_of(course, as_(ines))
    assert as_(ines).post(url, {**posted, "grace": "5", "claim_window": "3"}).status_code == 302
    course.refresh_from_db()
    assert (course.grace, course.claim_window) == (timedelta(minutes=5), timedelta(days=3))
    assert "less than or equal to 366" in as_(ines).post(url, {**posted, "claim_window": "1000"}).content.decode()


def test_the_course_home_says_what_is_next(
    course: Course, ada: Enrollment, ines: Enrollment, paper: Paper, as_, at
) -> None:
    at(CLASS_AT - DAY)
    page = as_(ada).get(f"/c/{course.slug}/").content.decode()
    assert paper.title in page
    assert "not started" in page
    assert "Ines Vega" in page
    assert "Next meeting" in page
    at(CLASS_AT + HOUR)
    assert "<h2>Now</h2>" in as_(ada).get(f"/c/{course.slug}/").content.decode()


def test_staff_come_from_the_course_home_to_the_class_at_once(
    course: Course, ada: Enrollment, tess: Enrollment, paper: Paper, as_, at
) -> None:
    at(CLASS_AT)
    room = [f"meetings/{paper.meeting_id}/{page}/" for page in ("lottery", "roll")]
    assert all(page in as_(tess).get(f"/c/{course.slug}/").content.decode() for page in room)
    assert not any(page in as_(ada).get(f"/c/{course.slug}/").content.decode() for page in room)


def test_a_public_course_shows_its_schedule_to_anybody_without_names_of_students(
    course: Course, ada: Enrollment, paper: Paper, client: Client
) -> None:
    assert client.get(f"/c/{course.slug}/schedule/").status_code == 302
    Course.objects.filter(pk=course.pk).update(is_public=True)
    for page in ("", "schedule/", f"meetings/{paper.meeting_id}/", "announcements/"):
        answer = client.get(f"/c/{course.slug}/{page}")
        assert answer.status_code == 200
        assert "Ada" not in answer.content.decode()
