"""Store what the plan of an import says: fields, papers with their meetings, then reviews by the thousand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from courseapp.models import Course, Enrollment, Event, Meeting, Stamp, User
from reviews.imports.form import FormPlan
from reviews.imports.papers import PaperPlan
from reviews.imports.texts import Planned, TextPlan
from reviews.models import Paper, Review, Revision, why_not_counted

REASON = "from HotCRP"
BATCH = 200  # rows of one statement


def carry_out(
    course: Course, form: FormPlan, papers: Mapping[int, PaperPlan], texts: Sequence[TextPlan], *, now: datetime,
    by: User | None,
) -> None:  # fmt: skip
    """Store all of it, with its events; call it in a transaction, after the people."""
    _keep_form(course, form, now=now, by=by)
    for each in papers.values():
        _keep_paper(each, now=now, by=by)
    _keep_texts(course, papers, [each for each in texts if each.added], now=now, by=by)
    Stamp.objects.bump(course.pk)


def _keep_form(course: Course, form: FormPlan, *, now: datetime, by: User | None) -> None:
    for each in form.fields.values():
        if each.target is not None and each.target.pk is None:
            each.target.save(force_insert=True)
            Event.objects.record(
                course=course, kind="reviewfield.added", at=now, actor=by, subject=each.target,
                after={"key": each.target.key, "label": each.target.label}, reason=REASON,
            )  # fmt: skip


def _keep_paper(each: PaperPlan, *, now: datetime, by: User | None) -> None:
    """Store a new paper, with its meeting where that is new; fill what a stored one lacks."""
    paper = each.target
    if paper is None:
        return
    if each.makes_meeting:
        meeting = paper.meeting
        Meeting.objects.plan(meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at, now=now, by=by)
        paper.meeting = meeting
    if paper.pk is None:
        Paper.objects.add(paper, now=now, by=by)
    elif each.changes:
        paper.save(update_fields=each.changes)


def _keep_texts(
    course: Course, papers: Mapping[int, PaperPlan], texts: Sequence[TextPlan], *, now: datetime, by: User | None
) -> None:
    """Store reviews, revisions and events in a few statements for any number of them."""
    authors = _authors(course, texts)
    reviews = [_review(each, authors, papers) for each in texts]
    Review.objects.bulk_create([review for review in reviews if review.pk is None], batch_size=BATCH)
    heads = _heads([review.pk for review in reviews])
    revisions, events = list[Revision](), list[Event]()
    for each, review in zip(texts, reviews, strict=True):
        made = _revisions(course, each, review, heads.get(review.pk), now)
        revisions += made
        events.append(_event(review, made, now=now, by=by))
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    Event.objects.record_all(course, events)


def _authors(course: Course, texts: Sequence[TextPlan]) -> dict[str, Enrollment]:
    """Return the places of the authors by the addresses that the plan knows them by."""
    people = User.objects.by_address({each.address for each in texts})
    places = {place.user_id: place for place in course.enrollments.select_related("user")}
    return {address: places[person.pk] for address, person in people.items()}


def _review(each: TextPlan, authors: Mapping[str, Enrollment], papers: Mapping[int, PaperPlan]) -> Review:
    paper = papers[each.pid].target
    return each.review or Review(enrollment=authors[each.address], paper=paper)


def _heads(reviews: Sequence[int]) -> dict[int, tuple[int, Revision | None]]:
    """Return the highest number of each review's revisions, and the newest of its main line."""
    heads: dict[int, tuple[int, Revision | None]] = {}
    for one in Revision.objects.filter(review__in=reviews).order_by("number").defer("answers", "unasked"):
        newest = heads.get(one.review_id, (0, None))[1]
        heads[one.review_id] = (one.number, newest if one.beside_id else one)
    return heads


def _revisions(
    course: Course, each: TextPlan, review: Review, head: tuple[int, Revision | None] | None, now: datetime
) -> list[Revision]:
    number, newest = head or (0, None)
    return [_revision(course, review, planned, at, newest) for at, planned in enumerate(each.added, start=number + 1)]


def _revision(course: Course, review: Review, planned: Planned, number: int, head: Revision | None) -> Revision:
    return Revision(
        review=review, number=number, saved_at=planned.at, answers=planned.answers, unasked=planned.unasked,
        words=planned.words, is_complete=planned.is_complete, is_hand_in=planned.is_hand_in,
        keeps_draft=planned.keeps_draft, beside=head if planned.is_beside else None, origin=planned.origin,
        not_counted_because=why_not_counted(course, review.enrollment, planned.at),
    )  # fmt: skip


def _event(review: Review, made: Sequence[Revision], *, now: datetime, by: User | None) -> Event:
    told = [
        {
            "revision": one.number,
            "saved_at": one.saved_at.isoformat(),
            "is_hand_in": one.is_hand_in,
            "origin": one.origin,
        }
        for one in made
    ]
    return Event(
        kind="review.imported", at=now, actor=by, enrollment=review.enrollment, subject_type=review._meta.label_lower,
        subject_pk=review.pk, after={"paper": review.paper_id, "revisions": told}, reason=REASON,
    )  # fmt: skip
