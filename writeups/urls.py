"""Addresses below a course's own: one's write-up, and the staff's list of them."""

from django.urls import path

from writeups.views import teams, writeups

app_name = "writeups"
urlpatterns = [
    path("write-up/", writeups.writeup_detail, name="writeup_detail"),
    path("write-up/versions/new/", writeups.version_create, name="version_create"),
    path("write-up/versions/<int:version_pk>/", writeups.version_detail, name="version_detail"),
    path("write-up/versions/<int:version_pk>/pdf/", writeups.version_pdf, name="version_pdf"),
    path("write-up/drafts/<int:draft_pk>/", writeups.draft_detail, name="draft_detail"),
    path("write-ups/", teams.team_list, name="team_list"),
    path("write-ups/task/", teams.brief_edit, name="brief_edit"),
    path("write-ups/release/", teams.release_create, name="release_create"),
    path("write-ups/teams/new/", teams.team_create, name="team_create"),
    path("write-ups/teams/<int:team_pk>/", teams.team_detail, name="team_detail"),
    path("write-ups/teams/<int:team_pk>/members/", teams.membership_create, name="membership_create"),
    path("write-ups/teams/<int:team_pk>/marks/", teams.mark_create, name="mark_create"),
    path("write-ups/teams/<int:team_pk>/member-marks/", teams.member_mark_create, name="member_mark_create"),
    path("write-ups/versions/<int:version_pk>/acceptance/", teams.acceptance_create, name="acceptance_create"),
    path("write-ups/versions/<int:version_pk>/acceptance/delete/", teams.acceptance_delete, name="acceptance_delete"),
]
