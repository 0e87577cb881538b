"""Addresses below a course's own: papers, reviews, marks, questions."""

from django.urls import URLPattern, URLResolver, include, path

from reviews.views import (
    allowances,
    bank,
    discussions,
    fields,
    history,
    hotcrp,
    late,
    marks,
    matrix,
    offline,
    papers,
    pdfs,
    questions,
    releases,
    similarities,
    writing,
)

app_name = "reviews"

mine: list[URLPattern | URLResolver] = [
    path("", writing.review_edit, name="review_edit"),
    path("autosave/", writing.review_autosave, name="review_autosave"),
    path("revisions/", history.revision_list, name="revision_list"),
    path("revisions/comparison/", history.comparison_detail, name="comparison_detail"),
    path("revisions/<int:number>/", history.revision_detail, name="revision_detail"),
    path("revisions/<int:number>/comparison/", history.revision_compare, name="revision_compare"),
    path("revisions/<int:number>/restoration/", writing.revision_restore, name="revision_restore"),
]

everyones: list[URLPattern | URLResolver] = [
    path("", allowances.review_detail, name="review_detail"),
    path("revisions/comparison/", allowances.review_comparison, name="review_comparison"),
    path("revisions/<int:number>/", allowances.review_revision, name="review_revision"),
    path("acceptance/", allowances.acceptance_create, name="acceptance_create"),
    path("similarity/<int:other_pk>/", similarities.similarity_detail, name="similarity_detail"),
    path("acceptance/withdrawal/", allowances.acceptance_withdraw, name="acceptance_withdraw"),
]

one_comment: list[URLPattern | URLResolver] = [
    path("", discussions.comment_history, name="comment_history"),
    path("edit/", discussions.comment_edit, name="comment_edit"),
    path("deletion/", discussions.comment_delete, name="comment_delete"),
    path("endorsement/", discussions.comment_endorse, name="comment_endorse"),
]

one_paper: list[URLPattern | URLResolver] = [
    path("", papers.paper_detail, name="paper_detail"),
    path("edit/", papers.paper_edit, name="paper_edit"),
    path("pdf/", pdfs.paper_pdf, name="paper_pdf"),
    path("pdf/places/", pdfs.paper_places, name="paper_places"),
    path("pdf/versions/<int:pdf_pk>/", pdfs.pdf_version, name="pdf_version"),
    path("pdf/versions/<int:pdf_pk>/reading/", pdfs.pdf_read_again, name="pdf_read_again"),
    path("reading/", papers.reading_create, name="reading_create"),
    path("review/", include(mine)),
    path("reviews/<int:review_pk>/", include(everyones)),
    path("discussion/", discussions.discussion_detail, name="discussion_detail"),
    path("discussion/news/", discussions.discussion_news, name="discussion_news"),
    path("comments/new/", discussions.comment_create, name="comment_create"),
    path("comments/<uuid:comment_uuid>/", include(one_comment)),
    path("extensions/", allowances.extension_list, name="extension_list"),
    path("extensions/many/", allowances.extension_many, name="extension_many"),
    path("extensions/<int:extension_pk>/withdrawal/", allowances.extension_withdraw, name="extension_withdraw"),
    path("waivers/", allowances.waiver_list, name="waiver_list"),
    path("waivers/many/", allowances.waiver_many, name="waiver_many"),
    path("waivers/<int:waiver_pk>/withdrawal/", allowances.waiver_withdraw, name="waiver_withdraw"),
    path("marks/", marks.mark_list, name="mark_list"),
    path("marks/undoing/", marks.mark_undo, name="mark_undo"),
    path("marks/<int:review_pk>/", marks.mark_create, name="mark_create"),
]

the_form: list[URLPattern | URLResolver] = [
    path("", fields.field_list, name="field_list"),
    path("new/", fields.field_create, name="field_create"),
    path("preview/", fields.form_preview, name="form_preview"),
    path("copy/", fields.form_copy, name="form_copy"),
    path("<int:field_pk>/", fields.field_edit, name="field_edit"),
    path("<int:field_pk>/place/", fields.field_move, name="field_move"),
    path("<int:field_pk>/retirement/", fields.field_retire, name="field_retire"),
    path("<int:field_pk>/return/", fields.field_return, name="field_return"),
    path("<int:field_pk>/deletion/", fields.field_delete, name="field_delete"),
]

one_board: list[URLPattern | URLResolver] = [
    path("", questions.question_list, name="question_list"),
    path("new/", questions.question_create, name="question_create"),
    path("groups/", questions.question_group, name="question_group"),
    path("projector/", questions.question_projector, name="question_projector"),
    path("projection/", questions.projection_edit, name="projection_edit"),
    path("<slug:card>/", questions.question_edit, name="question_edit"),
    path("<slug:card>/name/", questions.question_consent, name="question_consent"),
    path("<slug:card>/support/", questions.question_support, name="question_support"),
]

urlpatterns = [
    path("review-form/", include(the_form)),
    path("papers/", papers.paper_list, name="paper_list"),
    path("papers/new/", papers.paper_create, name="paper_create"),
    path("papers/late/", late.late_list, name="late_list"),
    path("papers/late/acceptance/", late.late_acceptance, name="late_acceptance"),
    path("papers/late/withdrawal/", late.late_withdrawal, name="late_withdrawal"),
    path("papers/<int:paper_pk>/", include(one_paper)),
    path("marks/", releases.marking, name="marking"),
    path("marks/names/", marks.marking_names, name="marking_names"),
    path("marks/release/", releases.mark_release, name="mark_release"),
    path("marks/figures/", releases.drift, name="drift"),
    path("marks/comments/", bank.bank_list, name="bank_list"),
    path("marks/comments/<int:banked_pk>/", bank.bank_edit, name="bank_edit"),
    path("marks/comments/<int:banked_pk>/removal/", bank.bank_delete, name="bank_delete"),
    path("matrix/", matrix.matrix_detail, name="matrix"),
    path("matrix/csv/", matrix.matrix_csv_file, name="matrix_csv"),
    path("matrix/xlsx/", matrix.matrix_xlsx_file, name="matrix_xlsx"),
    path("reviews.csv", matrix.review_csv_file, name="review_export"),
    path("owing/", matrix.owing_list, name="owing_list"),
    path("hotcrp/", hotcrp.hotcrp_import, name="hotcrp_import"),
    path("hotcrp/<int:bundle_pk>/", hotcrp.bundle_detail, name="bundle_detail"),
    path("hotcrp/forms/", hotcrp.hotcrp_forms, name="hotcrp_forms"),
    path("hotcrp/reviews/", hotcrp.hotcrp_reviews, name="hotcrp_reviews"),
    path("offline/", offline.offline_detail, name="offline_detail"),
    path("offline/forms/", offline.offline_forms, name="offline_forms"),
    path("questions/", questions.question_board, name="question_board"),
    path("meetings/<int:meeting_pk>/questions/", include(one_board)),
]
