"""Asking for an absence to be excused afterwards, and the thread that stays."""

from collections.abc import Callable

import pytest
from django.test import Client

from courseapp.models import (
    Absence,
    AbsenceEvidence,
    Enrollment,
    Event,
    ExcuseWord,
    HistoryIsPermanent,
    Meeting,
    Source,
)
from tests import build
from tests.build import CLASS_AT, DAY

As = Callable[[Enrollment], Client]
At = Callable[..., None]
NOW = CLASS_AT + DAY


@pytest.fixture
def absence(ada: Enrollment, meeting: Meeting) -> Absence:
    evidence: AbsenceEvidence = Absence.objects.add_evidence(
        meeting=meeting, enrollment=ada, source=Source.STAFF, now=CLASS_AT, by=None
    )
    return evidence.absence


def words_of(absence: Absence) -> str:
    return f"/c/{absence.meeting.course.slug}/absences/{absence.pk}/words/"


def answers_of(absence: Absence) -> str:
    return f"/c/{absence.meeting.course.slug}/absences/{absence.pk}/answers/"


def test_a_student_asks_staff_excuse_it_with_a_word_and_the_thread_stays(
    as_: As, at: At, absence: Absence, ada: Enrollment, tess: Enrollment
) -> None:
    at(NOW)
    as_(ada).post(words_of(absence), {"text": "I was in hospital.", "act_key": "a"})
    assert "I was in hospital." in as_(tess).get(f"/c/{ada.course.slug}/absences/").content.decode()
    as_(tess).post(answers_of(absence), {"text": "Get well!", "act_key": "b", "excuse": "1"})
    absence.refresh_from_db()
    assert (absence.is_excused, absence.excused_because, absence.excused_by) == (True, "Get well!", tess.user)
    page = as_(ada).get(words_of(absence)).content.decode()
    assert "I was in hospital." in page
    assert "Get well!" in page
    assert not ExcuseWord.objects.waiting()


def test_an_answer_may_leave_it_as_it_is_and_the_student_may_say_more(
    as_: As, at: At, absence: Absence, ada: Enrollment, tess: Enrollment
) -> None:
    at(NOW)
    as_(ada).post(words_of(absence), {"text": "I overslept.", "act_key": "a"})
    as_(tess).post(answers_of(absence), {"text": "That is no reason.", "act_key": "b"})
    absence.refresh_from_db()
    assert not absence.is_excused
    assert not ExcuseWord.objects.waiting()
    as_(ada).post(words_of(absence), {"text": "I was ill, too.", "act_key": "c"})
    assert [word.text for word in ExcuseWord.objects.waiting()] == ["I was ill, too."]


def test_the_same_form_sent_twice_says_it_once(as_: As, at: At, absence: Absence, ada: Enrollment) -> None:
    at(NOW)
    for _ in range(2):
        as_(ada).post(words_of(absence), {"text": "I was ill.", "act_key": "a"})
    assert ExcuseWord.objects.count() == 1


def test_nothing_is_asked_without_a_word(as_: As, at: At, absence: Absence, ada: Enrollment, tess: Enrollment) -> None:
    at(NOW)
    page = as_(ada).post(words_of(absence), {"text": "  ", "act_key": "a"}).content.decode()
    assert "nobody can answer nothing" in page
    answer = as_(tess).post(answers_of(absence), {"text": "", "act_key": "a", "excuse": "1"}, follow=True)
    assert "write a word to the student first" in answer.content.decode()
    absence.refresh_from_db()
    assert not absence.is_excused
    assert not ExcuseWord.objects.exists()


def test_nobody_else_reads_it_and_the_trail_does_not_quote_it(
    as_: As, at: At, absence: Absence, ada: Enrollment, bo: Enrollment
) -> None:
    at(NOW)
    as_(ada).post(words_of(absence), {"text": "I was in hospital.", "act_key": "a"})
    assert as_(bo).get(words_of(absence)).status_code == 404
    assert as_(bo).post(words_of(absence), {"text": "Me, too", "act_key": "b"}).status_code == 404
    assert not any("hospital" in f"{event.reason}{event.before}{event.after}" for event in Event.objects.all())


def test_a_long_answer_is_kept_whole_in_the_thread_and_shortened_as_the_reason(
    absence: Absence, tess: Enrollment
) -> None:
    ExcuseWord.objects.answer(absence, text="w " * 900, act_key="a", now=NOW, by=tess.user, is_excused=True)
    absence.refresh_from_db()
    assert len(absence.excused_because) <= 300
    assert len(absence.words.get().text) == 1800


def test_what_was_said_is_never_changed(absence: Absence) -> None:
    word = ExcuseWord.objects.ask(absence, text="I was ill.", act_key="a", now=NOW)
    with pytest.raises(HistoryIsPermanent):
        ExcuseWord.objects.filter(pk=word.pk).update(text="")
    with pytest.raises(HistoryIsPermanent):
        word.delete()


def test_an_absence_that_is_excused_already_stays_so(absence: Absence, tess: Enrollment, ines: Enrollment) -> None:
    absence.excuse(now=NOW, by=ines.user, reason="Ill")
    ExcuseWord.objects.answer(absence, text="Fine.", act_key="a", now=NOW, by=tess.user, is_excused=True)
    absence.refresh_from_db()
    assert (absence.excused_because, absence.excused_by) == ("Ill", ines.user)
    assert absence.excused_at > build.CLASS_AT
