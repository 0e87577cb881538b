"""Who speaks at a guest lecture."""

from datetime import datetime

from django.db import models, transaction
from django.urls import reverse
from django.utils.text import slugify

from courseapp.models import Course, Event, Meeting, MeetingKind, Stamp, User
from guests import windows
from guests.windows import Window


class GuestQuerySet(models.QuerySet["Guest"]):
    """Which guests."""

    def with_meeting(self) -> "GuestQuerySet":
        """Return them with course and meeting at hand, in the order in which they speak."""
        return self.select_related("course", "meeting__course").order_by("meeting__starts_at", "pk")

    def with_counts(self) -> "GuestQuerySet":
        """Return them with how many questions are ``credited`` and how many claims are ``waiting``."""
        credited = models.Q(questions__credited_at__isnull=False, questions__withdrawn_at=None)
        waiting = models.Q(
            questions__claimed_at__isnull=False, questions__credited_at=None, questions__declined_at=None
        )
        return self.annotate(
            credited=models.Count("questions", filter=credited), waiting=models.Count("questions", filter=waiting)
        )

    @transaction.atomic
    def keep(self, guest: "Guest", *, now: datetime, by: User | None) -> "Guest":
        """Save a guest; a new one gets a key from the name. A move to another meeting goes to the trail."""
        before = self.filter(pk=guest.pk).values_list("meeting", flat=True).first()
        guest.key = guest.key or self._free_key(guest)
        guest.save()
        Stamp.objects.bump(guest.course_id, "guests")
        if before != guest.meeting_id:
            Event.objects.record(
                course=guest.course, kind="guest.placed", at=now, actor=by, subject=guest,
                before={"meeting": before}, after={"meeting": guest.meeting_id},
            )  # fmt: skip
        return guest

    def _free_key(self, guest: "Guest") -> str:
        stem = slugify(guest.name)[:50] or "guest"
        taken = set(self.filter(course=guest.course, key__startswith=stem).values_list("key", flat=True))
        return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if key not in taken)


class Guest(models.Model):
    """A speaker at a meeting; several guests may share one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="guests")
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="guests",
        limit_choices_to={"kind": MeetingKind.GUEST},
    )
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True, help_text="Markdown.")
    talk = models.CharField("title of the talk", max_length=300, blank=True)
    abstract = models.TextField(blank=True, help_text="Markdown.")
    links = models.JSONField(default=list, blank=True, help_text="Objects of a title and a url, in order.")

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["meeting__starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="one_guest_a_key")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the guest's page."""
        return reverse("guests:guest_detail", args=[self.course.slug, self.pk])

    @property
    def window(self) -> Window:
        """When students may prepare and claim questions to this guest."""
        return windows.window(self.meeting.starts_at, self.meeting.ends_at, self.course.claim_window)
