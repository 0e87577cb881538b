"""The acts of the staff's devices, each applied once however often it is sent."""

from datetime import datetime

from django.db import models, transaction

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Meeting, Stamp, User


class ActQuerySet(AppendOnlyQuerySet["Act"]):
    """Which acts were taken."""

    def take(self, meeting: Meeting, key: str, *, now: datetime, by: User | None) -> bool:
        """Return whether the act of this key is new, and keep that it is taken now.

        Call it in the transaction of the act itself: one that is refused is not taken. Acts on one meeting
        wait for one another, so the same act sent twice at one instant is taken once.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("An act is taken in the transaction that applies it.")
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        if self.filter(meeting=meeting, key=key).exists():
            return False
        self.create(meeting=meeting, key=key, at=now, by=by)
        Stamp.objects.bump(meeting.course_id, meeting.part)
        return True


class Act(AppendOnly):
    """One act in a meeting's cockpit; ``key`` is chosen at random by the device that sends it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lottery_acts")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ActQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="one_lottery_act_a_key")]

    def __str__(self) -> str:
        return f"Act {self.key}"
