"""The model course's file says what the course is."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.course_file import CourseFile, parse

MODEL_COURSE = Path(__file__).parents[2] / "desk/courses/cs7670-25fall.toml"


@pytest.fixture(scope="module")
def model() -> CourseFile:
    return parse(MODEL_COURSE.read_text(encoding="utf-8"))


def test_the_model_course_meets_on_tuesdays_and_fridays_from_9_50_to_11_30(model: CourseFile) -> None:
    zone = ZoneInfo("America/New_York")
    local = [(each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)) for each in model.meetings]

    assert {f"{start:%a}" for start, _ in local} == {"Tue", "Fri"}
    assert {(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in local} == {("09:50", "11:30")}
    assert model.meetings[0].on == date(2025, 9, 5)
    assert [each.on for each in model.meetings if each.kind == "no_class"] == [date(2025, 11, 11), date(2025, 11, 28)]


def test_the_model_course_reads_one_required_paper_a_week(model: CourseFile) -> None:
    weeks = [each.on.isocalendar().week for each in model.meetings for paper in each.papers if paper.required]

    assert weeks == list(range(37, 49))
    assert all(paper.url and paper.abstract and paper.venue and paper.year for paper in model.papers)


def test_the_model_course_has_two_guests_the_write_up_and_the_seed_s_policy(model: CourseFile) -> None:
    assert sum(len(each.guests) for each in model.meetings) == 2
    assert model.writeup is not None
    assert model.policy is not None
    assert [(part.kind, part.weight) for part in model.policy.components] == [
        ("completions", 40),
        ("deduction", 20),
        ("counter", 20),
        ("marked", 20),
    ]
