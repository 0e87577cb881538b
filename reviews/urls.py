"""Addresses below a course's own."""

from django.urls import URLPattern

app_name = "reviews"
urlpatterns: list[URLPattern] = []
