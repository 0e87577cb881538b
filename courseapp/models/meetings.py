"""Class meetings, what belongs to them, and what is announced."""

from datetime import date, datetime
from pathlib import PurePath

from django.db import models, transaction
from django.urls import reverse

from courseapp.models.append_only import RowT
from courseapp.models.courses import Course, Enrollment
from courseapp.models.events import Event
from courseapp.models.people import User
from courseapp.models.stamps import Stamp


class MeetingKind(models.TextChoices):
    """What kind of meeting; attendance counts at all but the last."""

    LECTURE = "lecture", "Lecture"
    DISCUSSION = "discussion", "Discussion"
    GUEST = "guest", "Guest lecture"
    NO_CLASS = "no_class", "No class"


COUNTED_KINDS = (MeetingKind.LECTURE, MeetingKind.DISCUSSION, MeetingKind.GUEST)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Which meetings."""

    def held(self) -> "MeetingQuerySet":
        """Return the meetings at which attendance counts: not cancelled, and a class at all."""
        return self.filter(cancelled_at=None, kind__in=COUNTED_KINDS)

    def upcoming(self, now: datetime) -> "MeetingQuerySet":
        """Return the meetings that have not ended yet, the next first."""
        return self.held().filter(ends_at__gt=now).order_by("starts_at")

    @transaction.atomic
    def plan(
        self, meeting: "Meeting", *, starts_at: datetime, ends_at: datetime, now: datetime, by: User | None
    ) -> "Meeting":
        """Put a new meeting on the schedule; its key is its day, with ``-2`` for a second one."""
        meeting.starts_at, meeting.ends_at = starts_at, ends_at
        meeting.key = meeting.key or self._free_key(meeting)
        meeting.save(force_insert=True)
        meeting.record("meeting.planned", now=now, by=by, before={})
        return meeting

    def _free_key(self, meeting: "Meeting") -> str:
        day = meeting.day.isoformat()
        taken = set(self.filter(course=meeting.course, key__startswith=day).values_list("key", flat=True))
        return next(key for key in (day, *(f"{day}-{n}" for n in range(2, 1000))) if key not in taken)


class Meeting(models.Model):
    """One class meeting. ``key`` is its name in the course file."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="meetings")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=MeetingKind, default=MeetingKind.LECTURE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="Markdown, on the meeting's page.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="one_meeting_a_key"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_meeting_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        """Return the meeting's page."""
        return reverse("meeting_detail", args=[self.course.slug, self.pk])

    @property
    def day(self) -> date:
        """The meeting's calendar day in the course's zone."""
        return self.course.day_of(self.starts_at)

    @property
    def part(self) -> str:
        """The part of its course that is stamped where a change shows in this meeting's room alone."""
        return f"meeting:{self.pk}"

    @property
    def is_counted(self) -> bool:
        """Whether attendance counts: a class of any kind that is not cancelled."""
        return self.cancelled_at is None and self.kind in COUNTED_KINDS

    @property
    def is_guest_lecture(self) -> bool:
        """Whether a guest speaks and presence is required."""
        return self.kind == MeetingKind.GUEST

    def as_evidence(self) -> dict[str, str | None]:
        """Return what an Event keeps of a meeting: kind, times, cancellation."""
        return {
            "kind": self.kind,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "cancelled_at": self.cancelled_at.isoformat() if self.cancelled_at else None,
        }

    def record(
        self, kind: str, *, now: datetime, by: User | None, before: dict[str, str | None], reason: str = ""
    ) -> None:
        """Write an event about this meeting as it now is; call it in the transaction of the change."""
        Event.objects.record(
            course=self.course, kind=kind, at=now, actor=by, subject=self,
            before=before, after=self.as_evidence(), reason=reason,
        )  # fmt: skip

    @transaction.atomic
    def describe(self, *, kind: str, topic: str, place: str, summary: str, now: datetime, by: User | None) -> None:
        """Say what the meeting is; a change of kind moves grades and is written down."""
        before = self.as_evidence()
        self.kind, self.topic, self.place, self.summary = kind, topic, place, summary
        self.save(update_fields=["kind", "topic", "place", "summary"])
        if before != self.as_evidence():
            self.record("meeting.changed", now=now, by=by, before=before)
        else:
            Stamp.objects.bump(self.course_id)

    @transaction.atomic
    def cancel(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Call the meeting off: it stays on the schedule, struck out, and no absence of it stands."""
        before = self.as_evidence()
        self.cancelled_at, self.cancelled_because = now, reason
        self.save(update_fields=["cancelled_at", "cancelled_because"])
        self.record("meeting.cancelled", now=now, by=by, before=before, reason=reason)

    @transaction.atomic
    def reinstate(self, *, now: datetime, by: User | None) -> None:
        """Take a cancellation back."""
        before = self.as_evidence()
        self.cancelled_at, self.cancelled_because = None, ""
        self.save(update_fields=["cancelled_at", "cancelled_because"])
        self.record("meeting.reinstated", now=now, by=by, before=before)


class PublishedQuerySet(models.QuerySet[RowT]):
    """Rows that appear at a time of their own: ``publish_at``, or never while it is empty."""

    def visible_to(self, reader: Enrollment | None, *, now: datetime) -> "PublishedQuerySet[RowT]":
        """Return what this reader may see now: staff see everything, others what is published."""
        if reader is not None and reader.is_staff:
            return self
        return self.filter(publish_at__lte=now)

    def due(self, now: datetime) -> "PublishedQuerySet[RowT]":
        """Return the rows whose time has come and whose publication has not been noted yet."""
        return self.filter(publish_at__lte=now, published_at=None)

    def publish_due(self, now: datetime) -> int:
        """Stamp the rows that are due, each once however often this is called; return how many."""
        return self.due(now).update(published_at=now)


class MaterialKind(models.TextChoices):
    """What a material is."""

    SLIDES = "slides", "Slides"
    NOTES = "notes", "Notes"
    RECORDING = "recording", "Recording"
    LINK = "link", "Link"


class Published(models.Model):
    """A row with a time of publication; ``published_at`` is stamped once, by the sweep."""

    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft that only staff see.")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_published(self, now: datetime) -> bool:
        """Return whether everybody may see it now; the clock decides, not the sweep."""
        return self.publish_at is not None and self.publish_at <= now


class Material(Published):
    """What belongs to a meeting: a file, a link, or a text in Markdown."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="materials")
    key = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=MaterialKind, default=MaterialKind.LINK)
    title = models.CharField(max_length=200)
    url = models.URLField("link", blank=True, max_length=500)
    body = models.TextField("text", blank=True, help_text="Markdown.")
    file = models.FileField(upload_to="materials/%Y/", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], condition=~models.Q(key=""), name="one_material_a_key"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return where the material is: its link, its file, or its own page."""
        slug = self.meeting.course.slug
        if self.url:
            return self.url
        return reverse("material_file" if self.file else "material_detail", args=[slug, self.pk])

    @property
    def file_name(self) -> str:
        """The file's name without its folder."""
        return PurePath(self.file.name or "").name


class Announcement(Published):
    """A note on the course page."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="announcements")
    key = models.SlugField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    body = models.TextField("text", help_text="Markdown.")
    pinned_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = [models.F("pinned_at").desc(nulls_last=True), "-publish_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "key"], condition=~models.Q(key=""), name="one_announcement_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the announcement's place on the list."""
        return reverse("announcement_list", args=[self.course.slug]) + f"#announcement-{self.pk}"

    def pin(self, is_pinned: bool, *, now: datetime) -> None:
        """Put it at the top of the course home, or let it go; the caller saves."""
        self.pinned_at = (self.pinned_at or now) if is_pinned else None
