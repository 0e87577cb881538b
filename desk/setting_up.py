"""What a course still needs before its first class: the checklist of its first days."""

from dataclasses import dataclass

from django.urls import reverse

from courseapp.models import Course
from courseapp.roles import Role


@dataclass(frozen=True)
class Step:
    """One thing to set up: what, where, whether it is there, and whether only an instructor can do it."""

    words: str
    address: str
    is_done: bool
    is_instructors: bool = False


def steps(course: Course) -> list[Step]:
    """Return what a course needs, in the order in which it is best done. Seven queries."""

    def at(name: str) -> str:
        return reverse(name, args=[course.slug])

    return [
        Step("Say what the course is about and how its class works", at("course_edit"), bool(course.about), True),
        Step("Plan the meetings", at("meeting_create"), course.meetings.exists()),
        Step("Put the papers on the list", at("reviews:paper_create"), course.papers.exists()),
        Step("Look over the review form", at("reviews:field_list"), course.review_fields.asked().exists()),
        Step("Publish how grades are reckoned", at("grading:policy"), course.policy_versions.exists(), True),
        Step("Say what the write-up is, and until when", at("writeups:brief_edit"), hasattr(course, "writeup_brief")),
        Step("Add the class", at("people"), course.enrollments.filter(role=Role.STUDENT).exists()),
        Step("Welcome them by an announcement", at("announcement_create"), course.announcements.exists()),
    ]
