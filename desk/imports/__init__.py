"""Apply a course file to the database: all of it or nothing, and again after every edit."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction

from courseapp.models import Course, ReviewsOpen, User
from desk.course_file import CourseFile, InvalidCourseFile
from desk.course_file.default_form import DEFAULT_FORM
from desk.course_settings import change_settings
from desk.imports.ledger import Change, Ledger, assign, spelled
from desk.imports.meetings import STAYS, apply_meetings
from desk.imports.review_form import apply_review_form
from grading.models import PolicyVersion
from writeups.models import Brief

__all__ = ["Change", "Ledger", "import_course"]

REVIEWS_OPEN = {
    "after mine and the due time": ReviewsOpen.AFTER_MINE_AND_DUE,
    "after mine": ReviewsOpen.AFTER_MINE,
    "after the due time": ReviewsOpen.AFTER_DUE,
    "after the class": ReviewsOpen.AFTER_CLASS,
    "never": ReviewsOpen.NEVER,
}


@transaction.atomic
def import_course(
    source: CourseFile,
    *,
    now: datetime,
    by: User | None = None,
    folder: Path | None = None,
    confirmed: bool = False,
    dry_run: bool = False,
) -> Ledger:
    """Make the course of this file, or bring it up to date by the keys of its parts; people's work stays.

    Files of materials are read from ``folder``. ``confirmed`` lets a moved meeting make due times
    pass. A dry run returns what it would have done. Raise InvalidCourseFile, and change nothing,
    where the file does not fit what the course holds. Source: docs/course-file.md.
    """
    known = Course.objects.select_for_update().filter(slug=source.course.slug).first()
    ledger = Ledger(known or Course(), known is None, now, by, confirmed)
    _apply_settings(ledger, source)
    apply_review_form(ledger, source.review_fields or (DEFAULT_FORM if ledger.is_new else ()))
    apply_meetings(ledger, source, folder or Path())
    _apply_announcements(ledger, source)
    _apply_policy(ledger, source)
    _apply_writeup(ledger, source)
    if ledger.problems:
        raise InvalidCourseFile(tuple(ledger.problems))
    transaction.set_rollback(dry_run)
    if not dry_run:  # last, since a stored file cannot be rolled back
        for material, name, content in ledger.files:
            material.file.save(name, ContentFile(content))
    return ledger


def _apply_settings(ledger: Ledger, source: CourseFile) -> None:
    course = ledger.course
    values = asdict(source.course) | {"reviews_open": REVIEWS_OPEN[source.course.reviews_open]}
    changed = assign(course, values)
    if ledger.is_new:
        course.save()
        ledger.record("course.imported", course, {}, {"slug": course.slug})
        ledger.note("added", "course", course.slug)
    elif changed:
        with ledger.refusing("course.review_notice_minutes"):
            change_settings(course, changed=changed, now=ledger.now, by=ledger.by)
        ledger.note("changed", "course", course.slug, spelled(changed))
    else:
        ledger.unchanged += 1


def _apply_announcements(ledger: Ledger, source: CourseFile) -> None:
    for each in source.announcements:
        values = {
            "title": each.title,
            "body": each.body,
            "publish_at": each.publish_at,
            "pinned_at": each.publish_at if each.pinned else None,
        }
        ledger.put(ledger.course.announcements, each.key, {"key": each.key}, values)
    ledger.leave(ledger.course.announcements.all(), [each.key for each in source.announcements], STAYS)


def _apply_policy(ledger: Ledger, source: CourseFile) -> None:
    """Publish the policy as a new version, if it says something new."""
    if source.policy is None:
        return
    versions = PolicyVersion.objects.filter(course=ledger.course)
    before = versions.count()
    version = PolicyVersion.objects.publish(
        ledger.course, source.policy, note="From the course file", by=ledger.by, now=ledger.now
    )
    if versions.count() == before:
        ledger.unchanged += 1
    else:
        ledger.note("changed" if before else "added", "policy", str(version))


def _apply_writeup(ledger: Ledger, source: CourseFile) -> None:
    if source.writeup is None:
        return
    values = {"title": source.writeup.title, "text": source.writeup.brief, "due_at": source.writeup.due_at}
    known = Brief.objects.filter(course=ledger.course).first()
    row, was_due_at = known or Brief(course=ledger.course), known.due_at if known else None
    if changed := assign(row, values):
        row.keep(was_due_at=was_due_at, now=ledger.now, by=ledger.by)
        ledger.note("changed" if known else "added", "write-up", row.title, spelled(changed) if known else "")
    else:
        ledger.unchanged += 1
