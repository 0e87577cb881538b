"""What the lottery has been to one student so far."""

from dataclasses import dataclass

from courseapp.models import Enrollment
from lottery.models.by_hand import HandPick
from lottery.models.draws import Draw
from lottery.models.outcomes import ASKED, Outcome


@dataclass(frozen=True)
class Turns:
    """A student's own draws, the latest first, and the picks that were made by hand."""

    draws: list[Draw]
    by_hand: list[HandPick]
    passes_allowed: int

    @classmethod
    def of(cls, enrollment: Enrollment) -> "Turns":
        """Return the turns of one student; two queries."""
        by_hand = HandPick.objects.standing().filter(enrollment=enrollment).select_related("meeting__course")
        return cls(list(Draw.objects.of(enrollment)), list(by_hand), enrollment.course.passes_allowed)

    @property
    def outcomes(self) -> list[str]:
        """What became of each draw and pick."""
        return [*(draw.outcome for draw in self.draws), *(pick.outcome for pick in self.by_hand)]

    @property
    def asked(self) -> int:
        """How many draws and picks used a turn."""
        return sum(outcome in ASKED for outcome in self.outcomes)

    @property
    def passes_left(self) -> int:
        """How many passes of the term are left."""
        return max(0, self.passes_allowed - self.outcomes.count(Outcome.PASSED))
