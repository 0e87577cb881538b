"""Every review of a course as one CSV: how it stands, its mark, and what it says, a column a field."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from courseapp.answers import Answer
from courseapp.copies import shared, terms_of
from courseapp.models import Course, Stamp
from courseapp.spreadsheets import Value, csv_lines
from reviews import matrix_files
from reviews.matrix import Matrix, Row, Square, matrix
from reviews.matrix_table import turns
from reviews.models import ReviewField, Revision

AT_ONCE = 100  # reviews whose answers are in memory together

Told = tuple[Row, Square, Revision]


def review_csv(course: Course, now: datetime) -> bytes:
    """Return a header, then a line for each review that holds any text, by student and paper; in UTF-8.

    The text is the one that others read – the graded one, else the last handed in – and of a draft the newest;
    ``graded_revision`` says whether it counts. One query, unless something has changed since it was last put
    together; then those of the matrix, and one for every AT_ONCE reviews.
    """

    def made() -> tuple[bytes, Iterator[datetime]]:
        table = matrix(course, now)
        return "".join(csv_lines(_lines(course, table))).encode(), turns(course, table, now)

    return shared(f"review-texts:{course.pk}", f"{Stamp.objects.of(course.pk)}|{terms_of(course)}", now, made)


def _lines(course: Course, table: Matrix) -> Iterator[tuple[Value, ...]]:
    fields = list(course.review_fields.all())
    yield (*matrix_files.HEADER, "graded_revision", *(field.key for field in fields))
    told = [
        (row, square, text)
        for row in table.rows
        for square in row.squares
        if (text := square.cell.shown or square.cell.latest)
    ]
    for start in range(0, len(told), AT_ONCE):
        yield from _some(told[start : start + AT_ONCE], fields, table.released)


def _some(told: Sequence[Told], fields: Sequence[ReviewField], released: set[int]) -> Iterator[tuple[Value, ...]]:
    """Yield the lines of a few reviews, with their answers. One query."""
    texts = Revision.objects.filter(pk__in=[text.pk for _, _, text in told]).values_list("pk", "answers")
    answers = dict(texts)
    for row, square, text in told:
        graded, said = square.cell.graded, answers[text.pk]
        start = matrix_files.long_row(row, square, is_released=square.cell.paper.pk in released)
        yield (*start, graded.number if graded else None, *(_text(said.get(field.key, "")) for field in fields))


def _text(answer: Answer) -> str:
    """Return an answer in one cell; several choices are separated by semicolons."""
    return answer if isinstance(answer, str) else "; ".join(answer)
