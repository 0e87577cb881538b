"""What may become of a draw, and what each outcome means for the tickets."""

from django.db import models


class Outcome(models.TextChoices):
    """What became of a draw; one that nobody has spoken about yet is pending."""

    PENDING = "pending", "Pending"
    ANSWERED = "answered", "Answered"
    PASSED = "passed", "Passed"
    ABSENT = "absent", "Absent"
    EXCUSED = "excused", "Excused"
    LATE = "late", "Arrived late"
    VOID = "void", "Void"


# The outcomes that use a turn.
ASKED = (Outcome.PENDING, Outcome.ANSWERED, Outcome.PASSED)

# The outcomes that show that the student was in the room.
IN_THE_ROOM = (Outcome.ANSWERED, Outcome.PASSED, Outcome.LATE)

# What may follow what. Back to pending is the undo: whatever was said wrongly is taken back first, then said anew.
NEXT: dict[str, tuple[Outcome, ...]] = {
    Outcome.PENDING: (Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT, Outcome.EXCUSED, Outcome.VOID),
    Outcome.ANSWERED: (Outcome.PENDING, Outcome.VOID),
    Outcome.PASSED: (Outcome.PENDING, Outcome.VOID),
    Outcome.ABSENT: (Outcome.LATE, Outcome.PENDING, Outcome.VOID),
    Outcome.EXCUSED: (Outcome.PENDING, Outcome.VOID),
    Outcome.LATE: (Outcome.PENDING, Outcome.VOID),
    Outcome.VOID: (Outcome.PENDING,),
}
