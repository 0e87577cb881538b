"""Staff look through a student's eyes, or at another time: they see just that, and change nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from time_machine import travel

from courseapp.models import Enrollment, Event, Stamp
from courseapp.roles import Role
from reviews.models import Paper, Reading, Review
from tests import build
from tests.permissions import Row, courseapp, desk, grading, guests, lottery, reviews, writeups
from tests.permissions.world import NOW, World, built
from tests.test_permissions_table import OURS

As = Callable[[Enrollment], Client]
At = Callable[..., None]

BEFORE = build.CLASS_AT - build.DAY
AFTER = build.CLASS_AT + build.HOUR
ROWS = [row for table in (courseapp, desk, reviews, lottery, guests, writeups, grading) for row in table.ROWS]


def address(place: Enrollment, name: str, *args: Any) -> str:
    return reverse(name, args=[place.course.slug, *args])


def look(client: Client, target: Enrollment, **more: str) -> Any:
    return client.post(address(target, "look_create", target.uuid), more)


def stored() -> dict[str, list[Any]]:
    """Return every row of every table, but for sessions, stamps and the log of looks."""
    models = [model for model in apps.get_models() if model._meta.app_label not in ("sessions", "contenttypes", "auth")]
    rows = {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())  # type: ignore[attr-defined]
        for model in models
        if model not in (Event, Stamp)
    }
    return rows | {"events": list(Event.objects.exclude(kind__startswith="look.").values_list("pk", "kind"))}


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """The world of the permission table an hour later; somebody else has handed in, too, so there is more to read."""
    settings.MEDIA_ROOT = tmp_path
    with travel(NOW, tick=False):
        made = built()
        paper = Paper.objects.get(pk=made.arguments["paper_pk"])
        asked = {**build.FULL, "question": "Why not?"}
        build.review(build.enrollment(made.course), paper, now=paper.class_due_at - build.DAY, answers=asked)
    with travel(NOW + build.HOUR, tick=False):
        yield made


def ask(world: World, client: Client, row: Row, query: str = "") -> int:
    """Return the status of what a row of the permission table asks for."""
    names = next(endpoint.arguments for endpoint in OURS if endpoint.name == row.name)
    url = reverse(row.name, kwargs={name: world.argument(name, row.arguments.get(name)) for name in names})
    answer = client.get(url + query) if row.method == "GET" else client.post(url)
    if answer.streaming:
        b"".join(answer)  # type: ignore[arg-type]  # read to its end, so that its file is closed
    return answer.status_code


def place_of(world: World, who: str) -> Enrollment:
    return Enrollment.objects.get(user_id=world.clients[who].session["_auth_user_id"], course=world.course)


@pytest.mark.parametrize("who", ["ada", "bo", "auditor"])
def test_every_page_answers_as_to_the_student_and_stores_nothing(world: World, who: str) -> None:
    client = world.clients["ines"]
    look(client, place_of(world, who))
    before = stored()
    for row in ROWS:
        if row.method == "GET" and row.name not in ("look_list", "writeups:draft_detail"):
            assert str(ask(world, client, row)) == row.answers[who], row
    assert stored() == before


def test_the_same_pages_do_note_a_reading_for_the_student_in_person(world: World) -> None:
    for row in ROWS:
        if row.method == "GET":
            ask(world, world.clients["ada"], row)
    assert Reading.objects.filter(enrollment=place_of(world, "ada")).count() == 1


def test_nothing_is_done_in_a_students_name(world: World) -> None:
    client = world.clients["ines"]
    look(client, place_of(world, "ada"))
    before = stored()
    for row in ROWS:
        if row.method == "POST" and row.answers["ada"] == "ok":
            assert ask(world, client, row) == 403, row
    assert stored() == before


def test_every_page_opens_at_another_time_and_stores_nothing(world: World) -> None:
    before = stored()
    for row in ROWS:
        if row.method == "GET" and row.answers["ines"] == "200":
            assert ask(world, world.clients["ines"], row, "?at=2025-11-20T12:00") == 200, row
    assert stored() == before


def test_staff_see_what_the_student_sees_under_a_banner(as_: As, at: At, ines: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    client = as_(ines)
    page = look(client, ada, next=address(ada, "grading:statement")).url
    assert page == address(ada, "grading:statement")
    said = client.get(page).content.decode()
    assert "You see this course as <strong>Ada Lovelace</strong> (student)" in said
    assert client.get(address(ada, "people")).status_code == 403
    assert "as <strong>Ada Lovelace" in client.get(address(ada, "people")).content.decode()


def test_a_page_that_is_not_for_the_student_leads_to_the_courses_home(
    as_: As, ines: Enrollment, ada: Enrollment
) -> None:
    for page in (address(ada, "people"), "https://elsewhere.example/", "/accounts/login/"):
        assert look(as_(ines), ada, next=page).url == ada.course.get_absolute_url()


def test_a_look_begins_and_ends_with_an_event_each(as_: As, at: At, tess: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    client = as_(tess)
    look(client, ada)
    client.post(address(ada, "look_delete"))
    client.post(address(ada, "look_delete"))
    assert [(event.kind, event.actor, event.enrollment) for event in Event.objects.all()] == [
        ("look.began", tess.user, ada), ("look.ended", tess.user, ada),
    ]  # fmt: skip
    assert client.get(address(ada, "people")).status_code == 200


def test_from_one_student_to_the_next_ends_the_first_look(
    as_: As, at: At, tess: Enrollment, ada: Enrollment, bo: Enrollment
) -> None:
    at(BEFORE)
    client = as_(tess)
    look(client, ada)
    look(client, bo)
    assert [event.kind for event in Event.objects.all()] == ["look.began", "look.ended", "look.began"]
    assert "as <strong>Bo Diddley" in client.get(address(bo, "course_home")).content.decode()


def test_a_look_is_over_after_an_hour(as_: As, at: At, ines: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    client = as_(ines)
    look(client, ada)
    at(BEFORE + timedelta(minutes=59))
    assert client.get(address(ada, "people")).status_code == 403
    at(BEFORE + timedelta(minutes=60))
    assert client.get(address(ada, "people")).status_code == 200
    assert Event.objects.get(kind="look.ended").reason == "its time was over, or the place gone"


@pytest.mark.parametrize("change", [{"role": Role.ASSISTANT}, {"role": Role.INSTRUCTOR}])
def test_a_look_is_over_when_its_student_becomes_staff(
    as_: As, at: At, tess: Enrollment, ada: Enrollment, change
) -> None:
    at(BEFORE)
    client = as_(tess)
    look(client, ada)
    Enrollment.objects.filter(pk=ada.pk).update(**change)
    assert client.get(address(ada, "people")).status_code == 200


def test_a_look_is_over_when_its_student_is_gone(as_: As, at: At, tess: Enrollment, bo: Enrollment) -> None:
    at(BEFORE)
    client = as_(tess)
    look(client, bo)
    bo.delete()
    assert client.get(address(tess, "people")).status_code == 200


def test_who_is_no_longer_staff_sees_as_themselves(as_: As, at: At, tess: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    client = as_(tess)
    look(client, ada)
    Enrollment.objects.filter(pk=tess.pk).update(role=Role.STUDENT)
    page = client.get(address(ada, "grading:statement")).content.decode()
    assert "Ada Lovelace" not in page
    assert client.get(address(ada, "people")).status_code == 403
    Enrollment.objects.filter(pk=tess.pk).update(role=Role.ASSISTANT, ended_on=BEFORE.date() - build.DAY)
    assert client.get(address(ada, "course_home")).status_code == 404


def test_other_courses_stay_the_viewers_own(as_: As, at: At, ines: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    other = build.enrollment(build.course(), Role.INSTRUCTOR, person=ines.user)
    build.enrollment(other.course, person=ada.user)
    client = as_(ines)
    look(client, ada)
    assert client.get(address(other, "people")).status_code == 200
    assert "You see this course" not in client.get("/").content.decode()


def test_nobody_looks_through_the_eyes_of_staff_or_of_another_course(
    as_: As, at: At, tess: Enrollment, ines: Enrollment, ada: Enrollment
) -> None:
    at(BEFORE)
    foreign = build.enrollment(build.course())
    client = as_(tess)
    for target in (ines, tess, foreign):
        assert client.post(address(tess, "look_create", target.uuid)).status_code == 404
    assert as_(ada).post(address(ada, "look_create", ada.uuid)).status_code == 403
    assert Event.objects.count() == 0


def test_a_team_keeps_its_drafts_to_itself(as_: As, at: At, ines: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    build.brief(ada.course)
    as_(ada).post(address(ada, "writeups:version_create"), {"title": "Mine", "body": "Not yet for you.", "draft": "1"})
    assert "Not yet for you." in as_(ada).get(address(ada, "writeups:writeup_detail")).content.decode()
    client = as_(ines)
    look(client, ada)
    assert "Not yet for you." not in client.get(address(ada, "writeups:writeup_detail")).content.decode()


def test_a_page_of_another_time_follows_the_rules_of_that_time(
    as_: As, at: At, ines: Enrollment, ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE, answers={**build.FULL, "opinion": f"{student.name} thinks."})
    at(BEFORE + build.HOUR)
    client, page = as_(ines), address(ada, "reviews:paper_detail", paper.pk)
    look(client, ada)
    assert "Bo Diddley thinks." not in client.get(page).content.decode()
    then = client.get(f"{page}?at=2025-10-07T09:53").content.decode()
    assert "Bo Diddley thinks." in then
    assert "Tue 7 Oct 2025, 09:53" in then
    assert Reading.objects.count() == 0
    assert "Bo Diddley thinks." not in as_(ada).get(page).content.decode()


def test_a_text_that_was_saved_later_is_not_there_yet(
    as_: As, at: At, ines: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    build.review(ada, paper, now=BEFORE, answers={**build.FULL, "opinion": "Saved on Monday."})
    at(AFTER)
    page = address(ada, "reviews:paper_detail", paper.pk)
    assert "Saved on Monday." in as_(ines).get(page).content.decode()
    assert "Saved on Monday." not in as_(ines).get(f"{page}?at=2025-10-05T12:00").content.decode()


@pytest.mark.parametrize("said", ["", "never", "2025-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "1e9"])
def test_a_time_that_is_none_is_now(as_: As, at: At, ines: Enrollment, said: str) -> None:
    at(BEFORE)
    answer = as_(ines).get(address(ines, "course_home"), {"at": said})
    assert answer.status_code == 200
    assert "Nothing can be changed" not in answer.content.decode()


def test_students_stay_in_the_present(as_: As, at: At, ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE, answers={**build.FULL, "opinion": f"{student.name} thinks."})
    at(BEFORE + build.HOUR)
    page = address(ada, "reviews:paper_detail", paper.pk)
    said = as_(ada).get(page, {"at": "2025-10-08T12:00"}).content.decode()
    assert "Bo Diddley thinks." not in said
    answer = as_(ada).post(
        address(ada, "reviews:review_edit", paper.pk) + "?at=2025-10-01T00:00",
        {**build.FULL, "based_on": "1", "opinion": "Anew", "hand_in": "1"},
    )
    assert answer.status_code == 302
    assert Review.objects.get(enrollment=ada).revisions.last().saved_at == BEFORE + build.HOUR  # type: ignore[union-attr]


def test_no_form_is_taken_from_a_page_of_another_time(
    as_: As, at: At, ines: Enrollment, ada: Enrollment, paper: Paper
) -> None:
    at(BEFORE)
    page = address(ada, "reviews:paper_edit", paper.pk)
    client = as_(ines)
    assert client.post(f"{page}?at=2025-10-01T00:00", {"title": "Other"}).status_code == 403
    before = f"http://testserver{page}?at=2025-10-01T00:00"
    answer = client.post(page, {"title": "Other"}, headers={"referer": before})
    assert answer.status_code == 403
    assert "You are looking at another time" in answer.content.decode()
    assert client.post(page, {"title": "Other"}).status_code == 200


def test_a_fragment_belongs_to_the_page_that_asks_for_it(as_: As, at: At, ines: Enrollment, ada: Enrollment) -> None:
    at(BEFORE)
    home = address(ada, "course_home")
    before = f"http://testserver{home}?at=2025-10-20T00:00"
    fetched = as_(ines).get(home, headers={"referer": before, "sec-fetch-dest": "empty"}).content.decode()
    opened = as_(ines).get(home, headers={"referer": before, "sec-fetch-dest": "document"}).content.decode()
    assert "Mon 20 Oct 2025" in fetched
    assert "Mon 20 Oct 2025" not in opened
