"""Teams, write-ups and their marks."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                nobody eve auditor ada bo  tess ines foreign
GET  writeup_detail      login  404 200     200 200 200  200  404
POST version_create      login  404 403     ok  ok  403  403  404
# Ada's version and draft are her team's and the staff's
GET  version_detail      login  404 404     200 404 200  200  404
GET  version_pdf         login  404 404     200 404 200  200  404
GET  draft_detail        login  404 403     200 404 403  403  404
GET  team_list           login  404 403     403 403 200  200  404
GET  brief_edit          login  404 403     403 403 200  200  404
POST brief_edit          login  404 403     403 403 ok   ok   404
GET  team_create         login  404 403     403 403 200  200  404
POST team_create         login  404 403     403 403 ok   ok   404
GET  team_detail         login  404 403     403 403 200  200  404
POST membership_create   login  404 403     403 403 ok   ok   404
POST mark_create         login  404 403     403 403 ok   ok   404
POST member_mark_create  login  404 403     403 403 ok   ok   404
POST acceptance_create   login  404 403     403 403 ok   ok   404
POST acceptance_delete   login  404 403     403 403 ok   ok   404
# releases are the instructor's
POST release_create      login  404 403     403 403 403  ok   404
""",
    namespace="writeups",
)
