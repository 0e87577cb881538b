"""Courses, and who is in them."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from courseapp.models.people import User
from courseapp.roles import EVERYBODY, STAFF, Role


class AlreadyEnrolled(Exception):
    """The person has a place in the course; it is changed, not given twice."""


class LastInstructor(Exception):
    """The change would leave a course without anybody who may run it to its last day."""


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless ``name`` is an IANA zone such as America/New_York."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Write one such as America/New_York or UTC.")


class ReviewsOpen(models.TextChoices):
    """When a student may read the other students' reviews of a paper."""

    AFTER_MINE_AND_DUE = "after_mine_and_due", "After handing in one's own, once the due time has passed"
    AFTER_MINE = "after_mine", "After handing in one's own"
    AFTER_DUE = "after_due", "Once the due time has passed"
    AFTER_CLASS = "after_class", "After the class"
    NEVER = "never", "Never"


class ReviewerNames(models.TextChoices):
    """How students see who wrote a review."""

    REAL = "real", "Real names"
    PSEUDONYMS = "pseudonyms", "A pseudonym for each paper"


class CourseQuerySet(models.QuerySet["Course"]):
    """Which courses."""

    def of(self, user: User) -> "CourseQuerySet":
        """Return the courses that this person has a place in, newest first."""
        return self.filter(enrollments__user=user).distinct().order_by("-starts_on", "slug")


class Course(models.Model):
    """One run of a course in one term."""

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    term = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    place = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True, help_text="Markdown, on the course home.")
    policies = models.TextField("in-class policies", blank=True, help_text="Markdown, on the policy page.")
    ai = models.TextField("help from AI", blank=True, help_text="Markdown: what help from AI is welcome.")
    is_public = models.BooleanField(
        "open to the public",
        default=False,
        help_text="Home, schedule, papers' titles and guests; never students' names.",
    )
    review_notice = models.DurationField(default=timedelta(0), help_text="Reviews are due this long before the class.")
    grace = models.DurationField(default=timedelta(minutes=2), help_text="Not shown; after it, work is late.")
    hand_in_drafts = models.BooleanField("hand in complete drafts at the due time", default=True)
    reviews_open = models.CharField(max_length=20, choices=ReviewsOpen, default=ReviewsOpen.AFTER_MINE_AND_DUE)
    reviewer_names = models.CharField(max_length=20, choices=ReviewerNames, default=ReviewerNames.REAL)
    claim_window = models.DurationField(default=timedelta(days=7), help_text="To claim a question put to a guest.")
    picks_planned = models.PositiveSmallIntegerField("picks a meeting", default=4)
    passes_allowed = models.PositiveSmallIntegerField("passes a term", default=2)
    pseudonym_key = models.UUIDField(default=uuid.uuid4, editable=False)
    clock_offset = models.DurationField(null=True, blank=True, editable=False, help_text="Demo courses only.")
    demo_stage = models.CharField(max_length=20, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="a_course_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.term}"

    def get_absolute_url(self) -> str:
        """Return the course home."""
        return reverse("course_home", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the course's days and times are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def starts_at(self) -> datetime:
        """The first instant of the term: midnight of its first day in the course's zone."""
        return datetime.combine(self.starts_on, time(), self.zone)

    def day_of(self, instant: datetime) -> date:
        """Return the calendar day of an instant in the course's zone."""
        return instant.astimezone(self.zone).date()

    @transaction.atomic
    def enroll(self, user: User, *, now: datetime, by: User | None, reason: str = "", **fields: Any) -> "Enrollment":
        """Give a person a place, with an event; ``fields`` are the enrollment's own.

        Raise AlreadyEnrolled if they have one.
        """
        Course.objects.select_for_update().get(pk=self.pk)
        if self.enrollments.filter(user=user).exists():
            raise AlreadyEnrolled(f"{user.get_full_name()} <{user.email}> is in this course already.")
        place: Enrollment = self.enrollments.create(user=user, **fields)
        self.events.record(
            course=self, kind="enrollment.added", at=now, actor=by, enrollment=place, subject=place,
            after=place.as_evidence(), reason=reason,
        )  # fmt: skip
        return place


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Which people of a course."""

    def students(self) -> "EnrollmentQuerySet":
        """Return those who are drawn, graded and counted."""
        return self.filter(role=Role.STUDENT)

    def staff(self) -> "EnrollmentQuerySet":
        """Return instructors and assistants."""
        return self.filter(role__in=STAFF)

    def on(self, day: date) -> "EnrollmentQuerySet":
        """Return those whose enrollment covers ``day``; both ends are included."""
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gte=day), began_on__lte=day)

    def by_name(self) -> "EnrollmentQuerySet":
        """Order by name, then address, with the person at hand."""
        return self.select_related("user").order_by("user__name", "user__email")

    def demo_log_ins(self, role: Role) -> "EnrollmentQuerySet":
        """Return whom the demo's one-click log-in of a role may enter as, the right one first.

        That is the person at ``<role>@…`` of a demo course, else whoever came first; never one of another course.
        """
        named = models.Case(models.When(user__email__startswith=f"{role}@", then=0), default=1)
        return self.filter(role=role).exclude(course__demo_stage="").order_by(named, "pk")


class Enrollment(models.Model):
    """A person's place in a course; its dates are whole days in the course's zone, both inclusive."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrollments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrollments")
    role = models.CharField(max_length=20, choices=Role, default=Role.STUDENT)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    section = models.CharField(max_length=60, blank=True)
    registrar_id = models.CharField("registrar's number", max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="one_place_a_person_and_course"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("began_on")),
                name="an_enrollment_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def name(self) -> str:
        """The person's name."""
        return self.user.get_full_name()

    @property
    def part(self) -> str:
        """The part of the course that is stamped where a change concerns what this person did or was granted."""
        return f"person:{self.pk}"

    @property
    def is_staff(self) -> bool:
        """Whether this is an instructor or an assistant."""
        return self.role in STAFF

    @property
    def is_student(self) -> bool:
        """Whether this person is drawn, graded and counted."""
        return self.role == Role.STUDENT

    def covers(self, day: date) -> bool:
        """Return whether the enrollment covers ``day``; both ends are included."""
        return self.began_on <= day and (self.ended_on is None or day <= self.ended_on)

    def is_active(self, now: datetime) -> bool:
        """Return whether this person has their place now: staff also before the course begins."""
        day = self.course.day_of(now)
        return self.covers(day) or (self.is_staff and day < self.began_on)

    def can_be_edited_by(self, editor: "Enrollment") -> bool:
        """Return whether this member of staff may change the place: assistants only a student's or an auditor's."""
        return self.role in editor.roles_to_give

    @property
    def roles_to_give(self) -> tuple[Role, ...]:
        """The roles that this person may give to somebody new, and whose places they may edit."""
        given = {Role.INSTRUCTOR: EVERYBODY, Role.ASSISTANT: (Role.STUDENT, Role.AUDITOR)}
        return given.get(Role(self.role), ())

    @property
    def may_remove(self) -> bool:
        """Whether this person may change roles and end places."""
        return self.role == Role.INSTRUCTOR

    @property
    def runs_the_course(self) -> bool:
        """Whether this is an instructor who stays to the last day of the course."""
        return self.role == Role.INSTRUCTOR and (self.ended_on is None or self.ended_on >= self.course.ends_on)

    def as_evidence(self) -> dict[str, Any]:
        """Return what an Event keeps of an enrollment: role, dates, section and number."""
        return {
            "role": self.role,
            "began_on": str(self.began_on),
            "ended_on": self.ended_on and str(self.ended_on),
            "section": self.section,
            "registrar_id": self.registrar_id,
        }

    @transaction.atomic
    def change(
        self, *, now: datetime, by: User | None, person: dict[str, str] | None = None, reason: str = "", **fields: Any
    ) -> bool:
        """Set ``fields`` (role, dates, section, number), with an event; return whether anything changed.

        ``person`` is another name and address for the person: ask ``user.can_be_corrected_in`` first.
        Raise LastInstructor if nobody would be left to run the course.
        """
        Course.objects.select_for_update().get(pk=self.course_id)
        self.refresh_from_db()
        before, ran_it = {**self.as_evidence(), **self.user.as_evidence()}, self.runs_the_course
        for name, value in fields.items():
            setattr(self, name, value)
        if ran_it and not self.runs_the_course and not self.has_another_instructor():
            self.refresh_from_db()
            raise LastInstructor("This is the course’s last instructor. Make somebody else an instructor first.")
        if person:
            self.user.correct(**person)
        after = {**self.as_evidence(), **self.user.as_evidence()}
        changed = {name for name in after if after[name] != before[name]}
        if changed:
            self.save(update_fields=list(fields))
            self.course.events.record(
                course=self.course, kind="enrollment.changed", at=now, actor=by, enrollment=self, subject=self,
                before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
                reason=reason,
            )  # fmt: skip
        return bool(changed)

    def has_another_instructor(self) -> bool:
        """Return whether somebody else runs the course to its last day."""
        others = self.course.enrollments.filter(role=Role.INSTRUCTOR).exclude(pk=self.pk)
        stays = models.Q(ended_on=None) | models.Q(ended_on__gte=self.course.ends_on)
        return others.filter(stays).exists()
