"""The app, as Django knows it."""

from django.apps import AppConfig


class GuestsConfig(AppConfig):
    """Name the app."""

    name = "guests"
