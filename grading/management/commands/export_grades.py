"""Write a course's grade sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseapp import clock
from courseapp.models import Course
from grading import gradebook
from grading.exports import grade_sheet
from grading.models import PolicyVersion


class Command(BaseCommand):
    """``export_grades SLUG [--output FILE] [--bom]``: the same file as the gradebook's page sends."""

    help = "Write the grade sheet of a course as CSV, to a file or to the screen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the course, where to write, and whether a byte-order mark goes before it."""
        parser.add_argument("slug", help="the course's short name, as in its address")
        parser.add_argument("--output", metavar="FILE", help="write to this file instead of the screen")
        parser.add_argument("--bom", action="store_true", help="begin with a byte-order mark, as Excel likes it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the sheet as of now. Raise CommandError without such a course, or without a policy."""
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['slug']}”.")
        now = clock.now(course)
        version = PolicyVersion.objects.current(course, now=now)
        if version is None:
            raise CommandError(f"The course “{course.slug}” has no grading policy yet.")
        lines = grade_sheet(
            version.policy, gradebook.rows(course, version.policy, now=now), byte_order_mark=options["bom"]
        )
        self._write(lines, options["output"])

    def _write(self, lines: Iterator[str], output: str | None) -> None:
        if output is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        try:
            with Path(output).open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
        except OSError as error:
            raise CommandError(f"The grade sheet could not be written to {output}: {error.strerror}.") from error
        self.stderr.write(f"The grade sheet is in {output}.")
