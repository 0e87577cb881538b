"""PDFs for some of the demo's papers: invented text under the headings that its reviews speak of."""

from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from courseapp.models import Course
from desk.demo.cast import read_toml
from desk.demo.pdf import typeset
from desk.demo.term import Term
from reviews.models import PaperPdf


def add_stand_ins(term: Term, *, now: datetime) -> None:
    """Give papers their PDFs, as the instructor would before the term; a sweep reads them."""
    texts = read_toml("papers.toml")
    for paper in term.papers:
        if paper.key in texts:
            content = typeset(paper.title, texts["note"], texts[paper.key]["blocks"])
            paper.pdf.save(f"{paper.key}.pdf", ContentFile(content))
            paper.note_pdf(now=now, by=term.instructor)


def remove_files(course: Course) -> None:
    """Delete the PDFs of a demo that goes, once it is gone."""
    for pdf in PaperPdf.objects.filter(paper__course=course):
        transaction.on_commit(partial(pdf.file.storage.delete, str(pdf.file.name)))
