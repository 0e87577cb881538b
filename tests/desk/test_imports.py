"""Importing a course file: all or nothing, twice the same, and people's work stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from courseapp.models import Course, Event, Material, Meeting, ReviewsOpen
from desk.course_file import InvalidCourseFile, parse
from desk.imports import Ledger, import_course
from grading.models import PolicyVersion
from reviews.models import Paper, Review
from tests import build

pytestmark = pytest.mark.django_db

BEFORE_TERM = datetime(2025, 8, 25, 12, 0, tzinfo=UTC)
AFTER_CLASS = datetime(2025, 10, 8, 12, 0, tzinfo=UTC)
MODEL_COURSE = Path(__file__).parents[2] / "desk/courses/cs7670-25fall.toml"
SMALL = """\
[course]
slug = "small"
code = "CS 1"
title = "A Small Course"
term = "Fall 2025"
starts_on = 2025-09-05
ends_on = 2025-12-05
time_zone = "America/New_York"
meets = "09:50-11:30"

[[meetings]]
date = 2025-10-07
topic = "FlashAttention"

[[meetings.papers]]
key = "flash"
title = "FlashAttention"
authors = ["Tri Dao", "Daniel Y. Fu"]

[[meetings]]
date = 2025-10-10
kind = "guest"
topic = "A guest"

[[meetings.guests]]
key = "grace"
name = "Grace"

[[meetings.materials]]
key = "poster"
title = "Poster"
file = "poster.txt"

[[announcements]]
key = "hello"
title = "Hello"
body = "Hello."
publish_at = "2025-09-02 09:00"

[writeup]
title = "Opinion"
due_at = "2025-12-02 23:59"

[[policy.components]]
key = "reviews"
kind = "completions"
group = "participation"
weight = 100
count = 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "poster.txt").write_text("A talk", encoding="utf-8")
    return tmp_path


def imported(text: str, folder: Path, now: datetime = BEFORE_TERM, **options: bool) -> Ledger:
    return import_course(parse(text), now=now, folder=folder, **options)


def told(ledger: Ledger) -> list[str]:
    return [str(change) for change in ledger.changes]


def test_a_file_makes_the_course_with_all_its_parts(folder: Path) -> None:
    imported(SMALL, folder)

    course = Course.objects.get(slug="small")
    assert course.reviews_open == ReviewsOpen.AFTER_MINE_AND_DUE
    assert [meeting.key for meeting in course.meetings.all()] == ["2025-10-07", "2025-10-10"]
    assert course.papers.get().authors == "Tri Dao, Daniel Y. Fu"
    assert course.papers.get().class_due_at == datetime(2025, 10, 7, 13, 50, tzinfo=UTC)
    assert course.guests.get().meeting.key == "2025-10-10"
    assert course.writeup_brief.due_at == datetime(2025, 12, 3, 4, 59, tzinfo=UTC)
    assert Path(Material.objects.get().file.path).read_text() == "A talk"
    assert PolicyVersion.objects.filter(course=course).count() == 1


def test_a_new_course_without_a_form_gets_the_default_one(folder: Path) -> None:
    course = imported(SMALL, folder).course

    fields = [(field.key, field.is_required) for field in course.review_fields.all()]
    assert fields == [
        ("summary", True),
        ("strengths", False),
        ("weaknesses", False),
        ("opinion", True),
        ("merit", True),
        ("question", False),
    ]


def test_importing_twice_changes_nothing() -> None:
    source = parse(MODEL_COURSE.read_text(encoding="utf-8"))
    first = import_course(source, now=BEFORE_TERM)
    events = Event.objects.count()

    second = import_course(source, now=AFTER_CLASS)

    assert second.changes == []
    assert second.unchanged == len(first.changes)
    assert Event.objects.count() == events


def test_importing_after_an_edit_changes_just_that(folder: Path) -> None:
    imported(SMALL, folder)

    again = imported(SMALL.replace('topic = "FlashAttention"', 'topic = "Tiling"'), folder)

    assert told(again) == ["changed meeting “2025-10-07”: topic"]
    assert Meeting.objects.get(key="2025-10-07").topic == "Tiling"


def test_what_moves_a_grade_is_an_event_when_it_changes(folder: Path) -> None:
    imported(SMALL, folder)

    imported(SMALL.replace('title = "FlashAttention"', 'title = "FlashAttention"\nrequired = false'), folder)

    event = Event.objects.get(kind="paper.changed")
    assert (event.before["is_required"], event.after["is_required"]) == (True, False)


def test_a_meeting_moves_with_its_paper_although_its_day_was_its_name(folder: Path) -> None:
    imported(SMALL, folder)

    again = imported(SMALL.replace("2025-10-07", "2025-10-14"), folder)

    assert told(again) == ["moved meeting “2025-10-14”: from 2025-10-07"]
    assert Paper.objects.get().class_due_at == datetime(2025, 10, 14, 13, 50, tzinfo=UTC)


def test_a_due_time_that_has_passed_stays_when_the_file_moves_the_meeting(folder: Path) -> None:
    imported(SMALL, folder)

    imported(SMALL.replace("2025-10-07", "2025-10-14"), folder, now=AFTER_CLASS)

    assert Paper.objects.get().class_due_at == datetime(2025, 10, 7, 13, 50, tzinfo=UTC)


def test_a_move_that_makes_reviews_due_in_the_past_needs_a_word(folder: Path) -> None:
    later = SMALL.replace("2025-10-07", "2025-10-14")
    imported(later, folder)

    with pytest.raises(InvalidCourseFile, match=r"meetings\[1\].date: “FlashAttention” would be due in the past"):
        imported(SMALL, folder, now=AFTER_CLASS)
    assert Meeting.objects.filter(key="2025-10-14").exists()

    imported(SMALL, folder, now=AFTER_CLASS, confirmed=True)
    assert Paper.objects.get().class_due_at == AFTER_CLASS


def test_what_vanishes_from_the_file_stays_and_is_said(folder: Path) -> None:
    imported(SMALL, folder)
    first, last = SMALL.index("[[meetings]]"), SMALL.index("[[announcements]]")

    again = imported(SMALL[:first] + SMALL[last:], folder)

    assert {(change.what, change.noun, change.name) for change in again.changes} == {
        ("left", "meeting", "2025-10-07"),
        ("left", "meeting", "2025-10-10"),
        ("left", "paper", "flash"),
        ("left", "guest", "grace"),
    }
    assert "open the meeting's page and cancel it" in told(again)[0]
    assert Meeting.objects.count() == 2


def test_people_s_work_is_never_touched(folder: Path) -> None:
    course = imported(SMALL, folder).course
    ada = build.enrollment(course)
    build.review(ada, course.papers.get(), now=BEFORE_TERM)

    imported(SMALL.replace("Tri Dao", "T. Dao").replace("2025-10-07", "2025-10-08"), folder)

    review = Review.objects.get(enrollment=ada)
    assert review.paper.authors == "T. Dao, Daniel Y. Fu"
    assert review.revisions.get().answers == build.FULL


FORM = """
[[review_fields]]
key = "opinion"
kind = "text"
label = "Opinion"
"""


def test_a_review_field_with_answers_is_retired_and_one_without_goes(folder: Path) -> None:
    course = imported(SMALL, folder).course
    build.review(build.enrollment(course), course.papers.get(), now=BEFORE_TERM)

    again = imported(SMALL + FORM, folder)

    assert [field.key for field in course.review_fields.asked()] == ["opinion"]
    assert set(course.review_fields.exclude(retired_at=None).values_list("key", flat=True)) == {"summary", "merit"}
    assert "retired review field “summary”: its answers stay" in told(again)
    assert "removed review field “strengths”: it had no answers" in told(again)


def test_a_retired_field_that_comes_back_is_asked_again(folder: Path) -> None:
    course = imported(SMALL, folder).course
    build.review(build.enrollment(course), course.papers.get(), now=BEFORE_TERM)
    imported(SMALL + FORM, folder)

    imported(SMALL + FORM + FORM.replace("opinion", "summary"), folder)

    assert [field.key for field in course.review_fields.asked()] == ["opinion", "summary"]


def test_a_field_with_answers_keeps_its_kind(folder: Path) -> None:
    course = imported(SMALL, folder).course
    build.review(build.enrollment(course), course.papers.get(), now=BEFORE_TERM)

    with pytest.raises(InvalidCourseFile, match=r"review_fields\[1\].kind: 1 answer: the kind stays"):
        imported(SMALL + FORM.replace('"text"', '"question"'), folder)


def test_a_policy_becomes_a_new_version_only_if_it_says_something_new(folder: Path) -> None:
    imported(SMALL, folder)
    imported(SMALL, folder)
    again = imported(SMALL.replace("count = 1", "count = 2"), folder)

    assert told(again) == ["changed policy “Version 2”"]
    assert PolicyVersion.objects.count() == 2


def test_a_changed_file_of_a_material_is_stored_anew(folder: Path) -> None:
    imported(SMALL, folder)
    (folder / "poster.txt").write_text("Another talk", encoding="utf-8")

    again = imported(SMALL, folder)

    assert told(again) == ["changed file of material “poster”: poster.txt"]
    assert Path(Material.objects.get().file.path).read_text() == "Another talk"


def test_a_missing_file_imports_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidCourseFile, match=r"meetings\[2\].materials\[1\].file: there is no file"):
        imported(SMALL, tmp_path)

    assert not Course.objects.exists()


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder: Path) -> None:
    ledger = imported(SMALL, folder, dry_run=True)

    assert "added course “small”" in told(ledger)
    assert not Course.objects.exists()


def test_a_longer_notice_does_not_make_reviews_due_in_the_past(folder: Path) -> None:
    imported(SMALL, folder)
    hour_before = datetime(2025, 10, 7, 13, 50, tzinfo=UTC) - timedelta(hours=1)
    longer = SMALL.replace("meets =", "review_notice_minutes = 120\nmeets =")

    with pytest.raises(InvalidCourseFile, match=r"course.review_notice_minutes: “FlashAttention” would be due"):
        imported(longer, folder, now=hour_before)
    assert Course.objects.get().review_notice == timedelta(0)


def test_when_a_paper_opens_is_in_the_file_and_stays_where_the_file_says_nothing(folder: Path) -> None:
    said = SMALL.replace("authors =", 'opens_at = "2025-10-01 12:00"\nauthors =', 1)
    course = imported(said, folder).course
    opens_at = datetime(2025, 10, 1, 16, tzinfo=UTC)
    assert course.papers.get().opens_at == opens_at
    assert told(imported(SMALL, folder)) == []
    assert course.papers.get().opens_at == opens_at
    later = said.replace("10-01 12:00", "10-02 12:00")
    assert told(imported(later, folder)) == ["changed paper “flash”: opens at"]
