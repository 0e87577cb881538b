"""What is taken for a PDF: ``courseapp.pdf``."""

import io
import zipfile

import pytest

from courseapp.pdf import fault
from tests import build

PDF = build.pdf("It attends.")


def archive() -> bytes:
    """Return a PDF at the end of which an archive hangs, as a polyglot's does."""
    file = io.BytesIO(PDF)
    with zipfile.ZipFile(file, "a") as both:
        both.writestr("run.js", "alert(1)")
    return file.getvalue() + b"\nstartxref\n100\n%%EOF\n"


def test_a_pdf_is_taken_and_left_at_its_beginning() -> None:
    file = io.BytesIO(PDF)
    assert fault(file, largest=len(PDF)) == ""
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a PDF"),
        (b"<html>" + PDF, "not a PDF"),
        (b"\n" + PDF, "not a PDF"),
        (PDF[:-40], "its end is missing"),
        (PDF.replace(b"startxref\n", b"startxref\n9"), "its end is missing"),
        (PDF + b" " * 5000, "its end is missing"),
        (PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), "locked"),
        (archive(), "an archive at once"),
    ],
)
def test_what_is_no_sound_pdf_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    assert words in fault(io.BytesIO(content), largest=10**6)


def test_a_pdf_that_is_too_large_is_refused() -> None:
    assert "larger than 1 MB" in fault(io.BytesIO(PDF + b" " * 1024 * 1024), largest=1024 * 1024)


def test_a_word_in_the_text_locks_nothing() -> None:
    assert fault(io.BytesIO(build.pdf("The key is under /Encrypt.")), largest=10**6) == ""
