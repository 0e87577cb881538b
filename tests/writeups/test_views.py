"""Pages of write-ups: what they keep, what they refuse, and who sees what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courseapp.roles import Role
from tests import build
from writeups import forms
from writeups.models import Draft, LateAcceptance, Team, WriteUp, WriteUpMark, WriteUpRelease

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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


def post(client, *, key="k", title="", body="I disagree.", **fields):
    return client.post(url("version_create"), {"act_key": key, "title": title, "body": body, **fields})


def pdf(content=PDF, name="essay.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, content, kind)


# --- Handing in ------------------------------------------------------------------------------------


def test_handing_in_leads_to_a_receipt(as_, ada):
    response = post(as_(ada), title="On scale")
    version = WriteUp.objects.get()
    assert response.headers["Location"] == version.get_absolute_url()
    receipt = text(as_(ada).get(version.get_absolute_url()))
    assert "handed in on time" in receipt
    assert "by Ada Lovelace" in receipt
    assert "2 words" in receipt


def test_the_page_says_loudly_what_holds(as_, at, ada, brief):
    client = as_(ada)
    assert "nothing handed in" in text(client.get(url("writeup_detail")))
    post(client, draft="")
    assert "draft – NOT handed in" in text(client.get(url("writeup_detail")))
    post(client)
    assert "version 1</span>" in text(client.get(url("writeup_detail")))
    at(brief.cut_off + timedelta(seconds=1))
    post(client, key="late", body="More.")
    page = text(client.get(url("writeup_detail")))
    assert "version 1 counts" in page
    assert "Version 2 came late" in page


def test_a_double_click_hands_in_once(as_, ada):
    for _ in range(2):
        post(as_(ada))
    assert WriteUp.objects.count() == 1


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (1, True)])
def test_the_grace_is_inclusive_and_a_second_after_it_is_late_and_kept(as_, at, ada, brief, seconds, is_late):
    at(brief.cut_off + timedelta(seconds=seconds))
    post(as_(ada))
    version = WriteUp.objects.get()
    assert version.is_late(brief.cut_off) is is_late
    receipt = text(as_(ada).get(version.get_absolute_url()))
    assert ("counts only if the staff accept it" in receipt) is is_late


def test_the_page_shows_the_due_time_and_never_the_grace(as_, ada):
    page = text(as_(ada).get(url("writeup_detail")))
    assert "23:59" in page
    assert "00:01" not in page


def test_typed_text_is_kept_as_it_was_typed(as_, ada):
    typed = "  An *indented* line\r\nand <b>another</b>  "
    post(as_(ada), body=typed)
    assert WriteUp.objects.get().body == typed.replace("\r\n", "\n")


def test_an_empty_hand_in_is_refused_with_the_remedy(as_, ada):
    response = post(as_(ada), body="")
    assert response.status_code == 422
    assert "write some text, or choose a PDF" in text(response)
    assert not WriteUp.objects.exists()


def test_a_draft_is_kept_and_found_again(as_, ada):
    post(as_(ada), title="Untitled", body="Half a thought", draft="")
    assert not WriteUp.objects.exists()
    page = text(as_(ada).get(url("writeup_detail")))
    assert "Half a thought</textarea>" in page
    draft = Draft.objects.get()
    assert "Half a thought" in text(as_(ada).get(url("draft_detail", draft.pk)))


def test_text_over_1_mb_is_refused_and_stays_in_the_form(as_, ada):
    response = post(as_(ada), body="é" * (forms.LONGEST_TEXT // 2 + 1))
    assert response.status_code == 422
    assert "longer than 1 MB" in text(response)
    assert "éééé</textarea>" in text(response)
    assert not WriteUp.objects.exists()


def test_after_the_enrollment_the_text_is_kept_as_a_draft(as_, course, brief):
    gone = build.enrollment(course, ended_on=course.starts_on)
    response = post(as_(gone), body="Still mine.")
    assert response.status_code == 422
    assert "your place in this course is over" in text(response)
    assert Draft.objects.get().body == "Still mine."


def test_without_a_task_nothing_is_handed_in(as_, ada, brief):
    brief.delete()
    assert post(as_(ada)).status_code == 404
    assert "No task yet" in text(as_(ada).get(url("writeup_detail")))


# --- PDFs ------------------------------------------------------------------------------------------


def test_a_pdf_is_kept_under_a_name_of_our_own_and_handed_out_as_a_download(as_, ada, settings):
    post(as_(ada), body="", pdf=pdf(name="../../evil name.pdf"))
    version = WriteUp.objects.get()
    assert version.pdf.name.startswith(f"writeups/{version.team.course_id}/")
    assert "evil" not in version.pdf.name
    response = as_(ada).get(url("version_pdf", version.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == 'attachment; filename="ada-lovelace-version-1.pdf"'
    policy = "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["Content-Security-Policy"] == policy
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf(b"MZ\x90\x00 not a PDF", "essay.pdf"), "not a PDF"),
        (pdf(PDF, "essay.exe", "application/octet-stream"), "not a PDF"),
        (pdf(b"<html>%PDF-1.7", "essay.pdf"), "not a PDF"),
        (pdf(b"", "essay.pdf"), "empty"),
    ],
    ids=["renamed-exe", "wrong-type", "html", "empty"],
)
def test_what_is_no_pdf_is_refused_and_the_text_is_kept(as_, ada, file, words):
    file.seek(0)
    response = post(as_(ada), body="My text.", pdf=file)
    assert response.status_code == 422
    assert words in text(response)
    assert not WriteUp.objects.exists()
    assert Draft.objects.get().body == "My text."


def test_a_pdf_that_is_too_large_is_refused(as_, ada, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_PDF", len(PDF) - 1)
    response = post(as_(ada), pdf=pdf())
    assert "larger than 20 MB" in text(response)
    assert not WriteUp.objects.exists()


def test_the_limits_are_those_that_the_pages_name():
    assert (forms.LARGEST_PDF, forms.LONGEST_TEXT) == (20_971_520, 1_048_576)


def test_the_pdf_of_the_version_before_can_be_handed_in_again(as_, ada):
    post(as_(ada), key="one", pdf=pdf())
    post(as_(ada), key="two", body="More.", keep_pdf="on")
    post(as_(ada), key="three", body="Without.")
    first, second, third = WriteUp.objects.order_by("number")
    assert (second.pdf.name, bool(third.pdf)) == (first.pdf.name, False)


def test_a_version_without_a_pdf_has_none_to_hand_out(as_, ada):
    post(as_(ada))
    assert as_(ada).get(url("version_pdf", WriteUp.objects.get().pk)).status_code == 404


# --- Who sees what -----------------------------------------------------------------------------------


def test_members_and_staff_see_a_version_and_others_do_not(as_, course, ada, bo, tess, eve):
    mate, auditor = build.enrollment(course), build.enrollment(course, Role.AUDITOR)
    build.team(ada, mate)
    post(as_(ada), pdf=pdf())
    version = WriteUp.objects.get()
    for name in ("version_detail", "version_pdf"):
        answers = [as_(who).get(url(name, version.pk)) for who in (ada, mate, tess, bo, auditor, eve)]
        for answer in answers:
            b"".join(answer)  # a file that is read to its end is closed
        assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404, 404]


def test_who_left_a_team_still_sees_what_they_handed_in_and_nothing_newer(as_, at, course, ada, bo, brief):
    team = build.team(ada, bo)
    post(as_(ada))
    Team.objects.form(course, [ada], now=brief.due_at - build.HOUR, by=None)
    post(as_(bo), key="newer")
    mine, newer = team.writeups.all()
    assert as_(ada).get(mine.get_absolute_url()).status_code == 200
    assert as_(ada).get(newer.get_absolute_url()).status_code == 404


def test_drafts_are_the_teams_alone(as_, ada, bo, tess):
    post(as_(ada), draft="")
    draft = Draft.objects.get()
    statuses = [as_(who).get(url("draft_detail", draft.pk)).status_code for who in (ada, bo, tess)]
    assert statuses == [200, 404, 403]


def test_versions_of_another_course_are_not_found(as_, tess, brief):
    other = build.course()
    foreign = WriteUp.objects.hand_in(
        enrollment=build.enrollment(other), title="", body="x", act_key="k", now=brief.due_at
    )
    assert as_(tess).get(url("version_detail", foreign.pk)).status_code == 404
    assert as_(tess).get(url("team_detail", foreign.team_id)).status_code == 404


def test_auditors_read_the_task_and_hand_nothing_in(as_, course):
    auditor = build.enrollment(course, Role.AUDITOR)
    page = text(as_(auditor).get(url("writeup_detail")))
    assert "Opinion write-up" in page
    assert "Hand in" not in page
    assert post(as_(auditor)).status_code == 403


def test_marks_are_seen_from_their_release_and_ones_own_alone(as_, ada, bo, tess, ines, brief):
    team = build.team(ada, bo)
    WriteUpMark.objects.give(team=team, share=Decimal("0.855"), feedback="Well argued.", now=brief.due_at, by=tess.user)
    WriteUpMark.objects.give(
        team=team,
        member=bo,
        share=Decimal("0.6"),
        reason="Wrote little.",
        feedback="See me.",
        now=brief.due_at,
        by=tess.user,
    )
    page = text(as_(ada).get(url("writeup_detail")))
    assert "85.5" not in page
    assert "Well argued." not in page
    WriteUpRelease.objects.release(brief, now=brief.due_at - 2 * build.HOUR, by=ines.user)


def test_after_the_release_a_student_sees_their_own_mark(as_, at, ada, bo, tess, ines, brief):
    team = build.team(ada, bo)
    after = brief.due_at + build.DAY
    WriteUpMark.objects.give(team=team, share=Decimal("0.855"), feedback="Well argued.", now=after, by=tess.user)
    WriteUpMark.objects.give(
        team=team, member=bo, share=Decimal("0.6"), reason="Wrote little.", feedback="See me.", now=after, by=tess.user
    )
    at(after)
    as_(ines).post(url("release_create"))
    adas, bos = (text(as_(who).get(url("writeup_detail"))) for who in (ada, bo))
    assert "85.5" in adas
    assert "Well argued." in adas
    assert "Wrote little." not in adas
    assert "Wrote little." in bos


# --- Staff -------------------------------------------------------------------------------------------


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


def test_the_course_home_says_when_the_write_up_is_due_and_how_it_stands(as_, ada, brief):
    assert "nothing handed in" in text(as_(ada).get(reverse("course_home", args=["cs7670-25fall"])))


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
def test_ones_own_write_up_takes_a_fixed_number_of_queries(as_, ada, rows, django_assert_num_queries):
    client = as_(ada)
    for number in range(rows):
        post(client, key=str(number))
    client.get(url("writeup_detail"))
    with django_assert_num_queries(16):
        assert text(client.get(url("writeup_detail"))).count(">Version ") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_teams_page_takes_a_fixed_number_of_queries(as_, ada, tess, rows, django_assert_num_queries):
    for number in range(rows):
        post(as_(ada), key=str(number))
    client, address = as_(tess), url("team_detail", Team.objects.get().pk)
    client.get(address)
    with django_assert_num_queries(16):
        assert text(client.get(address)).count('id="version-') == rows
