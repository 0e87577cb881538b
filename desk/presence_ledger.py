"""The presence ledger: students × meetings, and what the lottery, the roll and the staff know of each.

Source: docs/presence.md, "The ledger".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Course,
    Enrollment,
    Leave,
    Meeting,
    RollMark,
    Said,
    standing_marks,
)
from courseapp.presence import accepted_leaves, standing_absences
from lottery.models import Draw, HandPick

Place = tuple[int | None, int]
"""A student, None once erased, and a meeting, by primary key."""


class Seen(models.TextChoices):
    """What is known of a student at a meeting, as a square says it."""

    PRESENT = "present", "a draw or a pick found the student there, or the roll noted so"
    ABSENT = "absent", "missed, and not excused: it costs what the policy says"
    EXCUSED = "excused", "missed, and excused: it costs nothing"
    LEAVE = "leave", "away on leave that was accepted beforehand: it costs nothing"
    UNKNOWN = "unknown", "nobody asked for the student: neither present nor absent, and it costs nothing"
    NOT_ENROLLED = "not enrolled", "the enrollment does not cover the day: nothing counts"

    @property
    def short(self) -> str:
        """What stands in the square."""
        return {Seen.UNKNOWN: "–", Seen.NOT_ENROLLED: "·"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Square:
    """One student at one meeting: what is known, and what says so."""

    meeting: Meeting
    seen: Seen
    absence: Absence | None
    sources: list[str]
    """What says so, in words: “Drawn and not in the room (draw 3)”, “Draw 2: answered”, “Roll call: present”."""


@dataclass(frozen=True, slots=True)
class Row:
    """One student's squares, in the order of the meetings."""

    student: Enrollment
    squares: list[Square]

    @property
    def counts(self) -> Counter[Seen]:
        """How many squares say what."""
        return Counter(square.seen for square in self.squares)

    @property
    def present(self) -> int:
        """How often the student was found there."""
        return self.counts[Seen.PRESENT]

    @property
    def absent(self) -> int:
        """How many absences cost points."""
        return self.counts[Seen.ABSENT]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The meetings that have begun, in their order, and a row a student, by name."""

    meetings: list[Meeting]
    rows: list[Row]

    @property
    def lines(self) -> list[tuple[Seen, list[int]]]:
        """How many students each meeting has of each kind, but those who were not enrolled."""
        columns = [Counter(row.squares[at].seen for row in self.rows) for at in range(len(self.meetings))]
        return [(kind, [column[kind] for column in columns]) for kind in Seen if kind != Seen.NOT_ENROLLED]


def presence_ledger(course: Course, now: datetime) -> Ledger:
    """Return what is known of every student at every meeting that was held and has begun. Always eight queries."""
    meetings = list(course.meetings.held().filter(starts_at__lte=now).order_by("starts_at", "pk"))
    for meeting in meetings:
        meeting.course = course
    students = list(course.enrollments.students().by_name())
    known = _Known(course)
    rows = [Row(student, [known.square(student, meeting) for meeting in meetings]) for student in students]
    return Ledger(meetings, rows)


class _Known:
    """All that a course knows of its students' presence."""

    def __init__(self, course: Course) -> None:
        self._absences: dict[Place, Absence] = {
            (student, one.meeting_id): one for student, all_ in standing_absences(course).items() for one in all_
        }
        self._leaves: dict[Place, Leave] = {
            (student, one.meeting_id): one for student, all_ in accepted_leaves(course).items() for one in all_
        }
        self._marks = _marks(RollMark.objects.filter(meeting__course=course).order_by("pk"))
        self._found = _found_by_lottery(course)

    def square(self, student: Enrollment, meeting: Meeting) -> Square:
        """Return what is known of one student at one meeting."""
        place = (student.pk, meeting.pk)
        if not student.covers(meeting.day):
            return Square(meeting, Seen.NOT_ENROLLED, None, [])
        absence, found = self._absences.get(place), self._found.get(place, [])
        if self._marks.get(place) == Said.PRESENT:
            found = [*found, "Roll call: present"]
        if absence:
            return Square(meeting, _missed(absence), absence, [*map(_in_words, absence.standing_evidence), *found])  # type: ignore[attr-defined]
        if found:
            return Square(meeting, Seen.PRESENT, None, found)
        if place in self._leaves:
            return Square(meeting, Seen.LEAVE, None, ["Leave accepted"])
        return Square(meeting, Seen.UNKNOWN, None, [])


def _missed(absence: Absence) -> Seen:
    """Return how an absence that stands is told."""
    if absence.excused_for_id:
        return Seen.LEAVE
    return Seen.EXCUSED if absence.is_excused else Seen.ABSENT


def _in_words(evidence: AbsenceEvidence) -> str:
    words = evidence.get_source_display()
    return f"{words} ({evidence.reference})" if evidence.reference.startswith("draw") else words


def _marks(marks: Iterable[RollMark]) -> dict[Place, str]:
    """Return what each standing mark of a roll says."""
    of_meetings: dict[int, list[RollMark]] = defaultdict(list)
    for mark in marks:
        of_meetings[mark.meeting_id].append(mark)
    return {
        (student, meeting): own[-1].said
        for meeting, all_ in of_meetings.items()
        for student, own in standing_marks(all_).items()
    }


def _found_by_lottery(course: Course) -> dict[Place, list[str]]:
    """Return what the lottery says of those whom it found in the room; two queries."""
    found: dict[Place, list[str]] = defaultdict(list)
    for draw in Draw.objects.in_the_room(course):
        found[draw.pseudonym.enrollment_id, draw.lottery.meeting_id].append(
            f"Draw {draw.number}: {draw.get_outcome_display().lower()}"
        )
    for pick in HandPick.objects.in_the_room(course):
        found[pick.enrollment_id, pick.meeting_id].append(f"Picked by hand: {pick.get_outcome_display().lower()}")
    return found
