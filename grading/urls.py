"""Addresses below a course's own: gradebook, statements, files, policy."""

from django.urls import path

from grading.views import (
    adjustments,
    canvas,
    cells,
    changes,
    exports,
    gradebook,
    policy,
    regrades,
    statements,
    what_if,
)

app_name = "grading"
urlpatterns = [
    path("grades/", gradebook.gradebook_detail, name="gradebook"),
    path("grades.csv", exports.export_detail, {"word": "csv"}, name="grade_sheet"),
    path("grades/exports/", exports.export_list, name="export_list"),
    path("grades/exports/<slug:word>/", exports.export_detail, name="export_detail"),
    path("grades/canvas/", canvas.canvas_list, name="canvas_list"),
    path("grades/canvas/uploads/<int:upload_pk>/", canvas.canvas_upload_detail, name="canvas_upload_detail"),
    path("grades/canvas/uploads/<int:upload_pk>/removal/", canvas.canvas_upload_delete, name="canvas_upload_delete"),
    path("grades/canvas/receipts/<int:receipt_pk>/", canvas.canvas_receipt_detail, name="canvas_receipt_detail"),
    path("grades/canvas/receipts/<int:receipt_pk>.csv", canvas.canvas_receipt_file, name="canvas_receipt_file"),
    path("grades/regrades/", regrades.regrade_list, name="regrade_list"),
    path("grades/<uuid:enrollment_uuid>/<slug:component>/", cells.cell_detail, name="cell_detail"),
    path("regrades/new/<slug:component>/<slug:line>/", regrades.regrade_create, name="regrade_create"),
    path("regrades/<int:regrade_pk>/", regrades.regrade_detail, name="regrade_detail"),
    path("statement/", statements.statement_mine, name="statement"),
    path("statements/<uuid:enrollment_uuid>/", statements.statement_detail, name="statement_detail"),
    path("statements/<uuid:enrollment_uuid>/what-if/", what_if.what_if_detail, name="what_if"),
    path("statements/<uuid:enrollment_uuid>.json", exports.statement_file, name="statement_file"),
    path("statements/<uuid:enrollment_uuid>.xlsx", exports.statement_workbook, name="statement_workbook"),
    path("statements/<uuid:enrollment_uuid>/changes/", changes.change_list, name="changes"),
    path("statements/<uuid:enrollment_uuid>/adjustments/", adjustments.adjustment_create, name="adjustment_create"),
    path("adjustments/<int:adjustment_pk>/reversal/", adjustments.reversal_create, name="reversal_create"),
    path("policy/", policy.policy_detail, name="policy"),
    path("policy/versions/new/", policy.policy_version_create, name="policy_version_create"),
    path("policy/versions/new/form/", policy.policy_form, name="policy_form"),
    path("policy/versions/<int:number>/", policy.policy_version_detail, name="policy_version_detail"),
]
