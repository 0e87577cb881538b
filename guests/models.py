"""Guest lectures: who speaks, and the questions that students put to them."""

from datetime import datetime

from django.db import models, transaction

from courseapp.models import Course, Enrollment, Event, Meeting, User


class Guest(models.Model):
    """A speaker at a meeting; several guests may share one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="guests")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True, help_text="Markdown.")
    talk = models.CharField("title of the talk", max_length=300, blank=True)
    abstract = models.TextField(blank=True, help_text="Markdown.")
    url = models.URLField("link", blank=True, max_length=500)

    class Meta:
        ordering = ["meeting__starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="one_guest_a_key")]

    def __str__(self) -> str:
        return self.name


class GuestQuestionQuerySet(models.QuerySet["GuestQuestion"]):
    """Which questions to guests."""

    def credited(self) -> "GuestQuestionQuerySet":
        """Return those that count."""
        return self.filter(credited_at__isnull=False, withdrawn_at=None)

    def waiting(self) -> "GuestQuestionQuerySet":
        """Return the claims that staff have not answered."""
        return self.filter(claimed_at__isnull=False, credited_at=None, declined_at=None, withdrawn_at=None)

    def visible_to(self, reader: Enrollment) -> "GuestQuestionQuerySet":
        """Return what this reader may see: staff see all, a student their own."""
        return self if reader.is_staff else self.filter(enrollment=reader)

    @transaction.atomic
    def credit(
        self, *, guest: Guest, enrollment: Enrollment, now: datetime, by: User | None, text: str = "", act_key: str = ""
    ) -> "GuestQuestion":
        """Credit a student who asked; ``act_key`` names the tap, and the same tap credits once."""
        question, created = self.get_or_create(
            guest=guest, enrollment=enrollment, act_key=act_key or f"{now.isoformat()}",
            defaults={"text": text, "added_at": now, "credited_at": now, "decided_by": by},
        )  # fmt: skip
        if created:
            question.record("guest_question.credited", now=now, by=by)
        return question


class GuestQuestion(models.Model):
    """A question that a student put to a guest: prepared, asked, claimed, credited or declined."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="questions")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="guest_questions")
    text = models.TextField(blank=True)
    act_key = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    credited_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField("why declined or withdrawn", max_length=300, blank=True)

    objects = GuestQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guest", "enrollment", "act_key"], name="one_guest_question_a_tap"),
            models.CheckConstraint(
                condition=models.Q(credited_at=None) | models.Q(declined_at=None),
                name="a_question_is_not_credited_and_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} to {self.guest}"

    @property
    def is_credited(self) -> bool:
        """Whether it counts."""
        return self.credited_at is not None and self.withdrawn_at is None

    def record(self, kind: str, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Write an event about this question; call it in the transaction of the change."""
        Event.objects.record(
            course=self.guest.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            after={"guest": self.guest_id, "text": self.text}, reason=reason,
        )  # fmt: skip
