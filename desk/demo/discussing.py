"""What the demo's students say to one another about a paper, once they may read each other."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from courseapp.models import Enrollment
from courseapp.roles import Role
from desk.demo.cast import read_toml
from desk.demo.term import Student, Term, hours, minutes
from reviews.discussion import discussion
from reviews.models import Audience, Comment, Paper, Review

FIRST_WORD = minutes(4)  # after the due time and its grace


def plan_discussions(term: Term) -> None:
    """Plan the discussion of every required paper: some of the threads, each with its answers."""
    threads = read_toml("discussion.toml")["threads"]
    for paper in term.papers:
        if paper.is_required:
            rng = term.rng("discussion", paper.key)
            for place, thread in enumerate(rng.sample(threads, 3)):
                talk = Talk(term, paper, thread, term.rng("talk", paper.key, str(place)))
                early = hours(2) if thread["on"] == "staff" else -FIRST_WORD
                term.at(paper.class_due_at - early + minutes(place), talk.begin)


@dataclass
class Talk:
    """One thread in the making; ``voices`` are who has spoken in it, by their part."""

    term: Term
    paper: Paper
    thread: dict[str, Any]
    rng: Random

    def begin(self, *, now: datetime) -> None:
        """Let somebody who may speak begin, and the others answer minutes later."""
        speakers = self._speakers(now)
        if len(speakers) < 2:
            return
        self.voices = dict(zip(("student", "another"), self.rng.sample(speakers, 2), strict=True))
        self.voices["assistant"] = self.term.course.enrollments.get(role=Role.ASSISTANT)
        review = self._review(speakers) if self.thread["on"] == "review" else None
        if review is not None:
            self.voices["reviewer"] = review.enrollment
        audience = Audience.STAFF if self.thread["on"] == "staff" else Audience.CLASS
        root = self._say("student", self.thread["remark"], now, review=review, audience=audience)
        for place, answer in enumerate(self.thread["answers"], start=1):
            self.term.at(now + minutes(7 * place), partial(self._answer, answer, root))
        if self.thread.get("agreed"):
            self.term.at(now + minutes(20), partial(root.endorse, by=self.voices["assistant"]))

    def _speakers(self, now: datetime) -> list[Enrollment]:
        """Return the students who may speak: to the class if it is open to them, to the staff anyhow."""
        enrolled = [one.enrollment for one in self.term.students if self._is_there(one, now)]
        if self.thread["on"] == "staff":
            return enrolled
        return [one for one in enrolled if discussion(self.paper, one, now).may_address_class]

    def _is_there(self, student: Student, now: datetime) -> bool:
        return student.is_enrolled_at(now, self.term.course)

    def _review(self, speakers: list[Enrollment]) -> Review | None:
        """Return a review by another who may speak."""
        others = [one.pk for one in speakers if one != self.voices["student"]]
        written = Review.objects.filter(paper=self.paper, enrollment__in=others).select_related("enrollment__user")
        return written.order_by("pk").first()

    def _answer(self, answer: dict[str, str], root: Comment, *, now: datetime) -> None:
        if answer["by"] in self.voices:
            self._say(answer["by"], answer["text"], now, parent=root)

    def _say(self, part: str, text: str, now: datetime, **place: Any) -> Comment:
        author = self.voices[part]
        seen = discussion(self.paper, author, now, knowingly=True)
        called = text.replace("{student}", seen.name_of(self.voices["student"]))
        return Comment.objects.say(
            paper=self.paper, author=author, text=called, act_key=f"{self.paper.key}-{part}", now=now,
            names=seen.callable_names(Audience.CLASS), **place,
        )  # fmt: skip
