"""Addresses of a meeting's lottery, and how a test reads its pages."""

import re

from django.test import Client
from django.urls import reverse

from courseapp.models import Meeting
from lottery.models import Draw, Lottery
from tests.lottery.conftest import NOW

ACTS = {
    "commitment_create": {"planned": "4"},
    "phrase_create": {"phrase": "red heron"},
    "draw_create": {"number": "1"},
    "outcome_create": {"outcome": "answered"},
    "reveal_create": {},
}
STAFF_PAGES = ["cockpit", "projector"]
CLASS_PAGES = ["proof", "proof_json"]


def url(meeting: Meeting, name: str, *rest: int) -> str:
    """Return an address of the meeting's lottery."""
    return reverse(f"lottery:{name}", args=[meeting.course.slug, meeting.pk, *rest])


def address(meeting: Meeting, name: str) -> str:
    """Return an address, that of draw 1 where one is needed."""
    return url(meeting, name, 1) if name == "outcome_create" else url(meeting, name)


def text(client: Client, address: str) -> str:
    """Return a page as text, its tags and spaces folded."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def hold(lottery: Lottery, number: int = 1) -> Draw:
    """Hold a draw during class."""
    return Draw.objects.hold(lottery, number, now=NOW, by=None)
