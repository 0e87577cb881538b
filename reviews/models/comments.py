"""The discussion of a paper: comments, each with its versions, whom it mentions, and who of the staff agree."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from courseapp.models import AppendOnly, Course, Enrollment, Event, Stamp
from reviews import deadlines, mentions
from reviews.models.cells import cells, opened, readable
from reviews.models.forms import Audience
from reviews.models.papers import Paper
from reviews.models.reviews import Review, why_not_counted
from reviews.reading import discussion_is_open, is_open_to_auditors

LARGEST_COMMENT = 100_000  # characters; a longer one is refused, and comes back


class ChangedMeanwhile(Exception):
    """The comment was changed or deleted since its author opened it; nothing was stored."""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Which comments, and how one comes to be."""

    def visible_to(self, reader: Enrollment, *, now: datetime) -> "CommentQuerySet":
        """Return the comments of the reader's course that this reader may read.

        Staff: no further query; auditors one, students eight. Source: docs/reviews.md, "The discussion".
        """
        of_course = self.filter(paper__course=reader.course_id)
        if reader.is_staff:
            return of_course
        papers = list(Paper.objects.scheduled().filter(course=reader.course_id))
        if not reader.is_student:
            return of_course.heard(reader, papers=[one.pk for one in papers if _is_open_to_auditor(one, reader, now)])
        students = list(reader.course.enrollments.students())
        board = cells(reader.course, now, students=students, papers=papers, reviews=Review.objects.all())
        reviews = [cell.review.pk for cell in readable(board, reader, now) if cell.review]
        return of_course.heard(reader, papers=opened(board, reader, discussion_is_open, now), reviews=reviews)

    def heard(self, reader: Enrollment, *, papers: Collection[int], reviews: Collection[int] = ()) -> "CommentQuerySet":
        """Return the class's comments under these papers and reviews, and the reader's own exchange with the staff.

        The comments of a review need its paper open, too. One's own comments are always among them.
        """
        own = Q(author=reader) | Q(audience=Audience.STAFF, parent__author=reader)
        of_class = Q(audience=Audience.CLASS, paper__in=papers) & (Q(review=None) | Q(review__in=reviews))
        return self.filter(own | of_class)

    def standing(self) -> "CommentQuerySet":
        """Return those that were not deleted."""
        return self.filter(deleted_at=None)

    def per_reviewer(self) -> dict[uuid.UUID, int]:
        """Return how many of a paper's were said of each review, by its author's enrollment's UUID. One query."""
        of_reviews = self.filter(review__isnull=False).order_by().values_list("review__enrollment__uuid")
        return dict(of_reviews.annotate(models.Count("pk")))

    @transaction.atomic
    def say(
        self, *, paper: Paper, author: Enrollment, text: str, act_key: str, now: datetime,
        audience: str = Audience.CLASS, review: Review | None = None, parent: "Comment | None" = None,
        names: Mapping[str, Enrollment] | None = None,
    ) -> "Comment":  # fmt: skip
        """Keep a comment; an answer joins the thread of what it answers, and is read by whoever reads that.

        ``act_key`` and the text make it one comment however often it is sent. ``names`` are those by which the
        author may mention somebody.
        """
        root = (parent.parent or parent) if parent is not None else None
        place = {"paper": paper, "review": review, "audience": audience}
        if root is not None:
            place = {"paper": root.paper, "review": root.review, "audience": root.audience}
        act = hashlib.sha256(f"{act_key}|{text}".encode()).hexdigest()
        comment, is_new = self.get_or_create(
            author=author, act=act, defaults={**place, "parent": root, "said_at": now, "text": text}
        )
        if is_new:
            comment.add_version(text, names=names or {}, now=now)
        return comment


def _is_open_to_auditor(paper: Paper, reader: Enrollment, now: datetime) -> bool:
    cut_off = deadlines.cut_off(paper.class_due_at, reader.course.grace)
    is_enrolled = reader.covers(reader.course.day_of(now))
    return is_enrolled and is_open_to_auditors(reader.course.reviews_open, cut_off, paper.meeting.ends_at, now)


def why_not_said(course: Course, author: Enrollment, now: datetime) -> str:
    """Return why nothing can be said in a discussion now; empty where it can."""
    return why_not_counted(course, author, now) or (
        "" if author.is_active(now) else "your time in the course has not begun"
    )


class Comment(models.Model):
    """A message in a paper's discussion, below the paper or one of its reviews; for the class or the staff alone.

    ``text`` is its newest version, empty once it is deleted; in it ``@{1}`` stands for its first mention. ``uuid``
    names it in addresses and pages: a primary key would count what a reader may not see. ``act`` tells a
    comment that is sent twice from two.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="comments")
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(Enrollment, null=True, on_delete=models.SET_NULL, related_name="comments")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.CLASS)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    act = models.CharField(max_length=64)
    said_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(Enrollment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "act"], name="one_comment_an_act"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) & ~Q(text="") | Q(deleted_at__isnull=False, text=""),
                name="a_comment_says_something_until_it_is_deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.paper}"

    def get_absolute_url(self) -> str:
        """Return where it stands in the discussion."""
        page = reverse("reviews:discussion_detail", args=[self.paper.course.slug, self.paper_id])
        return f"{page}#comment-{self.uuid}"

    @property
    def part(self) -> str:
        """The part of the course that it shows in: the discussion of its paper."""
        return f"discussion:{self.paper_id}"

    @property
    def plain_text(self) -> str:
        """The text without the names that it mentions: for a search, which names nobody."""
        return mentions.without(self.text)

    def can_be_edited_by(self, enrollment: Enrollment, *, now: datetime) -> bool:
        """Return whether this person may change or delete what they said."""
        is_own = self.author_id == enrollment.pk and self.deleted_at is None
        return is_own and not why_not_said(self.paper.course, enrollment, now)

    def can_be_deleted_by(self, enrollment: Enrollment, *, now: datetime) -> bool:
        """Return whether this person may delete it: its author, and the staff."""
        is_for_staff = enrollment.is_staff and self.deleted_at is None
        return is_for_staff or self.can_be_edited_by(enrollment, now=now)

    def can_be_endorsed_by(self, enrollment: Enrollment) -> bool:
        """Return whether this person may agree as one of the staff: with what another said."""
        return enrollment.is_staff and self.author_id != enrollment.pk and self.deleted_at is None

    def history_is_open_to(self, enrollment: Enrollment) -> bool:
        """Return whether a reader of the comment reads its versions: once deleted, its author and the staff alone."""
        return self.deleted_at is None or enrollment.is_staff or self.author_id == enrollment.pk

    @transaction.atomic
    def edit(self, text: str, *, based_on: int, names: Mapping[str, Enrollment], now: datetime) -> None:
        """Say it anew; the versions before stay. Raise ChangedMeanwhile unless ``based_on`` is the newest one."""
        stored = Comment.objects.select_for_update().get(pk=self.pk)
        self.text, self.version, self.deleted_at = stored.text, stored.version, stored.deleted_at
        if stored.deleted_at is not None or stored.version != based_on:
            raise ChangedMeanwhile
        self.changed_at = now
        self.add_version(text, names=names, now=now)

    def add_version(self, text: str, *, names: Mapping[str, Enrollment], now: datetime) -> None:
        """Keep this text as the newest version, with whom it mentions; call it in the transaction of its cause.

        The same text again makes none.
        """
        numbers = {mention.enrollment_id or 0: mention.number for mention in self.mentions.all()}
        tied, mentioned = mentions.tie(text, {name: one.pk for name, one in names.items()}, numbers)
        if self.version and tied == self.text:
            return
        self.mentions.bulk_create(
            Mention(comment=self, number=number, enrollment_id=pk)
            for pk, number in mentioned.items()
            if pk not in numbers
        )
        self.text, self.version = tied, self.version + 1
        self.save(update_fields=["text", "version", "changed_at"])
        self.versions.create(number=self.version, text=tied, at=now)
        Stamp.objects.bump(self.paper.course_id, self.part)

    @transaction.atomic
    def remove(self, *, now: datetime, by: Enrollment) -> None:
        """Leave a tombstone; the versions stay, for the author and the staff. Again changes nothing."""
        stored = Comment.objects.select_for_update().get(pk=self.pk)
        if stored.deleted_at is not None:
            return
        self.text, self.deleted_at, self.deleted_by = "", now, by
        self.save(update_fields=["text", "deleted_at", "deleted_by"])
        Event.objects.record(
            course=self.paper.course, kind="comment.deleted", at=now, actor=by.user, enrollment=self.author,
            subject=self, after={"paper": self.paper_id, "version": stored.version}, part=self.part,
        )  # fmt: skip

    @transaction.atomic
    def endorse(self, *, by: Enrollment, now: datetime, agrees: bool = True) -> None:
        """Say that one of the staff agrees, or take that back."""
        if agrees:
            self.endorsements.get_or_create(by=by, defaults={"at": now})
        else:
            self.endorsements.filter(by=by).delete()
        Stamp.objects.bump(self.paper.course_id, self.part)


class CommentVersion(AppendOnly):
    """One text of a comment, as it was said or changed; ``number`` counts from 1."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="one_text_a_version_of_a_comment")]

    def __str__(self) -> str:
        return f"{self.comment}, version {self.number}"


class Mention(models.Model):
    """Somebody whom a comment names; ``@{number}`` stands for them in its text."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    number = models.PositiveSmallIntegerField()
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.SET_NULL, related_name="mentions")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="one_mention_a_number"),
            models.UniqueConstraint(fields=["comment", "enrollment"], name="one_mention_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment} in {self.comment}"


class Endorsement(models.Model):
    """That one of the staff agrees with a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="endorsements")
    by = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="endorsements")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="one_endorsement_a_person")]

    def __str__(self) -> str:
        return f"{self.by} agrees with {self.comment}"


class Look(models.Model):
    """When somebody last looked at a paper's discussion: what came after is new to them."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="looks")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "paper"], name="one_last_look")]

    def __str__(self) -> str:
        return f"{self.enrollment} at {self.paper}"
