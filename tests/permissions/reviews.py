"""Papers, reviews, the question board, marks of reviews."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  paper_list               login  404 200     200 200 200  200  404
GET  paper_detail             login  404 200     200 200 200  200  404
GET  paper_pdf                login  404 200     200 200 200  200  404
GET  paper_places             login  404 200     200 200 200  200  404
GET  pdf_version              login  404 403     403 403 200  200  404
POST pdf_read_again           login  404 403     403 403 ok   ok   404
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
POST revision_compare         login  404 403     ok  404 403  403  404  number=2
GET  comparison_detail        login  404 403     200 404 403  403  404
POST revision_restore         login  404 403     ok  404 403  403  404

GET  review_detail            login  404 403     403 403 200  200  404
GET  review_revision          login  404 403     403 403 200  200  404
GET  review_comparison        login  404 403     403 403 200  200  404
# two reviews side by side: Ada's own twice is none
GET  similarity_detail        login  404 403     403 403 404  404  404
POST acceptance_create        login  404 403     403 403 ok   ok   404
POST acceptance_withdraw      login  404 403     403 403 ok   ok   404
GET  extension_list           login  404 403     403 403 200  200  404
POST extension_list           login  404 403     403 403 ok   ok   404
POST extension_withdraw       login  404 403     403 403 ok   ok   404
GET  waiver_list              login  404 403     403 403 200  200  404
POST waiver_list              login  404 403     403 403 ok   ok   404
POST waiver_withdraw          login  404 403     403 403 ok   ok   404
GET  extension_many           login  404 403     403 403 200  200  404
POST extension_many           login  404 403     403 403 ok   ok   404
GET  waiver_many              login  404 403     403 403 200  200  404
POST waiver_many              login  404 403     403 403 ok   ok   404
GET  late_list                login  404 403     403 403 200  200  404
POST late_acceptance          login  404 403     403 403 ok   ok   404
POST late_withdrawal          login  404 403     403 403 ok   ok   404
GET  mark_list                login  404 403     403 403 200  200  404
GET  mark_create              login  404 403     403 403 200  200  404
POST mark_create              login  404 403     403 403 ok   ok   404
POST mark_undo                login  404 403     403 403 ok   ok   404
GET  marking                  login  404 403     403 403 200  200  404
POST marking_names            login  404 403     403 403 ok   ok   404
# no paper is chosen: leads to the list
GET  mark_release             login  404 403     403 403 302  302  404
POST mark_release             login  404 403     403 403 ok   ok   404
GET  drift                    login  404 403     403 403 200  200  404
GET  bank_list                login  404 403     403 403 200  200  404
POST bank_list                login  404 403     403 403 ok   ok   404
POST bank_edit                login  404 403     403 403 ok   ok   404
POST bank_delete              login  404 403     403 403 ok   ok   404

GET  matrix                   login  404 403     403 403 200  200  404
GET  matrix_csv               login  404 403     403 403 200  200  404
GET  matrix_xlsx              login  404 403     403 403 200  200  404
GET  review_export            login  404 403     403 403 200  200  404
GET  owing_list               login  404 403     403 403 200  200  404
# the discussion: Ada's comment, which Bo may not read yet, for he has handed nothing in
GET  discussion_detail        login  404 200     200 200 200  200  404
GET  discussion_news          login  404 204     204 204 204  204  404
POST comment_create           login  404 403     ok  ok  ok   ok   404
GET  comment_history          login  404 200     200 404 200  200  404
GET  comment_edit             login  404 403     200 404 403  403  404
POST comment_edit             login  404 403     ok  404 403  403  404
POST comment_delete           login  404 403     ok  404 ok   ok   404
POST comment_endorse          login  404 403     403 403 ok   ok   404

# the review form; deletion is the instructor's
GET  field_list               login  404 403     403 403 200  200  404
GET  field_create             login  404 403     403 403 200  200  404
POST field_create             login  404 403     403 403 ok   ok   404
GET  field_edit               login  404 403     403 403 200  200  404
POST field_edit               login  404 403     403 403 ok   ok   404
GET  form_preview             login  404 403     403 403 200  200  404
POST form_preview             login  404 403     403 403 ok   ok   404
GET  form_copy                login  404 403     403 403 200  200  404
POST form_copy                login  404 403     403 403 ok   ok   404
POST field_move               login  404 403     403 403 ok   ok   404
POST field_retire             login  404 403     403 403 ok   ok   404
POST field_return             login  404 403     403 403 ok   ok   404
POST field_delete             login  404 403     403 403 403  ok   404

# moving over from HotCRP, and back
GET  hotcrp_import            login  404 403     403 403 200  200  404
POST hotcrp_import            login  404 403     403 403 ok   ok   404
GET  bundle_detail            login  404 403     403 403 200  200  404
POST bundle_detail            login  404 403     403 403 ok   ok   404
GET  hotcrp_forms             login  404 403     403 403 200  200  404
GET  hotcrp_reviews           login  404 403     403 403 200  200  404

# one's own reviews, written offline
GET  offline_detail           login  404 403     200 200 403  403  404
POST offline_detail           login  404 403     ok  ok  403  403  404
GET  offline_forms            login  404 403     200 200 403  403  404

# leads to the board of the next meeting
GET  question_board           login  404 302     302 302 302  302  404
GET  question_list            login  404 200     200 200 200  200  404
POST question_create          login  404 403     403 403 ok   ok   404
POST question_edit            login  404 403     403 403 ok   ok   404
POST question_group           login  404 403     403 403 ok   ok   404
GET  question_projector       login  404 403     403 403 200  200  404
POST projection_edit          login  404 403     403 403 ok   ok   404
# nobody supports their own question, and Bo does not see Ada's yet: he would ask what the staff ask, too
POST question_support         login  404 403     404 404 403  403  404
POST question_support         login  404 403     ok  ok  403  403  404  card=staffs
# a card shows a name only with its author's consent, which Ada alone gives
POST question_consent         login  404 403     ok  404 403  403  404
""",
    namespace="reviews",
)
