"""The app, as Django knows it."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Name the app."""

    name = "reviews"
