"""Do what is due now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courseapp.tasks import sweep


class Command(BaseCommand):
    """One sweep, as beat asks for it every minute: for cron, or for a look by hand."""

    help = "Do everything that is due now, once. Safe to run at any time, also beside the worker."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every sweep and say what it moved. Raise CommandError if one failed."""
        moved = sweep()
        for name, rows in moved.items():
            self.stdout.write(f"{name}: {'failed' if rows < 0 else rows}")
        if min(moved.values(), default=0) < 0:
            raise CommandError("A sweep failed; the log above says why. The others have run.")
