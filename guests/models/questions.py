"""The questions that students put to guests."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from courseapp.models import Enrollment, Event, NotEnrolledThatDay, NotHeld, Stamp, User, can_be_taken
from guests.models.guests import Guest


class ClaimsClosed(Exception):
    """A question is claimed from the beginning of the lecture until the claim window closes."""


class LectureIsOver(Exception):
    """A question is prepared before the lecture ends."""


class AlreadyDecided(Exception):
    """Staff have credited or declined the question, so its student changes it no more."""


class NotToShare(Exception):
    """Only a question that is prepared, of a lecture that has not begun, is shown to the class or supported."""


class GuestQuestionQuerySet(models.QuerySet["GuestQuestion"]):
    """Which questions to guests, and how they come to be."""

    def credited(self) -> "GuestQuestionQuerySet":
        """Return those that count."""
        return self.filter(credited_at__isnull=False, withdrawn_at=None)

    def waiting(self) -> "GuestQuestionQuerySet":
        """Return the claims that staff have not answered."""
        return self.filter(claimed_at__isnull=False, credited_at=None, declined_at=None)

    def on_record(self) -> "GuestQuestionQuerySet":
        """Return those of which a grade may speak: claimed, credited, declined or withdrawn, not merely prepared."""
        return self.exclude(claimed_at=None, credited_at=None, declined_at=None)

    def shared(self) -> "GuestQuestionQuerySet":
        """Return those that their students show to the class and the guest, with ``support``; the most wanted first."""
        shown = self.exclude(shared_at=None).annotate(support=models.Count("supports"))
        return shown.order_by("-support", "shared_at", "pk")

    def visible_to(self, reader: Enrollment) -> "GuestQuestionQuerySet":
        """Return what this reader may see: staff see all of their course, a student their own."""
        if reader.is_staff:
            return self.filter(guest__course=reader.course_id)
        return self.filter(enrollment=reader)

    @transaction.atomic
    def credit(
        self, *, guest: Guest, enrollment: Enrollment, now: datetime, by: User | None, act_key: str, text: str = ""
    ) -> "GuestQuestion":
        """Credit a student who asked; ``act_key`` names the tap, and the same tap credits once.

        Raise NotHeld unless the lecture is held and its day has come, and NotEnrolledThatDay unless
        the person was a student on that day.
        """
        _check_enrollment(guest, enrollment)
        _check_held(guest, now)
        question, is_new = self.get_or_create(
            guest=guest, enrollment=enrollment, act_key=act_key,
            defaults={"text": text, "added_at": now, "credited_at": now, "decided_by": by},
        )  # fmt: skip
        if is_new:
            question.record("guest_question.credited", now=now, by=by)
        return question

    @transaction.atomic
    def prepare(
        self, *, guest: Guest, enrollment: Enrollment, text: str, act_key: str, now: datetime
    ) -> "GuestQuestion":
        """Keep a question that a student means to ask; the same form sent twice keeps it once.

        Raise NotEnrolledThatDay, or LectureIsOver once the lecture has ended.
        """
        _check_enrollment(guest, enrollment)
        if not guest.window.is_open_to_prepare(now):
            raise LectureIsOver
        return self.get_or_create(
            guest=guest, enrollment=enrollment, act_key=act_key, defaults={"text": text, "added_at": now}
        )[0]

    @transaction.atomic
    def claim(self, *, guest: Guest, enrollment: Enrollment, text: str, act_key: str, now: datetime) -> "GuestQuestion":
        """Claim a question that nobody noted; the same form sent twice claims once.

        Raise NotEnrolledThatDay, or ClaimsClosed outside the claim window.
        """
        _check_enrollment(guest, enrollment)
        question, _ = self.get_or_create(
            guest=guest, enrollment=enrollment, act_key=act_key, defaults={"text": text, "added_at": now}
        )
        if not question.is_claimed:
            question.claim(now=now)
        return question


class GuestQuestion(models.Model):
    """A question that a student put to a guest: prepared, claimed, credited, declined or withdrawn."""

    class State(models.TextChoices):
        """How the question stands, as its page says it."""

        PREPARED = "prepared", "Prepared"
        CLAIMED = "claimed", "Claimed, waiting for an answer"
        CREDITED = "credited", "Credited"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Credit withdrawn"

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="questions")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="guest_questions")
    text = models.TextField(blank=True)
    act_key = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True, help_text="Since when the class and the guest read it.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    credited_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = GuestQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guest", "enrollment", "act_key"], name="one_guest_question_a_tap"),
            models.CheckConstraint(
                condition=models.Q(credited_at=None) | models.Q(declined_at=None),
                name="a_question_is_not_credited_and_declined",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(credited_at__isnull=False),
                name="only_a_credit_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} to {self.guest}"

    @property
    def state(self) -> "GuestQuestion.State":
        """How the question stands."""
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.credited_at is not None:
            return self.State.CREDITED
        if self.declined_at is not None:
            return self.State.DECLINED
        return self.State.CLAIMED if self.is_claimed else self.State.PREPARED

    @property
    def is_credited(self) -> bool:
        """Whether it counts."""
        return self.state == self.State.CREDITED

    @property
    def is_claimed(self) -> bool:
        """Whether its student says to have asked it."""
        return self.claimed_at is not None

    @property
    def is_decided(self) -> bool:
        """Whether staff have credited or declined it."""
        return self.credited_at is not None or self.declined_at is not None

    @transaction.atomic
    def claim(self, *, now: datetime) -> None:
        """Say, as its student, that it was asked. Twice changes nothing.

        Raise ClaimsClosed outside the claim window, and AlreadyDecided after a decision.
        """
        self._lock()
        if self.is_claimed and not self.is_decided:
            return
        if not self.guest.window.is_open_to_claim(now):
            raise ClaimsClosed
        if self.is_decided:
            raise AlreadyDecided
        self._change("guest_question.claimed", now=now, by=self.enrollment.user, claimed_at=now)

    @transaction.atomic
    def confirm(self, *, now: datetime, by: User | None) -> None:
        """Credit a claimed or prepared question, or credit again one that was declined or withdrawn.

        Raise NotHeld unless the lecture is held and its day has come, and NotEnrolledThatDay unless
        whoever wrote it was a student on that day. Twice changes nothing.
        """
        self._lock()
        _check_enrollment(self.guest, self.enrollment)
        _check_held(self.guest, now)
        if self.is_credited:
            return
        self._change(
            "guest_question.credited", now=now, by=by, credited_at=now, decided_by=by, declined_at=None,
            declined_because="", withdrawn_at=None, withdrawn_by=None, withdrawn_because="",
        )  # fmt: skip

    @transaction.atomic
    def decline(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Answer a claim with no, and why. Raise AlreadyDecided where it was answered."""
        self._lock()
        if self.is_decided:
            raise AlreadyDecided
        changes = {"declined_at": now, "declined_because": reason, "decided_by": by}
        self._change("guest_question.declined", now=now, by=by, reason=reason, **changes)

    @transaction.atomic
    def withdraw(self, *, now: datetime, by: User | None, reason: str) -> None:
        """Take a credit back, with a reason; it stays on record. Withdrawing twice changes nothing."""
        self._lock()
        if not self.is_credited:
            return
        changes = {"withdrawn_at": now, "withdrawn_by": by, "withdrawn_because": reason}
        self._change("guest_question.withdrawn", now=now, by=by, reason=reason, **changes)

    @transaction.atomic
    def reword(self, text: str, *, now: datetime, by: User) -> None:
        """Change the text. Raise AlreadyDecided if its student tries after staff decided."""
        self._lock()
        if self.is_decided and by.pk == self.enrollment.user_id:
            raise AlreadyDecided
        self._change("guest_question.reworded", now=now, by=by, text=text)

    @transaction.atomic
    def share(self, is_shared: bool, *, now: datetime) -> None:
        """Show it to the class and the guest, without a name, or take that back. Twice changes nothing.

        Raise NotToShare unless it is prepared and the lecture has not begun.
        """
        self._lock()
        if self.state != self.State.PREPARED or now >= self.guest.meeting.starts_at:
            raise NotToShare
        if is_shared != (self.shared_at is not None):
            kind = "guest_question.shared" if is_shared else "guest_question.unshared"
            self._change(kind, now=now, by=self.enrollment.user, shared_at=now if is_shared else None)

    @transaction.atomic
    def second(self, enrollment: Enrollment, is_wanted: bool, *, now: datetime) -> None:
        """Say that this student would ask it, too, or take that back. Twice counts once.

        Raise NotToShare unless it is another's, shown to the class, and the lecture has not begun.
        """
        self._lock()
        if self.shared_at is None or enrollment.pk == self.enrollment_id or now >= self.guest.meeting.starts_at:
            raise NotToShare
        if is_wanted:
            GuestQuestionSupport.objects.get_or_create(question=self, enrollment=enrollment)
        else:
            self.supports.filter(enrollment=enrollment).delete()
        Stamp.objects.bump(self.guest.course_id, "guests")

    def _lock(self) -> None:
        """Read the question as it stands now, and let nobody else decide it until this transaction ends."""
        self.refresh_from_db(from_queryset=GuestQuestion.objects.select_for_update())

    def _change(self, kind: str, *, now: datetime, by: User | None, reason: str = "", **changes: Any) -> None:
        before = {"state": self.state, "text": self.text}
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=list(changes))
        self.record(kind, now=now, by=by, reason=reason, before=before)

    def record(
        self, kind: str, *, now: datetime, by: User | None, reason: str = "", before: dict[str, str] | None = None
    ) -> None:
        """Write an event about this question; call it in the transaction of the change."""
        Event.objects.record(
            course=self.guest.course, kind=kind, at=now, actor=by, enrollment=self.enrollment, subject=self,
            before=before, after={"guest": self.guest_id, "state": self.state, "text": self.text}, reason=reason,
            part="guests",
        )  # fmt: skip


class GuestQuestionSupport(models.Model):
    """A student who would ask a question, too."""

    question = models.ForeignKey(GuestQuestion, on_delete=models.CASCADE, related_name="supports")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "enrollment"], name="one_guest_support_a_student")]

    def __str__(self) -> str:
        return f"{self.enrollment} for {self.question}"


def _check_enrollment(guest: Guest, enrollment: Enrollment) -> None:
    if not (enrollment.is_student and enrollment.covers(guest.meeting.day)):
        raise NotEnrolledThatDay


def _check_held(guest: Guest, now: datetime) -> None:
    if not can_be_taken(guest.meeting, now):
        raise NotHeld
