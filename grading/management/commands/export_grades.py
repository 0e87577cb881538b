"""Write a course's grades to a file."""

from __future__ import annotations

from codecs import iterdecode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseapp import clock
from courseapp.models import Course
from grading.exports import EXPORTS, Source
from grading.models import PolicyVersion


class Command(BaseCommand):
    """``export_grades SLUG [--as KIND] [--output FILE] [--bom]``: the same files as the page of exports sends."""

    help = "Write the grades of a course to a file or to the screen: as CSV, or for Excel, Canvas, Moodle, a registrar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the course, which kind of file, where to write, and whether a byte-order mark goes before it."""
        parser.add_argument("slug", help="the course's short name, as in its address")
        parser.add_argument("--as", dest="word", choices=EXPORTS, default="csv", help="the kind of file (%(default)s)")
        parser.add_argument("--output", metavar="FILE", help="write to this file instead of the screen")
        parser.add_argument("--bom", action="store_true", help="begin CSV with a byte-order mark, as Excel likes it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the grades as of now. Raise CommandError without such a course, or without a policy."""
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['slug']}”.")
        now = clock.now(course)
        version = PolicyVersion.objects.current(course, now=now)
        if version is None:
            raise CommandError(f"The course “{course.slug}” has no grading policy yet.")
        source = Source(course, version, now, byte_order_mark=options["bom"])
        self._write(EXPORTS[options["word"]].pieces(source), options["output"])

    def _write(self, pieces: Iterator[bytes], output: str | None) -> None:
        if output is None:
            self._show(pieces)
            return
        try:
            with Path(output).open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(f"The grades could not be written to {output}: {error.strerror}.") from error
        self.stderr.write(f"The grades are in {output}.")

    def _show(self, pieces: Iterator[bytes]) -> None:
        binary = getattr(self.stdout, "buffer", None)
        if binary is not None:
            self.stdout.flush()
            binary.writelines(pieces)
            return
        for text in iterdecode(pieces, "utf-8"):
            self.stdout.write(text, ending="")
