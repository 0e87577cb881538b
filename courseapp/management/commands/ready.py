"""Say whether everything that the site stands on is there."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp import clock, health


class Command(BaseCommand):
    """The checks of /readyz, for a terminal or a container's health check."""

    help = "Check database, migrations, cache, broker and beat, as /readyz does; exit with 1 if one is missing."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a check. Raise CommandError if one is not ok."""
        findings = health.report(clock.now())
        for name, finding in findings.items():
            self.stdout.write(f"{name}: {finding}")
        if not health.is_ready(findings):
            raise CommandError("Not ready.")
