"""The demo's term as a list of acts, each at its true time; a stage is the acts until then."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from courseapp.models import Course, Enrollment, Meeting, User
from desk.demo.cast import Character
from reviews.models import Paper

Act = Callable[..., object]  # is called with now=, the instant at which it happens


@dataclass(frozen=True)
class Student:
    """A student of the demo: the character, and the place in the course."""

    character: Character
    enrollment: Enrollment

    @property
    def name(self) -> str:
        """The name, which also seeds the student's chances."""
        return self.character.name

    def is_enrolled_at(self, instant: datetime, course: Course) -> bool:
        """Return whether the student is in the course on the day of an instant."""
        day, character = course.day_of(instant), self.character
        return self.enrollment.began_on <= day and (character.drops is None or day <= character.drops)


@dataclass
class Term:
    """One demo course, its people, and what is still to happen, in order of time."""

    seed: int
    course: Course
    instructor: User
    assistant: User
    students: list[Student]
    meetings: list[Meeting]
    papers: list[Paper]
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def rng(self, *names: str) -> Random:
        """Return chances of their own for ``names``: what one act draws never changes another's."""
        return Random("|".join((str(self.seed), *names)))  # noqa: S311 - a story, not a secret

    def at(self, instant: datetime, act: Act) -> None:
        """Let something happen at an instant; an act may plan later ones."""
        heapq.heappush(self._acts, (instant, next(self._numbers), act))

    def play(self, until: datetime) -> None:
        """Let everything happen up to and including ``until``, each act at its own time."""
        while self._acts and self._acts[0][0] <= until:
            instant, _, act = heapq.heappop(self._acts)
            act(now=instant)


def minutes(number: float) -> timedelta:
    """Return a length of time."""
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    """Return a length of time."""
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    """Return a length of time."""
    return timedelta(days=number)
