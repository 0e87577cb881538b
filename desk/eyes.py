"""What a reader may read of a course, before anything is searched; and under which names."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from courseapp.answers import FieldKind
from courseapp.models import Announcement, Course, Enrollment, ReviewerNames
from desk.query import Query, says
from reviews.models import Comment, Paper, Question
from reviews.models.cells import opened
from reviews.pseudonyms import pseudonym
from reviews.reading import discussion_is_open, is_open, would_cost
from reviews.standings import Cell, Key, readable, standings
from reviews.voices import key_of, name_of


@dataclass(frozen=True, slots=True)
class Told:
    """A review that the reader may read; their own as it stands now, another's as others read it."""

    cell: Cell
    is_mine: bool
    row: int
    version: int


class Eyes:
    """One reader at one instant, within the papers that a query names."""

    def __init__(self, reader: Enrollment, now: datetime, query: Query) -> None:
        self.reader, self.now, self.query = reader, now, query

    @property
    def course(self) -> Course:
        """The reader's course."""
        return self.reader.course

    @cached_property
    def papers(self) -> dict[int, Paper]:
        """The papers that the query names, all unless it names any; by primary key."""
        papers = self.course.papers.scheduled()
        return {one.pk: one for one in papers if says(self.query.papers, f"{one.title} {one.key}")}

    @cached_property
    def board(self) -> dict[Key, Cell]:
        """How every review of these papers stands."""
        writes = self.reader.is_staff or self.reader.is_student
        return standings(self.course, self.now, papers=self.papers.values()) if writes else {}

    @cached_property
    def costly(self) -> set[int]:
        """The papers of which reading others now would take something from the student: they are asked first."""
        return {
            cell.paper.pk
            for cell in self.own.values()
            if would_cost(cell.situation(self.now), self.now, has_read=cell.reading is not None)
        }

    @cached_property
    def own(self) -> dict[int, Cell]:
        """How the student's own reviews stand, by paper."""
        return {paper: cell for (student, paper), cell in self.board.items() if student == self.reader.pk}

    @property
    def asks_first(self) -> list[Paper]:
        """The papers whose reviews or discussion are open, but are left out since they would cost."""
        either = opened(self.board, self.reader, is_open, self.now) | self._talked
        return [paper for pk, paper in self.papers.items() if pk in self.costly & either]

    @property
    def _talked(self) -> set[int]:
        return opened(self.board, self.reader, discussion_is_open, self.now)

    @cached_property
    def told(self) -> list[Told]:
        """The reviews that the reader may read without a cost; drafts are the author's and the staff's alone."""
        found = []
        for cell in readable(self.board, self.reader, self.now):
            is_mine = cell.enrollment.pk == self.reader.pk
            revision = cell.latest if is_mine else cell.shown or (cell.latest if self.reader.is_staff else None)
            if cell.review and revision and (is_mine or cell.paper.pk not in self.costly):
                found.append(Told(cell, is_mine, cell.review.pk, revision.pk))
        return found

    @cached_property
    def open_fields(self) -> set[str]:
        """The keys of the fields that the reader may read in others' reviews."""
        return set(self.course.review_fields.read_by(self.reader).values_list("key", flat=True))

    @cached_property
    def questions(self) -> set[str]:
        """The keys of the fields whose answers are questions for class."""
        return set(self.course.review_fields.filter(kind=FieldKind.QUESTION).values_list("key", flat=True))

    @cached_property
    def named(self) -> set[int | None]:
        """The reviews whose authors agreed to be named with their question."""
        rows = Question.objects.filter(meeting__course=self.course).exclude(named_at=None)
        return set(rows.values_list("review_id", flat=True))

    def comments(self) -> list[Comment]:
        """Return the comments that the reader may read without a cost, on these papers."""
        rows = Comment.objects.standing().filter(paper__in=self.papers)
        return list(self._heard(rows).select_related("author__user", "paper__course").defer("text"))

    def _heard(self, rows: "QuerySet[Comment]") -> "QuerySet[Comment]":
        if not self.reader.is_student:
            return rows.filter(pk__in=Comment.objects.visible_to(self.reader, now=self.now).values("pk"))
        reviews = [one.row for one in self.told]
        return rows.filter(
            pk__in=Comment.objects.heard(self.reader, papers=self._talked - self.costly, reviews=reviews).values("pk")
        )

    def cards(self) -> list[Question]:
        """Return the questions that staff put on the boards, of the papers that the query names if any.

        Those that they hold back are theirs alone.
        """
        if self.query.authors:
            return []
        rows = Question.objects.filter(meeting__course=self.course, review=None).select_related("meeting")
        rows = rows if self.reader.is_staff else rows.filter(held_at=None)
        return list(rows.filter(meeting__papers__in=self.papers).distinct() if self.query.papers else rows)

    def announcements(self) -> list[Announcement]:
        """Return the announcements that the reader may see."""
        if self.query.authors or self.query.papers:
            return []
        rows = Announcement.objects.filter(course=self.course).visible_to(self.reader, now=self.now)
        return list(rows.select_related("course"))

    def is_by(self, name: str) -> bool:
        """Return whether this name is one that the query asks for; any is if it asks for none."""
        return says(self.query.authors, name)

    def name(self, one: Told) -> str:
        """Return whose review it is, as the reader sees it."""
        if one.is_mine:
            return f"{self.reader.name} (me)"
        return one.cell.enrollment.name if self.reader.is_staff else name_of(self.course, one.cell)

    def asker(self, one: Told) -> str:
        """Return who asks the class a question; empty where the reader may not know it."""
        if one.is_mine:
            return self.name(one)
        return one.cell.enrollment.name if self.reader.is_staff or one.row in self.named else ""

    def shuffled(self, one: Told) -> str:
        """Return what orders a question without a name, as the board does: it says nothing of its author."""
        return pseudonym(self.course.pseudonym_key, one.cell.paper.pk, one.cell.enrollment.uuid)

    def commenter(self, comment: Comment) -> str:
        """Return who said something, as the reader sees it."""
        author = comment.author
        if author is None:
            return "Somebody who has left"
        if author.pk == self.reader.pk:
            return f"{author.name} (me)"
        is_named = self.reader.is_staff or not author.is_student or self.course.reviewer_names == ReviewerNames.REAL
        return author.name if is_named else pseudonym(self.course.pseudonym_key, comment.paper_id, author.uuid)

    def review_address(self, one: Told) -> str:
        """Return where the reader reads a review."""
        if self.reader.is_staff:
            return reverse("reviews:review_detail", args=[self.course.slug, one.cell.paper.pk, one.row])
        return one.cell.paper.get_absolute_url() + ("#my-review" if one.is_mine else f"#voice-{self.key(one)}")

    def key(self, one: Told) -> str:
        """Return what names a review in addresses."""
        return key_of(self.course, one.cell)

    def card_address(self, one: Told) -> str:
        """Return where a review's question stands on the board."""
        return f"{self.board_address(one.cell.paper.meeting_id)}#review-{self.key(one)}"

    def board_address(self, meeting: int) -> str:
        """Return where the questions of a meeting are."""
        return reverse("reviews:question_list", args=[self.course.slug, meeting])

    def pdf_address(self, paper: int) -> str:
        """Return where the paper's PDF is."""
        return reverse("reviews:paper_pdf", args=[self.course.slug, paper])
