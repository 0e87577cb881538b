"""Bring a HotCRP into a course from the command line."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courseapp import clock
from courseapp.models import Course
from reviews import imports
from reviews.hotcrp.choices import Choices, read_choices
from reviews.hotcrp.gathered import LARGEST, MOST_FILES, UnreadableFile, decoded, gather


class Command(BaseCommand):
    """``manage.py import_hotcrp COURSE FILES… [--apply]``; docs/hotcrp.md tells which files."""

    help = "Say what importing HotCRP's files into a course would do, row by row; with --apply, do it: all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the course, the files, and what to do with them."""
        parser.add_argument("course", help="the course's slug")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON, users CSV, action log, forms")
        parser.add_argument("--apply", action="store_true", help="do it; without this nothing is stored")
        parser.add_argument("--choices", type=Path, metavar="TOML", help="which paper, field and person is which here")
        parser.add_argument("--new-meetings", action="store_true", help="make a meeting for each paper that fits none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; raise CommandError, and store nothing, where a row stands in the way."""
        course = Course.objects.filter(slug=options["course"]).first()
        if course is None:
            raise CommandError(f"There is no course “{options['course']}”.")
        export = gather(_texts(options["files"]))
        choices = _choices(options["choices"], new_meetings=options["new_meetings"])
        now = clock.now(course)
        with timezone.override(course.zone):
            plan = imports.plan(course, export, choices, editor=None, now=now)
            self._report(plan)
            if plan.is_blocked:
                raise CommandError("Nothing is stored: see to the rows in error and the ambiguous ones first.")
            if options["apply"]:
                self._apply(course, export, choices, plan.fingerprint)
        end = "Stored." if options["apply"] else "Nothing is stored yet; add --apply to do it."
        self.stdout.write(self.style.SUCCESS(f"{plan.told}. {end}"))

    def _report(self, plan: imports.Plan) -> None:
        for section in plan.sections:
            for line in (*section.pressing, *section.quiet):
                self.stdout.write(str(line))

    def _apply(self, course: Course, export: Any, choices: Choices, fingerprint: str) -> None:
        now = clock.now(course)
        try:
            imports.apply(course, export, choices, editor=None, now=now, fingerprint=fingerprint)
        except (imports.PlanIsBlocked, imports.PlanHasChanged) as refusal:
            raise CommandError(str(refusal)) from refusal


def _texts(paths: list[Path]) -> dict[str, str]:
    """Return the texts of the files, by name. Raise CommandError for one that can't be read."""
    if len(paths) > MOST_FILES:
        raise CommandError(f"These are {len(paths)} files; {MOST_FILES} are the most at once.")
    texts = {}
    for path in paths:
        name = path.name if path.name not in texts else str(path)
        try:
            with path.open("rb") as file:
                texts[name] = decoded(file.read(LARGEST + 1))
        except OSError as wrong:
            raise CommandError(f"{path} cannot be read: {wrong.strerror}.") from wrong
        except UnreadableFile as wrong:
            raise CommandError(f"{path}: {wrong}") from wrong
    return texts


def _choices(path: Path | None, *, new_meetings: bool) -> Choices:
    """Return the choices of a TOML file. Raise CommandError if it can't be read."""
    if path is None:
        return Choices(new_meetings=new_meetings)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return read_choices({**document, "new_meetings": new_meetings or document.get("new_meetings") is True})
    except (OSError, ValueError) as wrong:
        raise CommandError(f"{path}: {wrong}") from wrong
