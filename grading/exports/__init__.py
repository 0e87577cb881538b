"""Grades as files: for spreadsheets, for other systems, and one student's whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from courseapp.models import Course
from courseapp.workbooks import XLSX
from grading import gradebook
from grading.exports import systems
from grading.exports.sheet import grade_sheet
from grading.exports.workbook import write_workbook
from grading.models import PolicyVersion

CSV = "text/csv; charset=utf-8"
PIECE = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of file: its word, what it is for, and how its bytes come about."""

    word: str
    title: str
    told: str
    ending: str
    kind: str
    pieces: Callable[[Source], Iterator[bytes]]

    def name(self, course: Course) -> str:
        """Return what the file is called."""
        return f"{course.slug}-{self.ending}"


@dataclass(frozen=True, slots=True)
class Source:
    """Whose grades, under which version of the policy, as of when; ``byte_order_mark`` is for CSV."""

    course: Course
    version: PolicyVersion
    now: datetime
    byte_order_mark: bool = False

    def rows(self) -> Iterator[gradebook.Row]:
        """Yield a row a student."""
        return gradebook.rows(self.course, self.version.policy, now=self.now)


def written(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """Yield what ``write`` puts into a file, in pieces: a workbook is finished only at its end."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            write(file)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _workbook(source: Source) -> Iterator[bytes]:
    return written(
        partial(write_workbook, version=source.version, rows=source.rows(), course=source.course, now=source.now)
    )


def _csv(lines: Callable[..., Iterator[str]]) -> Callable[[Source], Iterator[bytes]]:
    """Return how the bytes of a CSV file come about."""

    def pieces(source: Source) -> Iterator[bytes]:
        found = lines(source.version.policy, source.rows(), byte_order_mark=source.byte_order_mark)
        return map(str.encode, found)

    return pieces


EXPORTS = {
    export.word: export
    for export in (
        Export(
            "csv", "Grade sheet (CSV)",
            "A line a student: each part with what is still open, subtotals, total and letter.",
            "grades.csv", CSV, _csv(grade_sheet),
        ),
        Export(
            "xlsx", "Workbook (Excel)",
            "The grade sheet, a sheet a part with every item and its evidence, and one that explains the columns.",
            "grades.xlsx", XLSX, _workbook,
        ),
        Export(
            "canvas", "Canvas (a new file)",
            "A column a part. Canvas makes an assignment of each title that it does not know: to fill in those that it "
            "has, use the hand-shake.",
            "canvas.csv", CSV, _csv(systems.canvas_sheet),
        ),
        Export(
            "moodle", "Moodle",
            "A column a part, by e-mail address and ID number, at most the part’s points: Moodle refuses a whole file "
            "for one value above the maximum.",
            "moodle.csv", CSV, _csv(systems.moodle_sheet),
        ),
        Export(
            "registrar", "Registrar",
            "The registrar’s number and the grade: the letter once no other is possible, or the total where the "
            "policy has no letters.",
            "registrar.csv", CSV, _csv(systems.registrar_sheet),
        ),
    )
}  # fmt: skip
