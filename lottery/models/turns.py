"""What the lottery has been to one student so far."""

from dataclasses import dataclass

from courseapp.models import Enrollment
from lottery.models.draws import Draw
from lottery.models.outcomes import ASKED, Outcome


@dataclass(frozen=True)
class Turns:
    """A student's own draws, the latest first."""

    draws: list[Draw]
    passes_allowed: int

    @classmethod
    def of(cls, enrollment: Enrollment) -> "Turns":
        """Return the turns of one student; one query."""
        return cls(list(Draw.objects.of(enrollment)), enrollment.course.passes_allowed)

    @property
    def asked(self) -> int:
        """How many draws used a turn."""
        return sum(draw.outcome in ASKED for draw in self.draws)

    @property
    def passes_left(self) -> int:
        """How many passes of the term are left."""
        return max(0, self.passes_allowed - sum(draw.outcome == Outcome.PASSED for draw in self.draws))
