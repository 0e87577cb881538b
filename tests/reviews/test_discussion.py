"""The discussion of a paper: who reads what, under which names, and what is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrollment, Event, HistoryIsPermanent, Stamp, User
from courseapp.roles import Role
from reviews.discussion import Discussion, discussion, has_news
from reviews.models import Audience, ChangedMeanwhile, Comment, CommentVersion, Extension, Paper, Reading, Review
from reviews.pseudonyms import pseudonym
from tests import build
from tests.build import CLASS_AT, DAY, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[..., None]
BEFORE = CLASS_AT - HOUR
AFTER = CLASS_AT + HOUR
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reviewed(ada: Enrollment, bo: Enrollment, paper: Paper) -> list[Review]:
    """Ada and Bo have handed in."""
    return [build.review(student, paper, now=BEFORE).revision.review for student in (ada, bo)]


def page_of(paper: Paper) -> str:
    return f"/c/{paper.course.slug}/papers/{paper.pk}/discussion/"


def new_of(paper: Paper) -> str:
    return f"/c/{paper.course.slug}/papers/{paper.pk}/comments/new/"


def address(comment: Comment, act: str = "") -> str:
    return f"/c/{comment.paper.course.slug}/papers/{comment.paper_id}/comments/{comment.uuid}/{act}"


def say(paper: Paper, author: Enrollment, text: str, now: datetime = AFTER, **fields: Any) -> Comment:
    return Comment.objects.say(paper=paper, author=author, text=text, act_key=f"{text}{now}", now=now, **fields)


def heard(paper: Paper, reader: Enrollment, now: datetime) -> list[str]:
    """Return the texts that a reader finds on the page; the list says the same."""
    found = [row.text for row in discussion(paper, reader, now).heard]
    assert list(Comment.objects.visible_to(reader, now=now).values_list("text", flat=True)) == found
    return found


def names(seen: Discussion) -> list[str]:
    return [post.name for topic in seen.topics for thread in topic.threads for post in (thread.root, *thread.replies)]


def hide_names(paper: Paper) -> Course:
    Course.objects.update(reviewer_names="pseudonyms")
    return Course.objects.get(pk=paper.course_id)


def alias(paper: Paper, student: Enrollment) -> str:
    return pseudonym(paper.course.pseudonym_key, paper.pk, student.uuid)


@pytest.mark.usefixtures("reviewed")
def test_the_discussion_opens_to_a_student_like_the_others_reviews(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    say(paper, bo, "Why softmax?")
    late = build.enrollment(paper.course)
    assert heard(paper, ada, BEFORE) == []
    assert heard(paper, ada, AFTER) == ["Why softmax?"]
    assert heard(paper, late, AFTER) == []
    assert heard(paper, tess, BEFORE) == ["Why softmax?"]


@pytest.mark.usefixtures("reviewed")
def test_an_extension_keeps_the_discussion_closed_to_its_holder(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    Extension.objects.grant(enrollment=ada, paper=paper, now=BEFORE, by=None, due_at=CLASS_AT + DAY)
    say(paper, bo, "Why softmax?")
    assert heard(paper, ada, AFTER) == []
    assert heard(paper, ada, AFTER + DAY) == ["Why softmax?"]


@pytest.mark.usefixtures("reviewed")
def test_where_reviews_are_never_read_the_paper_is_discussed_all_the_same(
    ada: Enrollment, bo: Enrollment, paper: Paper, reviewed: list[Review]
) -> None:
    Course.objects.update(reviews_open="never")
    for one in (ada, bo):
        one.course.reviews_open = "never"
    say(paper, bo, "Why softmax?")
    say(paper, bo, "On mine", review=reviewed[1])
    assert heard(paper, ada, BEFORE) == []
    assert heard(paper, ada, AFTER) == ["Why softmax?"]


def test_auditors_read_the_class_on_the_paper_after_the_due_time_and_nothing_on_reviews(
    ada: Enrollment, tess: Enrollment, paper: Paper, reviewed: list[Review]
) -> None:
    auditor = build.enrollment(paper.course, Role.AUDITOR)
    say(paper, ada, "Why softmax?")
    say(paper, ada, "On mine", review=reviewed[0])
    say(paper, tess, "Among us", audience=Audience.STAFF)
    assert heard(paper, auditor, BEFORE) == []
    assert heard(paper, auditor, AFTER) == ["Why softmax?"]


def test_what_is_said_of_a_review_is_read_by_whoever_may_read_the_review(
    ada: Enrollment, bo: Enrollment, paper: Paper, reviewed: list[Review]
) -> None:
    late = build.enrollment(paper.course)
    draft = build.review(late, paper, now=BEFORE, hand_in=False, answers={"summary": "It"}).revision.review
    say(paper, ada, "I disagree", review=reviewed[1])
    say(paper, late, "On my draft", review=draft)
    assert heard(paper, bo, AFTER) == ["I disagree"]
    assert heard(paper, late, AFTER) == ["On my draft"]


@pytest.mark.usefixtures("reviewed")
def test_what_is_said_among_the_staff_leaves_no_trace_for_the_class(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, ines: Enrollment, paper: Paper
) -> None:
    say(paper, bo, "Why softmax?", AFTER)
    at(AFTER + MINUTE)
    before = as_(ada).get(page_of(paper)).content.decode()
    secret = say(paper, tess, "Ada copies from Bo", AFTER + MINUTE, audience=Audience.STAFF)
    say(paper, ines, "Sure?", AFTER + MINUTE, parent=secret)
    assert heard(paper, ines, AFTER) == ["Why softmax?", "Ada copies from Bo", "Sure?"]
    assert heard(paper, ada, AFTER) == ["Why softmax?"]
    at(AFTER + 2 * MINUTE)
    seen = discussion(paper, ada, AFTER + 2 * MINUTE)
    assert (seen.count, seen.new) == (1, 0)
    assert "1</span>" in before
    assert "copies" not in as_(ada).get(page_of(paper)).content.decode()
    assert as_(ada).get(f"{page_of(paper)}news/?since={AFTER.isoformat().replace('+', '%2B')}").status_code == 204
    assert as_(ada).get(address(secret)).status_code == 404
    assert as_(ada).post(address(secret, "deletion/")).status_code == 404
    answer = as_(ada).post(new_of(paper), {"text": "What?", "parent": secret.uuid, "act_key": "x"})
    assert "Nothing was said" in answer.content.decode()


def test_a_student_may_write_to_the_staff_alone_before_the_discussion_opens(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    at(BEFORE)
    as_(ada).post(new_of(paper), {"text": "Equation 3?", "audience": "staff", "act_key": "x"})
    [asked] = Comment.objects.all()
    as_(tess).post(new_of(paper), {"text": "A typo.", "parent": asked.uuid, "act_key": "y"})
    assert heard(paper, ada, BEFORE) == ["Equation 3?", "A typo."]
    assert heard(paper, bo, AFTER) == []
    assert Comment.objects.filter(audience=Audience.STAFF).count() == 2
    refused = as_(ada).post(new_of(paper), {"text": "To all", "audience": "class", "act_key": "z"})
    assert "To all" in refused.content.decode()
    assert Comment.objects.count() == 2


@pytest.mark.usefixtures("reviewed")
def test_reading_what_others_said_is_a_reading(as_: As, at: At, ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    at(AFTER)
    as_(ada).get(page_of(paper))
    assert not Reading.objects.exists()
    say(paper, bo, "Why softmax?")
    as_(ada).get(page_of(paper))
    assert [reading.enrollment for reading in Reading.objects.all()] == [ada]


def test_a_discussion_that_would_cost_something_to_read_asks_first(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    Course.objects.update(reviews_open="after_due")
    say(paper, bo, "Why softmax?")
    at(AFTER)
    page = as_(ada).get(page_of(paper)).content.decode()
    assert "once you have read it" in page
    assert "softmax" not in page
    assert not Reading.objects.exists()
    answer = as_(ada).post(f"{paper.get_absolute_url()}reading/", {"discussion": "1"})
    assert answer["Location"] == page_of(paper)
    assert Reading.objects.get().enrollment == ada
    assert "softmax" in as_(ada).get(page_of(paper)).content.decode()


@pytest.mark.usefixtures("reviewed")
def test_under_pseudonyms_a_student_is_one_and_the_same_bird_in_reviews_and_discussion(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, reviewed: list[Review]
) -> None:
    hide_names(paper)
    ada.course.refresh_from_db()
    say(paper, bo, "Why softmax?")
    say(paper, bo, "I wrote this", review=reviewed[1])
    say(paper, tess, "Good question")
    at(AFTER)
    page = as_(ada).get(page_of(paper)).content.decode()
    assert "Bo Diddley" not in page
    assert page.count(alias(paper, bo)) >= 3
    assert "Tess Tube" in page
    for_staff = as_(tess).get(page_of(paper)).content.decode()
    assert "Bo Diddley" in for_staff
    assert alias(paper, bo) in for_staff


@pytest.mark.usefixtures("reviewed")
def test_a_mention_neither_reveals_nor_confirms_who_somebody_is(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    ada.course = hide_names(paper)
    silent = build.enrollment(paper.course, person=build.user(name="Silent Student"))
    typed = f"@Bo Diddley, @Silent Student, @{alias(paper, silent)}, @{alias(paper, bo)} and @Tess Tube"
    callable_names = discussion(paper, ada, AFTER).callable_names(Audience.CLASS)
    assert set(callable_names) == {alias(paper, bo), "Tess Tube"}
    comment = say(paper, ada, typed, names=callable_names)
    assert {mention.enrollment for mention in comment.mentions.all()} == {bo, tess}
    [post] = [one.root for one in discussion(paper, ada, AFTER).topics[0].threads]
    assert post.source == typed
    assert "Bo Diddley" in comment.text  # typed by hand, it is a word like any other
    assert alias(paper, bo) not in comment.text


@pytest.mark.usefixtures("reviewed")
def test_a_mention_follows_the_setting_of_names_when_that_changes(
    ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    names_now = discussion(paper, ada, AFTER).callable_names(Audience.CLASS)
    comment = say(paper, ada, "As @bo diddley said", names=names_now)
    assert "@Bo Diddley" in discussion(paper, ada, AFTER).topics[0].threads[0].root.html
    ada.course = hide_names(paper)
    html = discussion(paper, ada, AFTER).topics[0].threads[0].root.html
    assert f"@{alias(paper, bo)}" in html
    assert "Diddley" not in html
    assert comment.plain_text == "As  said"


@pytest.mark.usefixtures("reviewed")
def test_whom_a_comment_calls_is_told_so(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    say(paper, ada, "See @Bo Diddley", names={"Bo Diddley": bo})
    assert discussion(paper, bo, AFTER).topics[0].threads[0].root.mentions_me
    assert not discussion(paper, ada, AFTER).topics[0].threads[0].root.mentions_me


@pytest.mark.usefixtures("reviewed")
def test_a_name_that_is_code_stays_text(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    bo.user.name = "<b>Bo</b>"
    bo.user.save()
    say(paper, ada, "See @<b>Bo</b> <script>", names={"<b>Bo</b>": bo})
    html = discussion(paper, ada, AFTER).topics[0].threads[0].root.html
    assert "@&lt;b&gt;Bo&lt;/b&gt;</span>" in html
    assert "<script" not in html


@pytest.mark.usefixtures("reviewed")
def test_a_comment_that_is_sent_twice_is_one_and_another_text_is_another(ada: Enrollment, paper: Paper) -> None:
    for text in ("Once", "Once", "Twice"):
        Comment.objects.say(paper=paper, author=ada, text=text, act_key="a", now=AFTER)
    assert heard(paper, ada, AFTER) == ["Once", "Twice"]


@pytest.mark.usefixtures("reviewed")
def test_a_change_keeps_every_version_for_whoever_reads_the_comment(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, paper: Paper
) -> None:
    comment = say(paper, ada, "Frist")
    at(AFTER)
    as_(ada).post(address(comment, "edit/"), {"text": "First", "based_on": 1})
    assert heard(paper, bo, AFTER) == ["First"]
    page = as_(bo).get(address(comment)).content.decode()
    assert "Frist" in page
    assert "Version 2" in page
    with pytest.raises(HistoryIsPermanent):
        CommentVersion.objects.update(text="")


@pytest.mark.usefixtures("reviewed")
def test_a_change_in_two_windows_overwrites_nothing(as_: As, at: At, ada: Enrollment, paper: Paper) -> None:
    comment = say(paper, ada, "One")
    at(AFTER)
    as_(ada).post(address(comment, "edit/"), {"text": "Two", "based_on": 1})
    answer = as_(ada).post(address(comment, "edit/"), {"text": "Three", "based_on": 1})
    assert answer.status_code == 409
    assert "Three" in answer.content.decode()
    assert "Two" in answer.content.decode()
    with pytest.raises(ChangedMeanwhile):
        comment.edit("Four", based_on=1, names={}, now=AFTER)
    assert heard(paper, ada, AFTER) == ["Two"]


@pytest.mark.usefixtures("reviewed")
def test_a_deleted_comment_leaves_its_place_and_is_read_by_its_author_and_the_staff(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    comment = say(paper, ada, "I regret this")
    say(paper, bo, "Why?", AFTER + MINUTE, parent=comment)
    at(AFTER + MINUTE)
    as_(ada).post(address(comment, "deletion/"))
    page = as_(bo).get(page_of(paper)).content.decode()
    assert "Deleted by its author" in page
    assert "regret" not in page
    assert as_(bo).get(address(comment)).status_code == 404
    assert "regret" in as_(ada).get(address(comment)).content.decode()
    assert "regret" in as_(tess).get(address(comment)).content.decode()
    assert Event.objects.get(kind="comment.deleted").actor == ada.user
    assert as_(ada).post(address(comment, "edit/"), {"text": "x", "based_on": 1}).status_code == 409


@pytest.mark.usefixtures("reviewed")
def test_nobody_changes_or_deletes_anothers_but_the_staff_who_delete(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    comment = say(paper, ada, "Mine")
    at(AFTER)
    for who in (bo, tess):
        assert as_(who).post(address(comment, "edit/"), {"text": "x", "based_on": 1}).status_code == 403
    assert as_(bo).post(address(comment, "deletion/")).status_code == 403
    as_(tess).post(address(comment, "deletion/"))
    comment.refresh_from_db()
    assert comment.deleted_by == tess


@pytest.mark.usefixtures("reviewed")
def test_staff_agree_and_take_it_back_with_what_others_said(
    as_: As, at: At, ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    comment = say(paper, ada, "Right")
    own = say(paper, tess, "Own")
    at(AFTER)
    for _ in range(2):
        as_(tess).post(address(comment, "endorsement/"), {"agrees": "1"})
    assert "Staff agree: Tess Tube" in as_(ada).get(page_of(paper)).content.decode()
    as_(tess).post(address(comment, "endorsement/"))
    assert "Staff agree: Tess" not in as_(ada).get(page_of(paper)).content.decode()
    assert as_(tess).post(address(own, "endorsement/"), {"agrees": "1"}).status_code == 403
    assert as_(ada).post(address(comment, "endorsement/"), {"agrees": "1"}).status_code == 403


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("why", ["archived", "ended", "empty", "too long"])
def test_what_cannot_be_said_comes_back(as_: As, at: At, ada: Enrollment, paper: Paper, why: str) -> None:
    text = {"empty": "  ", "too long": "word " * 20_001}.get(why, "Not lost")
    if why == "archived":
        Course.objects.update(archived_at=BEFORE)
    elif why == "ended":
        Enrollment.objects.filter(pk=ada.pk).update(ended_on=build.TERM_BEGINS)
    at(AFTER)
    page = as_(ada).post(new_of(paper), {"text": text, "act_key": "x"}).content.decode()
    assert text.strip() in page
    assert "Nothing was said" in page
    assert not Comment.objects.exists()


@pytest.mark.usefixtures("reviewed")
def test_what_came_since_the_last_look_is_new(as_: As, at: At, ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    say(paper, bo, "Old")
    at(AFTER)
    assert "new since" not in as_(ada).get(page_of(paper)).content.decode()
    say(paper, bo, "Fresh", AFTER + MINUTE)
    say(paper, ada, "Mine", AFTER + MINUTE)
    since = AFTER.isoformat().replace("+", "%2B")
    at(AFTER + 2 * MINUTE)
    news = as_(ada).get(f"{page_of(paper)}news/?since={since}")
    assert "1 new comment:" in news.content.decode()
    assert "1 new since you last looked" in as_(ada).get(page_of(paper)).content.decode()
    assert "new since" not in as_(ada).get(page_of(paper)).content.decode()


@pytest.mark.parametrize("write", ["say", "change", "agree", "delete"])
def test_every_write_stamps_the_discussion_and_not_the_papers_page(
    ada: Enrollment, tess: Enrollment, paper: Paper, write: str
) -> None:
    comment = say(paper, ada, "Hm")
    before = [Stamp.objects.of(paper.course_id, part) for part in (comment.part, paper.part)]
    if write == "say":
        say(paper, tess, "Oh")
    elif write == "change":
        comment.edit("Hm!", based_on=1, names={}, now=AFTER)
    elif write == "agree":
        comment.endorse(by=tess, now=AFTER)
    else:
        comment.remove(now=AFTER, by=tess)
    after = [Stamp.objects.of(paper.course_id, part) for part in (comment.part, paper.part)]
    assert [one != other for one, other in zip(before, after, strict=True)] == [True, False]


@pytest.mark.usefixtures("reviewed")
def test_an_answer_to_an_answer_stands_in_the_same_thread(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    root = say(paper, ada, "One")
    second = say(paper, bo, "Two", parent=root)
    say(paper, ada, "Three", parent=second)
    [thread] = discussion(paper, ada, AFTER).topics[0].threads
    assert [post.row.text for post in thread.replies] == ["Two", "Three"]
    assert names(discussion(paper, ada, AFTER)) == ["Ada Lovelace", "Bo Diddley", "Ada Lovelace"]


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_said_is_shown_at_once(as_: As, at: At, ada: Enrollment, paper: Paper, htmx: bool) -> None:
    at(AFTER)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = as_(ada).post(new_of(paper), {"text": "Here", "act_key": "x-paper"}, headers=headers, follow=True)
    page = answer.content.decode()
    assert "Here" in page
    assert 'data-kept="x-paper"' in page
    assert ("<html" in page) is not htmx


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("comments", [1, 3])
@pytest.mark.parametrize("role", ["student", "assistant"])
def test_the_discussion_costs_the_same_for_few_and_many(
    as_: As, at: At, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, comments: int, role: str,
    django_assert_num_queries: Any, reviewed: list[Review],
) -> None:  # fmt: skip
    for number in range(comments):
        root = say(paper, bo, f"{number} @Tess", AFTER, names={"Tess": tess}, review=[None, *reviewed][number % 3])
        say(paper, tess, f"Answer {number}", AFTER, parent=root)
        root.endorse(by=tess, now=AFTER)
    at(AFTER)
    client = as_(ada if role == "student" else tess)
    client.get(page_of(paper))
    with django_assert_num_queries(15):
        client.get(page_of(paper))


def test_a_closed_discussion_has_no_news_for_who_may_not_read_it(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    build.review(bo, paper, now=BEFORE)
    Comment.objects.say(paper=paper, author=bo, now=AFTER, text="Look!", act_key="k")
    assert not has_news(paper, ada, BEFORE, AFTER)
    build.review(ada, paper, now=BEFORE)
    assert has_news(paper, ada, BEFORE, AFTER)
