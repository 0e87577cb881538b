"""Gradebook, statements, policy, adjustments."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  gradebook                login  404 403     403 403 200  200  404
GET  grade_sheet              login  404 403     403 403 200  200  404
GET  statement                login  404 403     200 200 403  403  404
# a student reads their own statement, and nobody else's
GET  statement_detail         login  404 403     200 404 200  200  404
POST adjustment_create        login  404 403     403 403 ok   ok   404
POST reversal_create          login  404 403     403 403 ok   ok   404
GET  policy                   login  404 200     200 200 200  200  404
GET  policy_version_detail    login  404 200     200 200 200  200  404
GET  policy_version_create    login  404 403     403 403 403  200  404
POST policy_version_create    login  404 403     403 403 403  ok   404
""",
    namespace="grading",
)
