"""Marks of reviews, and their release to the class."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from courseapp.models import AppendOnly, AppendOnlyQuerySet, Course, Event, User
from reviews.models.papers import Paper
from reviews.models.reviews import Review, Revision

SYMBOLS = ("✓+", "✓", "✓−", "0")  # their credits are policy data

ANY = -1  # whatever mark stands: the one who marks has not looked


class MarkedMeanwhile(Exception):
    """A mark stands that the one who marks has not seen."""

    def __init__(self, mark: "Mark") -> None:
        super().__init__(str(mark))
        self.mark = mark


class NothingToUndo(Exception):
    """The mark is undone already."""


class MarkQuerySet(AppendOnlyQuerySet["Mark"]):
    """Which marks."""

    def given(self, now: datetime) -> "MarkQuerySet":
        """Return the marks as they stood at ``now``, oldest first: without those undone, and without the undoing."""
        undone = models.Q(undone_by__at__lte=now)
        return self.filter(at__lte=now, undoes=None).exclude(undone).order_by("at", "pk")


class Mark(AppendOnly):
    """What staff award to a review: a symbol, or a share from 0 to 1. The last one that is not undone counts.

    ``position`` is the place of the review, from 1, in the order in which its marker went through the
    paper; None for a mark given on its own. A row that ``undoes`` another says nothing else.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")
    symbol = models.CharField(max_length=10, blank=True)
    share = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    comment = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(symbol="") | models.Q(share__isnull=False) | models.Q(undoes__isnull=False),
                name="a_mark_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gte=0, share__lte=1),
                name="a_review_share_is_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or ("undone" if self.share is None else f"{self.percent} %")

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, without needless zeros; None for a symbol."""
        if self.share is None:
            return None
        exact = self.share * 100
        return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()


class BankedComment(models.Model):
    """A comment that staff put by, to be given again with other marks; it is no part of any mark."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="banked_comments")
    text = models.TextField(max_length=20_000)
    created_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text


class MarkRelease(AppendOnly):
    """The moment from which students see the marks of a paper's reviews."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="mark_release")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"Marks of {self.paper} released"


@transaction.atomic
def give_mark(
    review: Review, *, revision: Revision | None, now: datetime, by: User | None, symbol: str = "",
    share: Decimal | None = None, comment: str = "", position: int | None = None, seen: int = ANY,
) -> Mark:  # fmt: skip
    """Award a mark to a review; the one before stays on record.

    ``seen`` is the primary key of the mark that its giver saw standing, 0 for none.
    Raise MarkedMeanwhile if another one stands, ValueError for no mark at all.
    """
    if not symbol and share is None:
        raise ValueError("A mark is a symbol or a share from 0 to 1.")
    Review.objects.select_for_update().get(pk=review.pk)
    standing = review.marks.given(now).select_related("by").last()  # type: ignore[attr-defined]
    if standing is not None and seen not in (ANY, standing.pk):
        raise MarkedMeanwhile(standing)
    mark = Mark.objects.create(
        review=review, revision=revision, symbol=symbol, share=share, comment=comment, position=position, at=now, by=by
    )
    review.record("review.marked", now=now, by=by, after={"symbol": symbol, "share": str(share or "")})
    return mark


@transaction.atomic
def undo_mark(mark: Mark, *, now: datetime, by: User | None) -> Mark:
    """Take a mark back: the one before counts again, or none; both rows stay. Raise NothingToUndo if it is undone."""
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("paper__course", "enrollment")
        .get(pk=mark.review_id)
    )
    if mark.undoes_id is not None or Mark.objects.filter(undoes=mark).exists():
        raise NothingToUndo
    undoing = Mark.objects.create(review=review, undoes=mark, at=now, by=by)
    review.record("review.mark_undone", now=now, by=by, after={"undoes": mark.pk, "was": str(mark)})
    return undoing


@transaction.atomic
def release_marks(paper: Paper, *, now: datetime, by: User | None) -> MarkRelease:
    """Let students see the marks of this paper's reviews; a second release changes nothing."""
    release, created = MarkRelease.objects.get_or_create(paper=paper, defaults={"at": now, "by": by})
    if created:
        Event.objects.record(course=paper.course, kind="marks.released", at=now, actor=by, subject=paper)
    return release
