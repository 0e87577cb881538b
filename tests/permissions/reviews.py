"""Papers, reviews, the question board, marks of reviews."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  paper_list               login  404 200     200 200 200  200  404
GET  paper_detail             login  404 200     200 200 200  200  404
GET  paper_pdf                login  404 200     200 200 200  200  404
GET  paper_create             login  404 403     403 403 200  200  404
POST paper_create             login  404 403     403 403 ok   ok   404
GET  paper_edit               login  404 403     403 403 200  200  404
POST paper_edit               login  404 403     403 403 ok   ok   404
POST reading_create           login  404 403     ok  ok  403  403  404

# one's own review; Bo has none of this paper
GET  review_edit              login  404 403     200 200 403  403  404
POST review_edit              login  404 403     ok  ok  403  403  404
POST review_autosave          login  404 403     ok  ok  403  403  404
GET  revision_list            login  404 403     200 200 403  403  404
GET  revision_detail          login  404 403     200 404 403  403  404
GET  revision_compare         login  404 403     200 404 403  403  404  number=2
POST revision_restore         login  404 403     ok  404 403  403  404

GET  review_detail            login  404 403     403 403 200  200  404
GET  review_revision          login  404 403     403 403 200  200  404
POST acceptance_create        login  404 403     403 403 ok   ok   404
POST acceptance_withdraw      login  404 403     403 403 ok   ok   404
GET  extension_list           login  404 403     403 403 200  200  404
POST extension_list           login  404 403     403 403 ok   ok   404
POST extension_withdraw       login  404 403     403 403 ok   ok   404
GET  waiver_list              login  404 403     403 403 200  200  404
POST waiver_list              login  404 403     403 403 ok   ok   404
POST waiver_withdraw          login  404 403     403 403 ok   ok   404
GET  mark_list                login  404 403     403 403 200  200  404
GET  mark_create              login  404 403     403 403 200  200  404
POST mark_create              login  404 403     403 403 ok   ok   404
POST mark_release             login  404 403     403 403 ok   ok   404

# leads to the board of the next meeting
GET  question_board           login  404 302     302 302 302  302  404
GET  question_list            login  404 200     200 200 200  200  404
POST question_create          login  404 403     403 403 ok   ok   404
POST question_edit            login  404 403     403 403 ok   ok   404
# a card shows a name only with its author's consent, which Ada alone gives
POST question_consent         login  404 403     ok  404 403  403  404
""",
    namespace="reviews",
)
