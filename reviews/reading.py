"""Who may read the others' reviews of a paper, and when. No Django, no clock.

Source: docs/reviews.md, "Who reads whose".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reviews.standing import Standing


@dataclass(frozen=True, slots=True)
class Situation:
    """Where one student stands with one paper.

    ``cut_off`` is the later of the class's and their own; ``ends_at`` is when the class on it is over.
    """

    standing: Standing
    is_waived: bool
    is_enrolled: bool
    cut_off: datetime
    ends_at: datetime

    def is_past_due(self, now: datetime) -> bool:
        """Return whether the due time has passed for this reader; the cut-off itself is still in time."""
        return now > self.cut_off

    def has_done_theirs(self, now: datetime) -> bool:
        """Return whether their own is handed in; who is waived has done theirs once the due time has passed."""
        return self.is_past_due(now) if self.is_waived else self.standing.is_handed_in


RULES: dict[str, Callable[[Situation, datetime], bool]] = {
    "after_mine_and_due": lambda mine, now: mine.has_done_theirs(now) and mine.is_past_due(now),
    "after_mine": lambda mine, now: mine.has_done_theirs(now),
    "after_due": lambda mine, now: mine.is_past_due(now),
    "after_class": lambda mine, now: now >= mine.ends_at and mine.is_past_due(now),
    "never": lambda mine, now: False,
}


def is_open(setting: str, mine: Situation, now: datetime) -> bool:
    """Return whether the others' reviews of a paper are open to a student, by the course's setting.

    Never to one whose enrollment does not cover the day. Raise KeyError for an unknown setting.
    """
    return mine.is_enrolled and RULES[setting](mine, now)


def would_cost(mine: Situation, now: datetime, *, has_read: bool) -> bool:
    """Return whether reading now would take something from the student: what they could still write to be graded.

    The page then asks before it shows, since the first reading is for good.
    """
    if has_read or mine.is_waived:
        return False
    return not mine.standing.is_handed_in or not mine.is_past_due(now)


def discussion_is_open(setting: str, mine: Situation, now: datetime) -> bool:
    """Return whether the class's discussion of a paper is open to a student: like the others' reviews.

    Where reviews are never read, it opens once one's own is handed in and the due time has passed.
    """
    return is_open("after_mine_and_due" if setting == "never" else setting, mine, now)


def is_open_to_auditors(setting: str, cut_off: datetime, ends_at: datetime, now: datetime) -> bool:
    """Return whether auditors, who owe nothing, read the class's discussion of a paper.

    They do after the class's cut-off; where reviews open after the class, after that.
    """
    return now > cut_off and (setting != "after_class" or now >= ends_at)
