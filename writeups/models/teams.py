"""The task, and who writes together."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.urls import reverse

from courseapp.models import Course, Enrollment, Event, Stamp, User


class WouldMakeLate(Exception):
    """The due time would make a version late that was on time; ``needed`` is the earliest that does not."""

    def __init__(self, needed: datetime) -> None:
        super().__init__(f"The due time can’t be before {needed}.")
        self.needed = needed


class AlreadyInTeam(Exception):
    """The student writes in this very team."""


class Brief(models.Model):
    """What is to be written, and by when; one a course."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="writeup_brief")
    title = models.CharField(max_length=200, default="Opinion write-up")
    text = models.TextField(blank=True, help_text="Markdown.")
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    @property
    def cut_off(self) -> datetime:
        """The last instant, inclusive, at which a version counts."""
        return self.due_at + self.course.grace

    @transaction.atomic
    def keep(self, *, was_due_at: datetime | None, now: datetime, by: User | None) -> None:
        """Save the task; a due time other than ``was_due_at`` goes to the trail, for it moves who is late.

        Raise WouldMakeLate where an earlier due time would make work late that was on time.
        """
        last = self._last_on_time(was_due_at) if was_due_at is not None and self.due_at < was_due_at else None
        if last is not None and last > self.cut_off:
            raise WouldMakeLate(last - self.course.grace)
        self.save()
        Stamp.objects.bump(self.course_id, "writeups")
        if self.due_at != was_due_at:
            Event.objects.record(
                course=self.course, kind="writeup.due_changed", at=now, actor=by, subject=self,
                before={"due_at": was_due_at}, after={"due_at": self.due_at}, part="writeups",
            )  # fmt: skip

    def _last_on_time(self, was_due_at: datetime) -> datetime | None:
        """Return when the last version came that was on time under the old due time."""
        on_time = models.Q(teams__writeups__handed_in_at__lte=was_due_at + self.course.grace)
        found = Course.objects.filter(pk=self.course_id).aggregate(
            last=models.Max("teams__writeups__handed_in_at", filter=on_time)
        )
        last: datetime | None = found["last"]
        return last


class TeamQuerySet(models.QuerySet["Team"]):
    """Which teams, and how one comes to be."""

    def of(self, enrollment: Enrollment) -> "Team | None":
        """Return the team that this student writes in now, if any."""
        return self.filter(memberships__enrollment=enrollment, memberships__left_at=None).first()

    @transaction.atomic
    def of_or_alone(self, enrollment: Enrollment, *, now: datetime) -> "Team":
        """Return the student's team; one who has none becomes a team of one."""
        Enrollment.objects.select_for_update().get(pk=enrollment.pk)
        return self.of(enrollment) or self.form(
            enrollment.course, [enrollment], now=now, by=enrollment.user, name=enrollment.name[:100]
        )

    @transaction.atomic
    def form(
        self, course: Course, members: Iterable[Enrollment], *, now: datetime, by: User | None, name: str = ""
    ) -> "Team":
        """Let these students write together; each leaves the team they were in."""
        team = self.create(course=course, name=name, created_at=now)
        for member in members:
            team.take_in(member, now=now, by=by)
        return team


class Team(models.Model):
    """Who writes together; a student alone is a team of one."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or f"Team {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the team's page, for staff."""
        return reverse("writeups:team_detail", args=[self.course.slug, self.pk])

    def members(self) -> "models.QuerySet[Enrollment]":
        """Return the students who write in it now, by name."""
        return Enrollment.objects.filter(memberships__team=self, memberships__left_at=None).by_name()

    @transaction.atomic
    def take_in(self, enrollment: Enrollment, *, now: datetime, by: User | None) -> "Membership":
        """Let a student write in this team from now on; the old place stays on record.

        Raise AlreadyInTeam if that is so already.
        """
        place = Membership.objects.select_for_update().filter(enrollment=enrollment, left_at=None).first()
        if place is not None:
            if place.team_id == self.pk:
                raise AlreadyInTeam
            place.left_at = now
            place.save(update_fields=["left_at"])
        Event.objects.record(
            course=self.course, kind="team.joined", at=now, actor=by, enrollment=enrollment, subject=self,
            before={"team": place.team_id if place else None}, after={"team": self.pk},
            part="writeups",
        )  # fmt: skip
        return self.memberships.create(enrollment=enrollment, joined_at=now)


class Membership(models.Model):
    """A student's place in a team; a student who moves leaves the old place on record."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=models.Q(left_at=None), name="one_team_a_student"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} in {self.team}"
