"""Every address of the site; an app's pages of a course stand below the course's own address."""

from django.contrib import admin
from django.urls import include, path, re_path

from courseapp.views import health, site

handler400 = "courseapp.views.site.bad_request"

course_pages = [
    path("", include("courseapp.course_urls")),
    path("", include("courseapp.presence_urls")),
    path("people/", include("courseapp.people_urls")),
    path("", include("desk.urls")),
    path("", include("reviews.urls")),
    path("", include("lottery.urls")),
    path("", include("guests.urls")),
    path("", include("writeups.urls")),
    path("", include("grading.urls")),
]

urlpatterns = [
    path("", include("desk.site_urls")),
    path("", include("guests.site_urls")),
    path("", include("courseapp.account_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("c/<slug:slug>/", include(course_pages)),
    re_path(r"^c/(?:.*/)?$", site.lost, name="lost"),
]
