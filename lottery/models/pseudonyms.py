"""Each student's name in one meeting's record, and the standing with which they came into its draws."""

from django.db import models

from courseapp.models import Course, Enrollment
from lottery.models.lotteries import Lottery
from lottery.models.outcomes import ASKED, Outcome


class PseudonymQuerySet(models.QuerySet["Pseudonym"]):
    """Which pseudonyms, and what their students' draws came to."""

    def of(self, course: Course) -> "PseudonymQuerySet":
        """Return those of a course's lotteries, the oldest lottery first."""
        return self.filter(lottery__meeting__course=course).order_by("lottery__phrased_at", "lottery", "name")

    def with_turns(self) -> "PseudonymQuerySet":
        """Add ``turns``, ``excusals`` and ``draws_that_count`` (all but the void), ``meeting_pk`` and ``met_at``."""
        return self.annotate(
            meeting_pk=models.F("lottery__meeting"),
            met_at=models.F("lottery__meeting__starts_at"),
            turns=models.Count("draws", filter=models.Q(draws__outcome__in=ASKED)),
            excusals=models.Count("draws", filter=models.Q(draws__outcome=Outcome.EXCUSED)),
            draws_that_count=models.Count("draws", filter=~models.Q(draws__outcome=Outcome.VOID)),
        )


class Pseudonym(models.Model):
    """A student's name in one meeting's record, and the standing with which they came into its draws.

    ``seated_at`` is when a draw first had them in its pool; until then nothing else is known of them.
    An erased person's pseudonyms stay and lose their link: old proofs hold.
    """

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="pseudonyms")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.SET_NULL, related_name="pseudonyms")
    name = models.CharField(max_length=8)
    seated_at = models.DateTimeField(null=True, blank=True)
    raised_by = models.PositiveSmallIntegerField(default=0)
    is_overdue = models.BooleanField(default=False)

    objects = PseudonymQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["lottery", "name"], name="one_student_a_pseudonym"),
            models.UniqueConstraint(fields=["lottery", "enrollment"], name="one_pseudonym_a_student"),
            models.CheckConstraint(
                condition=models.Q(seated_at__isnull=False) | models.Q(raised_by=0, is_overdue=False),
                name="only_the_seated_are_raised_or_overdue",
            ),
        ]

    def __str__(self) -> str:
        return self.name
