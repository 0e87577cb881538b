"""The pages that are measured: who asks for what, and what it may cost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from django.urls import NoReverseMatch, reverse

from bench import texts
from bench.classroom import Classroom, sessions
from bench.load import Request
from courseapp.models import Enrollment
from reviews.models import Paper, Review

LOG_INS = 100
VARIANTS = 4  # texts that a log-in saves in turn


@dataclass(frozen=True)
class Visit:
    """A page, what it may cost and what HotCRP's costs, in bare pages; ``requests`` gives one a log-in."""

    name: str
    allowed: float
    hotcrp: str
    requests: Callable[[], list[Request]] = list
    why_not: str = ""


@dataclass(frozen=True)
class Visitors:
    """A class with its log-ins."""

    room: Classroom
    students: list[str]
    staff: list[str]

    @classmethod
    def of(cls, room: Classroom) -> "Visitors":
        """Log a hundred students in, and staff a hundred times."""
        return cls(room, sessions(room.students, LOG_INS), sessions(room.staff, LOG_INS))

    def visits(self) -> Iterator[Visit]:
        """Give every page, in the order of the table."""
        read, paper = self._read_papers(), self.room.papers[-3]
        yield self._page("home, student", 3, "7", self.students, lambda _: self._url("course_home"))
        yield self._page(
            "paper, 50 reviews, student", 3.5, "4.3", self.students,
            lambda who: self._url("reviews:paper_detail", read[self._student(who).pk].pk),
        )  # fmt: skip
        yield self._page(
            "paper, 50 reviews, staff", 4, "6", self.staff, lambda _: self._url("reviews:paper_detail", paper.pk)
        )
        mine = {review.enrollment_id: review.paper for review in self._own(self.room.papers[-2:])}
        yield self._page(
            "review form", 3, "4", self.students,
            lambda who: self._url("reviews:review_edit", mine[self._student(who).pk].pk),
        )  # fmt: skip
        yield self._page("papers, student", 5, "7", self.students, lambda _: self._url("reviews:paper_list"))
        yield self._page("papers, staff", 5, "7", self.staff, lambda _: self._url("reviews:paper_list"))
        yield self._page("matrix of 100 × 20", 5, "7", self.staff, lambda _: self._url("reviews:matrix"))
        yield self._page("gradebook of 100 × 20", 6, "–", self.staff, lambda _: self._url("grading:gradebook"))
        yield self._page("CSV of 1,000 reviews", 8, "17", self.staff, lambda _: self._url("reviews:review_export"))
        yield from self._saves()

    def _saves(self) -> Iterator[Visit]:
        for way, name in (("autosave", "autosave"), ("edit", "hand-in")):
            for is_replaced, what in ((False, "a word more"), (True, "all replaced")):
                requests = partial(self._save_all, way, is_replaced)
                yield Visit(f"{name}, {what}", 4, "75" if is_replaced else "4", requests)
        yield Visit("hand-in, mail to 50 due", 4, "13", why_not="there is no mail yet")

    def _save_all(self, way: str, is_replaced: bool) -> list[Request]:
        return [self._save(review, way, is_replaced) for review in self._own(self.room.papers[-2:])]

    def _save(self, review: Review, way: str, is_replaced: bool) -> Request:
        rng = Random(review.pk)
        head = review.revisions.main_line().last()
        assert head is not None
        said = [texts.review(rng) if is_replaced else dict(head.answers) for _ in range(VARIANTS)]
        more = {"hand_in": "1"} if way == "edit" else {}
        bodies = [texts.form({**more, **_opinion_last(answers)}) for answers in said]
        path = self._url(f"reviews:review_{way}", review.paper_id)
        return Request(path, self.students[self._place(review.enrollment_id)], bodies, head.number)

    def _page(self, name: str, allowed: float, hotcrp: str, log_ins: list[str], address: Callable[[int], str]) -> Visit:
        try:
            requests = [Request(address(who), key) for who, key in enumerate(log_ins)]
            return Visit(name, allowed, hotcrp, lambda: requests)
        except NoReverseMatch:
            return Visit(name, allowed, hotcrp, why_not="there is no such page yet")

    def _read_papers(self) -> dict[int, Paper]:
        """Return, by student, the one of the last two discussed papers that they reviewed."""
        return {review.enrollment_id: review.paper for review in self._own(self.room.papers[-4:-2])}

    def _own(self, papers: list[Paper]) -> list[Review]:
        rows = Review.objects.filter(paper__in=papers).select_related("paper").order_by("enrollment_id")
        return list(rows)

    def _student(self, number: int) -> Enrollment:
        return self.room.students[number % len(self.room.students)]

    def _place(self, student: int) -> int:
        return next(at for at, one in enumerate(self.room.students) if one.pk == student)

    def _url(self, name: str, *arguments: int) -> str:
        return reverse(name, args=[self.room.course.slug, *arguments])


def _opinion_last(answers: dict[str, str]) -> dict[str, str]:
    """Return the answers with the one last that the load adds a word to."""
    return {**{key: text for key, text in answers.items() if key != "opinion"}, "opinion": answers["opinion"]}
