"""Rows that are written once and never changed."""

from typing import Any, NoReturn, TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model, covariant=True)


class HistoryIsPermanent(Exception):
    """An append-only row was about to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet[RowT]):
    """A QuerySet that can add rows and read them, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raise HistoryIsPermanent."""
        raise HistoryIsPermanent(f"A {self.model._meta.verbose_name} is never changed: add another.")

    def delete(self) -> NoReturn:
        """Raise HistoryIsPermanent."""
        raise HistoryIsPermanent(f"A {self.model._meta.verbose_name} is never deleted: add another.")


class AppendOnly(models.Model):
    """A row that the database keeps as it was first written; it goes only with its whole course."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row. Raise HistoryIsPermanent if it is stored already."""
        if not self._state.adding:
            raise HistoryIsPermanent(f"This {self._meta.verbose_name} is stored and is never changed: add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise HistoryIsPermanent."""
        raise HistoryIsPermanent(f"A {self._meta.verbose_name} is never deleted: add another.")
