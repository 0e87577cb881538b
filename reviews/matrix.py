"""Students × papers: how every review of a course stands, filtered, sorted and added up."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courseapp.models import Course, Enrollment
from reviews.marking import latest_marks, released
from reviews.models import Mark, Paper
from reviews.outcomes import Outcome, outcome
from reviews.owing import owes
from reviews.standings import Cell, standings

OWES = "owes"
WANTING = (Outcome.MISSING, Outcome.LATE, Outcome.LATE_DRAFT, Outcome.DRAFT)
COUNTED = (Outcome.ON_TIME, Outcome.ACCEPTED)
RANKS = {kind: rank for rank, kind in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Square:
    """One student and one paper: what the review amounts to, its words and the mark that counts."""

    cell: Cell
    outcome: Outcome
    is_owed: bool
    mark: Mark | None

    @property
    def words(self) -> int | None:
        """The words of the text that others read, else of the newest; None where there is none."""
        text = self.cell.shown or self.cell.latest
        return text.words if text else None


@dataclass(frozen=True, slots=True)
class Row:
    """One student's squares, in the order of the papers."""

    student: Enrollment
    squares: list[Square]

    @property
    def assigned(self) -> int:
        """How many of these papers the student has to review."""
        return sum(square.cell.is_assigned for square in self.squares)

    @property
    def counted(self) -> int:
        """How many of those are on time, or late and accepted."""
        return sum(square.cell.is_assigned and square.outcome in COUNTED for square in self.squares)

    @property
    def words(self) -> int:
        """The words of all these reviews."""
        return sum(square.words or 0 for square in self.squares)

    @property
    def owed(self) -> int:
        """How many the student owes now."""
        return sum(square.is_owed for square in self.squares)


@dataclass(frozen=True, slots=True)
class Total:
    """One paper's squares, added up."""

    outcomes: Counter[Outcome]
    assigned: int
    counted: int
    marked: int
    words: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to see: students by text, one kind of square, one paper; and in which order."""

    student: str = ""
    state: str = ""
    paper: int | None = None
    sort: str = "name"

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.student or self.state or self.paper)

    def wants(self, square: Square) -> bool:
        """Return whether a square is of the kind that is looked for."""
        return square.is_owed if self.state == OWES else square.outcome == self.state

    def finds(self, student: Enrollment) -> bool:
        """Return whether a student's name, address or section has the text that is looked for."""
        told = f"{student.name} {student.user.email} {student.section}".casefold()
        return all(word in told for word in self.student.casefold().split())


@dataclass(frozen=True, slots=True)
class Matrix:
    """The papers, and a row a student."""

    papers: list[Paper]
    rows: list[Row]
    released: set[int]

    @property
    def assigned(self) -> int:
        """How many reviews these students have to write."""
        return sum(row.assigned for row in self.rows)

    @property
    def counted(self) -> int:
        """How many of those count."""
        return sum(row.counted for row in self.rows)

    @property
    def owed(self) -> int:
        """How many are owed now."""
        return sum(row.owed for row in self.rows)

    @property
    def totals(self) -> list[Total]:
        """What each paper's squares add up to."""
        return [_total([row.squares[place] for row in self.rows]) for place in range(len(self.papers))]

    @property
    def lines(self) -> list[tuple[str, list[int]]]:
        """How many squares of each paper are of each kind that wants attention; and how many are marked."""
        totals = self.totals
        lines = [(kind.value, [total.outcomes[kind] for total in totals]) for kind in WANTING]
        return [*lines, ("marked", [total.marked for total in totals])]


def matrix(course: Course, now: datetime, choice: Choice | None = None) -> Matrix:
    """Return the papers that students review, and a row for every student who was chosen. Always nine queries."""
    wanted = choice or Choice()
    offered = [one for one in course.papers.scheduled() if wanted.paper in (None, one.pk)]
    students = [one for one in course.enrollments.students().by_name() if wanted.finds(one)]
    board = standings(course, now, enrollments=students, papers=offered)
    reviewed = {cell.paper.pk for cell in board.values() if cell.review is not None}
    papers = [paper for paper in offered if paper.is_assigned_at_all or paper.pk in reviewed]
    marks = latest_marks(papers, now)
    rows = [
        Row(student, [_square(board[student.pk, paper.pk], marks, now) for paper in papers]) for student in students
    ]
    kept = [row for row in rows if not wanted.state or any(map(wanted.wants, row.squares))]
    return Matrix(papers, _sorted(kept, papers, wanted.sort), released(papers, now))


def _square(cell: Cell, marks: dict[int, Mark], now: datetime) -> Square:
    kind = outcome(cell.standing, is_assigned=cell.is_assigned, is_past=cell.is_past)
    return Square(cell, kind, owes(cell, now), marks.get(cell.review.pk) if cell.review else None)


def _total(squares: Iterable[Square]) -> Total:
    column = list(squares)
    assigned = [square for square in column if square.cell.is_assigned]
    return Total(
        outcomes=Counter(square.outcome for square in column),
        assigned=len(assigned),
        counted=sum(square.outcome in COUNTED for square in assigned),
        marked=sum(square.mark is not None for square in column),
        words=sum(square.words or 0 for square in column),
    )


def _sorted(rows: list[Row], papers: Sequence[Paper], sort: str) -> list[Row]:
    """Return the rows in this order, those that are alike by name; ``-`` before it turns it round."""
    key = _key(sort.removeprefix("-"), papers)
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else rows


def _key(sort: str, papers: Sequence[Paper]) -> Callable[[Row], Any] | None:
    if sort in ("counted", "owed", "words"):
        return lambda row: getattr(row, sort)
    place = next((place for place, paper in enumerate(papers) if sort == f"paper-{paper.pk}"), None)
    if place is not None:
        return lambda row: (RANKS[row.squares[place].outcome], row.squares[place].words or 0)
    return (lambda row: row.student.name.casefold()) if sort == "name" else None
