"""The app, as Django knows it."""

from django.apps import AppConfig


class LotteryConfig(AppConfig):
    """Name the app."""

    name = "lottery"
