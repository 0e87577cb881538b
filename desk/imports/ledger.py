"""The account of an import: what each row of the file became, and what cannot be done."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from courseapp.models import Course, Event, Material, User
from desk.course_file import Problem
from desk.schedule import DueTimeWouldPass

DUE_NOW = "“{}” would be due in the past; choose a later time, or let it be due at once with --due-now"


@dataclass(frozen=True)
class Change:
    """What became of one part of the file: added, changed, moved, retired, removed, or left alone."""

    what: str
    noun: str
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.noun} “{self.name}”" + (f": {self.detail}" if self.detail else "")


@dataclass
class Ledger:
    """One import while it runs; ``files`` are what is stored at its end: a material, a name and the bytes."""

    course: Course
    is_new: bool
    now: datetime
    by: User | None
    confirmed: bool
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    files: list[tuple[Material, str, bytes]] = field(default_factory=list)

    def note(self, what: str, noun: str, name: str, detail: str = "") -> None:
        """Say what became of one part."""
        self.changes.append(Change(what, noun, name, detail))

    def put(self, rows: Any, name: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        """Return the row of ``key`` among ``rows``, a related manager: made, changed, or as it was.

        A change is an event; so is a new row, unless the whole course is new.
        """
        noun = str(rows.model._meta.verbose_name)
        row = rows.filter(**key).first()
        if row is None:
            row = rows.create(**key, **values)
            self.note("added", noun, name)
            if not self.is_new:
                self.record(f"{row._meta.model_name}.added", row, {}, values)
            return row
        before = {field: getattr(row, field) for field in values}
        changed = assign(row, values)
        if not changed:
            self.unchanged += 1
            return row
        row.save(update_fields=changed)
        self.record(
            f"{row._meta.model_name}.changed", row,
            {field: before[field] for field in changed}, {field: values[field] for field in changed},
        )  # fmt: skip
        self.note("changed", noun, name, spelled(changed))
        return row

    def record(self, kind: str, subject: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Write the event of a change."""
        Event.objects.record(
            course=self.course, kind=kind, at=self.now, actor=self.by, subject=subject,
            before=dict(before), after=dict(after), reason="course file",
        )  # fmt: skip

    def leave(self, rows: models.QuerySet[Any], keys: Collection[str], advice: str) -> None:
        """Say which rows are not in the file any more; nothing is deleted."""
        for row in rows.exclude(key__in=keys).exclude(key=""):
            self.note("left", str(row._meta.verbose_name), row.key, advice)

    @contextmanager
    def refusing(self, where: str) -> Iterator[None]:
        """Turn a move that would make due times pass into a problem at ``where``."""
        try:
            yield
        except DueTimeWouldPass as would_pass:
            titles = "”, “".join(paper.title for paper in would_pass.papers)
            self.problems.append(Problem(where, DUE_NOW.format(titles)))


def assign(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Give the row its new values, unsaved; return the names of those that differ."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def spelled(names: Collection[str]) -> str:
    """Return the names of changed columns for people to read."""
    return ", ".join(name.removesuffix("_id").replace("_", " ") for name in names)
