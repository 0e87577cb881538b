"""The app, as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Name the app."""

    name = "desk"
