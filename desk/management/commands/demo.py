"""Bring the demo course to a stage of its term."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp import clock
from desk.course_file.values import Mistake
from desk.demo import NotADemo, Stage, build


class Command(BaseCommand):
    """``manage.py demo --stage …``; docs/course-file.md says what each stage shows."""

    help = "Build the demo course anew at a stage of its term. No other course is touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the stage, and what makes one demo differ from another."""
        parser.add_argument("--stage", choices=[stage.value for stage in Stage], default=Stage.BEFORE_CLASS.value)
        parser.add_argument("--seed", type=int, default=7670, help="another seed tells another story")
        parser.add_argument("--slug", default="", help="instead of the model course's own slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it. Raise CommandError if a real course has the slug, or if it is none."""
        try:
            course = build(Stage(options["stage"]), seed=options["seed"], now=clock.now(), slug=options["slug"])
        except NotADemo as refused:
            raise CommandError(str(refused)) from refused
        except Mistake as mistake:
            raise CommandError(f"--slug {mistake}; write one such as cs7670-demo.") from mistake
        if options["verbosity"]:
            now = clock.now(course).astimezone(course.zone)
            self.stdout.write(self.style.SUCCESS(f"{course.slug} is a demo at {now:%A, %d %B %Y, %H:%M}."))
