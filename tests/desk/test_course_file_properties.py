"""Whatever a course file holds, it is read or every mistake is told; nothing crashes."""

from hypothesis import given
from hypothesis import strategies as st

from desk.course_file import InvalidCourseFile, Problem, parse
from tests.desk.test_course_file import ANNOUNCEMENT, COURSE, FIELD, MATERIAL, MEETING, PAPER, POLICY, WRITEUP

WHOLE = (
    COURSE + MEETING + PAPER + MATERIAL + 'body = "B"\n' + FIELD + 'kind = "text"\n' + ANNOUNCEMENT + WRITEUP + POLICY
)
JUNK = [
    '""', "0", "-1", "1.5", "nan", "inf", "true", "[]", "[[]]", "[{}]", "{}", "{a = 1}", '["a"]', "[1]", '"\\u0000"',
    "2026-02-01", "09:50:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00Z", '"2026-W05-1"', '"00:00-24:00"', '"../x"',
]  # fmt: skip


def problems_if_any(text: str) -> tuple[Problem, ...]:
    try:
        parse(text)
    except InvalidCourseFile as invalid:
        return invalid.problems
    return ()


@given(line=st.integers(0, len(WHOLE.splitlines()) - 1), junk=st.sampled_from(JUNK))
def test_whatever_stands_at_a_key_is_read_or_told_never_a_crash(line: int, junk: str) -> None:
    lines = WHOLE.splitlines()
    key, equals, _ = lines[line].partition(" = ")
    lines[line] = f"{key} = {junk}" if equals else lines[line]

    assert all(problem.where and problem.what for problem in problems_if_any("\n".join(lines)))


@given(at=st.integers(0, len(WHOLE)), put=st.sampled_from(['"', "[", "]", "\n", "=", "#", "\0", "\\", "é", "{", "[["]))
def test_a_stray_character_is_read_or_told_never_a_crash(at: int, put: str) -> None:
    assert all(str(problem) for problem in problems_if_any(WHOLE[:at] + put + WHOLE[at:]))
