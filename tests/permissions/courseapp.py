"""People, announcements, materials, presence, leave, exemptions."""

from tests.permissions import rows

ROWS = rows("""
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  people                   login  404 403     403 403 200  200  404
GET  person_create            login  404 403     403 403 200  200  404
POST person_create            login  404 403     403 403 ok   ok   404
GET  people_import            login  404 403     403 403 200  200  404
POST people_import            login  404 403     403 403 ok   ok   404
GET  person_edit              login  404 403     403 403 200  200  404
POST person_edit              login  404 403     403 403 ok   ok   404
# the places of staff are the instructor's
GET  person_edit              login  404 403     403 403 403  200  404  uuid=instructor
POST person_edit              login  404 403     403 403 403  ok   404  uuid=instructor

# looking through the eyes of a student or an auditor, never of staff
GET  look_list                login  404 403     403 403 200  200  404
POST look_create              login  404 403     403 403 ok   ok   404
POST look_create              login  404 403     403 403 404  404  404  uuid=instructor
POST look_delete              login  404 403     403 403 ok   ok   404

GET  announcement_list        login  404 200     200 200 200  200  404
GET  announcement_create      login  404 403     403 403 200  200  404
POST announcement_create      login  404 403     403 403 ok   ok   404
GET  announcement_edit        login  404 403     403 403 200  200  404
POST announcement_edit        login  404 403     403 403 ok   ok   404
POST announcement_delete      login  404 403     403 403 403  ok   404

GET  material_detail          login  404 200     200 200 200  200  404
# a draft is for its staff
GET  material_detail          login  404 404     404 404 200  200  404  material_pk=draft
GET  material_file            login  404 200     200 200 200  200  404
GET  material_file            login  404 404     404 404 200  200  404  material_pk=draft
GET  material_create          login  404 403     403 403 200  200  404
POST material_create          login  404 403     403 403 ok   ok   404
GET  material_edit            login  404 403     403 403 200  200  404
POST material_edit            login  404 403     403 403 ok   ok   404
POST material_delete          login  404 403     403 403 403  ok   404

GET  roll_call                login  404 403     403 403 200  200  404
POST roll_mark_create         login  404 403     403 403 ok   ok   404
POST roll_rest_create         login  404 403     403 403 ok   ok   404
POST roll_undo_create         login  404 403     403 403 ok   ok   404
POST roll_closing_create      login  404 403     403 403 ok   ok   404
GET  absence_list             login  404 403     403 403 200  200  404
GET  absence_create           login  404 403     403 403 200  200  404
POST absence_create           login  404 403     403 403 ok   ok   404
GET  excuse_detail            login  404 403     200 404 403  403  404
POST excuse_detail            login  404 403     ok  404 403  403  404
POST excuse_answer_create     login  404 403     403 403 302  302  404
GET  absence_detail           login  404 403     403 403 200  200  404
POST excusal_create           login  404 403     403 403 ok   ok   404
POST excusal_delete           login  404 403     403 403 ok   ok   404
POST withdrawal_create        login  404 403     403 403 ok   ok   404
GET  own_presence             login  404 403     200 200 403  403  404

GET  leave_create             login  404 403     200 200 403  403  404
POST leave_create             login  404 403     ok  ok  403  403  404
# of the students, Ada alone takes her leave back
POST leave_withdrawal_create  login  404 403     ok  404 403  403  404
GET  leave_list               login  404 403     403 403 200  200  404
POST leave_decision_create    login  404 403     403 403 ok   ok   404
GET  exemption_list           login  404 403     403 403 200  200  404
GET  exemption_create         login  404 403     403 403 200  200  404
POST exemption_create         login  404 403     403 403 ok   ok   404
GET  exemption_edit           login  404 403     403 403 200  200  404
POST exemption_edit           login  404 403     403 403 ok   ok   404
POST exemption_delete         login  404 403     403 403 403  ok   404
""")
