"""Guest lectures and the questions put to guests."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                        nobody eve auditor ada bo  tess ines foreign
GET  guest_list                  login  404 200     200 200 200  200  404
GET  guest_detail                login  404 200     200 200 200  200  404
GET  guest_create                login  404 403     403 403 200  200  404
POST guest_create                login  404 403     403 403 ok   ok   404
GET  guest_edit                  login  404 403     403 403 200  200  404
POST guest_edit                  login  404 403     403 403 ok   ok   404
GET  question_list               login  404 403     403 403 200  200  404
POST question_create             login  404 403     ok  ok  403  403  404
POST credit_create               login  404 403     403 403 ok   ok   404
POST link_create                login  404 403     403 403 ok   ok   404
POST link_revoke                login  404 403     403 403 ok   ok   404
# what Ada asked, staff see, and Bo does not
GET  question_edit               login  404 403     200 404 200  200  404
POST question_edit               login  404 403     ok  404 ok   ok   404
POST question_share              login  404 403     ok  404 403  403  404
# which she did not show, so that nobody supports it
POST question_support            login  404 403     404 404 403  403  404
POST question_claim_create       login  404 403     ok  404 403  403  404
POST question_credit_create      login  404 403     403 403 ok   ok   404
POST question_refusal_create     login  404 403     403 403 ok   ok   404
POST question_withdrawal_create  login  404 403     403 403 ok   ok   404
""",
    namespace="guests",
)
