"""Addresses below a course's own: announcements and materials."""

from django.urls import path

from courseapp.views import announcements, looks, materials

urlpatterns = [
    path("look/", looks.look_list, name="look_list"),
    path("look/end/", looks.look_delete, name="look_delete"),
    path("announcements/", announcements.announcement_list, name="announcement_list"),
    path("announcements/new/", announcements.announcement_create, name="announcement_create"),
    path("announcements/<int:announcement_pk>/edit/", announcements.announcement_edit, name="announcement_edit"),
    path("announcements/<int:announcement_pk>/delete/", announcements.announcement_delete, name="announcement_delete"),
    path("meetings/<int:meeting_pk>/materials/new/", materials.material_create, name="material_create"),
    path("materials/<int:material_pk>/", materials.material_detail, name="material_detail"),
    path("materials/<int:material_pk>/file/", materials.material_file, name="material_file"),
    path("materials/<int:material_pk>/edit/", materials.material_edit, name="material_edit"),
    path("materials/<int:material_pk>/delete/", materials.material_delete, name="material_delete"),
]
