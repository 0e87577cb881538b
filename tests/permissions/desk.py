"""The pages that join the others: home, schedule, meetings, settings."""

from tests.permissions import rows

ROWS = rows("""
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  course_home              login  404 200     200 200 200  200  404
GET  schedule                 login  404 200     200 200 200  200  404
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
