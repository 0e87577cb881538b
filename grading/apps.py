"""The app, as Django knows it."""

from django.apps import AppConfig


class GradingConfig(AppConfig):
    """Name the app."""

    name = "grading"
