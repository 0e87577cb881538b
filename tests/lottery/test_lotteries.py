"""A lottery's life: the commitment, the phrase, the chain, the reveal."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from courseapp.models import Course, Enrollment, Event, HistoryIsPermanent, Meeting, MeetingKind
from lottery import drawing, proof
from lottery.models import (
    Draw,
    Line,
    Lottery,
    LotteryIsClosed,
    MeetingNotOver,
    NoClassToDrawIn,
    Outcome,
    PhraseIsFixed,
    PhraseMissing,
)
from tests import build
from tests.lottery.conftest import AFTER, BEFORE, NOW, SECRET, committed, opened


def test_a_commitment_hides_the_secret_and_freezes_course_and_date(meeting: Meeting) -> None:
    lottery = committed(meeting)
    assert lottery.commitment == hashlib.sha256(SECRET).hexdigest()
    assert (lottery.slug, lottery.day, lottery.planned) == ("cs7670-25fall", "2025-10-07", 4)
    assert lottery.hash == ""


def test_the_date_is_the_day_in_the_courses_zone(course: Course) -> None:
    late_evening = build.meeting(course, build.CLASS_AT.replace(hour=3))
    assert committed(late_evening).day == "2025-10-06"


def test_a_second_commitment_does_not_exchange_the_secret(meeting: Meeting) -> None:
    first = committed(meeting)
    again = committed(meeting, secret=b"x" * 32)
    assert (again.pk, again.commitment) == (first.pk, first.commitment)
    assert Event.objects.filter(kind="lottery.committed").count() == 1


def test_further_lotteries_of_a_day_have_a_suffix(course: Course) -> None:
    meetings = [build.meeting(course, build.CLASS_AT + timedelta(hours=hours)) for hours in (0, 3, 6)]
    assert [committed(meeting).day for meeting in meetings] == ["2025-10-07", "2025-10-07.2", "2025-10-07.3"]


def test_a_lottery_stays_with_its_date_when_the_meeting_moves(meeting: Meeting) -> None:
    lottery = committed(meeting)
    meeting.starts_at += timedelta(days=3)
    meeting.ends_at += timedelta(days=3)
    meeting.save()
    moved_onto = build.meeting(meeting.course, meeting.starts_at + timedelta(hours=4))
    assert Lottery.objects.get(pk=lottery.pk).label(1) == "cs7670-25fall|2025-10-07|draw 1"
    assert committed(moved_onto).day == "2025-10-10"


@pytest.mark.parametrize("fields", [{"kind": MeetingKind.NO_CLASS}, {"cancelled_at": BEFORE}])
def test_there_is_no_commitment_without_a_class(course: Course, fields: dict) -> None:
    with pytest.raises(NoClassToDrawIn):
        committed(build.meeting(course, **fields))
    assert not Lottery.objects.exists()


def test_there_is_no_commitment_after_the_class(meeting: Meeting) -> None:
    with pytest.raises(NoClassToDrawIn):
        Lottery.objects.commit(meeting, secret=SECRET, planned=4, now=AFTER, by=None)


def test_the_phrase_opens_the_chain(meeting: Meeting) -> None:
    lottery = committed(meeting).fix_phrase("  blue heron 42 ", now=NOW, by=None)
    opening = drawing.opening_hash("cs7670-25fall", "2025-10-07", lottery.commitment, "blue heron 42")
    assert (lottery.phrase, lottery.hash, lottery.phrased_at) == ("blue heron 42", opening, NOW)


def test_the_phrase_is_fixed_for_good(meeting: Meeting) -> None:
    lottery = opened(meeting)
    assert lottery.fix_phrase("blue heron ", now=NOW, by=None).phrased_at == build.CLASS_AT
    with pytest.raises(PhraseIsFixed, match="blue heron"):
        lottery.fix_phrase("red heron", now=NOW, by=None)


def test_the_secret_is_kept_until_the_meeting_has_ended(lottery: Lottery) -> None:
    with pytest.raises(MeetingNotOver):
        lottery.reveal(now=AFTER - timedelta(seconds=1), by=None)
    assert lottery.reveal(now=AFTER, by=None).revealed_at == AFTER


def test_nothing_is_revealed_without_a_phrase(meeting: Meeting) -> None:
    with pytest.raises(PhraseMissing):
        committed(meeting).reveal(now=AFTER, by=None)


def test_revealing_twice_changes_nothing(lottery: Lottery) -> None:
    revealed = lottery.reveal(now=AFTER, by=None)
    assert revealed.reveal(now=AFTER + timedelta(hours=1), by=None).revealed_at == AFTER
    assert Event.objects.filter(kind="lottery.revealed").count() == 1


def test_no_draw_follows_the_reveal(lottery: Lottery) -> None:
    lottery.reveal(now=AFTER, by=None)
    with pytest.raises(LotteryIsClosed):
        Draw.objects.hold(lottery, 1, now=AFTER, by=None)


def test_the_record_is_empty_until_the_reveal(lottery: Lottery) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    record = Lottery.objects.get().record()
    assert (record.secret, record.lines) == (None, [])
    assert record.hash == Line.objects.get().hash


def test_the_revealed_record_proves_a_whole_class(lottery: Lottery) -> None:
    said = [Outcome.ANSWERED, Outcome.PASSED, Outcome.ABSENT, Outcome.EXCUSED, Outcome.VOID, Outcome.ANSWERED]
    for number, outcome in enumerate(said, 1):
        draw = Draw.objects.hold(lottery, number, now=NOW, by=None)
        draw.decide(outcome, reason="“quoted” – und so weiter", now=NOW, by=None)
    final = lottery.reveal(now=AFTER, by=None).final_hash
    draw.decide(Outcome.PENDING, reason="a slip", now=AFTER, by=None)
    record = Lottery.objects.get().record()
    assert record.secret == SECRET
    assert [line.kind for line in record.lines[:10]] == ["draw", "outcome"] * 4 + ["draw", "void"]
    assert len(record.lines) == 13
    assert proof.first_difference(record, final) is None


def test_lines_are_permanent(lottery: Lottery) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    line = Line.objects.get()
    line.reason = "no reason"
    with pytest.raises(HistoryIsPermanent):
        line.save()
    with pytest.raises(HistoryIsPermanent):
        line.delete()
    with pytest.raises(HistoryIsPermanent):
        Line.objects.update(reason="no reason")


def test_the_database_refuses_a_second_line_of_a_number(lottery: Lottery) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(lottery=lottery, number=1, kind="void", pseudonym="p001", hash="0" * 64, at=NOW)


def test_the_database_refuses_a_reveal_without_a_phrase(meeting: Meeting) -> None:
    lottery = committed(meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lottery.objects.filter(pk=lottery.pk).update(revealed_at=AFTER, final_hash="0" * 64)


def test_reading_a_lottery_leaves_the_secret_in_the_database(lottery: Lottery) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Lottery.objects.select_related("meeting"))
    assert "secret" not in queries.captured_queries[0]["sql"]


def test_no_event_and_no_text_of_a_lottery_tells_its_secret(lottery: Lottery, ines: Enrollment) -> None:
    Draw.objects.hold(lottery, 1, now=NOW, by=ines.user).decide(Outcome.ABSENT, now=NOW, by=ines.user)
    lottery.reveal(now=AFTER, by=ines.user)
    told = [f"{event.kind} {event.before} {event.after} {event.reason}" for event in Event.objects.all()]
    assert not any(SECRET.hex() in words for words in [*told, repr(lottery), str(lottery)])
    assert sorted({event.kind for event in Event.objects.all()}) == [
        "absence.noted",
        "draw.decided",
        "draw.held",
        "lottery.committed",
        "lottery.opened",
        "lottery.revealed",
    ]


def test_erasing_a_person_leaves_the_proof_valid(lottery: Lottery) -> None:
    drawn = Draw.objects.hold(lottery, 1, now=NOW, by=None).enrollment
    assert drawn is not None
    drawn.user.delete()
    final = Lottery.objects.get().reveal(now=AFTER, by=None).final_hash
    assert proof.first_difference(Lottery.objects.get().record(), final) is None
    assert Draw.objects.get().enrollment is None
