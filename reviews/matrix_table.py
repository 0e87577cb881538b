"""The matrix as HTML: put together once for all staff who ask for the same of it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Min
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courseapp.copies import midnights, shared, terms_of
from courseapp.models import Course, Stamp
from reviews.matrix import Choice, Matrix, matrix
from reviews.models import Mark, Revision
from reviews.outcomes import Outcome


def matrix_table(course: Course, now: datetime, choice: Choice, **context: Any) -> SafeString:
    """Return the filters and the table, as HTML; ``context`` follows from the choice alone.

    One query, unless something has changed since it was last put together; then twelve. What is looked
    for by name is put together each time: nobody else asks for the same.
    """

    def made() -> tuple[SafeString, Iterator[datetime]]:
        found = matrix(course, now, choice)
        shown = {**context, "choice": choice, "matrix": found, "outcomes": list(Outcome), "course": course}
        return render_to_string("reviews/_matrix_table.html", shown), turns(course, found, now)

    if choice.student:
        return made()[0]
    stamp = f"{Stamp.objects.of(course.pk)}|{terms_of(course)}"
    return shared(f"matrix:{course.pk}:{choice.state}:{choice.paper}:{choice.sort}", stamp, now, made)


def turns(course: Course, found: Matrix, now: datetime) -> Iterator[datetime]:
    """Give when the clock alone changes a matrix: due times, midnights, and what is to come. Two queries."""
    cells = [square.cell for row in found.rows for square in row.squares]
    later = (
        Revision.objects.filter(review__paper__course=course, saved_at__gt=now).aggregate(at=Min("saved_at"))["at"],
        Mark.objects.filter(review__paper__course=course, at__gt=now).aggregate(at=Min("at"))["at"],
    )
    told = (
        (cell.due_at, cell.cut_off, cell.latest and cell.latest.saved_at, cell.reading and cell.reading.at,
         cell.review and cell.review.accepted_at)
        for cell in cells
    )  # fmt: skip
    marked = (square.mark.at for row in found.rows for square in row.squares if square.mark)
    known = chain(later, chain.from_iterable(told), marked, midnights(course, now))
    return (at for at in known if at is not None)
