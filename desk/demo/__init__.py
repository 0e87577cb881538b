"""Build a demo course at a stage of its term: invented people, real papers, every act at its true time."""

from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from courseapp.models import Announcement, Course, Enrollment, Material, User
from courseapp.roles import Role
from desk.course_file import CourseFile, parse
from desk.course_file.values import read_slug
from desk.demo.asking_again import plan_regrades
from desk.demo.cast import Person, read_cast
from desk.demo.classes import plan_classes
from desk.demo.discussing import plan_discussions
from desk.demo.guest_days import plan_guest_days
from desk.demo.reviewing import plan_reviews
from desk.demo.stages import Stage, instant
from desk.demo.stand_ins import add_stand_ins, remove_files
from desk.demo.term import Student, Term, days
from desk.demo.writing import plan_writeups
from desk.imports import import_course

__all__ = ["NotADemo", "Stage", "build"]

MODEL_COURSE = Path(__file__).parents[1] / "courses" / "cs7670-25fall.toml"
PLANNED_ON, ENROLLED_ON = date(2025, 8, 25), date(2025, 8, 28)


class NotADemo(Exception):
    """There is a course of that slug which is no demo."""


@transaction.atomic
def build(stage: Stage, *, seed: int, now: datetime, slug: str = "") -> Course:
    """Build the demo course anew, so that its clock shows ``stage`` at the real instant ``now``.

    The same seed tells the same story at every stage. Raise NotADemo, and change nothing, if another
    course has the slug, and Mistake if it is no slug at all.
    """
    source = _source(slug)
    _remove(source.course.slug)
    zone = ZoneInfo(source.course.time_zone)
    stage_at = instant(stage, zone)
    course = import_course(source, now=datetime.combine(PLANNED_ON, time(12), zone)).course
    term = _open(course, seed, stage_at, _identities(seed, slug))
    add_stand_ins(term, now=datetime.combine(PLANNED_ON, time(12), zone))
    for plan in (
        _plan_publications,
        _plan_drops,
        plan_reviews,
        plan_discussions,
        plan_classes,
        plan_guest_days,
        plan_writeups,
        plan_regrades,
    ):
        plan(term)
    term.play(stage_at)
    course.demo_stage, course.clock_offset = stage.value, stage_at - now
    course.save(update_fields=["demo_stage", "clock_offset", "pseudonym_key"])
    return course


def _source(slug: str) -> CourseFile:
    source = parse(MODEL_COURSE.read_text(encoding="utf-8"))
    return replace(source, course=replace(source.course, slug=read_slug(slug))) if slug else source


def _remove(slug: str) -> None:
    """Delete the demo course of this slug with all that happened in it. Raise NotADemo if it is a real one."""
    course = Course.objects.filter(slug=slug).first()
    if course is None:
        return
    if not course.demo_stage:
        raise NotADemo(f"The course {slug} is no demo, and stays as it is. Give the demo another --slug.")
    remove_files(course)
    course.delete()


def _identities(seed: int, slug: str) -> Random:
    """Return what decides who is who; demos of one seed stand side by side, as a slug of one's own is part of it."""
    return Random(f"{seed}|{slug}|identities" if slug else f"{seed}|identities")  # noqa: S311 - a story, not a secret


def _open(course: Course, seed: int, stage_at: datetime, rng: Random) -> Term:
    """Return the term with everybody in it who has come by the stage."""
    cast, enrolled_at = read_cast(), datetime.combine(ENROLLED_ON, time(12), course.zone)
    course.pseudonym_key = _uuid(rng)
    instructor = _enroll(course, cast.instructor, Role.INSTRUCTOR, rng, enrolled_at)
    assistant = _enroll(course, cast.assistant, Role.ASSISTANT, rng, enrolled_at)
    students = []
    for character in cast.students:
        joins_on = character.joins or course.starts_on
        if joins_on <= max(course.day_of(stage_at), course.starts_on):
            at = datetime.combine(joins_on, time(12), course.zone) - days(1) if character.joins else enrolled_at
            students.append(Student(character, _enroll(course, character, Role.STUDENT, rng, at, joins_on)))
    papers = list(course.papers.scheduled())
    for paper in papers:
        paper.course = paper.meeting.course = course
    meetings = list(course.meetings.all())
    for meeting in meetings:
        meeting.course = course
    return Term(seed, course, instructor.user, assistant.user, students, meetings, papers)


def _enroll(
    course: Course, person: Person, role: Role, rng: Random, at: datetime, joins_on: date | None = None
) -> Enrollment:
    """Give a person a place in the course; without a password they sign in by one click, or by a code."""
    user = User.objects.filter(email=person.email).first() or User.objects.create_user(person.email, name=person.name)
    began_on = joins_on or course.starts_on
    return course.enroll(user, now=at, by=None, role=role, began_on=began_on, uuid=_uuid(rng))


def _uuid(rng: Random) -> UUID:
    """Return an identity that the seed decides, as the lottery's pseudonyms follow from it."""
    return UUID(int=rng.getrandbits(128), version=4)


def _plan_publications(term: Term) -> None:
    """Plan the moments at which announcements and materials appear."""
    announcements = Announcement.objects.filter(course=term.course)
    materials = Material.objects.filter(meeting__course=term.course)
    for rows in (announcements, materials):
        for at in set(rows.values_list("publish_at", flat=True)):
            if at is not None:
                term.at(at, rows.publish_due)
    announcements.update(author=term.instructor)


def _plan_drops(term: Term) -> None:
    """Plan the ends of enrollments."""
    for student in term.students:
        if ends_on := student.character.drops:
            at = datetime.combine(ends_on, time(16), term.course.zone)
            drop = partial(student.enrollment.change, by=term.instructor, ended_on=ends_on, reason="Dropped the course")
            term.at(at, drop)
