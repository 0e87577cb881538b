"""Make a course of a file, or bring it up to date."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp import clock
from courseapp.models import Course, User, normal_address
from courseapp.models.courses import AlreadyEnrolled
from courseapp.roles import Role
from desk.course_file import InvalidCourseFile, parse
from desk.imports import Ledger, import_course


class Command(BaseCommand):
    """``manage.py import_course FILE``; docs/course-file.md has the format."""

    help = "Make the course that FILE describes, or bring it up to date. People's work is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what to do with it."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the course as TOML")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--due-now", action="store_true", help="let a move make reviews due at once")
        parser.add_argument("--instructor", metavar="EMAIL", help="enroll this person as an instructor")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file. Raise CommandError with every mistake, and change nothing, if it has any."""
        path: Path = options["file"]
        try:
            source = parse(_text(path))
            ledger = import_course(
                source,
                now=clock.now(Course.objects.filter(slug=source.course.slug).first()),
                folder=path.parent,
                confirmed=options["due_now"],
                dry_run=options["dry_run"],
            )
        except InvalidCourseFile as invalid:
            mistakes = "\n".join(f"  {problem}" for problem in invalid.problems)
            raise CommandError(f"{path} has mistakes, and nothing was imported:\n{mistakes}") from invalid
        self._report(ledger, is_dry_run=options["dry_run"])
        if options["instructor"] and not options["dry_run"]:
            self._enroll(ledger.course, options["instructor"])

    def _report(self, ledger: Ledger, *, is_dry_run: bool) -> None:
        """Print every change, but only the number of additions to a course that is new."""
        added = [change for change in ledger.changes if change.what == "added"]
        for change in ledger.changes:
            if not ledger.is_new or change not in added:
                self.stdout.write(f"  {change}")
        counts = Counter(change.what for change in ledger.changes)
        told = ", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing changed"
        end = " This was a dry run: nothing is stored." if is_dry_run else ""
        self.stdout.write(self.style.SUCCESS(f"{ledger.course.slug}: {told}, {ledger.unchanged} unchanged.{end}"))

    def _enroll(self, course: Course, email: str) -> None:
        """Give a person the instructor's place, who signs in by a code sent to the address."""
        person = User.objects.filter(email=normal_address(email)).first() or User.objects.create_user(email)
        try:
            course.enroll(person, now=clock.now(course), by=None, role=Role.INSTRUCTOR, began_on=course.starts_on)
        except AlreadyEnrolled as enrolled:
            self.stdout.write(str(enrolled))
        else:
            self.stdout.write(f"{person} is an instructor of {course.slug} now.")


def _text(path: Path) -> str:
    """Return what a file says. Raise CommandError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CommandError(f"{path} is not UTF-8 text, first in line {line}; save it as UTF-8.") from error
