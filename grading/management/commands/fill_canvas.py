"""Fill the file that Canvas exported, or prove by a later one that every value landed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseapp import clock
from courseapp.models import Course
from grading import canvas, gradebook
from grading.canvas_file import CanvasFile, NotACanvasFile
from grading.models import PolicyVersion


class Command(BaseCommand):
    """``fill_canvas SLUG EXPORT [--column PART=COLUMN …] [--output FILE]``, and ``--prove FILLED`` afterwards."""

    help = "Fill in the gradebook that Canvas exported, cell by cell; prove from its next export what landed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the course, Canvas's export, which part goes into which column, and where the file goes."""
        parser.add_argument("slug", help="the course's short name, as in its address")
        parser.add_argument("export", type=Path, help="the file that Canvas exported")
        parser.add_argument("--column", action="append", default=[], metavar="PART=COLUMN",
                            help="the part of this key goes into the column of this number or title")  # fmt: skip
        parser.add_argument("--output", type=Path, metavar="FILE", help="write the filled file here")
        parser.add_argument("--prove", type=Path, metavar="FILLED", help="show what of this filled file EXPORT has not")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show what would change, and write the file if asked to; or prove. Raise CommandError where that fails."""
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['slug']}”.")
        export = _read(options["export"])
        if options["prove"]:
            self._prove(_read(options["prove"]), export)
            return
        filling = _filling(course, export, dict(each.partition("=")[::2] for each in options["column"]))
        self._show(filling)
        if options["output"]:
            options["output"].write_bytes(filling.of(export).write())
            self.stdout.write(f"The filled file is {options['output']}: upload it to Canvas.")

    def _show(self, filling: canvas.Filling) -> None:
        for key, column in filling.columns.items():
            self.stdout.write(f"{key} → {column.title}")
        self.stdout.write(
            f"{filling.matched} matched, {len(filling.ambiguous)} ambiguous, {len(filling.missing)} missing"
        )
        for person in filling.ambiguous:
            self.stdout.write(f"ambiguous, left as it is: row {person.at + 1}, {person.name}")
        for person in filling.strangers:
            self.stdout.write(f"not in this course: row {person.at + 1}, {person.name}")
        for student in filling.missing:
            self.stdout.write(f"missing or ambiguous in the file: {student.name} <{student.user.email}>")
        for change in filling.changes:
            self.stdout.write(f"{change.name}, {change.title}: {change.before or '(blank)'} → {change.after}")
        for change in filling.kept:
            self.stdout.write(f"{change.name}, {change.title}: {change.before} stays; here it is {change.after}")

    def _prove(self, filled: CanvasFile, export: CanvasFile) -> None:
        lost = canvas.not_landed(filled, export)
        for change in lost:
            self.stdout.write(
                f"{change.name}, {change.title}: {change.after} expected, {change.before or '(blank)'} found"
            )
        if lost:
            raise CommandError(f"{len(lost)} of the values did not land.")
        self.stdout.write("Every value landed.")


def _filling(course: Course, export: CanvasFile, chosen: dict[str, str]) -> canvas.Filling:
    now = clock.now(course)
    version = PolicyVersion.objects.current(course, now=now)
    if version is None:
        raise CommandError(f"The course “{course.slug}” has no grading policy yet.")
    try:
        columns = canvas.columns_for(export, version.policy, chosen)
    except ValueError as wrong:
        raise CommandError(str(wrong)) from wrong
    return canvas.fill(export, gradebook.rows(course, version.policy, now=now), columns)


def _read(path: Path) -> CanvasFile:
    try:
        return CanvasFile.read(path.read_bytes())
    except (OSError, NotACanvasFile) as wrong:
        raise CommandError(f"{path}: {wrong}") from wrong
