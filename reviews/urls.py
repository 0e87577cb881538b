"""Addresses below a course's own: papers, reviews, marks, questions."""

from django.urls import URLPattern, URLResolver, include, path

from reviews.views import allowances, history, marks, papers, questions, writing

app_name = "reviews"

mine: list[URLPattern | URLResolver] = [
    path("", writing.review_edit, name="review_edit"),
    path("autosave/", writing.review_autosave, name="review_autosave"),
    path("revisions/", history.revision_list, name="revision_list"),
    path("revisions/<int:number>/", history.revision_detail, name="revision_detail"),
    path("revisions/<int:number>/comparison/", history.revision_compare, name="revision_compare"),
    path("revisions/<int:number>/restoration/", writing.revision_restore, name="revision_restore"),
]

everyones: list[URLPattern | URLResolver] = [
    path("", allowances.review_detail, name="review_detail"),
    path("revisions/<int:number>/", allowances.review_revision, name="review_revision"),
    path("acceptance/", allowances.acceptance_create, name="acceptance_create"),
    path("acceptance/withdrawal/", allowances.acceptance_withdraw, name="acceptance_withdraw"),
]

one_paper: list[URLPattern | URLResolver] = [
    path("", papers.paper_detail, name="paper_detail"),
    path("edit/", papers.paper_edit, name="paper_edit"),
    path("pdf/", papers.paper_pdf, name="paper_pdf"),
    path("reading/", papers.reading_create, name="reading_create"),
    path("review/", include(mine)),
    path("reviews/<int:review_pk>/", include(everyones)),
    path("extensions/", allowances.extension_list, name="extension_list"),
    path("extensions/<int:extension_pk>/withdrawal/", allowances.extension_withdraw, name="extension_withdraw"),
    path("waivers/", allowances.waiver_list, name="waiver_list"),
    path("waivers/<int:waiver_pk>/withdrawal/", allowances.waiver_withdraw, name="waiver_withdraw"),
    path("marks/", marks.mark_list, name="mark_list"),
    path("marks/release/", marks.mark_release, name="mark_release"),
    path("marks/<int:review_pk>/", marks.mark_create, name="mark_create"),
]

urlpatterns = [
    path("papers/", papers.paper_list, name="paper_list"),
    path("papers/new/", papers.paper_create, name="paper_create"),
    path("papers/<int:paper_pk>/", include(one_paper)),
    path("questions/", questions.question_board, name="question_board"),
    path("meetings/<int:meeting_pk>/questions/", questions.question_list, name="question_list"),
    path("meetings/<int:meeting_pk>/questions/new/", questions.question_create, name="question_create"),
    path("meetings/<int:meeting_pk>/questions/<slug:card>/", questions.question_edit, name="question_edit"),
    path("meetings/<int:meeting_pk>/questions/<slug:card>/name/", questions.question_consent, name="question_consent"),
]
