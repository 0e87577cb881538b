"""Addresses below a course's own: gradebook, statements, policy."""

from django.urls import path

from grading import views

app_name = "grading"
urlpatterns = [
    path("grades/", views.gradebook_detail, name="gradebook"),
    path("grades.csv", views.grade_sheet, name="grade_sheet"),
    path("statement/", views.statement_mine, name="statement"),
    path("statements/<uuid:enrollment_uuid>/", views.statement_detail, name="statement_detail"),
    path("statements/<uuid:enrollment_uuid>/adjustments/", views.adjustment_create, name="adjustment_create"),
    path("adjustments/<int:adjustment_pk>/reversal/", views.reversal_create, name="reversal_create"),
    path("policy/", views.policy_detail, name="policy"),
    path("policy/versions/new/", views.policy_version_create, name="policy_version_create"),
    path("policy/versions/<int:number>/", views.policy_version_detail, name="policy_version_detail"),
]
