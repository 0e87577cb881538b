"""Addresses below a course's own: people, meetings, announcements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
