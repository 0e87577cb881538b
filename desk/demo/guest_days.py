"""The demo's guest lectures: the roll, the questions, and the claims afterwards."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from courseapp.models import RollClosing, RollMark
from desk.demo.cast import read_toml
from desk.demo.term import Student, Term, days, hours, minutes
from guests.models import Guest, GuestQuestion

DECLINED_BECAUSE = "It was put to the neighbour during the break, not to the guest; the next one counts"


def plan_guest_days(term: Term) -> None:
    """Plan every guest lecture."""
    questions = read_toml("class.toml")["guest_questions"]
    for guest in Guest.objects.filter(course=term.course).with_meeting():
        GuestDay(term, guest, questions[guest.key]).plan()


@dataclass
class GuestDay:
    """One guest lecture; ``questions`` are what may be asked, each once."""

    term: Term
    guest: Guest
    questions: list[str]

    def plan(self) -> None:
        """Plan who is there, who asks what, and who claims later to have asked."""
        meeting, assistant = self.guest.meeting, self.term.assistant
        present = [one for one in self.term.students if one.is_enrolled_at(meeting.starts_at, self.term.course)]
        close = partial(RollClosing.objects.close, meeting=meeting, act_key="close", by=assistant)
        self.term.at(meeting.starts_at + minutes(6), partial(self._take_roll, present))
        self.term.at(meeting.starts_at + minutes(15), close)
        rng = self.term.rng("guest", self.guest.key)
        texts = rng.sample(self.questions, len(self.questions))
        askers = [one for one in present for _ in range(one.character.questions.get(self.guest.key, 0))]
        rng.shuffle(askers)
        for place, student in enumerate(askers):
            self._plan_question(student, texts[place % len(texts)], place, is_prepared=rng.random() < 0.5)
        for student in present:
            if answer := student.character.claims.get(self.guest.key):
                self._plan_claim(student, texts[-1], answer)

    def _take_roll(self, students: list[Student], *, now: datetime) -> None:
        away = {one.enrollment.pk for one in students if self.guest.meeting.key in one.character.away}
        RollMark.objects.note_the_rest(
            meeting=self.guest.meeting, students=[one.enrollment for one in students], absent=away, act_key="roll",
            now=now, by=self.term.assistant,
        )  # fmt: skip

    def _plan_question(self, student: Student, text: str, place: int, *, is_prepared: bool) -> None:
        """Let a student ask, some after preparing the question at home; staff credit it at once."""
        key, asked_at = f"question-{place}", self.guest.meeting.starts_at + minutes(50 + 2 * place)
        asked: dict[str, Any] = {"guest": self.guest, "enrollment": student.enrollment, "text": text, "act_key": key}
        if not is_prepared:
            self.term.at(asked_at, partial(GuestQuestion.objects.credit, **asked, by=self.term.assistant))
            return

        def prepare(now: datetime) -> None:
            question = GuestQuestion.objects.prepare(**asked, now=now)
            self.term.at(asked_at, partial(question.confirm, by=self.term.assistant))

        self.term.at(self.guest.meeting.starts_at - hours(14) + minutes(place), prepare)

    def _plan_claim(self, student: Student, text: str, answer: str) -> None:
        def claim(now: datetime) -> None:
            question = GuestQuestion.objects.claim(
                guest=self.guest, enrollment=student.enrollment, text=text, act_key="claim", now=now
            )
            decline = partial(question.decline, by=self.term.assistant, reason=DECLINED_BECAUSE)
            confirm = partial(question.confirm, by=self.term.assistant)
            self.term.at(now + days(1), confirm if answer == "credited" else decline)

        self.term.at(self.guest.meeting.ends_at + hours(5), claim)
