"""The longer texts of a course that a search finds: of reviews, PDFs' pages, and comments."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from courseapp.answers import WRITTEN
from courseapp.models import Course
from desk.models import SearchEntry
from reviews.models import Comment, PaperPdf, PdfPage, Revision
from reviews.standings import Cell, standings

Texts = dict[tuple[int, str], str]  # by row and part
Versions = dict[int, int]  # by row

REVIEW, PAGE, COMMENT = "review", "page", "comment"


def texts_of(course: Course, kind: str, versions: Mapping[int, int]) -> Texts:
    """Return the texts of these rows as they are in these versions. One query, two for reviews; none for no rows."""
    return LOADERS[kind](course, versions) if versions else {}


def _of_reviews(course: Course, versions: Mapping[int, int]) -> Texts:
    """Return the answers in words, by review and field; the version of a review is a revision."""
    fields = set(course.review_fields.filter(kind__in=WRITTEN).values_list("key", flat=True))
    revisions = Revision.objects.filter(pk__in=versions.values()).values_list("review_id", "answers")
    return {
        (review, key): answer
        for review, answers in revisions
        for key, answer in answers.items()
        if key in fields and isinstance(answer, str) and answer
    }


def _of_pages(course: Course, versions: Mapping[int, int]) -> Texts:
    rows = PdfPage.objects.filter(pdf__in=versions).values_list("pdf_id", "number", "text")
    return {(pdf, str(number)): text for pdf, number, text in rows}


def _of_comments(course: Course, versions: Mapping[int, int]) -> Texts:
    return {(row.pk, "text"): row.plain_text for row in Comment.objects.filter(pk__in=versions).only("text")}


LOADERS: dict[str, Callable[[Course, Mapping[int, int]], Texts]] = {
    REVIEW: _of_reviews,
    PAGE: _of_pages,
    COMMENT: _of_comments,
}


def review_versions(cells: Collection[Cell]) -> Versions:
    """Return the revision that others read of each review, by the review."""
    return {cell.review.pk: cell.shown.pk for cell in cells if cell.review and cell.shown}


def pdfs_read(course: Course) -> dict[int, tuple[int, int]]:
    """Return the paper of each present PDF, and when its text was read, in milliseconds. One query."""
    rows = PaperPdf.objects.current().filter(paper__course=course).exclude(read_at=None)
    found = rows.values_list("pk", "paper_id", "read_at")
    return {pk: (paper, int(read_at.timestamp() * 1000)) for pk, paper, read_at in found if read_at}


def learn(course: Course, now: datetime) -> int:
    """Bring what the search knows of a course to what there is now; return how many texts changed.

    A search never trusts it: a text that it does not know in its present version is looked through as it is.
    """
    wanted = {
        REVIEW: review_versions(standings(course, now).values()),
        PAGE: {pdf: at for pdf, (_, at) in pdfs_read(course).items()},
        COMMENT: dict(Comment.objects.standing().filter(paper__course=course).values_list("pk", "version")),
    }
    return sum(_learn(course, kind, versions) for kind, versions in wanted.items())


def _learn(course: Course, kind: str, versions: Versions) -> int:
    known = SearchEntry.objects.known(course, kind)
    gone = known.keys() - versions.keys()
    SearchEntry.objects.filter(kind=kind, row__in=gone).delete()
    new = {row: version for row, version in versions.items() if known.get(row) != version}
    rows = list(new)
    for at in range(0, len(rows), 200):
        some = {row: new[row] for row in rows[at : at + 200]}
        SearchEntry.objects.learn(course, kind, some, texts_of(course, kind, some))
    return len(new) + len(gone)
