"""A meeting's lottery: what was committed to, the phrase, and the chained lines of its record."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse

from courseapp.models import AppendOnly, Course, Event, Meeting, User
from lottery import drawing, proof
from lottery.models.refusals import (
    LotteryIsClosed,
    MeetingNotOver,
    NoClassToDrawIn,
    PhraseIsFixed,
    PhraseMissing,
)


class LotteryQuerySet(models.QuerySet["Lottery"]):
    """Which lotteries, and how one comes to be."""

    def of(self, course: Course) -> "LotteryQuerySet":
        """Return those of a course, with their meetings at hand, the earliest meeting first."""
        lotteries = self.filter(meeting__course=course).select_related("meeting__course")
        return lotteries.order_by("meeting__starts_at", "pk")

    def coming(self, now: datetime) -> "LotteryQuerySet":
        """Return those whose class is to come or running."""
        return self.filter(revealed_at=None, meeting__in=Meeting.objects.upcoming(now))

    def locked(self, pk: int) -> "Lottery":
        """Return the lottery for the rest of this transaction: one act at a time stands on its hash."""
        return self.select_for_update(of=("self",)).select_related("meeting__course").get(pk=pk)

    @transaction.atomic
    def commit(self, meeting: Meeting, *, secret: bytes, planned: int, now: datetime, by: User | None) -> "Lottery":
        """Publish the commitment to ``secret``, 32 random bytes; the meeting keeps the first that it got.

        ``planned`` is how many picks the staff have in mind. Raise NoClassToDrawIn if there is no class to come.
        """
        course = Course.objects.select_for_update().get(pk=meeting.course_id)
        existing = self.filter(meeting=meeting).first()
        if existing is not None:
            return existing
        if not meeting.is_counted or now >= meeting.ends_at:
            raise NoClassToDrawIn("This meeting has no class left to draw in: choose another one on the schedule.")
        lottery = self.create(
            meeting=meeting, slug=course.slug, day=self._free_day(course, meeting), secret=secret, planned=planned,
            commitment=drawing.commitment(secret), committed_at=now, committed_by=by,
        )  # fmt: skip
        lottery.note("lottery.committed", now=now, by=by, after={"commitment": lottery.commitment, "planned": planned})
        return lottery

    def _free_day(self, course: Course, meeting: Meeting) -> str:
        """Return the meeting's date in the course's zone; a second lottery of that day has ``.2`` after it."""
        day = meeting.day.isoformat()
        taken = set(self.filter(slug=course.slug, day__startswith=day).values_list("day", flat=True))
        suffixed = (f"{day}.{number}" for number in count(2))
        return next(name for name in chain([day], suffixed) if name not in taken)


class LotteryManager(models.Manager.from_queryset(LotteryQuerySet)):  # type: ignore[misc]
    """Leave the secret in the database until it is asked for by name: no list and no error page carries it along."""

    def get_queryset(self) -> LotteryQuerySet:
        """Return every lottery without its secret."""
        return super().get_queryset().defer("secret")


class Lottery(models.Model):
    """The lottery of one meeting. ``slug`` and ``day`` are frozen: a renamed course keeps its proofs."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="lottery")
    slug = models.CharField(max_length=60)
    day = models.CharField(max_length=20)
    secret = models.BinaryField(max_length=drawing.SECRET_BYTES)
    commitment = models.CharField(max_length=64)
    planned = models.PositiveSmallIntegerField("planned picks")
    committed_at = models.DateTimeField()
    committed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    phrase = models.CharField(max_length=200, blank=True)
    phrased_at = models.DateTimeField(null=True, blank=True)
    phrased_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hash = models.CharField("current hash", max_length=64, blank=True)
    thinking_until = models.DateTimeField("think time ends", null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    final_hash = models.CharField("hash given to the class", max_length=64, blank=True)

    objects = LotteryManager()

    class Meta:
        verbose_name_plural = "lotteries"
        constraints = [
            models.UniqueConstraint(fields=["slug", "day"], name="one_lottery_a_day_and_suffix"),
            models.CheckConstraint(condition=models.Q(planned__gte=1), name="a_lottery_plans_a_pick"),
            models.CheckConstraint(
                condition=models.Q(phrased_at=None, phrase="", hash="")
                | (models.Q(phrased_at__isnull=False) & ~models.Q(phrase="") & ~models.Q(hash="")),
                name="a_chain_opens_with_its_phrase",
            ),
            models.CheckConstraint(
                condition=models.Q(revealed_at=None, final_hash="")
                | (models.Q(revealed_at__isnull=False, phrased_at__isnull=False) & ~models.Q(final_hash="")),
                name="a_revealed_lottery_has_its_final_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Lottery of {self.slug}, {self.day}"

    def get_absolute_url(self) -> str:
        """Return the proof page, which everybody in the course may read."""
        return reverse("lottery:proof", args=[self.meeting.course.slug, self.meeting_id])

    @property
    def seed(self) -> bytes:
        """What the draws follow from; nobody may see it before the reveal."""
        return drawing.seed(bytes(self.secret), self.phrase)

    def label(self, number: int) -> str:
        """Return the name of the draw ``number``."""
        return drawing.label(self.slug, self.day, number)

    def can_be_revealed(self, now: datetime) -> bool:
        """Return whether the class is over and the secret still kept."""
        return self.revealed_at is None and self.phrased_at is not None and now >= self.meeting.ends_at

    def require_open(self) -> None:
        """Raise LotteryRefusal unless a draw can be held."""
        if self.revealed_at is not None:
            raise LotteryIsClosed("The secret is revealed: no draw can follow it.")
        if self.phrased_at is None:
            raise PhraseMissing("Type in the phrase that the room gives first: the draws hang on it.")
        if not self.meeting.is_counted:
            raise NoClassToDrawIn("This meeting is cancelled: reinstate it to draw.")

    @transaction.atomic
    def fix_phrase(self, text: str, *, now: datetime, by: User | None) -> "Lottery":
        """Open the chain with the room's phrase, for good; the same phrase once more changes nothing.

        Raise PhraseIsFixed if another one is fixed, ValueError if ``text`` is not one line.
        """
        lottery = Lottery.objects.locked(self.pk)
        phrase = drawing.normal_phrase(text)
        if lottery.phrased_at is not None:
            if lottery.phrase != phrase:
                raise PhraseIsFixed(f"The phrase is fixed already: “{lottery.phrase}”. It cannot be exchanged.")
            return lottery
        lottery.phrase, lottery.phrased_at, lottery.phrased_by = phrase, now, by
        lottery.hash = drawing.opening_hash(lottery.slug, lottery.day, lottery.commitment, phrase)
        lottery.save(update_fields=["phrase", "phrased_at", "phrased_by", "hash"])
        lottery.note("lottery.opened", now=now, by=by, after={"phrase": phrase})
        return lottery

    @transaction.atomic
    def reveal(self, *, now: datetime, by: User | None) -> "Lottery":
        """Show the class the secret; revealing it twice changes nothing.

        Raise MeetingNotOver before the meeting's end, PhraseMissing if nothing was ever drawn from it.
        """
        lottery = Lottery.objects.locked(self.pk)
        if lottery.revealed_at is not None:
            return lottery
        if lottery.phrased_at is None:
            raise PhraseMissing("Nothing hangs on this secret: no phrase was given, so there is nothing to prove.")
        if now < lottery.meeting.ends_at:
            raise MeetingNotOver("The secret is kept until the meeting has ended: reveal it afterwards.")
        lottery.revealed_at, lottery.revealed_by, lottery.final_hash = now, by, lottery.hash
        lottery.save(update_fields=["revealed_at", "revealed_by", "final_hash"])
        lottery.note("lottery.revealed", now=now, by=by, after={"hash": lottery.hash})
        return lottery

    def think(self, seconds: int, *, now: datetime) -> None:
        """Let the room think for so many seconds from now on; 0 stops the clock."""
        self.thinking_until = now + timedelta(seconds=seconds) if seconds else None
        self.save(update_fields=["thinking_until"])

    def append(
        self, kind: str, pseudonym: str, *, tickets: str = "", reason: str = "", now: datetime, by: User | None
    ) -> "Line":
        """Add a line to the chain; call it on a ``locked`` lottery, in the transaction of the act itself."""
        number = self.lines.count() + 1
        self.hash = drawing.next_hash(self.hash, drawing.line(number, kind, pseudonym, tickets, reason))
        self.save(update_fields=["hash"])
        return self.lines.create(
            number=number, kind=kind, pseudonym=pseudonym, tickets=tickets, reason=reason, hash=self.hash, at=now, by=by
        )

    def deal(self, people: Iterable[UUID]) -> dict[UUID, str]:
        """Return new pseudonyms for ``people``, after those that are dealt already."""
        return drawing.dealt(bytes(self.secret), people, taken=self.pseudonyms.count())

    def record(self) -> proof.Record:
        """Return what the class may have now: all of it once it is revealed, before that no line and no secret."""
        is_revealed = self.revealed_at is not None
        return proof.Record(
            course=self.slug,
            date=self.day,
            commitment=self.commitment,
            phrase=self.phrase,
            secret=bytes(self.secret) if is_revealed else None,
            lines=[line.as_entry() for line in self.lines.all()] if is_revealed else [],
            hash=self.hash,
        )

    def note(self, kind: str, *, now: datetime, by: User | None, after: dict[str, Any]) -> Event:
        """Write an event about this lottery; never with its secret."""
        return Event.objects.record(
            course=self.meeting.course, kind=kind, at=now, actor=by, subject=self,
            after={"meeting": self.meeting_id, **after}, part=self.meeting.part,
        )  # fmt: skip


class Line(AppendOnly):
    """One line of the record, standing on the hash of the line before it."""

    class Kind(models.TextChoices):
        """What a line says."""

        DRAW = proof.DRAW, "Draw"
        OUTCOME = "outcome", "Outcome"
        LATE = "late", "Arrived late"
        VOID = "void", "Void"
        UNDO = "undo", "Undo"

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    pseudonym = models.CharField(max_length=8)
    tickets = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["lottery", "number"], name="one_line_a_number")]

    def __str__(self) -> str:
        return str(self.as_entry())

    def as_entry(self) -> proof.Entry:
        """Return the line as the public record has it."""
        return proof.Entry(self.number, self.kind, self.pseudonym, self.tickets, self.reason, self.hash)
