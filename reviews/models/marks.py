"""Marks of reviews, and their release to the class."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from courseapp.models import AppendOnly, Event, User
from reviews.models.papers import Paper
from reviews.models.reviews import Review, Revision

SYMBOLS = ("✓+", "✓", "✓−", "0")  # their credits are policy data


class Mark(AppendOnly):
    """What staff award to a review: a symbol, or a share from 0 to 1. The last one counts."""

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
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(symbol="") | models.Q(share__isnull=False), name="a_mark_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gte=0, share__lte=1),
                name="a_review_share_is_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or f"{self.percent} %"

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, without needless zeros; None for a symbol."""
        if self.share is None:
            return None
        exact = self.share * 100
        return exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact.normalize()


class MarkRelease(AppendOnly):
    """The moment from which students see the marks of a paper's reviews."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="mark_release")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"Marks of {self.paper} released"


@transaction.atomic
def give_mark(
    review: Review,
    *,
    revision: Revision | None,
    now: datetime,
    by: User | None,
    symbol: str = "",
    share: Decimal | None = None,
    comment: str = "",
) -> Mark:
    """Award a mark to a review; the one before stays on record. Raise ValueError for no mark at all."""
    if not symbol and share is None:
        raise ValueError("A mark is a symbol or a share from 0 to 1.")
    mark = Mark.objects.create(
        review=review, revision=revision, symbol=symbol, share=share, comment=comment, at=now, by=by
    )
    review.record("review.marked", now=now, by=by, after={"symbol": symbol, "share": str(share or "")})
    return mark


@transaction.atomic
def release_marks(paper: Paper, *, now: datetime, by: User | None) -> MarkRelease:
    """Let students see the marks of this paper's reviews; a second release changes nothing."""
    release, created = MarkRelease.objects.get_or_create(paper=paper, defaults={"at": now, "by": by})
    if created:
        Event.objects.record(course=paper.course, kind="marks.released", at=now, actor=by, subject=paper)
    return release
