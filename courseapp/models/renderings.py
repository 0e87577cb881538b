"""Renderings: the HTML of texts in Markdown, stored under what it follows from alone."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import models

KEPT = timedelta(days=30)


class RenderingQuerySet(models.QuerySet["Rendering"]):
    """What is stored already."""

    def html_of(self, keys: Collection[str]) -> dict[str, str]:
        """Return the HTML by key, of those that are stored. One query."""
        return dict(self.filter(pk__in=keys).values_list("key", "html"))

    def keep(self, made: Mapping[str, str], today: date) -> None:
        """Store HTML by key; whoever stored the same meanwhile is not disturbed. One query."""
        rows = [Rendering(key=key, html=html, made_on=today) for key, html in sorted(made.items())]
        Rendering.objects.bulk_create(rows, ignore_conflicts=True)

    def forget_old(self, today: date) -> int:
        """Drop what was made more than ``KEPT`` ago, and return how many; who still reads it has it made anew.

        So nothing outlives the text that it was made of by longer.
        """
        gone, _ = self.filter(made_on__lt=today - KEPT).delete()
        return gone


class Rendering(models.Model):
    """The HTML of one text. The key has the text's hash, so only who holds the text can ask for it."""

    key = models.CharField(max_length=100, primary_key=True)
    html = models.TextField()
    made_on = models.DateField(db_index=True)

    objects = RenderingQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key
