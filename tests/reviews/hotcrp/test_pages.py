"""The staff's pages: HotCRP's files go in by a preview, and come out."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courseapp.models import Enrollment, Meeting
from reviews.models import Bundle, Paper, Review
from tests import build
from tests.build import CLASS_AT, HOUR

SAMPLES = Path(__file__).parent / "samples"
BEST = ("rqc.json", "users.csv", "actionlog.csv", "allrevforms.txt")

pytestmark = pytest.mark.django_db

As = Callable[[Enrollment], Client]


def upload(client: Client, place: Enrollment, *names: str) -> str:
    """Upload samples; return the preview's address."""
    files = [SimpleUploadedFile(name, (SAMPLES / name).read_bytes()) for name in names]
    answer = client.post(reverse("reviews:hotcrp_import", args=[place.course.slug]), {"uploads": files})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_files_are_previewed_sorted_out_and_applied(ines: Enrollment, meeting: Meeting, as_: As) -> None:
    client = as_(ines)
    preview = upload(client, ines, *BEST)
    shown = client.get(preview).content.decode()
    assert "No meeting of this course follows its reviews" in shown
    assert "Some rows can’t be applied" in shown
    assert "Apply all of it" not in shown
    assert not Review.objects.exists()

    fields = client.get(preview).context["form"]
    named = {key: name for name, (table, key) in fields.keys.items() if table == "papers"}
    chosen = {named["1"]: f"meeting {meeting.key}", named["2"]: "leave out"}
    client.post(preview, chosen)
    sorted_out = client.get(preview)
    assert "Apply all of it" in sorted_out.content.decode()
    print_of = sorted_out.context["plan"].fingerprint
    done = client.post(preview, {**chosen, "apply": "1", "fingerprint": print_of}, follow=True)

    assert "HotCRP is in: people: 4 added" in done.content.decode()
    assert Paper.objects.get(hotcrp_pid=1).meeting == meeting
    assert Review.objects.count() == 2
    review = Review.objects.get(enrollment__user__email="bob@example.edu")
    told = client.get(reverse("reviews:review_revision", args=[ines.course.slug, review.paper_id, review.pk, 1]))
    assert "This text comes from HotCRP, by the action log" in told.content.decode()
    assert not Bundle.objects.exists()


def test_a_choice_that_was_not_looked_at_is_shown_before_it_is_applied(
    ines: Enrollment, meeting: Meeting, as_: As
) -> None:
    client = as_(ines)
    preview = upload(client, ines, *BEST)
    client.post(
        preview, {"new_meetings": "on", "apply": "1", "fingerprint": client.get(preview).context["plan"].fingerprint}
    )
    assert not Review.objects.exists()
    assert "Apply all of it" in client.get(preview).content.decode()
    again = client.post(preview, {"new_meetings": "on", "apply": "1", "fingerprint": "old"}, follow=True)
    assert "Somebody changed this course meanwhile" in again.content.decode()


def test_an_assistant_may_import_what_gives_no_role(tess: Enrollment, meeting: Meeting, as_: As) -> None:
    build.paper(meeting, title="The UNIX Time-Sharing System")
    client = as_(tess)
    preview = upload(client, tess, "rqc.json")
    shown = client.get(preview)
    client.post(preview, {"apply": "1", "fingerprint": shown.context["plan"].fingerprint})
    assert Review.objects.count() == 2


def test_files_that_are_no_text_are_refused_by_name(ines: Enrollment, as_: As) -> None:
    address = reverse("reviews:hotcrp_import", args=[ines.course.slug])
    files = [SimpleUploadedFile("a.zip", b"PK\x03\x04"), SimpleUploadedFile("b.json", b"{}")]
    shown = as_(ines).post(address, {"uploads": files}).content.decode()
    assert "a.zip: This is a ZIP or a spreadsheet" in shown
    assert "This field is required" not in as_(ines).get(address).content.decode()
    assert "This field is required" in as_(ines).post(address, {}).content.decode()
    assert not Bundle.objects.exists()


def test_an_upload_takes_the_place_of_the_same_persons_last(ines: Enrollment, as_: As) -> None:
    client = as_(ines)
    upload(client, ines, "rqc.json")
    upload(client, ines, "users.csv")
    assert [list(bundle.files) for bundle in Bundle.objects.all()] == [["users.csv"]]


def test_the_class_can_be_taken_away(
    ines: Enrollment, ada: Enrollment, paper: Paper, as_: As, at: Callable[[datetime], None]
) -> None:
    at(CLASS_AT)
    build.review(ada, paper, now=CLASS_AT - HOUR)
    client, slug = as_(ines), ines.course.slug
    assert (
        "==+== Reviewer: Ada Lovelace <ada@example.edu>"
        in client.get(reverse("reviews:hotcrp_forms", args=[slug])).content.decode()
    )
    table = b"".join(client.get(reverse("reviews:hotcrp_reviews", args=[slug])))  # type: ignore[arg-type]
    assert table.startswith(b"paper,title,review,reviewername,email,Summary,Your opinion,Overall merit\n")
