"""What pages say about a save, a state and a refusal, in whole sentences."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from courseapp.answers import LARGEST_ANSWER, Answer, Field
from reviews.models import Revision, Saving
from reviews.standing import State
from reviews.standings import Cell

NOT_FOR_STAFF_ANY_MORE = (
    "The class reads this answer now; when you opened the page, staff alone did. So it is not kept here yet: "
    "open the page again, and save it if the class may read it."
)


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
    if wanted_hand_in and not cell.paper.has_opened(revision.saved_at) and cell.paper.opens_at:
        return (
            f"NOT handed in: this paper opens {day_and_time(cell.paper.opens_at)}. What you wrote is saved as a draft."
        )
    return f"Saved at {at}. {_consequence(cell)}".strip()


def still_missing(fields: Sequence[Field]) -> str:
    """Say which required fields are not filled, and what fills them."""
    short = [f"“{field.label}” needs {field.min_words} words at least" for field in fields if field.min_words]
    empty = [f"“{field.label}”" for field in fields if not field.min_words]
    parts = [f"{listed(empty)} {'is' if len(empty) == 1 else 'are'} still empty"] if empty else []
    return f"{listed(parts + short)}."


def linked(sentence: str, fields: Sequence[Field]) -> SafeString:
    """Return the sentence with a link to each of these fields of the form where it is named."""
    said = escape(sentence)
    for field in fields:
        name = escape(f"“{field.label}”")
        said = SafeString(said.replace(name, format_html('<a href="#field-{}">{}</a>', field.key, name), 1))
    return said


def word_count(words: int, least: int, most: int) -> str:
    """Say how many words an answer has, and how many too few or too many; ``most`` is 0 for no limit."""
    said = f"{words} word{'' if words == 1 else 's'}"
    if words < least:
        return f"{said}: {least - words} more {'is' if least - words == 1 else 'are'} needed"
    return f"{said}: {words - most} more than {most}" if 0 < most < words else said


def why_refused(answer: Answer) -> str:
    """Say why an answer is not kept: it is too long, or it was written for staff and would be read by the class."""
    return too_long(len(answer)) if len(answer) > LARGEST_ANSWER else NOT_FOR_STAFF_ANY_MORE


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


def why_graded(cell: Cell) -> str:
    """Say which revision counts and why; for work that counts for nothing, why none does."""
    standing, graded = cell.standing, cell.graded
    if standing.state == State.WAIVED or cell.latest is None:
        return ""
    if graded is None:
        return _why_none(cell)
    said = f"Revision {graded.number}, saved {day_and_time(graded.saved_at)}, counts: {_why_this(cell)}."
    if cell.reading is None or cell.latest.saved_at <= cell.reading.at:
        return said
    return (
        f"{said} The others’ reviews were first read {day_and_time(cell.reading.at)}: nothing written after that is "
        f"graded. Revision {graded.number} has {_words(graded)}, the newest, revision {cell.latest.number}, "
        f"{_words(cell.latest)}."
    )


def _why_this(cell: Cell) -> str:
    if cell.standing.state == State.ACCEPTED and cell.review and cell.review.accepted_at:
        return f"the last complete text when staff accepted it, {day_and_time(cell.review.accepted_at)}"
    if cell.standing.is_automatic:
        return f"the complete draft as it stood at the due time, {day_and_time(cell.due_at)}"
    return "the last complete text by the due time" if cell.is_past else "the last complete text so far"


def _why_none(cell: Cell) -> str:
    if cell.standing.state == State.DRAFT:
        return "Nothing is handed in, so no revision counts."
    if cell.standing.state == State.LATE:
        return f"No revision counts: it came after the due time, {day_and_time(cell.due_at)}, and is not accepted."
    return "No revision counts: nothing complete was written before the others’ reviews were first read."


def _words(revision: Revision) -> str:
    return f"{revision.words} word{'' if revision.words == 1 else 's'}"


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


def when_discussed(setting: str, cell: Cell) -> str:
    """Say when the class's discussion of a paper opens to a student."""
    due = day_and_time(cell.due_at)
    usual = f"The class’s discussion opens once your review is handed in and the due time, {due}, has passed."
    return {
        "after_mine": "The class’s discussion opens once your review is handed in.",
        "after_due": f"The class’s discussion opens when the due time, {due}, has passed.",
        "after_class": f"The class’s discussion opens after the class, {day_and_time(cell.paper.meeting.ends_at)}.",
    }.get(setting, usual)


def lateness(late_by: timedelta) -> str:
    """Say how late work is, in its largest unit and the next: 2 days 3 hours."""
    minutes = max(int(late_by.total_seconds()) // 60, 0)
    counts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in counts if count]
    return " ".join(said[:2]) or "under a minute"


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
