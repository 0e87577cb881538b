"""The course file: what is read, and every kind of mistake with its place and remedy."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.course_file import InvalidCourseFile, parse
from desk.course_file.lines import table_lines

COURSE = """\
[course]
slug = "tiny-26spring"
code = "CS 1"
title = "A Tiny Course"
term = "Spring 2026"
starts_on = 2026-01-12
ends_on = 2026-04-24
time_zone = "America/New_York"
meets = "09:50-11:30"
"""
MEETING = """
[[meetings]]
date = 2026-01-13
topic = "Beginnings"
"""
EVENING_MEETING = MEETING + 'start = "19:00"\nend = "20:00"\n'
GUEST = '\n[[meetings.guests]]\nkey = "ada"\nname = "Ada"\n'
WRITEUP = '\n[writeup]\ntitle = "Opinion"\ndue_at = "2026-04-20 17:00"\n'
PAPER = """
[[meetings.papers]]
key = "gpt"
title = "A paper"
authors = ["Ada Lovelace"]
"""
FIELD = '\n[[review_fields]]\nkey = "merit"\nlabel = "Merit"\n'
ANNOUNCEMENT = '\n[[announcements]]\nkey = "hello"\ntitle = "Hello"\nbody = "Hello."\npublish_at = "2026-01-10 09:00"\n'
MATERIAL = '\n[[meetings.materials]]\nkey = "notes"\ntitle = "Notes"\n'
POLICY = """
[[policy.components]]
key = "reviews"
kind = "completions"
group = "participation"
weight = 60
count = 10
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(InvalidCourseFile) as refused:
        parse(text)
    return [str(problem) for problem in refused.value.problems]


def test_the_smallest_file_gets_the_defaults() -> None:
    document = parse(COURSE)

    assert document.course.review_notice == timedelta(0)
    assert document.course.grace == timedelta(minutes=2)
    assert document.course.hand_in_drafts is True
    assert document.course.reviews_open == "after mine and the due time"
    assert document.course.reviewer_names == "real"
    assert (document.policy, document.review_fields, document.meetings, document.writeup) == (None, (), (), None)


def test_a_meeting_is_at_the_course_s_usual_time_in_the_course_s_zone() -> None:
    meeting = parse(COURSE + MEETING).meetings[0]

    assert meeting.key == "2026-01-13"
    assert meeting.starts_at == datetime(2026, 1, 13, 14, 50, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 1, 13, 16, 30, tzinfo=UTC)


def test_a_meeting_may_say_its_own_time() -> None:
    meeting = parse(COURSE + MEETING + 'start = "18:00"\nend = 19:30:00\n').meetings[0]

    assert meeting.starts_at == datetime(2026, 1, 13, 23, 0, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 1, 14, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ['"2026-04-20 17:00"', "2026-04-20T17:00:00", "2026-04-20T21:00:00Z", '"2026-04-20T23:00+02:00"'],
)
def test_a_time_may_be_written_in_several_ways(written: str) -> None:
    document = parse(f'{COURSE}\n[writeup]\ntitle = "Opinion"\ndue_at = {written}\n')

    assert document.writeup is not None
    assert document.writeup.due_at == datetime(2026, 4, 20, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "course: is missing; begin the file with the table [course]"),
        ("course = 3", "course: is not a table; write [course] on a line of its own"),
        ("[course]\nslug 3", "line 2, column 6: Expected '=' after a key in a key/value pair: slug 3"),
        ('[course]\nslug = "tiny', "line 2, column 13: Unterminated string; close the text or the list"),
        ("[course]\nslug = [", "line 2, column 9: Invalid value: slug = ["),
        ('[course]\nslug = "a"\nslug = "b"', 'line 3, column 11: Cannot overwrite a value: slug = "b"'),
        ("[course]\nat = 2026-01-10 09:00\n", "write a date with a time between quotes"),
        ("[course]\non = 2026-02-30\n", "line 2, column 6: Invalid date or datetime: on = 2026-02-30"),
    ],
)
def test_a_file_that_is_not_toml_is_told_the_place(text: str, problem: str) -> None:
    found = problems_of(text)

    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'slug = "tiny-26spring"\n',
            "",
            'course.slug (in the table at line 1): is missing; write slug = "flash-attention"',
        ),
        ('"tiny-26spring"', '"Tiny 26"', "“Tiny 26” is not made of small letters a–z, digits and single hyphens alone"),
        ('"tiny-26spring"', "7", "7 is not text between quotes"),
        ('"A Tiny Course"', '""', 'course.title (in the table at line 1): is empty; write title = "…"'),
        ('"A Tiny Course"', f'"{"x" * 201}"', "has 201 characters; at most 200 are possible"),
        ('"A Tiny Course"', '"A\\u0000"', "contains the character NUL"),
        ("2026-04-24", "2026-01-01", "course.ends_on (in the table at line 1): is before the course starts"),
        ("2026-04-24", "9999-12-31", "“9999-12-31” is not a date; write ends_on ="),
        ("2026-04-24", '"soon"', "“soon” is not a date; write ends_on = 2025-10-07"),
        ("America/New_York", "America/New_Yrok", "is not a time zone; did you mean “America/New_York”?"),
        ("09:50-11:30", "11:30-09:50", "“11:30-09:50” ends before it begins"),
        ("09:50-11:30", "half past ten", "“half past ten” is not a time span; write meets ="),
        ("meets =", "grace_minute = 2\nmeets =", "is not a key of [course]; did you mean “grace_minutes”?"),
        ("meets =", "grace_minutes = -1\nmeets =", "“-1” is not a whole number from 0 to 20160"),
        ("meets =", "grace_minutes = true\nmeets =", "“True” is not a whole number"),
        ("meets =", 'public = "yes"\nmeets =', "“yes” is neither true nor false"),
        ("meets =", 'names = "reel"\nmeets =', "“reel” is not a choice; did you mean “real”?"),
        ("[course]", "zebra = 1\n[course]", "zebra: is not a key of a course file; remove it"),
    ],
)
def test_a_mistake_in_the_course_s_table_names_its_key(old: str, new: str, problem: str) -> None:
    assert old in COURSE

    found = problems_of(COURSE.replace(old, new))

    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("more", "where", "what"),
    [
        ('[[meetings]]\ntopic = "A"\n', "meetings[1].date", "is missing; write date = 2025-10-07"),
        ('[[meetings]]\ntopic = "A"\ndate = "7 Oct"\n', "meetings[1].date", "“7 Oct” is not a date"),
        (MEETING + 'kind = "lectur"\n', "meetings[1].kind", "“lectur” is not a choice; did you mean “lecture”?; write"),
        (MEETING + 'start = "12:00"\n', "meetings[1].end", "11:30 is not after the start, 12:00"),
        (MEETING + 'start = "25:00"\n', "meetings[1].start", "“25:00” is not a time of day"),
        (MEETING.replace("01-13", "01-11"), "meetings[1].date", "2026-01-11 is outside the term"),
        (
            MEETING.replace("01-13", "03-08") + 'start = "02:30"\n',
            "meetings[1].start",
            "does not exist in America/New_York",
        ),
        (MEETING + EVENING_MEETING, "meetings[2].key", "“2026-01-13” is the key of meetings[1] already"),
        (MEETING + MEETING + 'key = "b"\n', "meetings[2].start", "is before meetings[1] has ended"),
        (
            MEETING + 'papers = "gpt"\n',
            "meetings[1].papers",
            "is not a list of tables; write [[meetings.papers]] above",
        ),
        (MEETING + PAPER + PAPER, "meetings[1].papers[2].key", "“gpt” is the key of meetings[1].papers[1] already"),
        (MEETING + PAPER.replace('["Ada Lovelace"]', "7"), "meetings[1].papers[1].authors", "is not a list"),
        (MEETING + PAPER + 'url = "arxiv.org"\n', "meetings[1].papers[1].url", "“arxiv.org” is not a web address"),
        (MEETING + PAPER + "link = 1\n", "meetings[1].papers[1].link", "is not a key of [meetings.papers]; remove it"),
        (PAPER.replace("meetings.", ""), "papers", "is not a key of a course file; write [[meetings.papers]]"),
        (MEETING + 'kind = "no_class"\n' + PAPER, "meetings[1].papers", "nobody meets on a day of kind"),
        (MEETING + GUEST, "meetings[1].guests", 'guests speak at a meeting of kind "guest"'),
        (MEETING + MATERIAL, "meetings[1].materials[1].url", "has no content; write exactly one of"),
        (MEETING + MATERIAL + 'body = "a"\nfile = "a"\n', "meetings[1].materials[1].file", "has body and file; write"),
        (
            MEETING + MATERIAL + 'file = "../secret"\n',
            "meetings[1].materials[1].file",
            "leads out of the course file's",
        ),
        (FIELD, "review_fields[1].kind", "is missing; write kind ="),
        (FIELD + 'kind = "score"\n', "review_fields[1].options", 'a field of kind "score" needs two options or more'),
        (FIELD + 'kind = "text"\noptions = ["a", "b"]\n', "review_fields[1].options", "has none; remove them"),
        (
            FIELD + 'kind = "text"\nmin_words = 9\nmax_words = 3\n',
            "review_fields[1].max_words",
            "3 is below min_words, 9",
        ),
        ((FIELD + 'kind = "text"\n') * 2, "review_fields[2].key", "“merit” is the key of review_fields[1] already"),
        (ANNOUNCEMENT * 2, "announcements[2].key", "“hello” is the key of announcements[1] already"),
        (ANNOUNCEMENT.replace("2026", "0001"), "announcements[1].publish_at", "is not a date with a time"),
        (ANNOUNCEMENT.replace(" 09:00", ""), "announcements[1].publish_at", "“2026-01-10” is not a date with a time"),
        (
            WRITEUP.replace("04-20", "05-01"),
            "writeup.due_at",
            "2026-05-01 is outside the term, 2026-01-12 to 2026-04-24",
        ),
        (
            EVENING_MEETING + PAPER + 'opens_at = "2026-01-13 19:00"\n',
            "meetings[1].papers[1].opens_at",
            "its reviews would be due before they open; choose an earlier time",
        ),
        (POLICY, "policy.components", "weights sum to 60, not 100"),
        (POLICY.replace("completions", "completion"), "policy.components[1].kind", "must be one of completions"),
    ],
)
def test_a_mistake_names_its_table_and_key_and_the_remedy(more: str, where: str, what: str) -> None:
    found = problems_of(COURSE + more)

    assert len(found) == 1
    place, _, text = found[0].partition(": ")
    assert place.partition(" (in the table at line ")[0] == where
    assert what in text


def test_a_mistake_names_the_line_on_which_its_table_begins() -> None:
    found = problems_of(COURSE + MEETING + PAPER + PAPER)

    assert found[0].startswith("meetings[1].papers[2].key (in the table at line 20): ")


def test_a_time_that_happens_twice_asks_for_its_offset() -> None:
    writeup = '\n[writeup]\ntitle = "O"\ndue_at = "2025-11-02 01:30"\n'
    course = COURSE.replace("2026-01-12", "2025-09-05")

    assert "happens twice in America/New_York: add the offset, such as -04:00" in problems_of(course + writeup)[0]
    assert parse(course + writeup.replace("01:30", "01:30-04:00")).writeup is not None


def test_a_meeting_without_any_time_is_told_where_to_write_one() -> None:
    found = problems_of(COURSE.replace('meets = "09:50-11:30"\n', "") + MEETING)

    assert [problem.partition(" (")[0] for problem in found] == ["meetings[1].start", "meetings[1].end"]
    assert 'or meets = "09:50-11:30" in [course]' in found[0]


def test_all_mistakes_are_reported_at_once() -> None:
    text = (
        COURSE.replace('title = "A Tiny Course"\n', "")
        + MEETING
        + 'kind = "party"\n'
        + PAPER
        + PAPER
        + ANNOUNCEMENT * 2
    )

    assert [problem.partition(" (")[0] for problem in problems_of(text)] == [
        "course.title",
        "meetings[1].kind",
        "meetings[1].papers[2].key",
        "announcements[2].key",
    ]


def test_a_mistake_does_not_breed_others() -> None:
    text = COURSE.replace("2026-01-12", '"soon"') + MEETING.replace("2026-01-13", '"then"') * 2

    assert [problem.partition(" (")[0] for problem in problems_of(text)] == [
        "course.starts_on",
        "meetings[1].date",
        "meetings[2].date",
    ]


def test_headers_inside_a_long_text_are_not_tables() -> None:
    text = '[course]\nabout = """\n[[meetings]]\n"""\n\n' + "[[meetings]]\n[[meetings.papers]]\n" * 2

    assert table_lines(text) == {
        "course": 1,
        "meetings[1]": 6,
        "meetings[1].papers[1]": 7,
        "meetings[2]": 8,
        "meetings[2].papers[1]": 9,
    }


def test_a_monstrous_file_is_refused_before_it_is_read() -> None:
    assert "a course file has at most" in problems_of("#" * 2_000_001)[0]


def test_what_is_too_much_to_read_is_a_problem_not_a_crash() -> None:
    assert "nested too deep" in problems_of("a = " + "[" * 100_000)[0]
    assert "thousands of digits" in problems_of("a = " + "1" * 5_000)[0]
