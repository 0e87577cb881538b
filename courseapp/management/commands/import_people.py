"""Bring a roster into a course from the command line."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseapp import clock, imports, roster
from courseapp.models import Course


class Command(BaseCommand):
    """``import_people SLUG FILE [--dry-run]``."""

    help = "Add and change the people of a course from a CSV file: all of it, or nothing where a row is in error."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the course's slug and the file."""
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--began-on", type=date.fromisoformat, help="first day of those whose row says none")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, slug: str, file: Path, began_on: date | None, dry_run: bool, **options: Any) -> None:
        """Say what each row comes to, and do it."""
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            raise CommandError(f"There is no course “{slug}”.")
        now = clock.now(course)
        people = self.read(file)
        began_on = began_on or imports.first_day(course, now)
        plan = imports.plan(course, people, began_on=began_on, editor=None)
        self.show(plan)
        if plan.is_blocked:
            raise CommandError("Nothing was done: correct the rows in error and the ambiguous ones first.")
        if not dry_run:
            imports.apply(course, people, now=now, fingerprint=plan.fingerprint, began_on=began_on, editor=None)
        self.stdout.write(f"Would be {plan.outlook}." if dry_run else f"Done: {plan.summary}.")

    def read(self, file: Path) -> roster.Roster:
        """Return the roster of a file. Raise CommandError if it can't be read."""
        try:
            return roster.read(roster.decode(file.read_bytes()))
        except (OSError, roster.UnreadableRoster) as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong

    def show(self, plan: imports.Plan) -> None:
        """Write a line for every row that is not unchanged, and for everybody who is not in the file."""
        for header in plan.unread:
            self.stdout.write(f"The column “{header}” is not read.")
        for line in plan.lines:
            words = "; ".join([*line.wording, *line.remarks])
            if line.verdict != imports.Verdict.UNCHANGED or line.remarks:
                self.stdout.write(f"line {line.row.line}: {line.verdict}: {line.row.email or '–'}: {words}")
        for place in plan.missing:
            self.stdout.write(f"not in the file, stays as they are: {place.name} <{place.user.email}>")
