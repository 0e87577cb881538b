"""The pages of grades: what they show and change, and who is refused."""

import pytest
from django.urls import reverse

from courseapp.models import Event
from grading.models import PolicyVersion
from grading.policy_document import read_policy, to_toml
from tests import build
from tests.grading.conftest import NOW, busy_course
from tests.grading.terms import MODEL_POLICY


@pytest.fixture(autouse=True)
def the_day_after_class(at):
    """Let every page be read on the day after the class."""
    at(NOW)


def url(name, course, *keys):
    """Return the address of one of the pages."""
    return reverse(f"grading:{name}", args=[course.slug, *keys])


def status(client, address, data=None):
    """Return the status of a page, or of posting ``data`` to it."""
    response = client.get(address) if data is None else client.post(address, data)
    return response.status_code


@pytest.fixture
def everybody(ada, bo, tess, ines, eve, course):
    """Everybody who may come, by name."""
    auditor = build.enrollment(course, "auditor", person=build.user("amy@example.edu", name="Amy Auditor"))
    return {"ada": ada, "bo": bo, "tess": tess, "ines": ines, "amy": auditor, "eve": eve}


@pytest.mark.parametrize(
    ("page", "statuses"),
    [
        ("gradebook", {"ada": 403, "amy": 403, "tess": 200, "ines": 200, "eve": 404}),
        ("grade_sheet", {"ada": 403, "amy": 403, "tess": 200, "ines": 200, "eve": 404}),
        ("statement", {"ada": 200, "amy": 403, "tess": 403, "ines": 403, "eve": 404}),
        ("policy", {"ada": 200, "amy": 200, "tess": 200, "ines": 200, "eve": 404}),
        ("policy_version_create", {"ada": 403, "amy": 403, "tess": 403, "ines": 200, "eve": 404}),
    ],
)
def test_each_page_opens_for_those_whom_it_is_for(course, version, everybody, as_, page, statuses):
    assert {who: status(as_(everybody[who]), url(page, course)) for who in statuses} == statuses


def test_a_statement_opens_for_its_student_and_for_staff_alone(course, version, everybody, as_, ada):
    address = url("statement_detail", course, ada.uuid)
    statuses = {who: status(as_(someone), address) for who, someone in everybody.items()}
    assert statuses == {"ada": 200, "bo": 404, "tess": 200, "ines": 200, "amy": 403, "eve": 404}


def test_a_statement_of_another_course_or_of_staff_is_not_found(course, version, as_, tess, ines):
    stranger = build.enrollment(build.course())
    assert status(as_(tess), url("statement_detail", course, stranger.uuid)) == 404
    assert status(as_(tess), url("statement_detail", course, ines.uuid)) == 404


def test_without_a_login_every_page_asks_for_one(client, course, version):
    response = client.get(url("statement", course))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("papers", [1, 3])
def test_a_statement_page_takes_the_same_number_of_queries_for_any_number_of_papers(
    course, version, ada, tess, as_, papers, django_assert_num_queries
):
    busy_course(course, [ada], tess, papers)
    client = as_(ada)
    with django_assert_num_queries(27):
        client.get(url("statement", course))
    with django_assert_num_queries(6):
        response = client.get(url("statement", course))
    assert response.content.decode().count('<span class="bill__what"><a href="/c/') == 2 * papers + 4


def test_a_statement_shows_rule_evidence_and_total(course, version, ada, as_, paper):
    build.review(ada, paper, now=build.CLASS_AT - build.HOUR)
    page = as_(ada).get(url("statement", course)).content.decode()
    assert "40 points × 1 ÷ 10" in page
    assert reverse("reviews:paper_detail", args=[course.slug, paper.pk]) in page
    assert "Handed in, <time" in page
    assert "24.00" in page
    assert "Worth most of what is still open" not in page


def test_a_line_leads_staff_to_the_student_s_own_review_and_team(course, version, ada, tess, as_, paper):
    review = build.review(ada, paper, now=build.CLASS_AT - build.HOUR).revision.review
    build.brief(course)
    team = build.team(ada)
    guest = build.guest_lecture(course, NOW + build.DAY)
    page = as_(tess).get(url("statement_detail", course, ada.uuid)).content.decode()
    for name, keys in {
        "reviews:review_detail": (paper.pk, review.pk),
        "writeups:team_detail": (team.pk,),
        "meeting_detail": (guest.meeting.pk,),
    }.items():
        assert reverse(name, args=[course.slug, *keys]) in page
    assert (
        reverse("writeups:writeup_detail", args=[course.slug])
        in as_(ada).get(url("statement", course)).content.decode()
    )


def test_staff_see_what_the_student_sees(course, version, ada, tess, as_, paper):
    mine = as_(ada).get(url("statement", course)).context["statement"]
    theirs = as_(tess).get(url("statement_detail", course, ada.uuid)).context["statement"]
    assert mine == theirs


def test_the_gradebook_shows_a_missing_mark_as_open_and_not_as_0(course, version, ada, tess, as_):
    build.guest_lecture(course, NOW + build.DAY)
    page = as_(tess).get(url("gradebook", course)).content.decode()
    assert "20.00 open" in page
    assert ">0.00<" not in page


def test_without_a_policy_pages_say_so(course, ada, ines, as_):
    assert b"No grading policy yet" in as_(ada).get(url("statement", course)).content
    page = as_(ines).get(url("gradebook", course)).content.decode()
    assert url("policy_version_create", course) in page
    assert as_(ines).get(url("grade_sheet", course))["Location"] == url("gradebook", course)


def test_without_a_policy_there_is_nothing_to_adjust(course, ada, tess, as_):
    data = {"component": "total", "points": "1", "reason": "Kind"}
    assert as_(tess).post(url("adjustment_create", course, ada.uuid), data)["Location"] == url("policy", course)
    assert not ada.adjustments.exists()


def test_the_grade_sheet_is_a_file(course, version, ada, tess, as_):
    response = as_(tess).get(url("grade_sheet", course), {"bom": "1"})
    assert response["Content-Disposition"] == f'attachment; filename="{course.slug}-grades.csv"'
    body = b"".join(response.streaming_content).decode()
    assert body.startswith("\ufeffName,E-mail,")
    assert "ada@example.edu" in body


def test_staff_adjust_with_a_reason(course, version, ada, tess, as_):
    response = as_(tess).post(
        url("adjustment_create", course, ada.uuid), {"component": "reviews", "points": "-1.5", "reason": "Copied."}
    )
    assert response["Location"] == url("statement_detail", course, ada.uuid)
    made = ada.adjustments.get()
    assert (made.component, str(made.points), made.reason, made.at, made.by) == (
        "reviews", "-1.50", "Copied.", NOW, tess.user,
    )  # fmt: skip
    page = as_(ada).get(url("statement", course)).content.decode()
    assert "Adjustment: Copied." in page
    assert "−1.50" in page


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"component": "total", "points": "0", "reason": "Why"}, "0 points change nothing."),
        ({"component": "total", "points": "1", "reason": ""}, "This field is required."),
        ({"component": "total", "points": "1e9", "reason": "Why"}, "Ensure this value is less than or equal to 1000."),
        ({"component": "", "points": "1", "reason": "Why"}, "This field is required."),
        ({"component": "essay", "points": "1", "reason": "Why"}, "essay is not one of the available choices."),
    ],
)
def test_an_adjustment_that_says_too_little_is_refused(course, version, ada, tess, as_, data, problem):
    response = as_(tess).post(url("adjustment_create", course, ada.uuid), data)
    assert problem in response.content.decode()
    assert not ada.adjustments.exists()


def test_staff_undo_an_adjustment_once(course, version, ada, tess, as_):
    client = as_(tess)
    client.post(url("adjustment_create", course, ada.uuid), {"component": "total", "points": "2", "reason": "Bonus"})
    address = url("reversal_create", course, ada.adjustments.get().pk)
    client.post(address, {"reason": "By mistake"})
    again = client.post(address, {"reason": "Again"}, follow=True)
    assert [str(row.points) for row in ada.adjustments.all()] == ["2.00", "-2.00"]
    assert "was undone before" in again.content.decode()


def test_an_undo_without_a_reason_undoes_nothing(course, version, ada, tess, as_):
    client = as_(tess)
    client.post(url("adjustment_create", course, ada.uuid), {"component": "total", "points": "2", "reason": "Bonus"})
    answer = client.post(url("reversal_create", course, ada.adjustments.get().pk), {"reason": ""}, follow=True)
    assert "Nothing was undone" in answer.content.decode()
    assert ada.adjustments.count() == 1


def test_nobody_but_staff_adjusts_or_undoes(course, version, everybody, as_, ada, tess):
    data = {"component": "total", "points": "50", "reason": "I deserve it"}
    create = url("adjustment_create", course, ada.uuid)
    assert {who: status(as_(everybody[who]), create, data) for who in ("ada", "bo", "amy", "eve")} == {
        "ada": 403, "bo": 403, "amy": 403, "eve": 404,
    }  # fmt: skip
    as_(tess).post(create, {**data, "points": "-5"})
    undo = url("reversal_create", course, ada.adjustments.get().pk)
    assert status(as_(ada), undo, {"reason": "Please"}) == 403
    other = build.enrollment(build.course(), "assistant")
    assert status(as_(other), reverse("grading:reversal_create", args=[other.course.slug, 1]), {"reason": "x"}) == 404
    assert ada.adjustments.count() == 1


def test_adjustments_are_posted(course, version, ada, tess, as_):
    assert status(as_(tess), url("adjustment_create", course, ada.uuid)) == 405


def test_the_policy_page_says_the_policy_in_words_with_the_guarantees(course, version, ada, as_):
    page = as_(ada).get(url("policy", course)).content.decode()
    assert "40 points for 10 paper reviews." in page
    assert "A missing mark is open, never 0." in page
    assert "As announced." in page


def test_the_page_of_guests_says_how_many_questions_the_policy_asks_for(course, version, ada, as_):
    page = as_(ada).get(reverse("guests:guest_list", args=[course.slug])).content.decode()
    assert "<strong>0</strong> of 2 credited" in page


def dearer(each):
    """Return the model policy's text with another cost of an absence."""
    rows = [{**row, "each": each} if row["kind"] == "deduction" else row for row in MODEL_POLICY["components"]]
    return to_toml(read_policy({**MODEL_POLICY, "components": rows}))


def test_a_change_is_shown_before_it_is_published(course, version, ada, ines, as_):
    build.meeting(course, NOW + build.DAY)
    client, address = as_(ines), url("policy_version_create", course)
    form = {"text": dearer(5), "note": "Absences were too cheap.", "based_on": "1"}
    first = client.post(address, form)
    assert "It moves the results of 1 student." in first.content.decode()
    assert course.policy_versions.count() == 1

    second = client.post(address, {**form, "seen": first.context["form"].digest})
    assert second["Location"] == url("policy", course)
    newest = PolicyVersion.objects.current(course, now=NOW)
    assert (newest.number, newest.note, newest.by) == (2, "Absences were too cheap.", ines.user)
    assert Event.objects.filter(kind="policy.published", actor=ines.user).count() == 1


def test_another_text_than_the_one_shown_is_shown_first(course, version, ines, as_):
    client, address = as_(ines), url("policy_version_create", course)
    first = client.post(address, {"text": dearer(5), "note": "Dearer", "based_on": "1"})
    data = {"text": dearer(6), "note": "Dearer", "based_on": "1", "seen": first.context["form"].digest}
    assert client.post(address, data).status_code == 200
    assert course.policy_versions.count() == 1


def test_a_text_with_windows_line_ends_is_the_text_that_was_shown(course, version, ines, as_):
    client, address = as_(ines), url("policy_version_create", course)
    data = {"text": dearer(5).replace("\n", "\r\n"), "note": "Dearer", "based_on": "1"}
    seen = client.post(address, data).context["form"].digest
    assert client.post(address, {**data, "seen": seen}).status_code == 302


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"text": "weight = "}, "policy: this is not valid TOML"),
        ({"text": dearer(5).replace("weight = 40", "weight = 35")}, "weights sum to 95, not 100."),
        ({"note": ""}, "This field is required."),
        ({"based_on": "0"}, "Version 1 was published in the meantime."),
    ],
)
def test_a_change_with_a_mistake_publishes_nothing_and_keeps_the_text(course, version, ines, as_, change, problem):
    data = {"text": dearer(5), "note": "Dearer", "based_on": "1"} | change
    page = as_(ines).post(url("policy_version_create", course), data).content.decode()
    assert problem in page
    assert data["text"].split("\n")[0] in page
    assert course.policy_versions.count() == 1


def test_an_old_version_stays_readable(course, version, ada, as_):
    lettered = read_policy({**MODEL_POLICY, "letters": {"A": 93, "F": 0}})
    PolicyVersion.objects.publish(course, lettered, note="Letters.", by=None, now=NOW)
    first = as_(ada).get(url("policy_version_detail", course, 1)).content.decode()
    assert "read the one that holds now" in first
    assert "A from 93.00" not in first
    assert "A from 93.00" in as_(ada).get(url("policy", course)).content.decode()
    assert status(as_(ada), url("policy_version_detail", course, 3)) == 404
