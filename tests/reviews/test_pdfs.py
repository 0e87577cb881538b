"""Papers' PDFs: kept, read in the background, served, and what is where in them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courseapp.models import Enrollment, User
from reviews import extraction
from reviews.models import Paper, PaperPdf
from reviews.tasks import read_pdfs
from tests import build
from tests.build import CLASS_AT, HOUR

As = Callable[[Enrollment | User], Client]
NOW = CLASS_AT - HOUR
SOUND = build.pdf("1 Introduction\nWe do this.", "2 Method\n2.1 Setup\nText", "3 End\nFigure 1: It works.")


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of a test to itself."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def pdf(paper: Paper) -> PaperPdf:
    """The paper's sound PDF, which nobody has read yet."""
    return stored(paper)


def stored(paper: Paper, content: bytes = SOUND) -> PaperPdf:
    """Give the paper a PDF, whatever it is."""
    paper.pdf.save("x.pdf", ContentFile(content))
    paper.note_pdf(now=NOW, by=None)
    return paper.pdfs.get(file=paper.pdf.name)


def upload(client: Client, paper: Paper, content: bytes, name: str = "a.pdf") -> str:
    """Send a PDF with the paper's form; return the page that answers."""
    sent = {"title": paper.title, "meeting": paper.meeting_id, "is_required": "on", "position": 0}
    sent["pdf"] = SimpleUploadedFile(name, content)
    return client.post(f"{paper.get_absolute_url()}edit/", sent, follow=True).content.decode()


def test_a_pdf_is_kept_under_a_name_of_our_own(as_: As, tess: Enrollment, paper: Paper) -> None:
    assert "is saved." in upload(as_(tess), paper, SOUND, "../../evil <name>.pdf")
    pdf = PaperPdf.objects.get()
    assert (pdf.paper, pdf.size, pdf.added_by) == (paper, len(SOUND), tess.user)
    assert pdf.file.name.startswith("papers/")
    assert "evil" not in pdf.file.name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "This file is not a PDF."),
        (SOUND[:-60], "its end is missing"),
        (SOUND.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), "locked by a password"),
    ],
)
def test_what_is_no_sound_pdf_is_refused(as_: As, tess: Enrollment, paper: Paper, content: bytes, words: str) -> None:
    page = upload(as_(tess), paper, content)
    assert words in page
    assert "Or give a link to it instead." in page
    assert not PaperPdf.objects.exists()


def test_a_new_version_leaves_the_old_one_for_staff(
    as_: As, tess: Enrollment, ada: Enrollment, paper: Paper, pdf: PaperPdf
) -> None:
    newer = build.pdf("Another text")
    upload(as_(tess), paper, newer)
    assert [one.paper_id for one in PaperPdf.objects.current()] == [paper.pk]
    assert PaperPdf.objects.count() == 2
    assert b"".join(as_(ada).get(f"{paper.get_absolute_url()}pdf/").streaming_content) == newer  # type: ignore[attr-defined]
    old = f"{paper.get_absolute_url()}pdf/versions/{pdf.pk}/"
    assert b"".join(as_(tess).get(old).streaming_content) == SOUND  # type: ignore[attr-defined]
    assert as_(ada).get(old).status_code == 403


def test_saving_a_paper_again_makes_no_version(as_: As, tess: Enrollment, paper: Paper, pdf: PaperPdf) -> None:
    sent = {"title": "Another title", "meeting": paper.meeting_id, "is_required": "on", "position": 0}
    as_(tess).post(f"{paper.get_absolute_url()}edit/", sent)
    assert PaperPdf.objects.get() == pdf


def test_the_course_alone_reads_it_and_no_other_site_frames_it(
    as_: As, ada: Enrollment, eve: User, client: Client, paper: Paper, pdf: PaperPdf
) -> None:
    address = f"{paper.get_absolute_url()}pdf/"
    answer = as_(ada).get(address)
    assert b"".join(answer.streaming_content) == SOUND  # type: ignore[attr-defined]
    headers = answer.headers
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert headers["Content-Disposition"] == f'inline; filename="{paper.key}.pdf"'
    assert headers["Cache-Control"] == "private, no-cache"
    assert as_(ada).get(address, headers={"If-None-Match": headers["ETag"]}).status_code == 304
    part = as_(ada).get(address, headers={"Range": "bytes=0-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"%PDF-1.4")  # type: ignore[attr-defined]
    assert as_(eve).get(address, headers={"If-None-Match": headers["ETag"]}).status_code == 404
    assert client.get(address).status_code == 302


def test_a_public_course_shows_its_pdfs_to_its_people_alone(
    as_: As, eve: User, client: Client, paper: Paper, pdf: PaperPdf
) -> None:
    paper.course.is_public = True
    paper.course.save()
    assert as_(eve).get(f"{paper.get_absolute_url()}pdf/").status_code == 404
    assert client.get(f"{paper.get_absolute_url()}pdf/").status_code == 302


def test_a_paper_without_a_pdf_has_neither_file_nor_places(as_: As, ada: Enrollment, paper: Paper) -> None:
    assert as_(ada).get(f"{paper.get_absolute_url()}pdf/").status_code == 404
    assert as_(ada).get(f"{paper.get_absolute_url()}pdf/places/").json() == {}
    page = as_(ada).get(paper.get_absolute_url())
    assert "pdf-pane" not in page.content.decode().partition("<body>")[2]


def test_a_file_that_is_gone_is_not_found(as_: As, ada: Enrollment, paper: Paper, pdf: PaperPdf) -> None:
    Path(pdf.file.path).unlink()
    assert as_(ada).get(f"{paper.get_absolute_url()}pdf/").status_code == 404
    assert read_pdfs() == 1
    assert PaperPdf.objects.get().failure == "The file is not where it was stored."


def test_pages_with_a_pane_may_frame_this_site_and_no_other_page_may(
    as_: As, ada: Enrollment, paper: Paper, pdf: PaperPdf
) -> None:
    here = paper.get_absolute_url()
    for page in (here, f"{here}review/"):
        assert "frame-src 'self'" in as_(ada).get(page).headers["Content-Security-Policy"]
    assert "frame-src" not in as_(ada).get(f"/c/{paper.course.slug}/papers/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("cookie", "form_is_open", "paper_is_open", "width"),
    [
        ("", True, False, 45),
        ("open-60", True, True, 60),
        ("closed-30", False, False, 30),
        ("open-61' x", True, False, 45),
    ],
)
def test_the_pane_comes_as_its_reader_left_it(
    as_: As, ada: Enrollment, pdf: PaperPdf, cookie: str, form_is_open: bool, paper_is_open: bool, width: int
) -> None:
    client, paper = as_(ada), pdf.paper
    client.cookies["pdf_pane"] = cookie
    here = paper.get_absolute_url()
    for address, is_open in ((f"{here}review/", form_is_open), (here, paper_is_open)):
        page = client.get(address).content.decode()
        pane = page[page.index('<aside class="pdf-pane"') :].partition(">")[0]
        assert (f'data-width="{width}"' in pane, not pane.endswith(" hidden")) == (True, is_open)
        assert page.index("<h1") < page.index("<iframe")


def test_its_text_is_read_once_and_says_what_is_where(as_: As, ada: Enrollment, paper: Paper, pdf: PaperPdf) -> None:
    assert (read_pdfs(), read_pdfs()) == (1, 0)
    pdf.refresh_from_db()
    assert (pdf.page_count, pdf.failure, pdf.has_text) == (3, "", True)
    assert "We do this." in pdf.pages.get(number=1).text
    address = f"{paper.get_absolute_url()}pdf/places/"
    answer = as_(ada).get(address)
    said = answer.json()
    assert said["sections"] == {"1": 1, "2": 2, "2.1": 2, "3": 3}
    assert (said["figures"], said["count"], said["first"]) == ({"1": 3}, 3, 1)
    assert as_(ada).get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7 junk", "It is broken"), (SOUND.replace(b"/Type /Catalog /Pages 3 0 R", b""), "It is broken")],
)
def test_what_cannot_be_read_is_said_to_staff_who_may_try_again(
    as_: As, tess: Enrollment, paper: Paper, content: bytes, words: str
) -> None:
    pdf = stored(paper, content)
    read_pdfs()
    pdf.refresh_from_db()
    assert words in pdf.failure
    edit = as_(tess).get(f"{paper.get_absolute_url()}edit/").content.decode()
    assert words in edit
    as_(tess).post(f"{paper.get_absolute_url()}pdf/versions/{pdf.pk}/reading/")
    assert "Its text is being read" in as_(tess).get(f"{paper.get_absolute_url()}edit/").content.decode()
    assert read_pdfs() == 1


def test_a_reading_that_takes_too_long_is_killed_and_recorded(
    paper: Paper, pdf: PaperPdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "COMMAND", ["sleep", "60"])
    monkeypatch.setattr(extraction, "PATIENCE", 0.2)
    read_pdfs()
    pdf.refresh_from_db()
    assert "It took longer than" in pdf.failure


def test_a_reading_that_dies_is_recorded(paper: Paper, pdf: PaperPdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "COMMAND", ["false"])
    read_pdfs()
    pdf.refresh_from_db()
    assert pdf.failure == "It took more time or memory to read than a paper may."


def test_a_reading_is_claimed_by_one_worker_and_taken_up_again_after_its_death(pdf: PaperPdf) -> None:
    assert PaperPdf.objects.claim(now=NOW) == pdf
    assert PaperPdf.objects.claim(now=NOW + timedelta(minutes=4)) is None
    for again in (5, 10):
        assert PaperPdf.objects.claim(now=NOW + timedelta(minutes=again)) == pdf
    last = PaperPdf.objects.claim(now=NOW + timedelta(minutes=15))
    assert last is not None
    last.refresh_from_db()
    extraction.read(last, now=NOW)
    assert last.failure == "Its reading was broken off three times."


def test_a_pdf_that_came_another_way_is_read_too(paper: Paper) -> None:
    paper.pdf.save("copied.pdf", ContentFile(SOUND))
    assert read_pdfs() == 1
    assert PaperPdf.objects.get().paper == paper
