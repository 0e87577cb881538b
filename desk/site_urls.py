"""Addresses of the site itself: home, demo log-ins, Markdown preview."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
