"""The app, as Django knows it."""

from django.apps import AppConfig


class WriteupsConfig(AppConfig):
    """Name the app."""

    name = "writeups"
