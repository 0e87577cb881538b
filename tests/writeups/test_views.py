"""Pages of write-ups: what they keep, what they refuse, and who sees what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courseapp.roles import Role
from tests import build
from writeups import forms
from writeups.models import Draft, Team, WriteUp, WriteUpMark, WriteUpRelease

PDF = build.pdf("An essay.")


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


def test_a_character_that_no_database_keeps_costs_no_text(as_, ada):
    post(as_(ada), title="On\x00attention", body="It attends.\x00")
    draft = Draft.objects.get()
    assert (draft.title, draft.body) == ("On\N{REPLACEMENT CHARACTER}attention", "It attends.\N{REPLACEMENT CHARACTER}")


def test_a_long_name_is_no_hindrance(as_, ada):
    ada.user.name = "Ada " + "Lovelace" * 20
    ada.user.save()
    post(as_(ada))
    assert len(WriteUp.objects.get().team.name) == 100  # as long as PostgreSQL takes it


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


def test_a_pdf_is_one_whatever_the_browser_takes_it_for(as_, ada):
    post(as_(ada), body="", pdf=pdf(kind="application/octet-stream"))
    assert WriteUp.objects.get().pdf


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
        (pdf(b"<html>%PDF-1.7", "essay.pdf"), "not a PDF"),
        (pdf(b"", "essay.pdf"), "empty"),
    ],
    ids=["renamed-exe", "html", "empty"],
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
    assert "The PDF is larger than" in text(response)
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


def test_the_course_home_says_when_the_write_up_is_due_and_how_it_stands(as_, ada, brief):
    assert "nothing handed in" in text(as_(ada).get(reverse("course_home", args=["cs7670-25fall"])))


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_write_up_takes_a_fixed_number_of_queries(as_, ada, rows, django_assert_num_queries):
    client = as_(ada)
    for number in range(rows):
        post(client, key=str(number))
    client.get(url("writeup_detail"))
    with django_assert_num_queries(16):
        assert text(client.get(url("writeup_detail"))).count(">Version ") == rows
