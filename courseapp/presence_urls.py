"""Addresses below a course's own: roll calls, absences, leave, exemptions."""

from django.urls import path

from courseapp.views import excuses, leave, presence, roll

urlpatterns = [
    path("meetings/<int:meeting_pk>/roll/", roll.roll_call, name="roll_call"),
    path("meetings/<int:meeting_pk>/roll/marks/", roll.roll_mark_create, name="roll_mark_create"),
    path("meetings/<int:meeting_pk>/roll/rest/", roll.roll_rest_create, name="roll_rest_create"),
    path("meetings/<int:meeting_pk>/roll/undo/", roll.roll_undo_create, name="roll_undo_create"),
    path("meetings/<int:meeting_pk>/roll/closing/", roll.roll_closing_create, name="roll_closing_create"),
    path("absences/", presence.absence_list, name="absence_list"),
    path("absences/new/", presence.absence_create, name="absence_create"),
    path("absences/<int:absence_pk>/", presence.absence_detail, name="absence_detail"),
    path("absences/<int:absence_pk>/words/", excuses.excuse_detail, name="excuse_detail"),
    path("absences/<int:absence_pk>/answers/", excuses.excuse_answer_create, name="excuse_answer_create"),
    path("absences/<int:absence_pk>/excusal/", presence.excusal_create, name="excusal_create"),
    path("absences/<int:absence_pk>/excusal/delete/", presence.excusal_delete, name="excusal_delete"),
    path("evidence/<int:evidence_pk>/withdrawal/", presence.withdrawal_create, name="withdrawal_create"),
    path("presence/", presence.own_presence, name="own_presence"),
    path("leave/", leave.leave_list, name="leave_list"),
    path("leave/new/", leave.leave_create, name="leave_create"),
    path("leave/<int:leave_pk>/decision/", leave.leave_decision_create, name="leave_decision_create"),
    path("leave/<int:leave_pk>/withdrawal/", leave.leave_withdrawal_create, name="leave_withdrawal_create"),
    path("exemptions/", leave.exemption_list, name="exemption_list"),
    path("exemptions/new/", leave.exemption_create, name="exemption_create"),
    path("exemptions/<int:exemption_pk>/", leave.exemption_edit, name="exemption_edit"),
    path("exemptions/<int:exemption_pk>/delete/", leave.exemption_delete, name="exemption_delete"),
]
