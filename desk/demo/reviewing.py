"""How the demo's students review: early, at the last minute, late, or not at all."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from courseapp.models import User
from desk.demo import prose
from desk.demo.cast import read_toml
from desk.demo.term import Student, Term, days, hours, minutes
from reviews.marking import queue, shuffled
from reviews.models import Extension, Paper, Question, Review, Waiver, give_mark, release_marks
from reviews.similarity import compare

Answers = dict[str, str]
SECOND_THOUGHT = " *On second thought:* I should have read the related work before I wrote this."
COMMENTED = 0.4  # of the marks
BANKED = 5  # comments
COPIED = {("orca", "Katarzyna Wolańska"): "Chiamaka Nwosu-Bell", ("flash-attention", "Mateus Andrade"): "Daiyu Fenwick"}
COPIED_FIELDS = ("strengths", "weaknesses", "opinion")


def plan_reviews(term: Term) -> None:
    """Plan every review of every required paper, and the assistant's feedback."""
    for paper in term.papers:
        if not paper.is_required:
            continue
        told = prose.summaries(paper.key, term.rng("summaries", paper.key))
        asked = prose.questions(paper.key, len(term.students), term.rng("questions", paper.key))
        written: dict[str, Answers] = {}
        for summary, question, student in zip(told, asked, term.students, strict=False):
            if student.is_enrolled_at(paper.class_due_at, term.course):
                rng = term.rng("review", paper.key, student.name)
                answers = prose.review(paper.key, summary, question, student.character, rng)
                written[student.name] = answers
                if (source := written.get(COPIED.get((paper.key, student.name), ""))) is not None:
                    answers |= {key: source[key] for key in COPIED_FIELDS}
                Writing(term, student, paper, answers, rng).plan()
        term.at(paper.class_due_at + hours(0.5), partial(compare, paper))
        term.at(paper.class_due_at + days(3), partial(_mark, term, paper, term.assistant, 0.6))
        term.at(paper.class_due_at + days(4), partial(_mark, term, paper, term.instructor, 1))
        term.at(paper.class_due_at + days(8), partial(release_marks, paper, by=term.assistant))
    term.at(term.papers[0].class_due_at + days(2), partial(_put_comments_by, term))


def card_of(review: Review, now: datetime) -> Question:
    """Return the card of a review's question on the board of its meeting."""
    paper = review.paper
    return Question.objects.stored(Question(meeting=paper.meeting, paper=paper, review=review), now=now)


@dataclass
class Writing:
    """One student at work on one review; ``head`` is the number of the revision on the screen."""

    term: Term
    student: Student
    paper: Paper
    answers: Answers
    rng: Random
    head: int = 0

    def plan(self) -> None:
        """Plan what becomes of the review: what the cast says, else what the student is like."""
        fate = self.student.character.reviews.get(self.paper.key) or self._chance()
        getattr(self, f"_{fate}")(self.paper.class_due_at)

    def _chance(self) -> str:
        if self.rng.random() < self.student.character.diligence:
            return self.rng.choices(("on_time", "changed", "automatic"), (75, 13, 12))[0]
        return self.rng.choices(("late", "draft", "missing"), (35, 25, 40))[0]

    def _hours_before(self) -> float:
        """Return how long before the due time this student finishes; many do so in the last hours."""
        return self.rng.choice((self.rng.uniform(0.3, 3), self.rng.uniform(2, 15), self.rng.uniform(14, 70)))

    def _on_time(self, due_at: datetime) -> None:
        done_at = due_at - hours(self._hours_before())
        self._write(done_at - minutes(self.rng.uniform(25, 150)), self._begun())
        self._write(done_at, self.answers, hand_in=True)

    def _changed(self, due_at: datetime) -> None:
        """Hand in, and go on writing; the last complete text at the due time counts."""
        done_at = due_at - hours(self.rng.uniform(5, 30))
        self._write(done_at, self.answers, hand_in=True)
        self._write(done_at + hours(self.rng.uniform(0.5, 4)), self._reconsidered())

    def _automatic(self, due_at: datetime) -> None:
        """Write everything, and forget to hand in."""
        self._write(due_at - hours(self._hours_before()), self.answers)

    def _draft(self, due_at: datetime) -> None:
        self._write(due_at - hours(self._hours_before()), self._begun())

    def _missing(self, due_at: datetime) -> None:
        """Write nothing."""

    def _late(self, due_at: datetime) -> None:
        self._write(due_at + hours(self.rng.uniform(0.4, 30)), self.answers, hand_in=True)

    def _accepted(self, due_at: datetime) -> None:
        self._late(due_at)
        reason = self.rng.choice(read_toml("class.toml")["late_reasons"])
        self.term.at(
            due_at + days(2), lambda now: self._review().accept(now=now, by=self.term.assistant, reason=reason)
        )

    def _extended(self, due_at: datetime) -> None:
        reason = "Ill, with a note from the health centre"
        self._allow(Extension, due_at - days(1), due_at=due_at + days(3), reason=reason)
        self._write(due_at + days(1.5), self._begun())
        self._write(due_at + days(2), self.answers, hand_in=True)

    def _waived(self, due_at: datetime) -> None:
        self._allow(Waiver, due_at - days(5), reason="Presented this very paper in another course last spring")

    def _two_tabs(self, due_at: datetime) -> None:
        """Write in one browser tab and then in another one that has not seen it."""
        done_at = due_at - hours(3)
        self._write(done_at - hours(2), self._begun())
        self._write(done_at - hours(1), self.answers)
        stale = self._begun() | {"summary": "It replaces recurrence by attention; from my notes on the train."}
        self.term.at(done_at - minutes(50), lambda now: self._keep(stale, now, based_on=1))
        self._write(done_at, self._reconsidered(), hand_in=True)

    def _eleventh_hour(self, due_at: datetime) -> None:
        self._write(due_at - hours(13), self._begun())
        self._write(due_at - minutes(9), self.answers, hand_in=True)

    def _begun(self) -> Answers:
        """Return the text after the first sitting: a summary and a strength, no opinion yet."""
        return {key: self.answers[key] for key in ("summary", "strengths")}

    def _reconsidered(self) -> Answers:
        return self.answers | {"opinion": self.answers["opinion"] + SECOND_THOUGHT}

    def _write(self, at: datetime, answers: Answers, *, hand_in: bool = False) -> None:
        self.term.at(at, lambda now: self._save(answers, now, hand_in))

    def _save(self, answers: Answers, now: datetime, hand_in: bool) -> None:
        self.head = self._keep(answers, now, based_on=self.head, hand_in=hand_in)
        if hand_in and "question" in answers and self.rng.random() < 0.3:
            card_of(self._review(), now).note("named", now)

    def _keep(self, answers: Answers, now: datetime, *, based_on: int, hand_in: bool = False) -> int:
        saving = Review.objects.keep(
            enrollment=self.student.enrollment, paper=self.paper, answers=answers, based_on=based_on, now=now,
            hand_in=hand_in,
        )  # fmt: skip
        return saving.revision.number

    def _review(self) -> Review:
        return Review.objects.get(enrollment=self.student.enrollment, paper=self.paper)

    def _allow(self, allowance: type[Extension] | type[Waiver], at: datetime, **terms: Any) -> None:
        whom: dict[str, Any] = {"enrollment": self.student.enrollment, "paper": self.paper, "by": self.term.instructor}
        self.term.at(at, partial(allowance.objects.grant, **whom, **terms))


def _put_comments_by(term: Term, *, now: datetime) -> None:
    """Let the assistant put the comments by that they give again and again."""
    for text in read_toml("class.toml")["comments"][:BANKED]:
        term.course.banked_comments.create(text=text, created_at=now, by=term.assistant)


def _mark(term: Term, paper: Paper, marker: User, part: float, *, now: datetime) -> None:
    """Mark a part of what waits, in the marker's own order; it moves no grade in this course.

    Whoever marks grows a little harder on the way.
    """
    rng, comments = term.rng("marks", paper.key, marker.email), read_toml("class.toml")["comments"]
    deck = shuffled(queue(paper, now), marker)
    waiting = [entry for entry in deck.entries if entry.mark is None]
    for entry in waiting[: round(part * len(waiting))]:
        position = deck.position(entry.review_pk)
        give_mark(
            Review.objects.get(pk=entry.review_pk), revision=entry.cell.shown, now=now, by=marker, position=position,
            symbol=rng.choices(("✓+", "✓", "✓−"), (12, 40, 4 + position))[0],
            comment=rng.choice(comments) if rng.random() < COMMENTED else "",
        )  # fmt: skip
