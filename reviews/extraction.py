"""Have a PDF read by a process of its own, and keep what it found."""

import json
import subprocess
import sys
import tempfile
from datetime import datetime
from shutil import copyfileobj
from typing import Any

from django.conf import settings

from reviews.models import TRIES, PaperPdf

PATIENCE = 90  # seconds until the process is killed; the processor's own limit comes first
COMMAND = [sys.executable, "-m", "reviews.pdf_reading"]


def read(pdf: PaperPdf, *, now: datetime) -> None:
    """Read a version that was claimed, and keep its text or why there is none. Takes up to 90 s; not in a transaction.

    After the third try that left no trace, such as a machine that went down, it counts as failed.
    """
    if pdf.tries > TRIES:
        pdf.note_text({"failure": "Its reading was broken off three times."}, now=now)
        return
    try:
        with tempfile.TemporaryFile() as copy:
            with pdf.file.open("rb") as stored:
                copyfileobj(stored, copy)
            copy.seek(0)
            found = _answer(copy.fileno())
    except FileNotFoundError:
        found = {"failure": "The file is not where it was stored."}
    pdf.note_text(found, now=now)


def _answer(source: int) -> dict[str, Any]:
    """Return what the process says of the PDF in this open file. It is told nothing else, not even a secret."""
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                COMMAND, stdin=source, stdout=said, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False,
                cwd=settings.BASE_DIR, env={},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"failure": f"It took longer than {PATIENCE} seconds to read."}
        if done.returncode:
            return {"failure": "It took more time or memory to read than a paper may."}
        said.seek(0)
        found: dict[str, Any] = json.load(said)
        return found
