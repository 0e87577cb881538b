"""HotCRP's files while staff look at what importing them would do."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from courseapp.models import Course, User

KEPT = timedelta(days=2)


class BundleQuerySet(models.QuerySet["Bundle"]):
    """Which bundles, and how one comes to be."""

    @transaction.atomic
    def upload(self, *, course: Course, files: dict[str, str], now: datetime, by: User) -> "Bundle":
        """Keep some files until they are imported; the same person's earlier ones go, and all that are old."""
        self.filter(course=course, uploaded_by=by).delete()
        self.filter(uploaded_at__lt=now - KEPT).delete()
        return self.create(course=course, uploaded_by=by, uploaded_at=now, files=files)


class Bundle(models.Model):
    """Files that were uploaded together, by name, and what staff chose about them; gone once they are imported."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="bundles")
    uploaded_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    files: Any = models.JSONField(default=dict)
    choices: Any = models.JSONField(default=dict)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return ", ".join(self.files)

    def get_absolute_url(self) -> str:
        """Return the page that shows what importing them would do."""
        return reverse("reviews:bundle_detail", args=[self.course.slug, self.pk])

    def choose(self, choices: dict[str, Any]) -> None:
        """Keep what staff chose, until the files are imported."""
        self.choices = choices
        self.save(update_fields=["choices"])
