"""What pages say about a save, a state and a refusal, in whole sentences."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from courseapp.answers import LARGEST_ANSWER, Field
from reviews.models import Revision, Saving
from reviews.standing import State
from reviews.standings import Cell


def clock_time(at: datetime) -> str:
    """Return an instant's time of day in the page's zone, to the second: 14:02:31."""
    return f"{timezone.localtime(at):%H:%M:%S}"


def day_and_time(at: datetime) -> str:
    """Return an instant in the page's zone: Tue 7 Oct, 09:50."""
    local = timezone.localtime(at)
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def saved(saving: Saving, cell: Cell, *, wanted_hand_in: bool, refused: Sequence[str] = ()) -> str:
    """Say what became of a save, and what is left to do."""
    revision = saving.revision
    at = clock_time(revision.saved_at)
    if saving.is_stale:
        return (
            f"Kept at {at}, but beside your review, which has changed elsewhere since this page was opened: "
            "compare the two texts and save the one that you want. Nothing is lost, and this handed nothing in."
        )
    if revision.not_counted_because:
        return f"Kept at {at}, but not counted: {revision.not_counted_because}."
    if refused:
        return f"Saved at {at}, but for {listed(refused)}: see there. Nothing is handed in yet."
    if wanted_hand_in and saving.missing:
        return f"NOT handed in: {still_missing(saving.missing)} What you wrote is saved as a draft."
    if revision.is_hand_in:
        return _handed_in(revision, cell, at)
    return f"Saved at {at}. {_consequence(cell)}".strip()


def still_missing(fields: Sequence[Field]) -> str:
    """Say which required fields are not filled, and what fills them."""
    short = [f"“{field.label}” needs {field.min_words} words at least" for field in fields if field.min_words]
    empty = [f"“{field.label}”" for field in fields if not field.min_words]
    parts = [f"{listed(empty)} {'is' if len(empty) == 1 else 'are'} still empty"] if empty else []
    return f"{listed(parts + short)}."


def word_count(words: int, least: int, most: int) -> str:
    """Say how many words an answer has, and how many too few or too many; ``most`` is 0 for no limit."""
    said = f"{words} word{'' if words == 1 else 's'}"
    if words < least:
        return f"{said}: {least - words} more {'is' if least - words == 1 else 'are'} needed"
    return f"{said}: {words - most} more than {most}" if 0 < most < words else said


def too_long(length: int) -> str:
    """Say that an answer is not kept, and what to do."""
    return (
        f"This answer has {length:,} characters and is not kept: {LARGEST_ANSWER:,} is the most. "
        "What it said before stays. Shorten it here, or download it first."
    )


def handed_in_before(cell: Cell) -> str:
    """Say that the same text was handed in before."""
    at = cell.standing.handed_in_at
    when = f" at {clock_time(at)}" if at and not cell.standing.is_automatic else ""
    return f"You handed in this very text{when}; nothing has changed."


def when_open(setting: str, cell: Cell) -> str:
    """Say when a student may read the others' reviews of a paper."""
    due = day_and_time(cell.due_at)
    return {
        "after_mine_and_due": f"The others’ reviews open once yours is handed in and the due time, {due}, has passed.",
        "after_mine": "The others’ reviews open once yours is handed in.",
        "after_due": f"The others’ reviews open when the due time, {due}, has passed.",
        "after_class": f"The others’ reviews open after the class, {day_and_time(cell.paper.meeting.ends_at)}.",
        "never": "In this course, reviews are read by their author and the staff alone.",
    }[setting]


def listed(words: Sequence[str]) -> str:
    """Return “a”, “a and b” or “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _handed_in(revision: Revision, cell: Cell, at: str) -> str:
    """Say what a hand-in means: whether it counts, or what counts instead."""
    state, graded = cell.standing.state, cell.standing.graded
    if state == State.WAIVED:
        return f"Handed in at {at}, although this paper is waived for you."
    if state == State.LATE:
        return f"Handed in at {at}, after the due time: it is kept as late and counts only if staff accept it."
    if state == State.ACCEPTED:
        return f"Handed in at {at}. What staff accepted is what counts."
    if revision.saved_at > cell.cut_off:
        return f"Handed in at {at}. The due time has passed: what was handed in before it is what counts."
    if graded != revision.number:
        return f"Handed in at {at}, but not graded: you have read the others’ reviews before."
    return (
        f"Handed in at {at}."
        if cell.is_past
        else f"Handed in at {at}. You may change it until {day_and_time(cell.due_at)}."
    )


def _consequence(cell: Cell) -> str:
    """Say what a save that hands nothing in means where the review stands as it does."""
    return {
        State.DRAFT: "It is a draft and NOT handed in.",
        State.CHANGED: "The last complete text before the due time is what counts.",
        State.LATE: "It is late: it counts only if staff accept it.",
        State.ACCEPTED: "What staff accepted is what counts.",
        State.WAIVED: "This paper is waived for you.",
    }.get(cell.standing.state, "")
