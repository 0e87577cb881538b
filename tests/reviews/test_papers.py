"""The list of papers, a paper's page for each reader, and its editing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, Event, Meeting, User
from courseapp.roles import Role
from reviews.models import Extension, Paper, Reading, Waiver, give_mark, release_marks
from tests import build
from tests.build import CLASS_AT, DAY, FULL, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
HOSTILE = "<script>alert(1)</script> [click](javascript:alert(2)) <img src=x onerror=alert(3)>"


def papers_of(course: Course) -> str:
    return f"/c/{course.slug}/papers/"


def test_a_student_sees_how_their_reviews_stand(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(AFTER)
    page = as_(ada).get(papers_of(paper.course)).content.decode()
    assert paper.title in page
    assert "handed in 08:50" in page
    assert "Due next" not in page


def test_what_is_due_next_stands_on_top(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    page = as_(ada).get(papers_of(paper.course)).content.decode()
    assert "Due next" in page
    assert f"{paper.get_absolute_url()}review/" in page


@pytest.mark.parametrize("why", ["handed in", "past", "waived", "not owed"])
def test_what_is_not_due_any_more_does_not_stand_on_top(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At, why: str
) -> None:
    at(BEFORE)
    assert "Due next" in as_(ada).get(papers_of(paper.course)).content.decode()
    if why == "handed in":
        build.review(ada, paper, now=BEFORE)
    elif why == "waived":
        Waiver.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None)
    elif why == "not owed":
        ada.change(began_on=ada.course.day_of(AFTER + DAY), now=BEFORE, by=tess.user)
    at(AFTER if why == "past" else BEFORE)
    assert "Due next" not in as_(ada).get(papers_of(paper.course)).content.decode()


def test_a_page_asked_for_again_has_what_has_changed_for_this_student(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    def shown(who: Enrollment) -> str:
        return as_(who).get(papers_of(paper.course)).content.decode()

    at(BEFORE)
    assert "not started" in shown(ada)
    saving = build.review(ada, paper, now=BEFORE, hand_in=False)
    assert "draft – NOT handed in" in shown(ada)
    assert "not started" in shown(bo)
    Extension.objects.grant(enrollment=bo, paper=paper, due_at=AFTER + build.DAY, now=BEFORE, by=tess.user)
    assert ("extended" in shown(bo), "extended" in shown(ada)) == (True, False)
    at(AFTER)
    assert "handed in at the due time" in shown(ada)
    give_mark(saving.revision.review, revision=saving.revision, now=AFTER, by=tess.user, symbol="✓+")
    assert "mark ✓+" not in shown(ada)
    release_marks(paper, now=AFTER, by=tess.user)
    assert ("mark ✓+" in shown(ada), "mark ✓+" in shown(bo)) == (True, False)


def test_staff_see_how_many_have_handed_in(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=AFTER)
    at(AFTER)
    page = as_(tess).get(papers_of(paper.course)).content.decode()
    assert "1 of 2" in page
    assert "0 marked" in page


def test_a_waived_student_is_not_counted(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    Waiver.objects.grant(enrollment=bo, paper=paper, now=BEFORE, by=None)
    at(BEFORE)
    assert "0 of 1" in as_(tess).get(papers_of(paper.course)).content.decode()


def test_an_auditor_sees_papers_and_no_counts(as_: As, course: Course, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(AFTER)
    client = as_(build.enrollment(course, Role.AUDITOR))
    assert "handed in" not in client.get(papers_of(course)).content.decode()
    page = client.get(paper.get_absolute_url()).content.decode()
    assert paper.title in page
    assert "It attends." not in page
    assert "My review" not in page


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(("who", "queries"), [("ada", 4), ("tess", 6)])
def test_the_list_costs_the_same_for_few_and_many(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At, more: int, who: str, queries: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(more):
        another = build.paper(build.meeting(paper.course, CLASS_AT + (number + 1) * DAY))
        build.review(build.enrollment(paper.course), another, now=BEFORE)
    build.review(ada, paper, now=BEFORE)
    at(AFTER)
    client = as_({"ada": ada, "tess": tess}[who])
    client.get(papers_of(paper.course))
    with django_assert_num_queries(queries):
        client.get(papers_of(paper.course))


def test_the_others_are_shown_after_mine_and_the_due_time_and_reading_is_noted(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    for student, opinion in ((ada, "Mine."), (bo, "Theirs.")):
        build.review(student, paper, now=BEFORE, answers={**FULL, "opinion": opinion})
    at(CLASS_AT + paper.course.grace)
    client = as_(ada)
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "Mine." in page
    assert "Theirs." not in page
    assert "once yours is handed in and the due time, Tue 7 Oct, 09:50, has passed" in page
    assert not Reading.objects.exists()
    at(CLASS_AT + paper.course.grace + timedelta(seconds=1))
    page = as_(ada).get(paper.get_absolute_url()).content.decode()
    assert "Theirs." in page
    assert "Bo Diddley" in page
    assert Reading.objects.get().enrollment == ada


def test_a_page_without_anothers_answer_is_no_reading(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE)
    at(AFTER)
    assert "nobody else has handed one in yet" in as_(ada).get(paper.get_absolute_url()).content.decode()
    assert not Reading.objects.exists()


def test_reading_that_would_cost_something_is_asked_for_first(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    Course.objects.update(reviews_open="after_due")
    build.review(bo, paper, now=BEFORE, answers={**FULL, "opinion": "Theirs."})
    at(AFTER)
    client = as_(ada)
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "nothing that you write of this paper afterwards is graded" in page
    assert "Theirs." not in page
    assert not Reading.objects.exists()
    client.post(f"{paper.get_absolute_url()}reading/")
    assert Reading.objects.get().enrollment == ada
    assert "Theirs." in client.get(paper.get_absolute_url()).content.decode()


def test_asking_to_read_opens_nothing_that_is_closed(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    build.review(bo, paper, now=BEFORE, answers={**FULL, "opinion": "Theirs."})
    at(AFTER)
    client = as_(ada)
    answer = client.post(f"{paper.get_absolute_url()}reading/")
    assert "Theirs." not in client.get(answer["Location"]).content.decode()
    assert not Reading.objects.exists()


def test_no_link_can_make_anybody_read(as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At) -> None:
    Course.objects.update(reviews_open="after_due")
    build.review(bo, paper, now=BEFORE)
    at(AFTER)
    client = as_(ada)
    client.get(paper.get_absolute_url() + "?read=1")
    assert client.get(f"{paper.get_absolute_url()}reading/").status_code == 405
    assert not Reading.objects.exists()


def test_others_read_the_graded_text_and_not_what_is_for_staff(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    paper.course.review_fields.filter(key="question").update(audience="staff")
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers={**FULL, "opinion": "On time.", "question": "Between us?"})
    build.review(bo, paper, now=AFTER, answers={**FULL, "opinion": "Too late."}, based_on=1)
    at(AFTER + HOUR)
    page = as_(ada).get(paper.get_absolute_url()).content.decode()
    assert "On time." in page
    assert "Too late." not in page
    assert "Between us?" not in page
    assert "Between us?" in as_(bo).get(paper.get_absolute_url() + "review/revisions/1/").content.decode()


def test_late_work_is_shown_to_others_as_late_without_its_time(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=AFTER, answers={**FULL, "opinion": "Late thoughts."})
    at(AFTER + HOUR)
    page = as_(ada).get(paper.get_absolute_url()).content.decode()
    others = page[page.index("The others’ reviews") : page.index("<aside")]
    assert "Late thoughts." in others
    assert "state--late" in others
    assert "<time" not in others


def test_pseudonyms_hide_the_names_from_students_and_not_from_staff(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    Course.objects.update(reviewer_names="pseudonyms")
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE)
    at(AFTER)
    page = as_(ada).get(paper.get_absolute_url()).content.decode()
    assert "Bo Diddley" not in page
    assert "bo@example.edu" not in page
    assert "Bo Diddley" in as_(tess).get(paper.get_absolute_url()).content.decode()


def test_markdown_in_answers_does_no_harm(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    hostile = {**FULL, "summary": HOSTILE, "question": HOSTILE}
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE, answers={**hostile, "merit": HOSTILE})
        build.review(student, paper, now=BEFORE, answers=hostile, based_on=1)
    at(AFTER)
    for reader, paths in ((ada, ("", "review/", "review/revisions/1/")), (tess, ("", "marks/"))):
        for path in paths:
            page = as_(reader).get(paper.get_absolute_url() + path).content.decode()
            assert "<script>alert" not in page
            assert "<img" not in page
            assert 'href="javascript:' not in page


def test_staff_see_every_review_with_state_and_mark(
    as_: As, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At
) -> None:
    saving = build.review(ada, paper, now=BEFORE)
    give_mark(saving.revision.review, revision=saving.revision, now=BEFORE, by=tess.user, symbol="✓+")
    at(AFTER)
    page = as_(tess).get(paper.get_absolute_url()).content.decode()
    assert "handed in 08:50" in page
    assert "not started" in page
    assert "✓+" in page
    assert "I agree." in page


def test_a_mark_is_shown_from_its_release(as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At) -> None:
    saving = build.review(ada, paper, now=BEFORE)
    give_mark(saving.revision.review, revision=saving.revision, now=AFTER, by=tess.user, symbol="✓−", comment="Why?")
    at(AFTER)
    client = as_(ada)
    for address in (paper.get_absolute_url(), papers_of(paper.course)):
        assert "✓−" not in client.get(address).content.decode()
    release_marks(paper, now=AFTER, by=tess.user)
    assert "Mark: ✓−" in client.get(paper.get_absolute_url()).content.decode()
    assert "mark ✓−" in client.get(papers_of(paper.course)).content.decode()


@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("ada", 5), ("tess", 6)])
def test_the_page_costs_the_same_for_few_and_many_reviews(
    as_: As, ada: Enrollment, tess: Enrollment, paper: Paper, at: At, others: int, who: str, queries: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for student in [ada, *(build.enrollment(paper.course) for _ in range(others))]:
        build.review(student, paper, now=BEFORE)
    at(AFTER)
    client = as_({"ada": ada, "tess": tess}[who])
    for _ in range(2):  # the first reading is noted, too
        client.get(paper.get_absolute_url())
    with django_assert_num_queries(queries):
        client.get(paper.get_absolute_url())


def fields_of(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    url = "arxiv.org/abs/1910.02054"
    return {"title": "ZeRO", "meeting": meeting.pk, "is_required": "on", "position": "0", "url": url, **changed}


def test_staff_add_a_paper(as_: As, tess: Enrollment, meeting: Meeting, at: At) -> None:
    at(BEFORE)
    answer = as_(tess).post(papers_of(meeting.course) + "new/", fields_of(meeting))
    paper = Paper.objects.get()
    assert answer.headers["Location"] == paper.get_absolute_url()
    assert (paper.key, paper.url, paper.meeting) == ("zero", "https://arxiv.org/abs/1910.02054", meeting)
    assert Event.objects.get(kind="paper.added").actor == tess.user


def test_a_change_that_makes_reviews_due_at_once_asks_first(as_: As, tess: Enrollment, paper: Paper, at: At) -> None:
    at(BEFORE)
    client, address = as_(tess), paper.get_absolute_url() + "edit/"
    sent = fields_of(paper.meeting, due_at="2025-10-06T09:00")
    page = client.post(address, sent).content.decode()
    assert "With this change the reviews would be due in the past." in page
    assert Paper.objects.get().due_at is None
    client.post(address, {**sent, "confirmed": "1"})
    assert Paper.objects.get().due_at == BEFORE


def test_staff_keep_the_paper_of_a_cancelled_meeting_and_let_it_go_again(
    as_: As, tess: Enrollment, paper: Paper, at: At
) -> None:
    at(BEFORE)
    client, address, meeting = as_(tess), paper.get_absolute_url() + "edit/", paper.meeting
    assert "although its meeting is cancelled" not in client.get(address).content.decode()
    meeting.cancel(now=BEFORE, by=None, reason="Snow")
    assert not Paper.objects.get().is_assigned_at_all
    assert "although its meeting is cancelled" in client.get(address).content.decode()
    client.post(address, {**fields_of(meeting), "is_kept": "on"})
    assert Paper.objects.get().is_assigned_at_all
    assert Event.objects.filter(kind="paper.changed").last().after["kept_at"] == BEFORE.isoformat()
    client.post(address, fields_of(meeting))
    assert not Paper.objects.get().is_assigned_at_all


@pytest.mark.parametrize("path", ["papers/new/", "papers/{pk}/edit/", "papers/{pk}/marks/", "papers/{pk}/extensions/"])
def test_staff_pages_are_for_staff(
    as_: As, ada: Enrollment, eve: User, paper: Paper, path: str, client: Client
) -> None:
    address = f"/c/{paper.course.slug}/{path.format(pk=paper.pk)}"
    assert as_(ada).get(address).status_code == 403
    assert as_(eve).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_an_unknown_paper_is_not_found(as_: As, ada: Enrollment) -> None:
    other = build.paper(build.meeting(build.course()))
    assert as_(ada).get(f"/c/{ada.course.slug}/papers/{other.pk}/").status_code == 404
