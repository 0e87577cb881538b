"""The app, as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class CourseappConfig(AppConfig):
    """Name the app; bring in what registers itself."""

    name = "courseapp"

    def ready(self) -> None:
        """Register the deploy checks, and make our Celery app the one that tasks belong to."""
        import_module("courseapp.checks")
        import_module("courseapp.celery")
