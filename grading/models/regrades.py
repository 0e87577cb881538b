"""Regrade requests: a student's question about one line of the statement, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Course, Enrollment, Event, User
from grading.entries import WINDOW, Entry, Place

LONGEST_TEXT = 5000


class AlreadyAsked(Exception):
    """There is a request about this line; it is ``request``."""

    def __init__(self, request: RegradeRequest) -> None:
        super().__init__(request)
        self.request = request


class WindowClosed(Exception):
    """The days in which the line can be questioned are over, or have not begun."""


class WrittenMeanwhile(Exception):
    """Somebody wrote to the thread after the writer had read it."""


class NothingChanged(Exception):
    """An answer says that something changed, but line and total are what they were."""


class Act(models.TextChoices):
    """What a message does: its student asks, staff note something without deciding, or answer."""

    ASKED = "asked", "asked"
    NOTED = "noted", "noted"
    CHANGED = "changed", "changed"
    DECLINED = "declined", "declined"


ANSWERS = (Act.CHANGED, Act.DECLINED)


class RegradeRequestQuerySet(AppendOnlyQuerySet["RegradeRequest"]):
    """Which requests, how they stand, and how one is made."""

    def visible_to(self, reader: Enrollment) -> RegradeRequestQuerySet:
        """Return those that ``reader`` may see: staff the course's, a student their own."""
        of_course = self.filter(enrollment__course=reader.course_id)
        return of_course if reader.is_staff else of_course.filter(enrollment=reader)

    def with_standing(self, now: datetime) -> RegradeRequestQuerySet:
        """Add how each stood at ``now``: ``answer`` and ``answered_at`` of the last answer, ``waiting_since``.

        A request waits since its student's first message after the last answer; None where there is none.
        """
        answers = RegradeMessage.objects.filter(request=OuterRef("pk"), act__in=ANSWERS, at__lte=now).order_by("-pk")
        asked = Q(messages__act=Act.ASKED, messages__at__lte=now, messages__pk__gt=F("answered_pk"))
        standing: dict[str, Any] = {
            "answered_pk": Coalesce(Subquery(answers.values("pk")[:1]), 0),
            "answer": Subquery(answers.values("act")[:1]),
            "answered_at": Subquery(answers.values("at")[:1]),
            "waiting_since": Min("messages__at", filter=asked),
            "last_pk": Max("messages__pk"),
        }
        return self.filter(asked_at__lte=now).annotate(**standing)

    def waiting(self, now: datetime) -> RegradeRequestQuerySet:
        """Return those that wait for the staff, who has waited longest first."""
        return self.with_standing(now).filter(waiting_since__isnull=False).order_by("waiting_since", "pk")

    def answered(self, now: datetime) -> RegradeRequestQuerySet:
        """Return the others, the last answer first."""
        return self.with_standing(now).filter(waiting_since=None).order_by("-answered_at", "-pk")

    @transaction.atomic
    def ask(self, enrollment: Enrollment, entry: Entry, *, text: str, act_key: str, now: datetime) -> RegradeRequest:
        """Question one line; the same form sent twice asks once.

        Raise AlreadyAsked if there is a request about the line, WindowClosed if its days are over.
        """
        Enrollment.objects.select_for_update().get(pk=enrollment.pk)
        stored = self.filter(enrollment=enrollment, **entry.place._asdict()).first()
        if stored is not None:
            if stored.messages.filter(act_key=act_key).exists():
                return stored
            raise AlreadyAsked(stored)
        if not entry.is_open_on(enrollment.course.day_of(now)):
            raise WindowClosed
        request = self.create(
            enrollment=enrollment, **entry.place._asdict(), title=entry.title, label=entry.label, asked_at=now
        )
        request._write(Act.ASKED, entry, text=text, act_key=act_key, now=now, by=enrollment.user)
        return request


class RegradeRequest(AppendOnly):
    """One thread about one line of one student's statement: there is never a second one about it.

    How it stands follows from its messages; ask for it by ``with_standing``.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="regrade_requests")
    component = models.CharField(max_length=40)
    line = models.CharField(max_length=60)
    title = models.TextField()
    label = models.TextField()
    asked_at = models.DateTimeField()

    answered_pk: int
    answer: str | None
    answered_at: datetime | None
    waiting_since: datetime | None
    last_pk: int

    objects = RegradeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "component", "line"], name="one_regrade_request_a_line")
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the address of the thread."""
        return reverse("grading:regrade_detail", args=[self.course.slug, self.pk])

    @property
    def course(self) -> Course:
        """The course of the student."""
        return self.enrollment.course

    @property
    def place(self) -> Place:
        """Where the line stands on the statement."""
        return Place(self.component, self.line)

    @property
    def answered_on(self) -> date | None:
        """The day of the last answer, in the course's zone."""
        return self.course.day_of(self.answered_at) if self.answered_at else None

    def last_day(self, entry: Entry) -> date | None:
        """Return the last day on which its student can write again once it is answered."""
        ends = [entry.last_day, self.answered_on + WINDOW if self.answered_on else None]
        return max((end for end in ends if end is not None), default=None)

    def can_be_continued(self, entry: Entry, day: date) -> bool:
        """Return whether its student may write: while it waits, and within the window after that."""
        return self.waiting_since is not None or entry.is_open_on(day, self.answered_on)

    @transaction.atomic
    def ask_again(self, entry: Entry, *, text: str, act_key: str, seen: int, now: datetime) -> None:
        """Let its student write; an answered request waits again.

        Raise WindowClosed, or WrittenMeanwhile if messages follow ``seen``, the key of the last one that was read.
        """
        request = self._locked(seen, act_key, now)
        if request is None:
            return
        if not request.can_be_continued(entry, self.course.day_of(now)):
            raise WindowClosed
        self._write(Act.ASKED, entry, text=text, act_key=act_key, now=now, by=self.enrollment.user)

    @transaction.atomic
    def reply(
        self, act: Act, entry: Entry, *, text: str, act_key: str, seen: int, now: datetime, by: User | None
    ) -> None:
        """Let staff note something or answer; another answer takes the place of the one before.

        Raise WrittenMeanwhile, or NothingChanged where ``changed`` is not true of line and total since it was asked.
        """
        request = self._locked(seen, act_key, now)
        if request is None:
            return
        against = None
        if act in ANSWERS:
            asked = self.messages.filter(act=Act.ASKED)
            against = asked.filter(pk__gt=request.answered_pk).first() or asked.last()
        if act is Act.CHANGED and against is not None and against.says(entry):
            raise NothingChanged
        self._write(act, entry, text=text, act_key=act_key, now=now, by=by, against=against)

    def _locked(self, seen: int, act_key: str, now: datetime) -> RegradeRequest | None:
        """Return the request as it stands, locked until the transaction ends; None if the act is done already."""
        Enrollment.objects.select_for_update().get(pk=self.enrollment_id)
        if self.messages.filter(act_key=act_key).exists():
            return None
        request = RegradeRequest.objects.with_standing(now).get(pk=self.pk)
        if request.last_pk > seen:
            raise WrittenMeanwhile
        return request

    def _write(self, act: Act, entry: Entry, *, now: datetime, by: User | None, **fields: Any) -> None:
        figures = {"outcome": entry.outcome, "points": entry.points, "total": entry.total}
        message = self.messages.create(act=act, at=now, by=by, **figures, **fields)
        Event.objects.record(
            course=self.course, kind=f"regrade.{act}", at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"line": self.label, **figures}, reason=message.text, part="grading",
        )  # fmt: skip


class RegradeMessage(AppendOnly):
    """One message of a thread, with the line's outcome and points and the total as they were when it was written."""

    request = models.ForeignKey(RegradeRequest, on_delete=models.CASCADE, related_name="messages")
    act = models.CharField(max_length=10, choices=Act.choices)
    text = models.TextField(blank=True)
    outcome = models.TextField()
    points = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    against = models.ForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="+")
    """The asking that an answer answers: what it says is *before*."""
    act_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "act_key"], name="a_regrade_message_is_written_once"),
            models.CheckConstraint(condition=~Q(text="") | Q(act=Act.CHANGED), name="a_regrade_message_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_answer(self) -> bool:
        """Whether it decides."""
        return self.act in ANSWERS

    def says(self, entry: Entry) -> bool:
        """Return whether line and total were then what ``entry`` says."""
        return (self.outcome, self.points, self.total) == (entry.outcome, entry.points, entry.total)
