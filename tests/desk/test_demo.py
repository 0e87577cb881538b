"""The demo: one story, told up to a stage, the same for the same seed, beside every other course."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import resolve

from courseapp import clock
from courseapp.models import Absence, Announcement, Course, Enrollment, Event, Material, User
from courseapp.roles import Role
from desk.course_file import parse
from desk.demo import MODEL_COURSE, Stage, build
from desk.demo.cast import read_cast, read_toml
from desk.demo.prose import bank, unwrapped
from guests.models import GuestQuestion
from lottery.models import Draw, Lottery
from lottery.proof import first_difference
from reviews.models import Extension, Review, Revision, Waiver
from tests import build as make

REAL_NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PROSE = Path(MODEL_COURSE).parents[1] / "demo" / "prose"
SEED = 7670


def sheet(slug: str) -> dict[str, dict[str, str]]:
    """Return the grade sheet as of the course's own now, a row a student, by name."""
    out = StringIO()
    with time_machine.travel(REAL_NOW, tick=False):
        call_command("export_grades", slug, stdout=out)
    return {row["Name"]: row for row in csv.DictReader(StringIO(out.getvalue()))}


@pytest.fixture(scope="module")
def finals(django_db_setup: None, django_db_blocker: Any) -> Iterator[Course]:
    """Return a demo course at the end of its term, built once for the module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(Stage.FINALS, seed=SEED, now=REAL_NOW, slug="demo-finals")
        transaction.set_rollback(True)


def test_the_clock_of_a_demo_shows_its_stage_and_keeps_running(finals: Course) -> None:
    with time_machine.travel(REAL_NOW + timedelta(minutes=5), tick=False):
        now = clock.now(finals)

    assert f"{now.astimezone(finals.zone):%Y-%m-%d %H:%M}" == "2025-12-11 15:05"


def test_the_story_has_its_people(finals: Course) -> None:
    roles = [enrollment.role for enrollment in finals.enrollments.all()]

    assert (roles.count(Role.INSTRUCTOR), roles.count(Role.ASSISTANT), roles.count(Role.STUDENT)) == (1, 1, 24)
    assert not any(user.has_usable_password() for user in User.objects.filter(enrollments__course=finals))
    assert Enrollment.objects.demo_log_ins(Role.STUDENT).first().user.email == "student@example.edu"


def test_everything_happened_at_its_time(finals: Course) -> None:
    stage_at = REAL_NOW + finals.clock_offset

    assert not Event.objects.filter(course=finals, at__gt=stage_at).exists()
    assert not Revision.objects.filter(saved_at__gt=stage_at).exists()
    assert Event.objects.filter(course=finals).values("at").distinct().count() > 500


def test_reviews_end_in_every_way_there_is(finals: Course) -> None:
    reviews = Review.objects.filter(paper__course=finals)
    late = [one for one in reviews if one.revisions.first().saved_at > one.paper.class_due_at]

    assert Extension.objects.filter(paper__course=finals).count() == 2
    assert Waiver.objects.filter(paper__course=finals).count() == 1
    assert reviews.exclude(accepted_at=None).count() >= 2
    assert len(late) > reviews.exclude(accepted_at=None).count()
    assert reviews.exclude(revisions__is_hand_in=True).exists()
    assert Revision.objects.filter(review__in=reviews).exclude(beside=None).exists()


def test_no_two_students_tell_a_paper_in_the_same_words(finals: Course) -> None:
    told: dict[int, list[str]] = {}
    for review in Review.objects.filter(paper__course=finals):
        told.setdefault(review.paper_id, []).append(review.revisions.main_line().last().answers["summary"])

    assert len(told) == 12
    assert all(len(set(summaries)) == len(summaries) for summaries in told.values())


def test_every_lottery_can_be_recomputed(finals: Course) -> None:
    lotteries = Lottery.objects.filter(meeting__course=finals)

    assert lotteries.count() == 22
    assert [first_difference(lottery.record(), lottery.final_hash) for lottery in lotteries] == [None] * 22
    outcomes = set(Draw.objects.filter(lottery__meeting__course=finals).values_list("outcome", flat=True))
    assert outcomes >= {"answered", "passed", "absent", "late", "void"}


def test_absences_have_evidence_and_some_are_excused(finals: Course) -> None:
    standing = Absence.objects.standing().filter(meeting__course=finals)

    sources = set(standing.values_list("evidence__source", flat=True))
    assert sources == {"draw", "roll_call", "staff"}
    assert standing.exclude(excused_at=None).count() == 2


def test_guest_questions_are_credited_claimed_and_declined(finals: Course) -> None:
    states = {question.state for question in GuestQuestion.objects.filter(guest__course=finals)}

    assert states == {"credited", "declined"}


def test_what_was_announced_is_published_when_it_was_due(finals: Course) -> None:
    announcements = Announcement.objects.filter(course=finals)

    assert announcements.count() == 9
    assert all(one.published_at == one.publish_at for one in announcements)
    assert Material.objects.get(key="notes-week-1", meeting__course=finals).published_at is not None


def test_the_demo_s_student_ends_with_81_60(finals: Course) -> None:
    row = sheet(finals.slug)["Nadia Brandt-Okoro"]

    assert [row[name] for name in ("Paper reviews", "Attending in person", "Questions to guest speakers")] == [
        "36.00",
        "18.00",
        "10.00",
    ]
    assert (row["Opinion write-up"], row["Total"], row["Open"]) == ("17.60", "81.60", "0.00")


def test_at_the_end_nothing_is_open_and_grades_differ(finals: Course) -> None:
    rows = sheet(finals.slug).values()

    assert {row["Open"] for row in rows} == {"0.00"}
    assert len({row["Total"] for row in rows}) > 15


def test_the_same_seed_tells_the_same_story_and_replaces_the_old_one(finals: Course) -> None:
    before = sheet(finals.slug)

    again = build(Stage.FINALS, seed=SEED, now=REAL_NOW, slug=finals.slug)

    assert sheet(again.slug) == before
    assert Course.objects.filter(slug=finals.slug).count() == 1


@pytest.mark.django_db
def test_before_class_some_have_handed_in_and_some_have_ninety_minutes_left() -> None:
    course = build(Stage.BEFORE_CLASS, seed=SEED, now=REAL_NOW)
    now = REAL_NOW + course.clock_offset

    paper = course.papers.get(key="paged-attention")
    done = Review.objects.filter(paper=paper, revisions__is_hand_in=True).distinct().count()
    nadia = Review.objects.get(paper=paper, enrollment__user__email="student@example.edu")

    assert paper.class_due_at - now == timedelta(minutes=90)
    assert 5 < done < 20
    assert not nadia.revisions.filter(is_complete=True).exists()
    assert Lottery.objects.get(meeting=paper.meeting).phrase == ""
    assert not Event.objects.filter(course=course, at__gt=now).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("stage", "reviews", "pending"), [(Stage.WEEK0, False, 0), (Stage.IN_CLASS, True, 1)])
def test_other_stages_stand_where_they_should(stage: Stage, reviews: bool, pending: int) -> None:
    call_command("demo", stage=stage.value, slug="some-stage", verbosity=0)

    course = Course.objects.get(slug="some-stage")
    assert course.demo_stage == stage
    assert Review.objects.exists() is reviews
    assert Draw.objects.filter(outcome="pending").count() == pending


@pytest.mark.django_db
def test_a_real_course_of_that_slug_is_refused_and_left_alone() -> None:
    real = make.course("cs7670-25fall", title="The real one")

    with pytest.raises(CommandError, match="is no demo, and stays as it is"):
        call_command("demo", stage="week0")

    real.refresh_from_db()
    assert (real.title, real.clock_offset, real.demo_stage) == ("The real one", None, "")
    assert real.meetings.count() == 0


@pytest.mark.django_db
def test_two_demos_of_one_seed_stand_side_by_side() -> None:
    call_command("demo", stage="week0", slug="one", verbosity=0)
    call_command("demo", stage="week0", slug="two", verbosity=0)

    assert set(Course.objects.values_list("slug", flat=True)) >= {"one", "two"}


@pytest.mark.django_db
def test_a_slug_that_is_none_is_told() -> None:
    with pytest.raises(CommandError, match=r"--slug “My Demo” is not made of small letters"):
        call_command("demo", stage="week0", slug="My Demo")


def test_every_required_paper_has_sentences_and_every_story_a_paper() -> None:
    source = parse(MODEL_COURSE.read_text(encoding="utf-8"))
    required = {paper.key for paper in source.papers if paper.required}

    assert {path.stem for path in PROSE.glob("*.toml")} == required
    for key in required:
        assert {name: len(sentences) >= 3 for name, sentences in bank(key).items()} == dict.fromkeys(bank(key), True)
    for student in read_cast().students:
        assert set(student.reviews) <= required


def test_an_essay_has_a_line_a_paragraph_as_one_that_was_typed_in_a_browser() -> None:
    assert (
        unwrapped("A claim\nand its end.\n\nA *second*\nparagraph.\n")
        == "A claim and its end.\n\nA *second* paragraph."
    )


def test_every_team_is_of_the_cast() -> None:
    emails = {student.email for student in read_cast().students}
    members = [email for team in read_toml("essays.toml")["teams"] for email in team["members"]]

    assert len(members) == len(set(members))
    assert set(members) <= emails


def walk(client: Client, course: Course, each: int = 2) -> Iterator[tuple[str, str]]:
    """Visit what links lead to from the course's home, at most ``each`` pages of a kind; give address and page."""
    waiting, seen, visits = [course.get_absolute_url()], set[str](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = resolve(address.partition("?")[0]).view_name
        if address in seen or visits[kind] >= each:
            continue
        seen.add(address)
        visits[kind] += 1
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            yield address, page
            links = [urljoin(address, unescape(link)) for link in re.findall(r'href="([^"#]+)', page)]
            waiting += [link for link in links if link.startswith(course.get_absolute_url())]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["student", "assistant", "instructor"])
def test_every_link_that_a_role_sees_answers_with_a_well_formed_page(finals: Course, role: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=f"{role}@example.edu"))
    with time_machine.travel(REAL_NOW, tick=False):
        pages = dict(walk(client, finals))

    assert len(pages) > 30
    for address, page in pages.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
        assert levels.count(1) == 1, address
        assert all(deeper <= higher + 1 for higher, deeper in pairwise([0, *levels])), (address, levels)
        assert re.search(r"<title>\s*\S.* · Courseapp</title>", page, re.DOTALL), address
        assert not {name for name, count in Counter(re.findall(r'\bid="([^"]+)"', page)).items() if count > 1}, address
