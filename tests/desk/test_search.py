"""The search of a course: what it finds, and what it never tells."""

from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client

from courseapp.models import Announcement, Course, Enrollment, Event, ReviewerNames, ReviewsOpen, User
from courseapp.roles import Role
from desk import models
from desk.models import SearchEntry
from desk.query import parse
from desk.search import Search
from desk.tasks import learn_texts
from reviews.models import Audience, Comment, Paper, Question, Reading, ReviewField, give_mark
from reviews.tasks import read_pdfs
from tests import build
from tests.build import CLASS_AT, HOUR

As = Callable[[Enrollment | User], Client]
At = Callable[[datetime], None]
BEFORE, AFTER, ENDED = CLASS_AT - HOUR, CLASS_AT + HOUR, CLASS_AT + 3 * HOUR
ZEBRA = {"summary": "A zebra attends.", "opinion": "I agree.", "merit": "4", "question": "Why a quagga?"}


def fresh(reader: Enrollment) -> Enrollment:
    """Return the reader as a request would have them."""
    return Enrollment.objects.select_related("course", "user").get(pk=reader.pk)


def found(reader: Enrollment, query: str, now: datetime = AFTER) -> dict[str, list[str]]:
    """Return the titles that a reader finds, by kind, in order."""
    groups = Search(fresh(reader), now, parse(query)).groups()
    return {group.kind: [hit.title for hit in group.page] for group in groups if group.count}


@pytest.fixture(params=["known", "unknown"])
def learnt(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Return what lets the search learn every text, or nothing: it must find the same."""
    return (lambda: None) if request.param == "unknown" else (lambda: bool(learn_texts()) and None)


@pytest.fixture
def both(ada: Enrollment, bo: Enrollment, paper: Paper) -> None:
    """Ada and Bo have handed in, an hour before the class; Bo writes of a zebra."""
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers=ZEBRA)


def field(course: Course, key: str, **fields: Any) -> ReviewField:
    """Add a field for text to the form."""
    defaults = {"kind": "text", "label": key, "position": 9}
    return ReviewField.objects.create(course=course, key=key, **{**defaults, **fields})


@pytest.mark.usefixtures("both")
def test_a_student_finds_what_is_open_to_them(ada: Enrollment, at: At, learnt: Callable[[], None]) -> None:
    at(AFTER)
    learnt()
    assert found(ada, "zebra") == {"reviews": ["Bo Diddley"]}
    assert found(ada, "quagga") == {"questions": ["From a review"]}
    assert found(ada, "zebra", BEFORE) == {}


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("setting", ReviewsOpen.values)
@pytest.mark.parametrize("now", [BEFORE, CLASS_AT, AFTER, ENDED])
def test_search_opens_what_the_papers_page_opens(
    as_: As, ada: Enrollment, paper: Paper, at: At, setting: str, now: datetime
) -> None:
    Course.objects.update(reviews_open=setting)
    at(now)
    learn_texts()
    page = as_(ada).get(paper.get_absolute_url()).content.decode()
    asks = "Read them all the same" in page
    assert bool(found(ada, "zebra", now)) == ("A zebra attends." in page)
    assert not (asks and found(ada, "zebra", now))


def test_who_has_not_handed_in_finds_only_their_own(
    ada: Enrollment, bo: Enrollment, paper: Paper, at: At, learnt: Callable[[], None]
) -> None:
    build.review(ada, paper, now=BEFORE, answers={"summary": "My zebra."}, hand_in=False)
    build.review(bo, paper, now=BEFORE, answers=ZEBRA)
    at(AFTER)
    learnt()
    assert found(ada, "zebra") == {"reviews": ["Ada Lovelace (me)"]}


def test_drafts_are_found_by_their_author_and_staff_alone(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, learnt: Callable[[], None]
) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers={"summary": "A zebra"}, hand_in=False)
    learnt()
    assert found(ada, "zebra") == {}
    assert found(bo, "zebra") == {"reviews": ["Bo Diddley (me)"]}
    assert found(tess, "zebra") == {"reviews": ["Bo Diddley"]}


def test_others_find_what_was_handed_in_and_not_what_was_written_since(
    ada: Enrollment, bo: Enrollment, paper: Paper, at: At, learnt: Callable[[], None]
) -> None:
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers=ZEBRA)
    build.review(bo, paper, now=AFTER, answers=ZEBRA | {"summary": "A lynx."}, based_on=1, hand_in=False)
    at(ENDED)
    learnt()
    assert found(ada, "zebra", ENDED) == {"reviews": ["Bo Diddley"]}
    assert found(ada, "lynx", ENDED) == {}
    assert found(bo, "lynx", ENDED) == {"reviews": ["Bo Diddley (me)"]}


def test_what_staff_alone_read_is_found_by_staff_alone(
    course: Course, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At, learnt: Callable[[], None]
) -> None:
    field(course, "private", audience=Audience.STAFF)
    retired = field(course, "old", audience=Audience.STAFF, retired_at=None)
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers=ZEBRA | {"private": "A lynx.", "old": "An ocelot."})
    retired.retire(now=BEFORE)
    at(AFTER)
    learnt()
    for word in ("lynx", "ocelot"):
        assert found(ada, word) == {}
        assert found(ada, f"zebra {word}") == {}
        assert found(tess, word) == {"reviews": ["Bo Diddley"]}
        assert found(bo, word) == {"reviews": ["Bo Diddley (me)"]}
    ReviewField.objects.filter(key="private").update(audience=Audience.CLASS)
    assert found(ada, "lynx") == {"reviews": ["Bo Diddley"]}


@pytest.mark.usefixtures("both")
def test_a_real_name_finds_nothing_under_a_pseudonym(course: Course, ada: Enrollment, tess: Enrollment) -> None:
    Course.objects.update(reviewer_names=ReviewerNames.PSEUDONYMS)
    assert found(ada, "author:bo") == {}
    assert found(ada, "author:diddley zebra") == {}
    names = found(ada, "zebra")["reviews"]
    assert names != ["Bo Diddley"]
    assert found(ada, f'zebra author:"{names[0]}"') == {"reviews": names}
    assert found(tess, "author:bo zebra") == {"reviews": ["Bo Diddley"]}


@pytest.mark.usefixtures("both")
def test_a_name_finds_no_question_whose_author_did_not_agree(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    assert found(ada, "author:bo quagga") == {}
    assert found(tess, "author:bo quagga") == {"questions": ["Bo Diddley"]}
    review = bo.reviews.get()
    card = Question.objects.stored(Question(meeting=paper.meeting, paper=paper, review=review), now=AFTER)
    card.note("named", AFTER)
    assert found(ada, "author:bo quagga") == {"questions": ["Bo Diddley"]}


def test_comments_are_found_by_those_who_read_them(
    course: Course, ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, at: At, learnt: Callable[[], None]
) -> None:
    for student in (ada, bo):
        build.review(student, paper, now=BEFORE)
    at(AFTER)
    say = {"paper": paper, "now": AFTER}
    Comment.objects.say(author=bo, text="A lynx.", act_key="a", **say)
    Comment.objects.say(author=tess, text="An ocelot.", act_key="b", audience=Audience.STAFF, **say)
    gone = Comment.objects.say(author=bo, text="A puma.", act_key="c", **say)
    gone.remove(now=AFTER, by=bo)
    learnt()
    assert found(ada, "lynx") == {"comments": ["Bo Diddley"]}
    assert found(ada, "ocelot") == found(ada, "puma") == found(tess, "puma") == {}
    assert found(tess, "ocelot") == {"comments": ["Tess Tube (me)"]}
    assert found(ada, "lynx", BEFORE) == {}
    assert found(build.enrollment(course, Role.AUDITOR), "lynx") == {"comments": ["Bo Diddley"]}


def test_a_search_that_finds_others_is_a_first_reading(
    as_: As, ada: Enrollment, paper: Paper, both: None, at: At
) -> None:
    at(AFTER)
    address = f"/c/{paper.course.slug}/search/"
    as_(ada).get(address, {"q": "ocelot"})
    assert not Reading.objects.exists()
    as_(ada).get(address, {"q": "zebra", "kind": "papers"})
    assert not Reading.objects.exists()
    as_(ada).get(address, {"q": "zebra"})
    assert Reading.objects.get().enrollment == ada
    assert Event.objects.filter(kind="reviews.first_read").count() == 1


def test_nothing_is_read_that_would_cost_without_being_asked(
    as_: As, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    Course.objects.update(reviews_open=ReviewsOpen.AFTER_MINE)
    build.review(ada, paper, now=BEFORE)
    build.review(bo, paper, now=BEFORE, answers=ZEBRA)
    at(BEFORE)
    address = f"/c/{paper.course.slug}/search/?q=zebra"
    page = as_(ada).get(address).content.decode()
    assert "Not searched: the others’ reviews and comments on" in page
    assert "Bo Diddley" not in page
    assert not Reading.objects.exists()
    Reading.objects.note(enrollment=ada, paper=paper, now=BEFORE)
    page = as_(ada).get(address).content.decode()
    assert "Not searched" not in page
    assert "Bo Diddley" in page


def test_marks_and_their_comments_are_never_found(
    ada: Enrollment, bo: Enrollment, tess: Enrollment, paper: Paper, both: None
) -> None:
    review = bo.reviews.get()
    give_mark(review, revision=None, now=AFTER, by=tess.user, symbol="✓", comment="A lynx.")
    learn_texts()
    assert found(bo, "lynx") == found(ada, "lynx") == {}


def test_hidden_texts_move_neither_count_nor_order_nor_snippet(
    course: Course, ada: Enrollment, bo: Enrollment, paper: Paper, at: At
) -> None:
    at(AFTER)
    texts = ["zebra", "zebra zebra lynx", "lynx lynx lynx", "A zebra and words " + "word " * 300, "lynx zebra lynx"]
    build.review(ada, paper, now=BEFORE)
    for number, text in enumerate(texts):
        author = build.enrollment(course, person=build.user(name=f"Student {number}"))
        build.review(author, paper, now=BEFORE, answers=build.FULL | {"summary": text})
    learn_texts()

    def seen() -> list[list[tuple[Any, ...]]]:
        groups = (
            Search(fresh(ada), AFTER, parse("zebra lynx")).groups() + Search(fresh(ada), AFTER, parse("lynx")).groups()
        )
        return [[(group.count, hit.title, hit.score, hit.pieces) for hit in group.page] for group in groups]

    before = seen()
    closed = build.paper(build.meeting(course, CLASS_AT + 7 * build.DAY))
    for number in range(9):
        answers = build.FULL | {"summary": "lynx " * (number + 1)}
        build.review(build.enrollment(course), closed, now=BEFORE, answers=answers)
        build.review(build.enrollment(course), paper, now=BEFORE, answers={"summary": "lynx"}, hand_in=False)
    learn_texts()
    assert seen() == before


def test_papers_and_pages_of_their_pdfs_are_found(
    course: Course, ada: Enrollment, paper: Paper, settings: Any, tmp_path: Any, learnt: Callable[[], None]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Paper.objects.update(authors="Łukasz Kaiser, Noam Shazeer", abstract="Recurrence is *dropped*.")
    paper.refresh_from_db()
    paper.pdf.save("a.pdf", ContentFile(build.pdf("First page", "Here a zebra\ncrosses.")))
    read_pdfs()
    learnt()
    assert found(ada, "recurrence") == found(ada, "author:lukasz") == {"papers": ["Attention Is All You Need"]}
    groups = Search(fresh(ada), AFTER, parse("zebra crosses")).groups()
    hit = groups[0].page[0]
    assert hit.address.endswith(f"/papers/{paper.pk}/pdf/#page=2")
    assert (hit.where, [piece.text for piece in hit.pieces if piece.is_hit]) == (
        "Page 2 of the PDF",
        ["zebra", "crosses"],
    )
    assert found(build.enrollment(course, Role.AUDITOR), "zebra")["papers"]


def test_a_paper_narrows_the_search(course: Course, ada: Enrollment, bo: Enrollment, paper: Paper, both: None) -> None:
    assert found(ada, "zebra paper:attention") == {"reviews": ["Bo Diddley"]}
    assert found(ada, "zebra paper:orca") == {}


def test_announcements_are_found_once_they_are_out(course: Course, ada: Enrollment, tess: Enrollment) -> None:
    Announcement.objects.create(course=course, title="Zoo", body="A lynx.", publish_at=AFTER)
    assert found(ada, "lynx") == {"announcements": ["Zoo"]}
    assert found(ada, "lynx", BEFORE) == {}
    assert found(tess, "lynx", BEFORE) == {"announcements": ["Zoo"]}


def test_questions_of_the_staff_are_found_unless_they_hold_them_back(
    ada: Enrollment, tess: Enrollment, paper: Paper
) -> None:
    card = Question.objects.add(meeting=paper.meeting, text="What of the lynx?", now=BEFORE, by=None)
    assert found(ada, "lynx") == {"questions": ["From the staff"]}
    Question.objects.update(held_at=BEFORE)
    assert found(ada, "lynx") == {}
    assert found(tess, "lynx") == {"questions": ["From the staff"]}
    Question.objects.filter(pk=card.pk).update(held_at=None)
    assert found(ada, "lynx author:ada") == {}


def test_another_course_finds_nothing_of_this_one(both: None) -> None:
    learn_texts()
    assert found(build.enrollment(build.course(), Role.INSTRUCTOR), "zebra") == {}


@pytest.mark.parametrize(
    "query",
    ["'", '"', '""', "*", "a* OR b", 'NEAR("a" b)', "-a", "^a", "a:b", "=1", "\\", "%", "a\x00b", "(((", "x" * 10_000,
     "& | !", ":*", "<->", "author:", "🦓", "; DROP TABLE", "{{ x }}", "<script>alert(1)</script>"],
)  # fmt: skip
def test_no_query_is_an_error(as_: As, ada: Enrollment, paper: Paper, both: None, at: At, query: str) -> None:
    at(AFTER)
    learn_texts()
    answer = as_(ada).get(f"/c/{paper.course.slug}/search/", {"q": query, "page": "x", "kind": "nonsense"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_what_is_found_is_shown_as_text(as_: As, ada: Enrollment, paper: Paper, at: At) -> None:
    build.review(ada, paper, now=BEFORE, answers=build.FULL | {"summary": "<script>zebra()</script> & more"})
    at(AFTER)
    page = as_(ada).get(f"/c/{paper.course.slug}/search/?q=zebra").content.decode()
    assert "&lt;script&gt;<mark>zebra</mark>()&lt;/script&gt; &amp; more" in page
    assert 'value="zebra"' in page
    assert "1 result for “zebra”." in unescape(page)


def test_pages_of_one_kind_hold_twenty(course: Course, tess: Enrollment, paper: Paper, as_: As, at: At) -> None:
    for _ in range(23):
        build.review(build.enrollment(course), paper, now=BEFORE, answers=ZEBRA)
    at(AFTER)
    client, address = as_(tess), f"/c/{course.slug}/search/?q=zebra"
    assert "All 23 in reviews" in client.get(address).content.decode()
    assert client.get(f"{address}&kind=reviews&page=2").content.decode().count('class="search-hit"') == 3


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("more", [0, 2])
def test_searching_costs_the_same_for_few_and_many(
    as_: As,
    course: Course,
    ada: Enrollment,
    paper: Paper,
    both: None,
    at: At,
    more: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(more):
        other = build.paper(build.meeting(course, CLASS_AT - (number + 1) * build.DAY))
        for student in (ada, build.enrollment(course)):
            build.review(student, other, now=BEFORE - 9 * build.DAY, answers=ZEBRA)
            Comment.objects.say(paper=other, author=student, text="A zebra", act_key=f"{student}", now=AFTER)
    Comment.objects.say(paper=paper, author=ada, text="A zebra", act_key="a", now=AFTER)
    learn_texts()
    at(ENDED)
    client = as_(ada)
    client.get(f"/c/{course.slug}/search/?q=zebra")
    with django_assert_num_queries(31):
        client.get(f"/c/{course.slug}/search/?q=zebra")


def test_texts_are_learnt_once_and_anew_when_they_change(
    ada: Enrollment, bo: Enrollment, paper: Paper, both: None, at: At
) -> None:
    at(AFTER)
    assert (learn_texts(), learn_texts()) == (2, 0)
    said = Comment.objects.say(paper=paper, author=bo, text="A lynx.", act_key="a", now=AFTER)
    assert (learn_texts(), learn_texts()) == (1, 0)
    said.edit("An ocelot.", based_on=1, names={}, now=AFTER)
    assert found(ada, "lynx") == {}
    assert found(ada, "ocelot") == {"comments": ["Bo Diddley"]}
    assert learn_texts() == 1
    said.remove(now=AFTER, by=bo)
    assert found(ada, "ocelot") == {}
    assert learn_texts() == 1
    assert not SearchEntry.objects.filter(words__contains="ocelot").exists()


def test_a_draft_is_never_known(ada: Enrollment, paper: Paper) -> None:
    build.review(ada, paper, now=BEFORE, answers={"summary": "A zebra"}, hand_in=False)
    learn_texts()
    assert not SearchEntry.objects.filter(words__contains="zebra").exists()


def test_everything_can_be_learnt_anew(ada: Enrollment, paper: Paper, both: None, at: At, capsys: Any) -> None:
    at(AFTER)
    learn_texts()
    SearchEntry.objects.exclude(part="").update(words="=0 nonsense")
    call_command("rebuild_search")
    assert "2 texts are known" in capsys.readouterr().out
    assert found(ada, "zebra") == {"reviews": ["Bo Diddley"]}


def test_without_full_text_everything_is_looked_through(
    ada: Enrollment, both: None, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(AFTER)
    learn_texts()
    monkeypatch.setattr(models, "has_full_text", lambda: False)
    assert found(ada, "zebra") == {"reviews": ["Bo Diddley"]}


def test_the_database_itself_finds_the_words(course: Course, both: None, at: At) -> None:
    at(AFTER)
    learn_texts()
    assert models.has_full_text()
    rows = SearchEntry.objects.saying(course, parse("zeb").needles)
    assert [row.part for row in rows] == ["summary"]
    assert not SearchEntry.objects.saying(course, parse('"zeb"').needles).exists()
    assert not SearchEntry.objects.saying(build.course(), parse("zeb").needles).exists()
    SearchEntry.objects.all().delete()
    assert not SearchEntry.objects.saying(course, parse("zeb").needles).exists()
