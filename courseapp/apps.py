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
        """Register the deploy checks and the cache's table, and make our Celery app the one that tasks belong to."""
        import_module("courseapp.checks")
        import_module("courseapp.celery")
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(*, using: str, **kwargs: Any) -> None:
    """Let ``migrate`` make the cache's table as well; with Redis there is none to make."""
    call_command("createcachetable", database=using, verbosity=0)
