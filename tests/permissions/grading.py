"""Gradebook, statements, policy, adjustments."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  gradebook                login  404 403     403 403 200  200  404
GET  grade_sheet              login  404 403     403 403 200  200  404
GET  cell_detail              login  404 403     403 403 200  200  404  component=reviews
POST cell_detail              login  404 403     403 403 ok   ok   404  component=reviews
GET  export_list              login  404 403     403 403 200  200  404
GET  export_detail            login  404 403     403 403 200  200  404
GET  canvas_list              login  404 403     403 403 200  200  404
POST canvas_list              login  404 403     403 403 ok   ok   404
# an uploaded file is its uploader's alone, here the instructor's
GET  canvas_upload_detail     login  404 403     403 403 404  200  404
POST canvas_upload_detail     login  404 403     403 403 404  ok   404
POST canvas_upload_delete     login  404 403     403 403 404  ok   404
GET  canvas_receipt_detail    login  404 403     403 403 200  200  404
POST canvas_receipt_detail    login  404 403     403 403 ok   ok   404
GET  canvas_receipt_file      login  404 403     403 403 200  200  404
GET  statement                login  404 403     200 200 403  403  404
# a student reads their own statement, and nobody else's
GET  statement_detail         login  404 403     200 404 200  200  404
GET  changes                  login  404 403     200 404 200  200  404
GET  what_if                  login  404 403     200 404 200  200  404
GET  statement_file           login  404 403     200 404 200  200  404
GET  statement_workbook       login  404 403     200 404 200  200  404
POST adjustment_create        login  404 403     403 403 ok   ok   404
POST reversal_create          login  404 403     403 403 ok   ok   404
# a student asks about their own lines alone, and reads their own requests alone
GET  regrade_list             login  404 403     403 403 200  200  404
GET  regrade_create           login  404 403     200 200 403  403  404
POST regrade_create           login  404 403     ok  ok  403  403  404
GET  regrade_detail           login  404 403     200 404 200  200  404
POST regrade_detail           login  404 403     ok  404 ok   ok   404
GET  policy                   login  404 200     200 200 200  200  404
GET  policy_version_detail    login  404 200     200 200 200  200  404
GET  policy_version_create    login  404 403     403 403 403  200  404
GET  policy_form              login  404 403     403 403 403  200  404
POST policy_form              login  404 403     403 403 403  ok   404
POST policy_version_create    login  404 403     403 403 403  ok   404
""",
    namespace="grading",
)
