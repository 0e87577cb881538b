"""Addresses below a course's ``people/``."""

from django.urls import path

from courseapp.views import looks, people

urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.person_create, name="person_create"),
    path("import/", people.people_import, name="people_import"),
    path("<uuid:uuid>/", people.person_edit, name="person_edit"),
    path("<uuid:uuid>/look/", looks.look_create, name="look_create"),
]
