"""A guest's own link: secret, read-only, for a time, until it is revoked. No account."""

import hashlib
import secrets
from datetime import date, datetime
from typing import Self

from django.db import models, transaction

from courseapp.models import Event, User
from guests.models.guests import Guest


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    """Which links, and how one is made and found."""

    @transaction.atomic
    def make(self, guest: Guest, *, until: date, now: datetime, by: User) -> "tuple[GuestLink, str]":
        """Return a new link and its secret, which is stored nowhere: whoever loses it makes another.

        It opens until the end of the day ``until``, in the course's zone.
        """
        secret = secrets.token_urlsafe(24)
        link = self.create(guest=guest, digest=_digest(secret), until=until, made_at=now, made_by=by)
        link.record("guest_link.made", now=now, by=by)
        return link, secret

    def of_secret(self, secret: str) -> Self:
        """Return the link that this secret opens, whether it still does or not; the database is asked for a hash."""
        return self.filter(digest=_digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


class GuestLink(models.Model):
    """One link to one guest's page. ``last_opened_on`` is a day, no more: a guest is not watched."""

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="own_links")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hexadecimal.")
    until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    last_opened_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Link of {self.guest} until {self.until}"

    def opens(self, now: datetime) -> bool:
        """Return whether it shows the page at ``now``."""
        return self.revoked_at is None and self.guest.course.day_of(now) <= self.until

    def note_opened(self, now: datetime) -> None:
        """Keep the day on which it was opened last. At most one change a day."""
        today = self.guest.course.day_of(now)
        if self.last_opened_on != today:
            GuestLink.objects.filter(pk=self.pk).update(last_opened_on=today)

    @transaction.atomic
    def revoke(self, *, now: datetime, by: User) -> None:
        """Let it open nothing any more. Twice changes nothing."""
        done = GuestLink.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=now, revoked_by=by)
        if done:
            self.record("guest_link.revoked", now=now, by=by)

    def record(self, kind: str, *, now: datetime, by: User) -> None:
        """Write an event about this link, without what opens it; in the transaction of the change."""
        Event.objects.record(
            course=self.guest.course, kind=kind, at=now, actor=by, subject=self,
            after={"guest": self.guest_id, "until": self.until.isoformat()}, part="guests",
        )  # fmt: skip
