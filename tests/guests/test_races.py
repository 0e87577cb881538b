"""Two of the staff at one instant: one of them decides."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courseapp.models import Event
from guests.models import AlreadyDecided, GuestQuestion
from tests import build
from tests.build import CLASS_AT, HOUR

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = CLASS_AT + 3 * HOUR


def test_a_claim_is_declined_once_however_many_decide_at_one_instant(course, ada, tess):
    guest = build.guest_lecture(course)
    claimed = GuestQuestion.objects.claim(guest=guest, enrollment=ada, text="Why?", act_key="claim", now=AFTER)
    start = Barrier(4)

    def decide(staff):
        mine = GuestQuestion.objects.select_related("guest__meeting__course", "enrollment__user").get(pk=claimed.pk)
        start.wait(timeout=10)
        try:
            mine.decline(now=AFTER, by=tess.user, reason=f"Reason {staff}.")
        except AlreadyDecided:
            return ""
        else:
            return f"Reason {staff}."
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as staff:
        won = [reason for reason in staff.map(decide, range(4)) if reason]
    assert len(won) == 1
    assert GuestQuestion.objects.get().declined_because == won[0]
    assert Event.objects.filter(kind="guest_question.declined").count() == 1


def test_one_tap_on_many_phones_at_one_instant_credits_once(course, ada, tess):
    guest = build.guest_lecture(course)
    start = Barrier(4)

    def tap(_phone):
        start.wait(timeout=10)
        try:
            return GuestQuestion.objects.credit(
                guest=guest, enrollment=ada, now=AFTER, by=tess.user, act_key="tap-1"
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as phones:
        credited = set(phones.map(tap, range(4)))
    assert credited == {GuestQuestion.objects.credited().get().pk}
    assert Event.objects.filter(kind="guest_question.credited").count() == 1
