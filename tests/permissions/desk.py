"""The pages that join the others: home, schedule, meetings, settings."""

from tests.permissions import rows

ROWS = rows("""
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  course_home              login  404 200     200 200 200  200  404
GET  rhythm_create            login  404 403     403 403 200  200  404
POST rhythm_create            login  404 403     403 403 200  200  404
GET  change_list              login  404 200     200 200 200  200  404
GET  shift_create             login  404 403     403 403 302  302  404
POST shift_create             login  404 403     403 403 302  302  404
GET  dashboard                login  404 403     403 403 200  200  404
GET  schedule                 login  404 200     200 200 200  200  404
GET  search               login  404 200     200 200 200  200  404
GET  presence_ledger          login  404 403     403 403 200  200  404
GET  presence_csv             login  404 403     403 403 200  200  404
GET  presence_xlsx            login  404 403     403 403 200  200  404
GET  course_edit              login  404 403     403 403 403  200  404
POST course_edit              login  404 403     403 403 403  ok   404
GET  meeting_detail           login  404 200     200 200 200  200  404
GET  meeting_create           login  404 403     403 403 200  200  404
POST meeting_create           login  404 403     403 403 ok   ok   404
GET  meeting_edit             login  404 403     403 403 200  200  404
POST meeting_edit             login  404 403     403 403 ok   ok   404
POST meeting_cancel           login  404 403     403 403 ok   ok   404
POST meeting_reinstate        login  404 403     403 403 ok   ok   404
""")
