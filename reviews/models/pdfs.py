"""The versions of a paper's PDF, and the text that was read in each."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from courseapp.models import Stamp, User
from reviews.models.papers import Paper, pdf_path

PATIENCE = timedelta(minutes=5)  # after which a reading that was begun has died
TRIES = 3


class PaperPdfQuerySet(models.QuerySet["PaperPdf"]):
    """Which versions, and how their reading is claimed."""

    def current(self) -> "PaperPdfQuerySet":
        """Return the version that each paper has now; older ones are kept for the record."""
        return self.filter(file=F("paper__pdf"))

    def unread(self, now: datetime) -> "PaperPdfQuerySet":
        """Return the versions that nobody has read, or is reading."""
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lte=now - PATIENCE), read_at=None).order_by("pk")

    def claim(self, *, now: datetime) -> "PaperPdf | None":
        """Return one that is unread, for the caller alone to read; None if there is none."""
        for pdf in self.unread(now)[:20]:
            if self.unread(now).filter(pk=pdf.pk).update(claimed_at=now, tries=F("tries") + 1):
                return pdf
        return None

    def adopt(self, *, now: datetime) -> int:
        """Make a version of every PDF that came to its paper without one, as by a copied course; return how many."""
        strays = Paper.objects.exclude(pdf="").exclude(pdfs__file=F("pdf"))
        return sum(paper.note_pdf(now=now, by=None) for paper in strays)


class PaperPdf(models.Model):
    """One version of a paper's PDF: the file, which never changes, and what was read in it.

    ``places`` is what ``reviews.places`` found, ``failure`` why nothing was read.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="pdfs")
    file = models.FileField(upload_to=pdf_path, max_length=200)
    size = models.PositiveBigIntegerField(help_text="bytes")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    places: Any = models.JSONField(default=dict)

    objects = PaperPdfQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "file"], name="one_version_a_file")]

    def __str__(self) -> str:
        return f"PDF of {self.paper}, {self.added_at:%Y-%m-%d}"

    @property
    def has_text(self) -> bool:
        """Whether any text was found; a scan has none."""
        return bool(self.places.get("letters"))

    @transaction.atomic
    def note_text(self, found: dict[str, Any], *, now: datetime) -> None:
        """Keep what was read: ``pages``, ``places`` and ``count``, or the ``failure``."""
        texts: list[str] = found.get("pages", [])
        self.pages.all().delete()
        self.pages.bulk_create(PdfPage(pdf=self, number=number, text=text) for number, text in enumerate(texts, 1))
        self.places = found.get("places", {}) | {"letters": sum(map(len, texts))}
        self.page_count, self.failure, self.read_at = found.get("count", 0), found.get("failure", "")[:200], now
        self.save(update_fields=["places", "page_count", "failure", "read_at"])
        Stamp.objects.bump(self.paper.course_id, f"paper:{self.paper_id}")

    def read_again(self) -> None:
        """Let it be read once more, as if it were new."""
        self.claimed_at = self.read_at = None
        self.tries, self.failure = 0, ""
        self.save(update_fields=["claimed_at", "read_at", "tries", "failure"])


class PdfPage(models.Model):
    """The text of one page of a PDF, as it was found."""

    pdf = models.ForeignKey(PaperPdf, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["pdf", "number"], name="one_text_a_page")]

    def __str__(self) -> str:
        return f"{self.pdf}, page {self.number}"
