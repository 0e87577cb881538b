"""Reviews of a paper whose texts are alike: found in the background, shown to staff, never a mark by itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from courseapp.answers import Answers, FieldKind
from courseapp.models import Course, Stamp
from reviews.likeness import Passages, similarity
from reviews.models import Comparison, Paper, ReviewField, Revision, Similarity
from reviews.standings import Cell, standings

WORTH_A_LOOK = 60  # per cent; the words of one paper are much the same in all its reviews
AT_ONCE = 200  # new revisions of a paper in one sweep; the next one goes on


@dataclass(frozen=True, slots=True)
class Flag:
    """That a review is like another of its paper, by so many per cent."""

    other: Cell
    percent: int


@transaction.atomic
def compare(paper: Paper, now: datetime) -> int:
    """Compare what others read of a paper's reviews, each new text with all; return how many were new.

    Nothing before the class's due time, for what counts may change until then. A class of 100 takes about a tenth of a
    second, and then only what is new: nine queries, six where nothing is.
    """
    if now <= paper.class_due_at:
        return 0
    shown = [cell.shown.pk for cell in standings(paper.course, now, papers=[paper]).values() if cell.shown]
    new = set(shown) - set(Comparison.objects.filter(revision__in=shown).values_list("revision", flat=True))
    if not new:
        return 0
    texts = _texts(paper.course, shown)
    chosen = sorted(new)[:AT_ONCE]
    seen = {pk for pk in shown if pk not in new}
    found: list[Similarity] = []
    for pk in chosen:
        found += [_pair(pk, other, percent) for other in seen if (percent := similarity(texts[pk], texts[other]))]
        seen.add(pk)
    worth = [one for one in found if one.percent >= WORTH_A_LOOK]
    Similarity.objects.bulk_create(worth, ignore_conflicts=True)
    if worth:
        Stamp.objects.bump(paper.course_id, paper.part)
    Comparison.objects.bulk_create([Comparison(revision_id=pk, at=now) for pk in chosen], ignore_conflicts=True)
    return len(chosen)


def flags(cells: Iterable[Cell]) -> dict[int, list[Flag]]:
    """Return what each review of a paper is like, the most alike first, by the review's primary key. One query.

    Only texts that are read now count: a flag goes when its text is replaced. For staff alone.
    """
    by_text = {cell.shown.pk: cell for cell in cells if cell.shown and cell.review}
    found: dict[int, list[Flag]] = defaultdict(list)
    for row in Similarity.objects.filter(one__in=by_text, other__in=by_text).order_by("-percent"):
        one, other = by_text[row.one_id], by_text[row.other_id]
        for mine, theirs in ((one, other), (other, one)):
            if mine.review is not None:
                found[mine.review.pk].append(Flag(theirs, row.percent))
    return dict(found)


def similarity_of(one: Revision, other: Revision) -> int | None:
    """Return by how many per cent two revisions are alike; None where it is not worth a look."""
    pair = Q(one=one, other=other) | Q(one=other, other=one)
    return Similarity.objects.filter(pair).values_list("percent", flat=True).first()


def written(fields: Iterable[ReviewField], answers: Answers) -> str:
    """Return all that a review says in words, but for its question to the class."""
    texts = (answers.get(one.key) for one in fields if one.kind == FieldKind.TEXT)
    return "\n\n".join(text for text in texts if isinstance(text, str))


def _texts(course: Course, revisions: list[int]) -> dict[int, Passages]:
    fields = list(course.review_fields.all())
    rows = Revision.objects.in_bulk(revisions)
    return {pk: Passages.of(written(fields, row.answers)) for pk, row in rows.items()}


def _pair(one: int, other: int, percent: int) -> Similarity:
    return Similarity(one_id=min(one, other), other_id=max(one, other), percent=percent)
