"""What a reader finds in a course: first what they may read, then what of it answers, each text ranked by itself."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator

from courseapp.models import Enrollment
from desk.eyes import Eyes, Told
from desk.models import SearchEntry
from desk.query import Piece, Query, joined, score, snippet
from desk.search_texts import COMMENT, PAGE, REVIEW, Texts, Versions, pdfs_read, texts_of

FEW, MANY = 5, 20  # hits of each kind on the page of all kinds, and on a page of one


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text of a hit is stored: one part of a row in one version."""

    kind: str
    row: int
    version: int
    part: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that answers. ``order`` breaks a tie by what its reader sees; ``pieces`` show what was found."""

    title: str
    address: str
    score: float
    order: str
    where: str = ""
    text: str = ""
    source: Source | None = None
    state: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind, the best first: a page of them."""

    kind: str
    label: str
    page: Page[Hit]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.page.paginator.count


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text, in folded words."""

    name: str
    words: str


@dataclass
class Search:
    """One reader's search of a course.

    ``read`` are the papers of which it found others' texts, once it is done: a student's first reading of them.
    """

    reader: Enrollment
    now: datetime
    query: Query
    read: set[int] = field(default_factory=set)

    @cached_property
    def eyes(self) -> Eyes:
        """What the reader may read."""
        return Eyes(self.reader, self.now, self.query)

    def groups(self, kind: str = "", number: str | int = 1) -> list[Group]:
        """Return the hits of every kind, or a page of those of one; the same number of queries for few and many."""
        found = []
        for name, (label, hits) in KINDS.items():
            if kind in ("", name):
                ranked = sorted(hits(self), key=lambda hit: (-hit.score, hit.order))
                page = Paginator(ranked, MANY if kind else FEW).get_page(number)
                page.object_list = self._with_snippets(list(page.object_list))
                found.append(Group(name, label, page))
        return found

    def papers(self) -> list[Hit]:
        """Return the papers whose title, authors, venue or abstract answer, or a page of their PDF."""
        pages = self._pages()
        found = []
        for paper in self.eyes.papers.values():
            if not self.eyes.is_by(paper.authors):
                continue
            texts = [(paper.title, 4.0), (paper.authors, 2.0), (paper.venue, 1.0), (paper.abstract, 1.0)]
            own = score(self.query, [(joined(text), weight) for text, weight in texts])
            hits = [hit for hit in pages[paper.pk] if hit.score > own]
            if own:
                hits.append(Hit(paper.title, paper.get_absolute_url(), own, paper.title, paper.authors, paper.abstract))
            if hits:
                found.append(max(hits, key=lambda hit: hit.score))
        return found

    def _pages(self) -> dict[int, list[Hit]]:
        """Return the pages of PDFs that answer, by paper."""
        pdfs = {pdf: (paper, at) for pdf, (paper, at) in pdfs_read(self.reader.course).items() if self.query.needles}
        versions = {pdf: at for pdf, (paper, at) in pdfs.items() if paper in self.eyes.papers}
        found: dict[int, list[Hit]] = defaultdict(list)
        for pdf, parts in self._parts(PAGE, versions).items():
            paper = self.eyes.papers[pdfs[pdf][0]]
            for part in parts:
                if points := score(self.query, [(part.words, 1.0)]):
                    address = f"{self.eyes.pdf_address(paper.pk)}#page={part.name}"
                    source = Source(PAGE, pdf, versions[pdf], part.name)
                    where = f"Page {part.name} of the PDF"
                    found[paper.pk].append(Hit(paper.title, address, points, paper.title, where, source=source))
        return found

    def reviews(self) -> list[Hit]:
        """Return the reviews that answer, as the reader may read them; their questions stand among the questions."""
        return [
            Hit(
                name := self.eyes.name(one), self.eyes.review_address(one), points, f"{one.cell.paper.title} {name}",
                one.cell.paper.title, source=source, state="" if one.cell.shown else "draft",
            )
            for one, points, source in self._answers(self.eyes.told, self.eyes.name, is_question=False)
        ]  # fmt: skip

    def questions(self) -> list[Hit]:
        """Return the questions for class that answer: those of the reviews, and the staff's own."""
        asked = [one for one in self.eyes.told if one.cell.shown]
        found = []
        for one, points, source in self._answers(asked, self.eyes.asker, is_question=True):
            meeting = one.cell.paper.meeting
            title = self.eyes.asker(one) or "From a review"
            order = f"{meeting.topic} {self.eyes.shuffled(one)}"
            found.append(Hit(title, self.eyes.card_address(one), points, order, meeting.topic, source=source))
        for card in self.eyes.cards():
            if points := score(self.query, [(joined(card.text), 1.0)]):
                address = f"{self.eyes.board_address(card.meeting_id)}#question-{card.pk}"
                found.append(Hit("From the staff", address, points, card.text, card.meeting.topic, card.text))
        return found

    def comments(self) -> list[Hit]:
        """Return the comments that answer, of those that the reader may read."""
        rows = {row.pk: row for row in self.eyes.comments() if self.eyes.is_by(self.eyes.commenter(row))}
        versions = {pk: row.version for pk, row in rows.items()}
        found = []
        for pk, parts in self._parts(COMMENT, versions).items():
            comment, title = rows[pk], self.eyes.commenter(rows[pk])
            if points := score(self.query, [(part.words, 1.0) for part in parts]):
                self._note(comment.paper_id, is_mine=comment.author_id == self.reader.pk)
                source = Source(COMMENT, pk, comment.version, parts[0].name)
                order = f"{comment.paper.title} {title} {comment.said_at.isoformat()}"
                found.append(Hit(title, comment.get_absolute_url(), points, order, comment.paper.title, source=source))
        return found

    def announcements(self) -> list[Hit]:
        """Return the announcements that answer."""
        found = []
        for row in self.eyes.announcements():
            if points := score(self.query, [(joined(row.title), 3.0), (joined(row.body), 1.0)]):
                found.append(Hit(row.title, row.get_absolute_url(), points, row.title, text=row.body))
        return found

    def _answers(
        self, told: Iterable[Told], name: Callable[[Told], str], *, is_question: bool
    ) -> list[tuple[Told, float, Source]]:
        """Return the reviews by whom is asked for whose answers answer, with the points and the best of them."""
        by_row = {one.row: one for one in told if self.eyes.is_by(name(one))}
        own = {one.row: one.version for one in by_row.values() if one.is_mine}
        others = {one.row: one.version for one in by_row.values() if not one.is_mine}
        rows = self._parts(REVIEW, own) | self._parts(REVIEW, others, self.eyes.open_fields)
        found = []
        for row, parts in rows.items():
            asked = [part for part in parts if (part.name in self.eyes.questions) == is_question]
            points = score(self.query, [(part.words, 1.0) for part in asked]) if asked else 0.0
            if points:
                one = by_row[row]
                self._note(one.cell.paper.pk, is_mine=one.is_mine)
                best = max(asked, key=lambda part: self.query.count_in(part.words))
                found.append((one, points, Source(REVIEW, row, one.version, best.name)))
        return found

    def _note(self, paper: int, *, is_mine: bool) -> None:
        if not is_mine and self.reader.is_student:
            self.read.add(paper)

    def _parts(self, kind: str, versions: Versions, names: Collection[str] | None = None) -> dict[int, list[Part]]:
        """Return the parts of these texts that may have a needle, by row: from what is known, and the rest as it is.

        Three queries, four for reviews that the search does not know yet.
        """
        course = self.reader.course
        known = SearchEntry.objects.known(course, kind)
        fresh = [row for row, version in versions.items() if known.get(row) == version]
        entries = SearchEntry.objects.saying(course, self.query.needles).filter(kind=kind, row__in=fresh)
        if names is not None:
            entries = entries.filter(part__in=names)
        found = list(entries.values_list("row", "part", "words")) if fresh else []
        unknown = {row: version for row, version in versions.items() if known.get(row) != version}
        found += [(row, part, joined(text)) for (row, part), text in texts_of(course, kind, unknown).items()]
        rows: dict[int, list[Part]] = defaultdict(list)
        for row, part, words in found:
            if names is None or part in names:
                rows[row].append(Part(part, words))
        return rows

    def _with_snippets(self, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits with what stands around what was found; a query for each kind of text, two for reviews."""
        texts: dict[str, Texts] = {}
        for kind in {hit.source.kind for hit in hits if hit.source}:
            versions = {hit.source.row: hit.source.version for hit in hits if hit.source and hit.source.kind == kind}
            texts[kind] = texts_of(self.reader.course, kind, versions)
        return [replace(hit, pieces=snippet(self.query, _text(hit, texts))) for hit in hits]


def _text(hit: Hit, texts: dict[str, Texts]) -> str:
    return texts[hit.source.kind].get((hit.source.row, hit.source.part), "") if hit.source else hit.text


KINDS: dict[str, tuple[str, Callable[[Search], list[Hit]]]] = {
    "papers": ("Papers", Search.papers),
    "reviews": ("Reviews", Search.reviews),
    "questions": ("Questions", Search.questions),
    "comments": ("Discussion", Search.comments),
    "announcements": ("Announcements", Search.announcements),
}
