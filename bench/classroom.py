"""A class to measure with: 100 students, 20 papers, 1,000 reviews with all that belongs to them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import import_module
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from bench import texts
from courseapp.answers import Field, words
from courseapp.models import Announcement, Course, Enrollment, Event, Meeting, User
from courseapp.roles import Role
from desk.course_file import parse
from desk.demo import MODEL_COURSE
from desk.imports import import_course
from reviews.models import Extension, Mark, MarkRelease, Paper, Reading, Review, Revision, Waiver

STUDENTS, STAFF, PAPERS = 100, 5, 20
DISCUSSED = 18  # papers whose class is over; the other two are due next week
MARKED = 16  # papers whose marks are released
LATE = 3  # reviews a paper, of those that are over
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Classroom:
    """A course and who is in it."""

    course: Course
    students: list[Enrollment]
    staff: list[Enrollment]
    papers: list[Paper]


@transaction.atomic
def load(now: datetime, slug: str = "bench", students: int = STUDENTS, papers: int = PAPERS) -> Classroom:
    """Store a class in the middle of its term, each paper reviewed by half of it."""
    rng, room = Random(slug), unreviewed(now, slug, students, papers)
    for at in range(0, papers, 2):  # whoever does not review the one paper of a pair reviews the other
        shuffled = rng.sample(room.students, students)
        for paper, writers in zip(room.papers[at : at + 2], (shuffled[::2], shuffled[1::2]), strict=True):
            _reviews(room, paper, writers, rng, now)
    _allowances(room, rng)
    return room


@transaction.atomic
def unreviewed(now: datetime, slug: str, students: int, papers: int = 1) -> Classroom:
    """Store a class that has written nothing yet; its last papers are due next week."""
    course = _course(slug, now)
    staff = [*_people(course, Role.INSTRUCTOR, 1), *_people(course, Role.ASSISTANT, STAFF - 1)]
    pupils = _people(course, Role.STUDENT, students)
    return Classroom(course, pupils, staff, [_paper(course, number, papers, now) for number in range(papers)])


def sessions(people: list[Enrollment], count: int) -> list[str]:
    """Return the session keys of so many log-ins, shared out among these people."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for number in range(count):
        user = people[number % len(people)].user
        session = store()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys


def _course(slug: str, now: datetime) -> Course:
    """Make a course with the model course's form, policy and texts, eleven weeks old."""
    source = parse(MODEL_COURSE.read_text(encoding="utf-8"))
    today = now.date()
    own = replace(source.course, slug=slug, starts_on=today - 77 * DAY, ends_on=today + 30 * DAY)
    course = import_course(replace(source, course=own, meetings=(), announcements=(), writeup=None), now=now).course
    for number in range(4):
        Announcement.objects.create(
            course=course, title=f"Week {number + 1}", body=texts.review(Random(number))["opinion"],
            publish_at=now - (10 - number) * DAY,
        )  # fmt: skip
    return course


def _people(course: Course, role: Role, count: int) -> list[Enrollment]:
    addresses = [f"{role.value}{number}@{course.slug}.example.edu" for number in range(count)]
    names = [f"{role.label} {number:03} of {course.slug}" for number in range(count)]
    made = [User(email=email, name=name) for email, name in zip(addresses, names, strict=True)]
    for user in made:
        user.set_unusable_password()
    people = User.objects.bulk_create(made)
    places = [Enrollment(course=course, user=user, role=role, began_on=course.starts_on) for user in people]
    return Enrollment.objects.bulk_create(places)


def _paper(course: Course, number: int, papers: int, now: datetime) -> Paper:
    """Make the paper of a meeting of its own: a pair a week, the last pair in six days."""
    weeks = number // 2 - max(0, papers // 2 - 1) + 1
    starts_at = now + timedelta(days=7 * weeks - 1, hours=2 * (number % 2))
    meeting = Meeting.objects.create(
        course=course, key=f"class-{number}", topic=f"Class {number}", starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=100), summary="What is **new** here, and what does it *cost*?",
    )  # fmt: skip
    topic = texts.TOPICS[number % len(texts.TOPICS)]
    return Paper.objects.create(
        course=course, meeting=meeting, key=f"paper-{number}", title=f"On {topic}, part {number}",
        authors="A. Author, B. Writer, C. Scribe", venue="SOSP", year=2023, url="https://example.edu/paper",
        abstract=texts.review(Random(number))["summary"],
    )  # fmt: skip


def _reviews(room: Classroom, paper: Paper, writers: list[Enrollment], rng: Random, now: datetime) -> None:
    """Store a review by each of the writers: drafts, then the hand-in; a few late; marks, first readings, events."""
    paper.course = paper.meeting.course = room.course
    reviews = Review.objects.bulk_create([Review(enrollment=writer, paper=paper) for writer in writers])
    rows: list[Revision] = []
    fields = [field.as_rule() for field in room.course.review_fields.all()]
    for place, review in enumerate(reviews):
        is_late = place < LATE and paper.class_due_at < now
        done_at = min(now, paper.class_due_at) + (1 if is_late else -1) * timedelta(hours=rng.uniform(0.2, 20))
        rows += _revisions(review, min(done_at, now), rng, fields)
    stored = Revision.objects.bulk_create(rows, batch_size=500)
    last = {revision.review_id: revision for revision in stored}
    Event.objects.bulk_create([_event(room.course, review, last[review.pk]) for review in reviews])
    number = room.papers.index(paper)
    if number < DISCUSSED * len(room.papers) // PAPERS:
        Reading.objects.bulk_create(
            [Reading(enrollment=writer, paper=paper, at=paper.meeting.ends_at) for writer in writers]
        )
    if number < MARKED * len(room.papers) // PAPERS:
        _marks(room, paper, reviews, last, rng)


def _revisions(review: Review, done_at: datetime, rng: Random, fields: list[Field]) -> list[Revision]:
    answers = texts.review(rng)
    said = [*texts.drafts(answers, rng), answers]
    return [
        Revision(
            review=review,
            number=number,
            answers=text,
            words=words(fields, text),
            is_complete=text is answers,
            is_hand_in=text is answers,
            saved_at=done_at - (len(said) - number) * timedelta(minutes=4),
        )
        for number, text in enumerate(said, start=1)
    ]


def _event(course: Course, review: Review, last: Revision) -> Event:
    return Event(
        course=course, kind="review.handed_in", at=last.saved_at, actor_id=review.enrollment.user_id,
        enrollment=review.enrollment, subject_type="reviews.review", subject_pk=review.pk,
        after={"paper": review.paper_id, "revision": last.number}, request_id="bench",
    )  # fmt: skip


def _marks(room: Classroom, paper: Paper, reviews: list[Review], last: dict[int, Revision], rng: Random) -> None:
    at, by = paper.meeting.ends_at + DAY, room.staff[0].user
    comments = [texts.review(rng)["question"] for _ in reviews]
    Mark.objects.bulk_create(
        [
            Mark(
                review=review,
                revision=last[review.pk],
                symbol=rng.choice(("✓+", "✓", "✓−")),
                comment=said,
                at=at,
                by=by,
            )
            for review, said in zip(reviews, comments, strict=True)
        ]
    )
    MarkRelease.objects.create(paper=paper, at=at, by=by)


def _allowances(room: Classroom, rng: Random) -> None:
    """Grant two extensions and a waiver a paper."""
    for paper in room.papers:
        first, second, third = rng.sample(room.students, 3)
        granted_at, by = paper.class_due_at - 2 * DAY, room.staff[0].user
        for student in (first, second):
            Extension.objects.create(
                enrollment=student, paper=paper, due_at=paper.class_due_at + DAY, granted_at=granted_at,
                granted_by=by, reason="Ill",
            )  # fmt: skip
        Waiver.objects.create(enrollment=third, paper=paper, granted_at=granted_at, granted_by=by, reason="Speaks")
