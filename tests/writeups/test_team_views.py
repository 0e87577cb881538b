"""Write-ups as staff see them: the task, teams, late work, marks and their release."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from courseapp.roles import Role
from tests import build
from writeups.models import LateAcceptance, Team, WriteUp, WriteUpMark, WriteUpRelease


@pytest.fixture
def brief(course):
    return build.brief(course)


@pytest.fixture(autouse=True)
def _before_it_is_due(at, brief):
    at(brief.due_at - build.HOUR)


def url(name, *args):
    return reverse(f"writeups:{name}", args=["cs7670-25fall", *args])


def text(response):
    return response.content.decode()


def post(client, *, key="k", body="I disagree."):
    return client.post(url("version_create"), {"act_key": key, "title": "", "body": body})


def test_staff_set_the_task_once(as_, course, tess, brief):
    brief.delete()
    fields = {"title": "Opinion", "text": "Have one.", "due_at": "2025-12-02T23:59"}
    as_(tess).post(url("brief_edit"), fields)
    as_(tess).post(url("brief_edit"), {**fields, "due_at": "2025-12-03T23:59"})
    course.refresh_from_db()
    assert course.writeup_brief.due_at.isoformat() == "2025-12-04T04:59:00+00:00"
    assert course.events.filter(kind="writeup.due_changed").count() == 2


def test_an_earlier_due_time_that_makes_work_late_is_refused_with_the_earliest_that_does_not(as_, ada, tess, brief):
    post(as_(ada))
    response = as_(tess).post(url("brief_edit"), {"title": "Opinion", "text": "", "due_at": "2025-12-02T12:00"})
    assert "The earliest due time is Tue 2 Dec, 22:57:00." in text(response)
    brief.refresh_from_db()
    assert brief.due_at == build.brief.__defaults__[0]


def test_staff_make_a_team_and_move_a_student_into_it(as_, course, tess, ada, bo):
    as_(tess).post(url("team_create"), {"name": "Sceptics", "members": [ada.pk]})
    team = Team.objects.get()
    as_(tess).post(url("membership_create", team.pk), {"enrollment": bo.pk})
    assert list(team.members()) == [ada, bo]
    response = as_(tess).post(url("membership_create", team.pk), {"enrollment": bo.pk})
    assert response.status_code == 422
    assert team.memberships.count() == 2


def test_staff_mark_a_team_in_points_of_100(as_, tess, ada):
    team = build.team(ada)
    as_(tess).post(url("mark_create", team.pk), {"points": "87.25", "feedback": "Good."})
    mark = WriteUpMark.objects.get()
    assert (mark.share, mark.feedback, mark.by, mark.enrollment) == (Decimal("0.8725"), "Good.", tess.user, None)


@pytest.mark.parametrize("points", ["101", "-1", "12.345", "many"])
def test_a_mark_that_is_no_points_of_100_is_refused_and_the_feedback_stays(as_, tess, ada, points):
    response = as_(tess).post(url("mark_create", build.team(ada).pk), {"points": points, "feedback": "A long text."})
    assert response.status_code == 422
    assert "A long text." in text(response)
    assert not WriteUpMark.objects.exists()


def test_a_members_own_mark_needs_a_reason(as_, tess, ada):
    team = build.team(ada)
    fields = {"enrollment": ada.pk, "points": "50"}
    assert as_(tess).post(url("member_mark_create", team.pk), fields).status_code == 422
    as_(tess).post(url("member_mark_create", team.pk), {**fields, "reason": "Wrote half."})
    assert (WriteUpMark.objects.get().enrollment, WriteUpMark.objects.get().reason) == (ada, "Wrote half.")


def test_staff_accept_a_late_version_and_take_that_back(as_, at, tess, ada, brief):
    at(brief.cut_off + timedelta(seconds=1))
    post(as_(ada))
    version = WriteUp.objects.get()
    as_(tess).post(url("acceptance_create", version.pk))
    assert "the staff accepted it: it counts" in text(as_(ada).get(url("writeup_detail")))
    as_(tess).post(url("acceptance_delete", version.pk))
    assert not LateAcceptance.objects.standing().exists()


def test_the_instructor_alone_releases_marks(as_, tess, ines):
    assert as_(tess).post(url("release_create")).status_code == 403
    as_(ines).post(url("release_create"))
    assert WriteUpRelease.objects.get().by == ines.user


@pytest.mark.parametrize("name", ["team_list", "team_create", "brief_edit"])
def test_staff_pages_open_to_staff_alone(as_, course, tess, ada, eve, name):
    auditor = build.enrollment(course, Role.AUDITOR)
    statuses = [as_(who).get(url(name)).status_code for who in (tess, ada, auditor, eve)]
    assert statuses == [200, 403, 403, 404]


def test_students_mark_and_accept_nothing(as_, ada, bo):
    post(as_(bo))
    version = WriteUp.objects.get()
    fields = {"points": "100", "enrollment": ada.pk, "reason": "x"}
    for name in ("mark_create", "member_mark_create", "membership_create"):
        assert as_(ada).post(url(name, version.team_id), fields).status_code == 403
    for name in ("acceptance_create", "acceptance_delete"):
        assert as_(bo).post(url(name, version.pk)).status_code == 403
    assert as_(ada).get(url("team_detail", version.team_id)).status_code == 403
    assert not WriteUpMark.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_teams_takes_a_fixed_number_of_queries(as_, course, tess, brief, rows, django_assert_num_queries):
    for _ in range(rows):
        WriteUp.objects.hand_in(
            enrollment=build.enrollment(course), title="", body="x", act_key="k", now=brief.due_at - build.DAY
        )
    client = as_(tess)
    client.get(url("team_list"))
    with django_assert_num_queries(10):
        assert text(client.get(url("team_list"))).count('id="team-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_teams_page_takes_a_fixed_number_of_queries(as_, ada, tess, rows, django_assert_num_queries):
    for number in range(rows):
        post(as_(ada), key=str(number))
    client, address = as_(tess), url("team_detail", Team.objects.get().pk)
    client.get(address)
    with django_assert_num_queries(16):
        assert text(client.get(address)).count('id="version-') == rows
