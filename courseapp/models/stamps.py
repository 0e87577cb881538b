"""Stamps: whether anything that a page shows of a course has changed since it was last put together."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from functools import partial

from django.db import models, transaction

from courseapp import wire

EVERYTHING = ""  # the part of a change that may show anywhere in the course
MANY = 50  # rows of one part; a sweep folds more of them into one


def fresh() -> int:
    """Return a number that no stamp has had: a sum of many of them stays below 2**63."""
    return secrets.randbits(40)


class StampQuerySet(models.QuerySet["Stamp"]):
    """What is stamped, and with what."""

    def bump(self, course: int, *parts: str) -> None:
        """Say that these parts of a course change, or that anything may; in the transaction of the change.

        One query. It locks nothing and waits for nobody: each change is a row of its own.
        """
        self.bulk_create(Stamp(course_id=course, part=part) for part in parts or (EVERYTHING,))
        transaction.on_commit(partial(wire.announce, course), robust=True)

    def bump_all(self, courses: Iterable[int]) -> None:
        """Say of each of these courses that anything in it may change. One query."""
        courses = list(courses)
        self.bulk_create(Stamp(course_id=course) for course in courses)
        for course in courses:
            transaction.on_commit(partial(wire.announce, course), robust=True)

    def of(self, course: int, *parts: str) -> str:
        """Return what stands for these parts of a course as they are now; for the whole course if none is named.

        It differs after every change of one of them, and of what may show anywhere. Ask before you read
        what it is to stand for, never after. One query.
        """
        rows = self.filter(course=course)
        rows = rows.filter(part__in=(EVERYTHING, *parts)) if parts else rows
        found = rows.aggregate(count=models.Count("pk"), sum=models.Sum("value"))
        return _worded(found["count"], found["sum"])

    def by_part(self, course: int, parts: Collection[str]) -> dict[str, str]:
        """Return what ``of`` returns of each of these parts alone, by part. One query for any number."""
        rows = self.filter(course=course, part__in=(EVERYTHING, *parts)).values("part").order_by()
        sums = {row["part"]: row for row in rows.annotate(count=models.Count("pk"), sum=models.Sum("value"))}
        none = {"count": 0, "sum": 0}
        of_all = sums.get(EVERYTHING, none)
        own = {part: sums.get(part, none) for part in parts}
        return {part: _worded(row["count"] + of_all["count"], row["sum"] + of_all["sum"]) for part, row in own.items()}

    def fold(self) -> int:
        """Put a single new row in the place of many, part by part; return how many went. No change is lost by it."""
        counted = self.values("course", "part").annotate(count=models.Count("pk")).order_by()
        many = counted.filter(count__gt=MANY)
        return sum(self._fold(row["course"], row["part"]) for row in many)

    @transaction.atomic
    def _fold(self, course: int, part: str) -> int:
        """Fold what is stored now; what others are about to store stays, and the new row makes up for none of it."""
        keys = list(self.filter(course=course, part=part).values_list("pk", flat=True))
        gone, _ = self.filter(pk__in=keys).delete()
        self.bump(course, part)
        return gone


def _worded(count: int, total: int | None) -> str:
    """Return what stands for a number of changes: students see stamps, and may not count what others do."""
    return hashlib.blake2b(f"{count}.{total or 0}".encode(), digest_size=9).hexdigest()


class Stamp(models.Model):
    """One change of a course, or of a part of it: “paper:7”, “meeting:3”. What counts is the sum of all of them.

    Only numbers are added, so two changes at one instant neither wait for one another nor lose one; a row that
    each change replaced would be locked until its transaction ends, and two of them could wait for each other.
    """

    course = models.ForeignKey("courseapp.Course", on_delete=models.CASCADE, related_name="stamps", db_index=False)
    part = models.CharField(max_length=40, blank=True)
    value = models.BigIntegerField(default=fresh)

    objects = StampQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["course", "part", "value"], name="stamps_by_part")]

    def __str__(self) -> str:
        return f"{self.part or 'everything'} of course {self.course_id}"
