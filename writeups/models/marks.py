"""What staff say of a write-up: late work accepted, marks, and their release."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Enrollment, Event, User
from writeups.models.teams import Brief, Team
from writeups.models.versions import WriteUp


class LateAcceptanceQuerySet(models.QuerySet["LateAcceptance"]):
    """Which acceptances, and how one comes to be."""

    def standing(self) -> "LateAcceptanceQuerySet":
        """Return those that staff have not taken back."""
        return self.filter(withdrawn_at=None)

    @transaction.atomic
    def accept(self, writeup: WriteUp, *, now: datetime, by: User | None, reason: str = "") -> "LateAcceptance":
        """Let a late version count; accepting it again changes nothing."""
        acceptance, is_new = self.get_or_create(
            writeup=writeup, withdrawn_at=None, defaults={"at": now, "by": by, "reason": reason}
        )
        if is_new:
            acceptance.record("writeup.accepted", now=now, by=by, reason=reason)
        return acceptance


class LateAcceptance(models.Model):
    """Staff let a late version count; it may be taken back, never deleted."""

    writeup = models.ForeignKey(WriteUp, on_delete=models.CASCADE, related_name="acceptances")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = LateAcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["writeup"], condition=models.Q(withdrawn_at=None), name="a_version_is_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.writeup} accepted"

    @transaction.atomic
    def withdraw(self, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Let the version be late again; doing so twice changes nothing."""
        if self.withdrawn_at is not None:
            return
        self.withdrawn_at, self.withdrawn_by = now, by
        self.save(update_fields=["withdrawn_at", "withdrawn_by"])
        self.record("writeup.acceptance_withdrawn", now=now, by=by, reason=reason)

    def record(self, kind: str, *, now: datetime, by: User | None, reason: str) -> None:
        """Write an event about this acceptance for every member of the team."""
        team = self.writeup.team
        for member in team.members():
            Event.objects.record(
                course=team.course, kind=kind, at=now, actor=by, enrollment=member, subject=self.writeup,
                after={"team": team.pk, "version": self.writeup.number}, reason=reason,
                part="writeups",
            )  # fmt: skip


class WriteUpMarkQuerySet(AppendOnlyQuerySet["WriteUpMark"]):
    """Which marks, and how one is given."""

    @transaction.atomic
    def give(
        self, *, team: Team, share: Decimal, now: datetime, by: User | None, feedback: str = "",
        member: Enrollment | None = None, reason: str = "",
    ) -> "WriteUpMark":  # fmt: skip
        """Award a share from 0 to 1 to a team, or to one ``member`` with a reason; the mark before stays on record.

        Raise ValueError for a member's own mark without a reason.
        """
        if member is not None and not reason:
            raise ValueError("A member’s own mark needs a reason.")
        mark = self.create(team=team, enrollment=member, share=share, feedback=feedback, reason=reason, at=now, by=by)
        for marked in [member] if member else team.members():
            Event.objects.record(
                course=team.course, kind="writeup.marked", at=now, actor=by, enrollment=marked, subject=mark,
                after={"team": team.pk, "share": share, "own": member is not None}, reason=reason,
                part="writeups",
            )  # fmt: skip
        return mark


class WriteUpMark(AppendOnly):
    """What staff award to a write-up, a share from 0 to 1; the last one of a team, or of a member, counts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="marks")
    enrollment = models.ForeignKey(
        Enrollment,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="writeup_marks",
        help_text="A member's own mark.",
    )
    share = models.DecimalField(
        max_digits=5, decimal_places=4, validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
    )
    feedback = models.TextField(blank=True)
    reason = models.CharField("why a member's mark differs", max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = WriteUpMarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=1), name="a_writeup_share_is_from_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.share}"

    @property
    def hundredths(self) -> Decimal:
        """The share as points of 100, as staff type it."""
        return self.share * 100


class WriteUpReleaseQuerySet(AppendOnlyQuerySet["WriteUpRelease"]):
    """How marks are released."""

    @transaction.atomic
    def release(self, brief: Brief, *, now: datetime, by: User | None) -> "WriteUpRelease":
        """Let students see the marks of their write-ups from now on; a second release changes nothing."""
        release, is_new = self.get_or_create(brief=brief, defaults={"at": now, "by": by})
        if is_new:
            Event.objects.record(
                course=brief.course, kind="writeup.marks_released", at=now, actor=by, subject=brief, part="writeups"
            )
        return release


class WriteUpRelease(AppendOnly):
    """The moment from which students see the marks of their write-ups."""

    brief = models.OneToOneField(Brief, on_delete=models.CASCADE, related_name="release")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = WriteUpReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Marks of {self.brief} released"
