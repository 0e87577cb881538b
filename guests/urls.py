"""Addresses below a course's own: guests, and the questions put to them."""

from django.urls import path

from guests.views import guests, links, questions

app_name = "guests"
urlpatterns = [
    path("guests/", guests.guest_list, name="guest_list"),
    path("guests/new/", guests.guest_create, name="guest_create"),
    path("guests/<int:guest_pk>/", guests.guest_detail, name="guest_detail"),
    path("guests/<int:guest_pk>/edit/", guests.guest_edit, name="guest_edit"),
    path("guests/<int:guest_pk>/links/", links.link_create, name="link_create"),
    path("guest-links/<int:link_pk>/revocation/", links.link_revoke, name="link_revoke"),
    path("guests/<int:guest_pk>/questions/", questions.question_list, name="question_list"),
    path("guests/<int:guest_pk>/questions/new/", guests.question_create, name="question_create"),
    path("guests/<int:guest_pk>/credits/", questions.credit_create, name="credit_create"),
    path("guest-questions/<int:question_pk>/", questions.question_edit, name="question_edit"),
    path("guest-questions/<int:question_pk>/sharing/", questions.question_share, name="question_share"),
    path("guest-questions/<int:question_pk>/support/", questions.question_support, name="question_support"),
    path("guest-questions/<int:question_pk>/claim/", questions.question_claim_create, name="question_claim_create"),
    path("guest-questions/<int:question_pk>/credit/", questions.question_credit_create, name="question_credit_create"),
    path(
        "guest-questions/<int:question_pk>/refusal/", questions.question_refusal_create, name="question_refusal_create"
    ),
    path(
        "guest-questions/<int:question_pk>/withdrawal/",
        questions.question_withdrawal_create,
        name="question_withdrawal_create",
    ),
]
