"""Announcements and materials: who sees them, from when, and who writes them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courseapp.models import Course, Enrollment, Material, Meeting
from tests import build
from tests.build import CLASS_AT, HOUR

BEFORE, AFTER = CLASS_AT - HOUR, CLASS_AT + HOUR


@pytest.mark.parametrize(("publish_at", "seen"), [(None, False), (BEFORE, True), (CLASS_AT, True), (AFTER, False)])
def test_an_announcement_appears_at_its_time_and_staff_see_it_before_in_the_list(
    course: Course, ada: Enrollment, tess: Enrollment, as_, at, publish_at, seen: bool
) -> None:
    at(CLASS_AT)
    course.announcements.create(title="Bring questions", body="*Two* each.", publish_at=publish_at)
    home, everything = f"/c/{course.slug}/", f"/c/{course.slug}/announcements/"
    for who, page in ((ada, home), (ada, everything), (tess, home)):
        assert ("Bring questions" in as_(who).get(page).content.decode()) == seen
    assert "Bring questions" in as_(tess).get(everything).content.decode()


def test_staff_announce_and_students_may_not(course: Course, ada: Enrollment, tess: Enrollment, as_, at) -> None:
    at(CLASS_AT)
    posted = {"title": "No class on Friday", "body": "I travel.", "publish_at": "2025-10-07T09:50", "is_pinned": "on"}
    assert as_(ada).post(f"/c/{course.slug}/announcements/new/", posted).status_code == 403
    assert as_(tess).post(f"/c/{course.slug}/announcements/new/", posted).status_code == 302
    announcement = course.announcements.get()
    assert (announcement.publish_at, announcement.pinned_at, announcement.author) == (CLASS_AT, CLASS_AT, tess.user)


def test_only_the_instructor_deletes(course: Course, tess: Enrollment, ines: Enrollment, as_) -> None:
    announcement = course.announcements.create(title="Old", body="News")
    url = f"/c/{course.slug}/announcements/{announcement.pk}/delete/"
    assert as_(tess).post(url).status_code == 403
    assert as_(ines).get(url).status_code == 405
    assert as_(ines).post(url).status_code == 302
    assert not course.announcements.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_announcements_costs_five_queries(
    course: Course, ada: Enrollment, as_, at, count: int, django_assert_num_queries
) -> None:
    at(CLASS_AT)
    for number in range(count):
        course.announcements.create(title=f"News {number}", body=f"Text {number}", publish_at=BEFORE)
    client = as_(ada)
    client.get(f"/c/{course.slug}/announcements/")
    with django_assert_num_queries(4):
        client.get(f"/c/{course.slug}/announcements/")


def test_a_material_is_hidden_until_its_time_by_every_address(
    course: Course, meeting: Meeting, ada: Enrollment, tess: Enrollment, as_, at
) -> None:
    at(CLASS_AT)
    notes = Material.objects.create(
        meeting=meeting,
        title="Notes",
        kind="notes",
        body="# Attention",
        publish_at=AFTER,
        file=SimpleUploadedFile("n.txt", b"x"),
    )
    for page in (f"materials/{notes.pk}/", f"materials/{notes.pk}/file/"):
        assert as_(ada).get(f"/c/{course.slug}/{page}").status_code == 404
    assert as_(tess).get(f"/c/{course.slug}/materials/{notes.pk}/").status_code == 200
    assert "Notes" not in as_(ada).get(f"/c/{course.slug}/meetings/{meeting.pk}/").content.decode()
    at(AFTER + timedelta(seconds=1))
    handed_out = as_(ada).get(f"/c/{course.slug}/materials/{notes.pk}/file/")
    assert handed_out["Content-Disposition"].startswith("attachment")
    assert handed_out["X-Content-Type-Options"] == "nosniff"
    assert b"".join(handed_out.streaming_content) == b"x"


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"title": "Slides", "kind": "slides"}, "a title alone leads nowhere"),
        ({"title": "Slides", "kind": "slides", "url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"title": "Slides", "kind": "slides", "file": SimpleUploadedFile("slides.exe", b"MZ")}, "can’t be kept here"),
    ],
)
def test_a_material_without_matter_is_refused(
    course: Course, meeting: Meeting, tess: Enrollment, as_, posted, words: str
) -> None:
    answer = as_(tess).post(f"/c/{course.slug}/meetings/{meeting.pk}/materials/new/", posted)
    assert words in answer.content.decode()
    assert not Material.objects.exists()


def test_a_material_of_another_course_is_not_found(course: Course, meeting: Meeting, ines: Enrollment, as_) -> None:
    other = Material.objects.create(meeting=build.meeting(build.course()), title="Theirs", body="x", publish_at=BEFORE)
    assert as_(ines).get(f"/c/{course.slug}/materials/{other.pk}/").status_code == 404
    assert as_(ines).get(f"/c/{course.slug}/materials/{other.pk}/edit/").status_code == 404
