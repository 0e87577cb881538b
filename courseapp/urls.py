"""Every address of the site; an app's pages of a course stand below the course's own address."""

from django.contrib import admin
from django.urls import include, path

from courseapp.views.health import healthz, readyz

course_pages = [
    path("", include("courseapp.course_urls")),
    path("", include("desk.urls")),
    path("", include("reviews.urls")),
    path("", include("lottery.urls")),
    path("", include("guests.urls")),
    path("", include("writeups.urls")),
    path("", include("grading.urls")),
]

urlpatterns = [
    path("", include("desk.site_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("c/<slug:slug>/", include(course_pages)),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
