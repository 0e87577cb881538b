"""Addresses below a course's own: a meeting's lottery, and the odds."""

from django.urls import URLPattern, URLResolver, include, path

from lottery.views import acts, cockpit, odds, proof

app_name = "lottery"

one_lottery: list[URLPattern | URLResolver] = [
    path("", cockpit.cockpit, name="cockpit"),
    path("stream/", cockpit.stream, name="stream"),
    path("commitment/", acts.commitment_create, name="commitment_create"),
    path("phrase/", acts.phrase_create, name="phrase_create"),
    path("draws/", acts.draw_create, name="draw_create"),
    path("draws/<int:number>/outcome/", acts.outcome_create, name="outcome_create"),
    path("timer/", acts.timer_create, name="timer_create"),
    path("volunteers/", acts.volunteer_create, name="volunteer_create"),
    path("volunteers/<int:volunteer_pk>/withdrawal/", acts.volunteer_withdraw, name="volunteer_withdraw"),
    path("hand-picks/", acts.hand_pick_create, name="hand_pick_create"),
    path("hand-picks/<int:pick_pk>/withdrawal/", acts.hand_pick_withdraw, name="hand_pick_withdraw"),
    path("reveal/", acts.reveal_create, name="reveal_create"),
    path("projector/", cockpit.projector, name="projector"),
    path("proof/", proof.proof_detail, name="proof"),
    path("proof.json", proof.proof_json, name="proof_json"),
]

urlpatterns = [
    path("turns/", odds.turn_list, name="turn_list"),
    path("fairness/", odds.fairness_detail, name="fairness"),
    path("detection/", odds.detection_detail, name="detection"),
    path("meetings/<int:meeting_pk>/lottery/", include(one_lottery)),
]
