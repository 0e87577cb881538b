"""The hand-shake with Canvas on record: the file while it is looked at, and the receipts, which stay."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Course, Event, User

KEPT = timedelta(days=1)


class CanvasUploadQuerySet(models.QuerySet["CanvasUpload"]):
    """Which uploads, and how one comes to be."""

    @transaction.atomic
    def keep(self, course: Course, *, name: str, content: bytes, now: datetime, by: User) -> CanvasUpload:
        """Keep a file for a day at most; the same person's earlier one in the course goes at once."""
        self.filter(course=course, by=by).delete()
        return self.create(course=course, name=name, content=content, at=now, by=by)

    def held(self, now: datetime) -> CanvasUploadQuerySet:
        """Return those whose day is not over."""
        return self.filter(at__gt=now - KEPT)

    def outworn(self, now: datetime) -> CanvasUploadQuerySet:
        """Return those whose day is over."""
        return self.filter(at__lte=now - KEPT)


class CanvasUpload(models.Model):
    """Canvas's export while its uploader looks at it; docs/canvas.md says when it goes."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="canvas_uploads")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    objects = CanvasUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that shows what filling the file in comes to."""
        return reverse("grading:canvas_upload_detail", args=[self.course.slug, self.pk])


class ReceiptKind(models.TextChoices):
    """What a receipt is about."""

    FILLED = "filled", "Filled in"
    PROVED = "proved", "Looked at again"


class CanvasReceiptQuerySet(AppendOnlyQuerySet["CanvasReceipt"]):
    """How receipts are written."""

    @transaction.atomic
    def write(
        self, course: Course, *, kind: ReceiptKind, name: str, digest: str, cells: list[dict[str, Any]],
        now: datetime, by: User, of: CanvasReceipt | None = None,
    ) -> CanvasReceipt:  # fmt: skip
        """Store a receipt with its cells and an event; the same file filled in the same way is on record once."""
        Course.objects.select_for_update().get(pk=course.pk)
        known = self.filter(course=course, kind=kind, digest=digest, of=of).first()
        if known is not None and known.cells == cells:
            return known
        counts = dict(Counter(cell["outcome"] for cell in cells))
        receipt = self.create(
            course=course, kind=kind, name=name, digest=digest, cells=cells, counts=counts, at=now, by=by, of=of
        )
        Event.objects.record(
            course=course, kind=f"canvas.{kind.value}", at=now, actor=by, subject=receipt,
            after={"file": name, "sha256": digest, "counts": counts, "of": of.pk if of else None}, part="canvas",
        )  # fmt: skip
        return receipt


class CanvasReceipt(AppendOnly):
    """What was filled into a file of Canvas, or what of it a later export has, cell by cell.

    A cell has name, row (as the file counts), person and column (Canvas's numbers, else the names), title, before,
    after and outcome: filled, same or kept; landed, differs or lost.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="canvas_receipts")
    kind = models.CharField(max_length=10, choices=ReceiptKind.choices)
    of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="proofs")
    name = models.CharField(max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    cells: Any = models.JSONField(default=list)
    counts: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CanvasReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    def get_absolute_url(self) -> str:
        """Return the receipt's page."""
        return reverse("grading:canvas_receipt_detail", args=[self.course.slug, self.pk])

    @property
    def wording(self) -> str:
        """How many cells came to what: “3 filled, 1 kept”."""
        return ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items()) or "no cell"

    @property
    def has_all_landed(self) -> bool:
        """Whether a proof found every value."""
        return set(self.counts) <= {"landed"}
