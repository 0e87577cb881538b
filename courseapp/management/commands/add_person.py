"""Give one person a place in a course from the command line: so a course gets its first instructor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from courseapp import clock, imports
from courseapp.models import AlreadyEnrolled, Course, User
from courseapp.roles import STAFF, Role


class Command(BaseCommand):
    """``add_person SLUG EMAIL --role instructor --name "…"``."""

    help = "Give a person a place in a course. They sign in by a code that is sent to their address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the course's slug, the address, the role and the name."""
        parser.add_argument("slug")
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default=Role.STUDENT.value)
        parser.add_argument("--name", default="")
        parser.add_argument("--section", default="")

    @transaction.atomic
    def handle(self, *args: Any, slug: str, email: str, role: str, name: str, section: str, **options: Any) -> None:
        """Add the person, or say why not."""
        course = Course.objects.filter(slug=slug).first()
        if course is None:
            raise CommandError(f"There is no course “{slug}”.")
        try:
            validate_email(email.strip())
        except ValidationError as wrong:
            raise CommandError(f"“{email}” is not an e-mail address.") from wrong
        now = clock.now(course)
        began_on = course.starts_on if role in STAFF else imports.first_day(course, now)
        person = User.objects.find_or_create(email, name)
        try:
            course.enroll(person, now=now, by=None, role=role, section=section, began_on=began_on)
        except AlreadyEnrolled as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.get_full_name()} <{person.email}> is in {course} as {role}.")
