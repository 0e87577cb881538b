"""What a team writes: drafts, and the versions that it hands in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.db import models, transaction
from django.urls import reverse

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Enrollment, Event, User
from writeups import standing
from writeups.models.teams import Team


class NothingToHandIn(Exception):
    """There is neither text nor a PDF."""


class PlaceIsOver(Exception):
    """The enrollment has ended or not begun, or the course is archived: nothing more is handed in."""


def pdf_path(writeup: "WriteUp", filename: str) -> str:
    """Return where a PDF is kept: a name of our own, whatever it was called on its author's machine."""
    return f"writeups/{writeup.team.course_id}/{uuid.uuid4().hex}.pdf"


class DraftQuerySet(AppendOnlyQuerySet["Draft"]):
    """Which drafts, and how text is kept."""

    @transaction.atomic
    def keep(self, *, enrollment: Enrollment, title: str, body: str, now: datetime) -> "Draft | None":
        """Keep what a student typed without handing it in; the same text again makes no draft.

        Return None for no text at all.
        """
        if not (title or body):
            return None
        team = Team.objects.of_or_alone(enrollment, now=now)
        last = team.drafts.last()
        if last is not None and (last.title, last.body) == (title, body):
            return last
        return self.create(team=team, title=title, body=body, saved_at=now, saved_by=enrollment.user)


class Draft(AppendOnly):
    """A text that a member of a team kept, and nobody has handed in."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="drafts")
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or f"Draft of {self.saved_at:%Y-%m-%d %H:%M}"


class WriteUpQuerySet(AppendOnlyQuerySet["WriteUp"]):
    """Which versions, and how one is handed in."""

    def visible_to(self, reader: Enrollment) -> "WriteUpQuerySet":
        """Return what this reader may see: staff all of their course, students their team's and their own."""
        mine = self.filter(team__course=reader.course_id)
        if reader.is_staff:
            return mine
        in_team = models.Exists(
            Team.objects.filter(pk=models.OuterRef("team"), memberships__enrollment=reader, memberships__left_at=None)
        )
        return mine.filter(in_team | models.Q(handed_in_by=reader.user_id))

    @transaction.atomic
    def hand_in(
        self, *, enrollment: Enrollment, title: str, body: str, act_key: str, now: datetime,
        pdf: "File[bytes] | None" = None, keep_pdf: bool = False,
    ) -> "WriteUp":  # fmt: skip
        """Hand the next version in for the student's team, whenever that is; late ones are kept too.

        ``act_key`` names the form: sent twice, it hands in once. ``keep_pdf`` takes the PDF of the
        version before along. Raise PlaceIsOver outside the enrollment's days or in an archived course,
        and NothingToHandIn without any text or PDF.
        """
        course = enrollment.course
        if course.archived_at is not None or not enrollment.covers(course.day_of(now)):
            raise PlaceIsOver
        team = Team.objects.of_or_alone(enrollment, now=now)
        Team.objects.select_for_update().get(pk=team.pk)
        done = team.writeups.filter(act_key=act_key).first()
        if done is not None:
            return done
        last = team.writeups.last()
        kept = last.pdf.name if keep_pdf and last is not None else ""
        if not (body.strip() or pdf or kept):
            raise NothingToHandIn
        version = self.create(
            team=team, number=last.number + 1 if last else 1, act_key=act_key, title=title, body=body,
            pdf=pdf or kept, handed_in_at=now, handed_in_by=enrollment.user,
        )  # fmt: skip
        version.record_hand_in(enrollment, now=now)
        return version


class WriteUp(AppendOnly):
    """One version handed in by a team: a PDF, Markdown or both; the last one by the cut-off counts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="writeups")
    number = models.PositiveIntegerField()
    act_key = models.CharField(max_length=64)
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    pdf = models.FileField("PDF", upload_to=pdf_path, blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = WriteUpQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["team", "act_key"], name="one_version_an_act"),
        ]

    def __str__(self) -> str:
        return self.title or f"Version {self.number}"

    def get_absolute_url(self) -> str:
        """Return the version's own page, which is its receipt."""
        return reverse("writeups:version_detail", args=[self.team.course.slug, self.pk])

    @property
    def words(self) -> int:
        """How many words the text has."""
        return len(self.body.split())

    def is_late(self, cut_off: datetime) -> bool:
        """Return whether it came after the cut-off."""
        return standing.is_late(self.handed_in_at, cut_off)

    def as_version(self) -> standing.Version:
        """Return the version as the pure rules see it."""
        return standing.Version(self.number, self.handed_in_at)

    def record_hand_in(self, enrollment: Enrollment, *, now: datetime) -> None:
        """Write an event about this hand-in for every member: it moves the grade of each."""
        for member in self.team.members():
            Event.objects.record(
                course=enrollment.course, kind="writeup.handed_in", at=now, actor=enrollment.user, enrollment=member,
                subject=self, after={"team": self.team_id, "version": self.number}, part="writeups",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LastTexts:
    """What a team wrote last: its last draft and its last version, if any."""

    team: Team | None
    draft: Draft | None = None
    version: WriteUp | None = None

    @property
    def newer_draft(self) -> Draft | None:
        """The draft, if it was kept after the last version and says something else."""
        if self.draft is None or self.version is None:
            return self.draft
        if self.draft.saved_at < self.version.handed_in_at:
            return None
        says_the_same = (self.draft.title, self.draft.body) == (self.version.title, self.version.body)
        return None if says_the_same else self.draft

    @property
    def typed(self) -> dict[str, str]:
        """The text to go on from."""
        last = self.newer_draft or self.version
        return {"title": last.title, "body": last.body} if last else {}

    @property
    def has_pdf(self) -> bool:
        """Whether the last version has a PDF."""
        return bool(self.version and self.version.pdf)


def last_texts(team: Team | None) -> LastTexts:
    """Return what a team wrote last; two queries, none without a team."""
    if team is None:
        return LastTexts(None)
    return LastTexts(team, team.drafts.select_related("saved_by").last(), team.writeups.last())
