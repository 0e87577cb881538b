"""The app, as Django knows it."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class CourseappConfig(AppConfig):
    """Name the app; bring in what registers itself."""

    name = "courseapp"

    def ready(self) -> None:
        """Register the deploy checks, the cache's table and our Celery app; hear of people's new addresses."""
        import_module("courseapp.checks")
        import_module("courseapp.celery")
        post_migrate.connect(make_cache_table, sender=self)
        import_module("allauth.account.signals").email_changed.connect(stamp_person)


def make_cache_table(*, using: str, **kwargs: Any) -> None:
    """Let ``migrate`` make the cache's table as well; with Redis there is none to make."""
    call_command("createcachetable", database=using, verbosity=0)


def stamp_person(*, user: Any, **kwargs: Any) -> None:
    """Let pages that show a person's address follow, once they have another."""
    user.stamp()
