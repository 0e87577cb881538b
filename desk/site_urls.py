"""Addresses of the site itself."""

from django.urls import path

from courseapp.views import site
from desk.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("preview/", site.markdown_preview, name="markdown_preview"),
    path("styleguide/", site.styleguide, name="styleguide"),
]
