"""The app, as Django knows it."""

from django.apps import AppConfig


class CourseappConfig(AppConfig):
    """Name the app."""

    name = "courseapp"
