"""Addresses of the site itself: a guest has a link, and no place in any course."""

from django.urls import path

from guests.views import links

urlpatterns = [path("guest/<str:secret>/", links.guest_page, name="guest_page")]
