"""Papers, and what holds for one student and paper."""

from datetime import datetime

from django.db import models
from django.urls import reverse

from courseapp.models import Course, Enrollment, Event, Meeting, User
from reviews import deadlines


class PaperQuerySet(models.QuerySet["Paper"]):
    """Which papers."""

    def scheduled(self) -> "PaperQuerySet":
        """Order by meeting, with the meeting and course that a due time follows from."""
        return self.select_related("meeting__course").order_by("meeting__starts_at", "position", "pk")


class Paper(models.Model):
    """What a meeting discusses, and what students review before it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=1000, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField("link", blank=True, max_length=500)
    abstract = models.TextField(blank=True)
    pdf = models.FileField("PDF", upload_to="papers/%Y/", blank=True)
    is_required = models.BooleanField("to be reviewed", default=True)
    position = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField("its own due time", null=True, blank=True, help_text="Empty: before its meeting.")
    kept_at = models.DateTimeField(null=True, blank=True, help_text="Assigned although its meeting is cancelled.")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__starts_at", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="one_paper_a_key")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the paper's page."""
        return reverse("reviews:paper_detail", args=[self.course.slug, self.pk])

    @property
    def class_due_at(self) -> datetime:
        """When reviews are due for the class; a student's own may be later."""
        return deadlines.class_due(
            meeting_starts_at=self.meeting.starts_at, notice=self.meeting.course.review_notice, own=self.due_at
        )

    @property
    def is_assigned_at_all(self) -> bool:
        """Whether anybody has to review it: required, and its meeting held or the paper kept."""
        return self.is_required and (self.meeting.cancelled_at is None or self.kept_at is not None)


class PermissionQuerySet(models.QuerySet["Extension"]):
    """Extensions or waivers."""

    def standing(self) -> "PermissionQuerySet":
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Permission(models.Model):
    """What staff grant one student for one paper; withdrawn by a date, never deleted."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="%(class)ss")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="%(class)ss")
    reason = models.CharField(max_length=300, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "paper"], condition=models.Q(withdrawn_at=None), name="one_standing_%(class)s"
            ),
        ]

    def withdraw(self, *, now: datetime, by: User | None) -> None:
        """Take it back; it stays on record."""
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        self.record("withdrawn", now=now, by=by)

    def record(self, what: str, *, now: datetime, by: User | None) -> None:
        """Write the event; call it in the transaction of the change."""
        Event.objects.record(
            course=self.paper.course, kind=f"{self._meta.model_name}.{what}", at=now, actor=by,
            enrollment=self.enrollment, subject=self, after=self.as_evidence(), reason=self.reason,
        )  # fmt: skip

    def as_evidence(self) -> dict[str, str | int | None]:
        """Return what an Event keeps."""
        return {"paper": self.paper_id}


class Extension(Permission):
    """A later due time for one student and paper."""

    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.paper} due {self.due_at:%Y-%m-%d %H:%M}"

    def as_evidence(self) -> dict[str, str | int | None]:
        """Return what an Event keeps: the paper and the new due time."""
        return {"paper": self.paper_id, "due_at": self.due_at.isoformat()}


class Waiver(Permission):
    """A paper that one student need not review."""

    def __str__(self) -> str:
        return f"{self.enrollment} need not review {self.paper}"
