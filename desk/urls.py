"""Addresses below a course's own: the pages that join the apps."""

from django.urls import path

from desk.views import courses, dashboard, home, meetings, planning, presence, search

urlpatterns = [
    path("", home.course_home, name="course_home"),
    path("dashboard/", dashboard.dashboard_detail, name="dashboard"),
    path("schedule/", meetings.schedule_detail, name="schedule"),
    path("schedule/rhythm/", planning.rhythm_create, name="rhythm_create"),
    path("schedule/changes/", planning.change_list, name="change_list"),
    path("meetings/<int:meeting_pk>/shift/", planning.shift_create, name="shift_create"),
    path("search/", search.search_detail, name="search"),
    path("presence/ledger/", presence.ledger_detail, name="presence_ledger"),
    path("presence/ledger.csv", presence.ledger_csv_file, name="presence_csv"),
    path("presence/ledger.xlsx", presence.ledger_xlsx_file, name="presence_xlsx"),
    path("settings/", courses.course_edit, name="course_edit"),
    path("meetings/new/", meetings.meeting_create, name="meeting_create"),
    path("meetings/<int:meeting_pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<int:meeting_pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:meeting_pk>/cancellation/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<int:meeting_pk>/reinstatement/", meetings.meeting_reinstate, name="meeting_reinstate"),
]
