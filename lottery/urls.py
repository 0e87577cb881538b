"""Addresses below a course's own."""

from django.urls import path

from lottery import views

app_name = "lottery"
urlpatterns = [
    path("turns/", views.turn_list, name="turn_list"),
    path("meetings/<int:meeting_pk>/lottery/", views.cockpit, name="cockpit"),
    path("meetings/<int:meeting_pk>/lottery/commitment/", views.commitment_create, name="commitment_create"),
    path("meetings/<int:meeting_pk>/lottery/phrase/", views.phrase_create, name="phrase_create"),
    path("meetings/<int:meeting_pk>/lottery/draws/", views.draw_create, name="draw_create"),
    path("meetings/<int:meeting_pk>/lottery/draws/<int:number>/outcome/", views.outcome_create, name="outcome_create"),
    path("meetings/<int:meeting_pk>/lottery/reveal/", views.reveal_create, name="reveal_create"),
    path("meetings/<int:meeting_pk>/lottery/projector/", views.projector, name="projector"),
    path("meetings/<int:meeting_pk>/lottery/proof/", views.proof_detail, name="proof"),
    path("meetings/<int:meeting_pk>/lottery/proof.json", views.proof_json, name="proof_json"),
]
