"""A course as one TOML file that people write by hand: parse it, or say all that is wrong with it."""

import re
import tomllib
from decimal import Decimal
from zoneinfo import ZoneInfo

from desk.course_file import sections, values
from desk.course_file.checks import contradictions
from desk.course_file.document import CourseFile
from desk.course_file.lines import table_lines
from desk.course_file.tables import InvalidCourseFile, Problem, Table
from grading.document_table import PolicyProblems
from grading.policy import Policy
from grading.policy_document import read_policy

__all__ = ["CourseFile", "InvalidCourseFile", "Problem", "parse"]

LARGEST_FILE = 2_000_000
POSITION = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)
DATE_WITHOUT_SECONDS = re.compile(r"=\s*\d{4}-\d\d-\d\d[T ]\d\d?:\d\d\s*(?:#.*)?$")


def parse(text: str) -> CourseFile:
    """Return what a course file says.

    Raise InvalidCourseFile with every mistake: line and column where the syntax is wrong, else the
    table, its line and the key. Source: docs/course-file.md.
    """
    root = Table("", _load(text), [], table_lines(text))
    document = _read(root)
    if document is not None:
        broken = {problem.where.rpartition(".")[0] for problem in root.problems}
        for path, key, what in contradictions(document, broken):
            Table(path, {}, root.problems, root.lines).complain(key, what)
    if document is None or root.problems:
        raise InvalidCourseFile(tuple(root.problems))
    return document


def _load(text: str) -> dict[str, object]:
    """Return the TOML document. Raise InvalidCourseFile with the line and column of a syntax error."""
    if len(text) > LARGEST_FILE:
        raise InvalidCourseFile(
            (Problem("file", f"has {len(text)} characters; a course file has at most {LARGEST_FILE}"),)
        )
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InvalidCourseFile((_syntax_problem(str(error), text.splitlines()),)) from error
    except RecursionError as error:
        raise InvalidCourseFile(
            (Problem("file", "has tables or lists nested too deep to read; flatten them"),)
        ) from error
    except ValueError as error:
        raise InvalidCourseFile((Problem("file", "has a number of thousands of digits; shorten it"),)) from error


def _syntax_problem(message: str, lines: list[str]) -> Problem:
    """Return the mistake that the TOML reader found, with its line, its column and, where we know one, a remedy."""
    match = POSITION.match(message)
    reason = match[1] if match else message
    number = int(match[2]) if match and match[2] else max(len(lines), 1)
    line = lines[number - 1] if number <= len(lines) else ""
    column = int(match[3]) if match and match[3] else len(line) + 1
    hint = ""
    if DATE_WITHOUT_SECONDS.search(line):
        hint = '; write a date with a time between quotes, "2025-10-07 09:50"'
    elif message.startswith("Unterminated"):
        hint = "; close the text or the list that is still open"
    return Problem(f"line {number}, column {column}", f"{reason}{hint}: {line.strip()[:80]}")


def _read(root: Table) -> CourseFile | None:
    """Return the document with stand-ins for mistaken values; None without a table ``[course]``."""
    course = root.table("course")
    if course is None:
        if "course" not in root.values:
            root.complain("course", "is missing; begin the file with the table [course]")
        return None
    usual = course.get("meets", values.SPAN, None)
    settings = sections.read_settings(course)
    zone = ZoneInfo(settings.time_zone)
    writeup = root.table("writeup")
    document = CourseFile(
        course=settings,
        policy=_read_policy(root),
        review_fields=tuple(sections.read_review_field(table) for table in root.tables("review_fields")),
        meetings=tuple(sections.read_meeting(table, zone, usual) for table in root.tables("meetings")),
        announcements=tuple(sections.read_announcement(table, zone) for table in root.tables("announcements")),
        writeup=sections.read_writeup(writeup, zone) if writeup is not None else None,
    )
    root.finish()
    return document


def _read_policy(root: Table) -> Policy | None:
    """Return the grading policy, which grading reads; its problems join the others."""
    table = root.table("policy")
    if table is None:
        return None
    try:
        return read_policy(dict(table.values))
    except PolicyProblems as error:
        for problem in error.problems:
            where, _, what = problem.partition(": ")
            path, _, key = where.rpartition(".")
            Table(path, {}, root.problems, root.lines).complain(key, what)
    return None
