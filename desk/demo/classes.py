"""What happens in the demo's classes: draws, absences, the question board, leaves."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from random import Random

from courseapp.models import Absence, Exemption, Leave, Meeting, MeetingKind, Source
from courseapp.roles import Role
from desk.demo.cast import read_toml
from desk.demo.reviewing import card_of
from desk.demo.term import Student, Term, days, hours, minutes
from lottery.models import Draw, Lottery, NoPassLeft, Outcome
from reviews.board import board
from reviews.models import Question, Review

FIRST_DRAW, BETWEEN_DRAWS, THINKING = minutes(20), minutes(16), minutes(5)
NOTED_AWAY = "Wrote the evening before from New York; will not be back in time"
EXEMPT_BECAUSE = "Letter of the disability office; answers in writing for the time being"
CHANCE_OF_A_PASS = 0.07
CHANCE_OF_ARRIVING_LATE = 0.2
VOID_DRAW = (4, 2)  # the fourth class, its second draw


def plan_classes(term: Term) -> None:
    """Plan every lecture and discussion, and what students say about their presence."""
    script = read_toml("class.toml")
    held = [meeting for meeting in term.meetings if meeting.kind in (MeetingKind.LECTURE, MeetingKind.DISCUSSION)]
    for number, meeting in enumerate(held, start=1):
        ClassHour(term, meeting, number, script["phrases"][number % len(script["phrases"])]).plan()
        _plan_board(term, meeting, script["staff_questions"])
    for student in term.students:
        _plan_presence(term, student, script["leave_reasons"])


@dataclass
class ClassHour:
    """One class with its lottery; ``away`` are the students who are truly not in the room."""

    term: Term
    meeting: Meeting
    number: int
    phrase: str
    away: set[str] = field(default_factory=set)

    def plan(self) -> None:
        """Plan the commitment, the phrase, the draws and the reveal."""
        self.rng = self.term.rng("class", self.meeting.key)
        self.away = {student.name for student in self.term.students if self._is_away(student)}
        begins_at, staff = self.meeting.starts_at, self.term.instructor
        secret, planned = self.rng.randbytes(32), self.term.course.picks_planned
        commit = partial(Lottery.objects.commit, self.meeting, secret=secret, planned=planned, by=staff)
        self.term.at(begins_at - hours(15), commit)
        self.term.at(begins_at + minutes(8), lambda now: self._lottery().fix_phrase(self.phrase, now=now, by=staff))
        for number in range(1, planned + 1 + self._has_void):
            drawn_at = begins_at + FIRST_DRAW + (number - 1) * BETWEEN_DRAWS
            self.term.at(drawn_at, partial(self._draw, number))
        self.term.at(self.meeting.ends_at + minutes(20), lambda now: self._lottery().reveal(now=now, by=staff))

    @property
    def _has_void(self) -> bool:
        return self.number == VOID_DRAW[0]

    def _is_away(self, student: Student) -> bool:
        chance, character = self.term.rng("away", self.meeting.key, student.name).random(), student.character
        return chance > character.presence or self.meeting.key in (*character.away, *character.noted_away)

    def _lottery(self) -> Lottery:
        return Lottery.objects.get(meeting=self.meeting)

    def _draw(self, number: int, *, now: datetime) -> None:
        """Draw, and some minutes later say what came of it."""
        draw = Draw.objects.hold(self._lottery(), number, now=now, by=self.term.instructor)
        drawn = draw.enrollment.name if draw.enrollment else ""
        if (self.number, number) == VOID_DRAW:
            self._decide(draw, Outcome.VOID, now + minutes(1), "The projector froze before the name was read")
        elif drawn not in self.away:
            is_pass = self.rng.random() < CHANCE_OF_A_PASS
            self._decide(draw, Outcome.PASSED if is_pass else Outcome.ANSWERED, now + THINKING)
        else:
            self._decide(draw, Outcome.ABSENT, now + minutes(1))
            if self.rng.random() < CHANCE_OF_ARRIVING_LATE:
                self.away.discard(drawn)
                self._decide(draw, Outcome.LATE, now + minutes(9), "The green line was delayed")

    def _decide(self, draw: Draw, outcome: Outcome, at: datetime, reason: str = "") -> None:
        def decide(now: datetime) -> None:
            try:
                draw.decide(outcome, reason=reason, now=now, by=self.term.instructor)
            except NoPassLeft:
                draw.decide(Outcome.ANSWERED, now=now, by=self.term.instructor)

        self.term.at(at, decide)


def _plan_board(term: Term, meeting: Meeting, questions: list[str]) -> None:
    """Plan two questions of the staff's own, and stars for two of the students'."""
    rng = term.rng("board", meeting.key)
    for place, text in enumerate(rng.sample(questions, 2)):
        add = partial(Question.objects.add, meeting=meeting, text=text, by=term.instructor, is_held=place == 1)
        term.at(meeting.starts_at - hours(16) + minutes(place), add)
    term.at(meeting.starts_at - minutes(20), partial(_star, meeting, rng))
    term.at(meeting.starts_at + FIRST_DRAW - minutes(1), partial(_support, term, meeting))
    term.at(meeting.starts_at + FIRST_DRAW, partial(_ask, meeting))
    term.at(meeting.starts_at + FIRST_DRAW + minutes(1), partial(_group, term, meeting))


def _support(term: Term, meeting: Meeting, *, now: datetime) -> None:
    """Let some of those who may read the board say which questions they would ask, too."""
    rng = term.rng("support", meeting.key)
    for student in rng.sample(term.students, min(6, len(term.students))):
        wanted = [card for card in board(meeting, student.enrollment, now).cards if card.can_want]
        for card in rng.sample(wanted, min(2, len(wanted))):
            Question.objects.stored(card.row, now=now).support(by=student.enrollment, now=now)


def _group(term: Term, meeting: Meeting, *, now: datetime) -> None:
    """Let the assistant put together the first questions that say nearly the same."""
    assistant = term.course.enrollments.get(role=Role.ASSISTANT)
    likely = board(meeting, assistant, now).likely
    if len(likely) > 1:  # the last one is left, to be tried
        Question.objects.group([card.row for card in likely[0]], now=now)


def _star(meeting: Meeting, rng: Random, *, now: datetime) -> None:
    """Star two questions of reviews that are handed in by now."""
    asked = Review.objects.filter(
        paper__meeting=meeting, revisions__is_hand_in=True, revisions__answers__has_key="question"
    )
    reviews = list(asked.distinct().order_by("pk"))
    for review in rng.sample(reviews, min(2, len(reviews))):
        card_of(review, now).note("starred", now)


def _ask(meeting: Meeting, *, now: datetime) -> None:
    """Ask the first question of the staff's and the first starred one."""
    cards = meeting.questions.order_by("pk")
    for card in (cards.filter(review=None).first(), cards.exclude(starred_at=None).first()):
        if card is not None:
            card.note("asked", now)


def _plan_presence(term: Term, student: Student, reasons: list[str]) -> None:
    """Plan leaves, what staff note by hand, and an exemption."""
    meetings = {meeting.key: meeting for meeting in term.meetings}
    character, enrollment = student.character, student.enrollment
    for key, decision in character.leave.items():
        reason = term.rng("leave", student.name, key).choice(reasons)
        _plan_leave(term, student, meetings[key], Leave.Decision(decision), reason)
    for key in character.noted_away:
        note = partial(Absence.objects.add_evidence, meeting=meetings[key], enrollment=enrollment, by=term.assistant)
        term.at(meetings[key].ends_at, partial(note, source=Source.STAFF, note=NOTED_AWAY))
    for key, reason in character.excused.items():
        excuse = partial(_excuse, term, student, meetings[key], reason)
        term.at(meetings[key].ends_at + days(3), excuse)
    if character.exempt:
        begins_on, ends_on = map(date.fromisoformat, character.exempt)
        exemption = Exemption(
            enrollment=enrollment, begins_on=begins_on, ends_on=ends_on, by=term.instructor, reason=EXEMPT_BECAUSE
        )
        granted_at = datetime.combine(begins_on, time(9), term.course.zone)
        term.at(granted_at, partial(exemption.keep, "exemption.granted", by=term.instructor))


def _excuse(term: Term, student: Student, meeting: Meeting, reason: str, *, now: datetime) -> None:
    absence = student.enrollment.absences.get(meeting=meeting)
    absence.excuse(now=now, by=term.instructor, reason=reason)


def _plan_leave(term: Term, student: Student, meeting: Meeting, decision: Leave.Decision, reason: str) -> None:
    """Plan a leave that is filed four days before its meeting and decided a day later."""
    answer = "Have a good trip." if decision == Leave.Decision.ACCEPTED else "An interview can be moved; please try."

    def file(now: datetime) -> None:
        leave = Leave.objects.file(enrollment=student.enrollment, meeting=meeting, reason=reason, now=now)
        term.at(now + days(1), partial(leave.decide, decision, by=term.instructor, answer=answer))

    term.at(meeting.starts_at - days(4), file)
