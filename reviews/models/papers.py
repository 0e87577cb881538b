"""Papers: what a meeting discusses, and what students review before it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils.text import slugify

from courseapp.models import Course, Enrollment, Event, Meeting, Stamp, User
from reviews import deadlines


class DueTimeWouldPass(Exception):
    """A change would make reviews due at once that are not due yet."""


def pdf_path(row: models.Model, filename: str) -> str:
    """Return where a PDF is kept: a name of our own, whatever it was called on its giver's machine."""
    return f"papers/{uuid.uuid4().hex}.pdf"


class PaperQuerySet(models.QuerySet["Paper"]):
    """Which papers, and how one comes to be."""

    def scheduled(self) -> "PaperQuerySet":
        """Order by meeting, with the meeting and course that a due time follows from."""
        return self.select_related("meeting__course").order_by("meeting__starts_at", "position", "pk")

    def of(self, course: Course) -> "list[Paper]":
        """Return the papers of a course at hand in the order of their meetings. One query."""
        papers: list[Paper] = list(
            self.filter(course=course).select_related("meeting").order_by("meeting__starts_at", "position", "pk")
        )
        for paper in papers:
            paper.course = paper.meeting.course = course
        return papers

    @transaction.atomic
    def add(self, paper: "Paper", *, now: datetime, by: User | None) -> "Paper":
        """Put a new paper on the list; its key follows from its title, with ``-2`` for a second one."""
        paper.key = paper.key or self._free_key(paper)
        paper.save(force_insert=True)
        paper.note_pdf(now=now, by=by)
        Event.objects.record(
            course=paper.course, kind="paper.added", at=now, actor=by, subject=paper, after=paper.as_evidence()
        )
        return paper

    def _free_key(self, paper: "Paper") -> str:
        stem = slugify(paper.title)[:50].strip("-") or "paper"
        taken = set(self.filter(course=paper.course, key__startswith=stem).values_list("key", flat=True))
        return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if key not in taken)


class Paper(models.Model):
    """What a meeting discusses, and what students review before it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.RESTRICT, related_name="papers")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=1000, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField("link", blank=True, max_length=500)
    abstract = models.TextField(blank=True)
    pdf = models.FileField("PDF", upload_to=pdf_path, max_length=200, blank=True)
    is_required = models.BooleanField("to be reviewed", default=True)
    position = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("its own due time", null=True, blank=True, help_text="Empty: before its meeting.")
    hotcrp_pid = models.PositiveIntegerField("HotCRP's number", null=True, blank=True, editable=False)
    opens_at = models.DateTimeField("opens at", null=True, blank=True, help_text="Empty: at once.")
    kept_at = models.DateTimeField(null=True, blank=True, help_text="Assigned although its meeting is cancelled.")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__starts_at", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="one_paper_a_key"),
            models.UniqueConstraint(fields=["course", "hotcrp_pid"], name="one_paper_a_hotcrp_number"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the paper's page."""
        return reverse("reviews:paper_detail", args=[self.meeting.course.slug, self.pk])

    @property
    def part(self) -> str:
        """The part of its course that is stamped where a change shows with this paper alone."""
        return f"paper:{self.pk}"

    @property
    def class_due_at(self) -> datetime:
        """When reviews are due for the class; a student's own may be later."""
        return deadlines.class_due(
            meeting_starts_at=self.meeting.starts_at, notice=self.meeting.course.review_notice, own=self.due_at
        )

    def has_opened(self, now: datetime) -> bool:
        """Return whether students may write and hand in reviews of it."""
        return deadlines.has_opened(self.opens_at, now)

    @property
    def is_assigned_at_all(self) -> bool:
        """Whether anybody has to review it: required, and its meeting held or the paper kept."""
        return self.is_required and (self.meeting.cancelled_at is None or self.kept_at is not None)

    def is_assigned_to(self, student: Enrollment) -> bool:
        """Return whether a student has to review it, waivers aside: its class due time is on a day of theirs."""
        return self.is_assigned_at_all and student.covers(self.meeting.course.day_of(self.class_due_at))

    def as_evidence(self) -> dict[str, Any]:
        """Return what an Event keeps of a paper: what its due time and its being assigned follow from."""
        return {
            "meeting": self.meeting_id,
            "is_required": self.is_required,
            "due_at": self.due_at and self.due_at.isoformat(),
            "opens_at": self.opens_at and self.opens_at.isoformat(),
            "kept_at": self.kept_at and self.kept_at.isoformat(),
        }

    def note_pdf(self, *, now: datetime, by: User | None) -> bool:
        """Keep a record of the PDF that it has now, so that its text is read; return whether it is a new one."""
        if not self.pdf or self.pdfs.filter(file=self.pdf.name).exists():
            return False
        size = self.pdf.size if self.pdf.storage.exists(str(self.pdf.name)) else 0
        self.pdfs.create(file=self.pdf.name, size=size, added_at=now, added_by=by)
        return True

    def keep(self, is_kept: bool, *, now: datetime) -> None:
        """Let students owe it although its meeting is cancelled, or not; ``change`` saves it."""
        self.kept_at = (self.kept_at or now) if is_kept else None

    @transaction.atomic
    def change(self, *, now: datetime, by: User | None, confirmed: bool = False) -> None:
        """Save new values; no review that is on time becomes late by it.

        A due time that has passed stays as the paper's own when its meeting changes, unless another is
        given. Raise DueTimeWouldPass, and change nothing, if reviews that are not due yet would be due
        at once and that is not ``confirmed``. Source: docs/reviews.md, "Due times".
        """
        stored = Paper.objects.select_related("meeting__course").get(pk=self.pk)
        was, is_untouched = stored.class_due_at, self.due_at == stored.due_at
        if deadlines.would_pass(was, self.class_due_at, now) and not confirmed:
            raise DueTimeWouldPass
        if was <= now and is_untouched and self.meeting_id != stored.meeting_id:
            self.due_at = was
        fair = deadlines.never_late_afterwards(was, self.class_due_at, now)
        if fair != self.class_due_at:
            self.due_at = fair
        self.save()
        self.note_pdf(now=now, by=by)
        if self.as_evidence() != stored.as_evidence():
            Event.objects.record(
                course=self.course, kind="paper.changed", at=now, actor=by, subject=self,
                before=stored.as_evidence(), after=self.as_evidence(),
            )  # fmt: skip
        else:
            Stamp.objects.bump(self.course_id)
