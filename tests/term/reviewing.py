"""What a student does about a paper, by the codes of the script's table."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from tests.term.driver import Term
from tests.term.script import DUE, EXTENDED, PAPERS, STUDENTS, at, code_of

Deed = tuple[datetime, Callable[[], object]]
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
GRACE = timedelta(minutes=2)
FULL = {"summary": "First and last words", "opinion": "Mine.", "merit": "2"}
BETTER = "Second thoughts"

# When a single hand-in arrives, from the due time on.
ONE_HAND_IN = {
    "x": -14 * HOUR, "*": -8 * DAY, "D": 0 * HOUR, "S": SECOND, "G": GRACE, "M": GRACE + timedelta(microseconds=1),
    "L": GRACE + SECOND, "A": GRACE + HOUR, "V": 3 * HOUR, "U": DAY, "w": -14 * HOUR,
}  # fmt: skip


def review_deeds(term: Term) -> Iterator[Deed]:
    """Yield what everybody does about every paper."""
    for student in STUDENTS:
        for paper in PAPERS:
            code = code_of(student, paper)
            yield from deeds(term, student, paper, code, at(DUE[paper]))


def deeds(term: Term, student: str, paper: str, code: str, due: datetime) -> Iterator[Deed]:
    """Yield what a code stands for."""
    if code in ONE_HAND_IN:
        yield due + ONE_HAND_IN[code], partial(term.hand_in, student, paper)
    if code in GRANTS:
        yield from GRANTS[code](term, student, paper, due)
    if code in STORIES:
        yield from STORIES[code](term, student, paper, due)


def waived(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a waiver."""
    yield due - 5 * DAY, partial(term.waive, student, paper)


def waived_and_not(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a waiver that is taken back."""
    yield from waived(term, student, paper, due)
    yield due - 3 * DAY, partial(term.take_back, student, paper, "waivers")


def extended(term: Term, student: str, paper: str, due: datetime, after: timedelta = GRACE) -> Iterator[Deed]:
    """Yield an extension, and the hand-in that long after its end."""
    until = at(EXTENDED[paper])
    yield due - 2 * DAY, partial(term.extend, student, paper, until)
    yield until + after, partial(term.hand_in, student, paper)


def extended_and_not(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield an extension that is taken back."""
    yield due - 2 * DAY, partial(term.extend, student, paper, at(EXTENDED[paper]))
    yield due - DAY, partial(term.take_back, student, paper, "extensions")


def accepted(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield the acceptance of late work."""
    yield due + 8 * DAY, partial(term.accept, student, paper)


def accepted_and_not(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield an acceptance that is taken back."""
    yield from accepted(term, student, paper, due)
    yield due + 10 * DAY, partial(term.accept_no_more, student, paper)


GRANTS = {
    "W": waived, "w": waived, "X": waived_and_not, "E": extended, "e": partial(extended, after=GRACE + SECOND),
    "U": extended_and_not, "A": accepted, "V": accepted_and_not,
}  # fmt: skip


def draft(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a complete draft that the page saved by itself."""
    yield due - 3 * HOUR, partial(term.autosave, student, paper, **FULL)


def kept_draft(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a complete draft that is to stay one."""
    yield due - 3 * HOUR, partial(term.write, student, paper, "Not yet", "Save", keeps_draft="1")


def incomplete_draft(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a hand-in without an opinion, which is kept as a draft."""
    yield due - 3 * HOUR, partial(term.write, student, paper, "No opinion", opinion="")


def spoilt_draft(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a draft that loses its opinion before it is due."""
    yield from draft(term, student, paper, due)
    yield due - HOUR, partial(term.write, student, paper, "No opinion", "Save", opinion="")


def twice(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield two hand-ins in time."""
    yield due - 3 * HOUR, partial(term.hand_in, student, paper)
    yield due - HOUR, partial(term.write, student, paper, BETTER, "Hand in again")
    yield due + HOUR, partial(term.note_counted, student, paper, BETTER)


def changed_since(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a hand-in, and a better text that is only saved, by the due time."""
    yield due - 3 * HOUR, partial(term.hand_in, student, paper)
    yield due - HOUR, partial(term.write, student, paper, BETTER, "Save")
    yield due + HOUR, partial(term.note_counted, student, paper, BETTER)


def deleted_since(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a hand-in, and an incomplete text after it."""
    yield due - 3 * HOUR, partial(term.hand_in, student, paper)
    yield due - HOUR, partial(term.write, student, paper, BETTER, "Save", opinion="")
    yield due + HOUR, partial(term.note_counted, student, paper, FULL["summary"])


def two_tabs(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield a hand-in, and another from a form that had not seen it."""
    yield due - 3 * HOUR, partial(term.hand_in, student, paper)
    yield due - HOUR, partial(term.hand_in, student, paper, BETTER)
    yield due + HOUR, partial(term.note_counted, student, paper, FULL["summary"])


def reads_and_rewrites(
    term: Term, student: str, paper: str, due: datetime, since: timedelta = -3 * HOUR, until: timedelta = HOUR
) -> Iterator[Deed]:
    """Yield a hand-in ``since`` the due time, the reading of the others, and a better text after it."""
    yield due + since, partial(term.hand_in, student, paper)
    yield due + until, partial(term.read_others, student, paper)
    yield due + until + HOUR, partial(term.write, student, paper, BETTER, "Hand in again")
    yield due + 9 * DAY, partial(term.note_counted, student, paper, FULL["summary"])


def late_reads_and_rewrites(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield the same of late work, which staff accept."""
    yield from reads_and_rewrites(term, student, paper, due, HOUR, 2 * HOUR)
    yield from accepted(term, student, paper, due)


def reads_first(term: Term, student: str, paper: str, due: datetime) -> Iterator[Deed]:
    """Yield the reading of the others, one's own text after it, and staff who would accept it."""
    yield due + 5 * HOUR, partial(term.read_others, student, paper)
    yield due + 6 * HOUR, partial(term.hand_in, student, paper, BETTER)
    yield due + 8 * DAY, partial(term.cannot_accept, student, paper)


STORIES: dict[str, Callable[..., Iterator[Deed]]] = {
    "a": draft, "k": kept_draft, "i": incomplete_draft, "K": spoilt_draft, "2": twice, "c": changed_since,
    "I": deleted_since, "T": two_tabs, "R": reads_and_rewrites, "r": late_reads_and_rewrites, "F": reads_first,
    "B": partial(reads_and_rewrites, since=-4 * DAY, until=-3 * DAY),
}  # fmt: skip
