"""Addresses below a course's own: the pages that join the apps."""

from django.urls import path

from desk.views import courses, home, meetings

urlpatterns = [
    path("", home.course_home, name="course_home"),
    path("schedule/", meetings.schedule_detail, name="schedule"),
    path("settings/", courses.course_edit, name="course_edit"),
    path("meetings/new/", meetings.meeting_create, name="meeting_create"),
    path("meetings/<int:meeting_pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<int:meeting_pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:meeting_pk>/cancellation/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<int:meeting_pk>/reinstatement/", meetings.meeting_reinstate, name="meeting_reinstate"),
]
