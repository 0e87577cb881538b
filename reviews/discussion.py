"""The discussion of a paper, as one reader finds it: what it is about, the threads, and under which names."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils.safestring import SafeString

from courseapp.markdown import render
from courseapp.models import Enrollment, ReviewerNames
from reviews import deadlines, mentions
from reviews.models import Audience, Comment, Endorsement, Look, Mention, Paper, Review, why_not_said
from reviews.models.cells import opened
from reviews.pseudonyms import pseudonym, reference
from reviews.reading import discussion_is_open, is_open_to_auditors, would_cost
from reviews.standings import Cell, my_cell, readable, standings

SOMEBODY = "somebody who has left"


@dataclass(frozen=True, slots=True)
class Door:
    """What of a paper's discussion is open to a reader: the class's comments, and the reviews discussed in it.

    ``asks_first``: it is open, but reading it now would be at the cost of what could still be graded.
    """

    is_open: bool
    cells: list[Cell] = field(default_factory=list)
    mine: Cell | None = None
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One comment, as this reader sees it; ``alias`` is the pseudonym beside a name that staff know."""

    row: Comment
    name: str
    alias: str
    is_mine: bool
    is_by_staff: bool
    is_by_reviewer: bool
    is_new: bool
    names: dict[int, str]
    mentions_me: bool

    @property
    def html(self) -> SafeString:
        """The text as HTML, with whom it mentions under the names that this reader may know."""
        return self.said(self.row.text)

    @property
    def source(self) -> str:
        """The text as its author typed it."""
        return mentions.untie(self.row.text, self.names)

    def said(self, text: str) -> SafeString:
        """Return another version of it as HTML, in the same manner."""
        return SafeString(mentions.untie_html(render(text, top=5), self.names))

    @property
    def agreeing(self) -> list[str]:
        """Who of the staff agree."""
        return [one.by.name for one in self.row.endorsements.all()]


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, and what was answered to it."""

    root: Post
    replies: list[Post]

    @property
    def is_private(self) -> bool:
        """Whether it is an exchange with the staff, or of the staff."""
        return self.root.row.audience == Audience.STAFF


@dataclass(frozen=True, slots=True)
class Topic:
    """What is talked about: the paper (``key`` is empty), or one review of it.

    ``alias`` is the pseudonym beside a name that staff know.
    """

    key: str
    name: str
    alias: str = ""
    review: Review | None = None
    is_mine: bool = False
    threads: list[Thread] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many comments stand in it."""
        posts = [post for thread in self.threads for post in (thread.root, *thread.replies)]
        return sum(post.row.deleted_at is None for post in posts)


@dataclass(frozen=True)
class Discussion:
    """A paper's discussion for one reader; ``heard`` are its comments in the order in which they were said."""

    paper: Paper
    reader: Enrollment
    now: datetime
    door: Door
    heard: list[Comment]
    looked_at: datetime | None

    @cached_property
    def topics(self) -> list[Topic]:
        """The paper, then each review that the reader may read, by the name that they see."""
        threads = self._threads()
        reviews = [
            Topic(
                self.key_of(cell), *self.names_of(cell.enrollment), cell.review, cell.enrollment.pk == self.reader.pk,
                threads.pop(cell.review.pk, []),
            )
            for cell in self.door.cells if cell.review
        ]  # fmt: skip
        of_paper = threads.pop(None, [])
        lost = [thread for left in threads.values() for thread in left]  # one's own, under what has closed since
        return [Topic("", "the paper", threads=of_paper + lost), *sorted(reviews, key=lambda topic: topic.name)]

    def talked_of(self, on: Topic | None = None) -> list[Topic]:
        """Return the topics with a comment; the paper is always among them, and what one would speak of now."""
        return [topic for topic in self.topics if topic.threads or not topic.key or topic == on]

    @property
    def count(self) -> int:
        """How many comments the reader sees."""
        return sum(topic.count for topic in self.topics)

    @property
    def new(self) -> int:
        """How many of them came since the reader last looked."""
        return sum(self._is_new(comment) for comment in self.heard)

    @property
    def shows_others(self) -> bool:
        """Whether the class's comments of others are among them, which may tell what others answered."""
        return any(row.audience == Audience.CLASS and row.author_id != self.reader.pk for row in self.heard)

    @property
    def why_not(self) -> str:
        """Why the reader can say nothing at all now; empty where they can."""
        return why_not_said(self.reader.course, self.reader, self.now)

    @property
    def may_write(self) -> bool:
        """Whether the reader may say something, to the staff at least."""
        return (self.reader.is_staff or self.reader.is_student) and not self.why_not

    @property
    def may_address_class(self) -> bool:
        """Whether what they say may be for the class."""
        return self.may_write and self.door.is_open and not self.door.asks_first

    def topic(self, key: str) -> Topic | None:
        """Return the topic of this key, if the reader may know of it."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def post(self, uuid: object) -> Post | None:
        """Return one comment, if the reader may read it."""
        return next((self._post(row) for row in self.heard if row.uuid == uuid), None)

    def key_of(self, cell: Cell) -> str:
        """Return what names a review in addresses."""
        return reference(self.reader.course.pseudonym_key, self.paper.pk, cell.enrollment.uuid)

    def name_of(self, person: Enrollment | None) -> str:
        """Return how the class sees who speaks: staff by their names, students as the course's setting says."""
        if person is None:
            return SOMEBODY
        if not person.is_student or self.reader.course.reviewer_names == ReviewerNames.REAL:
            return person.name
        return pseudonym(self.reader.course.pseudonym_key, self.paper.pk, person.uuid)

    def names_of(self, person: Enrollment | None) -> tuple[str, str]:
        """Return how this reader sees who speaks, and for staff the pseudonym that the class sees beside it."""
        name = self.name_of(person)
        is_hidden = person is not None and person.is_student and self.reader.course.reviewer_names != ReviewerNames.REAL
        return (person.name, name) if person is not None and is_hidden and self.reader.is_staff else (name, "")

    def callable_names(self, audience: str) -> dict[str, Enrollment]:
        """Return the people whom the reader may mention, by name: the staff, and to the class whoever is heard here.

        Nobody is in it whom the reader does not see on this page anyway, under any other name than there.
        """
        people: list[Enrollment] = list(self.reader.course.enrollments.staff().by_name())
        if audience == Audience.CLASS:
            people += [cell.enrollment for cell in self.door.cells]
            people += [row.author for row in self.heard if row.author and row.audience == Audience.CLASS]
        return {self.name_of(one): one for one in people if one.pk != self.reader.pk}

    def _threads(self) -> dict[int | None, list[Thread]]:
        """Return the threads of each review, None for the paper; an answer whose root is not heard begins its own."""
        roots = {row.pk for row in self.heard if row.parent_id is None}
        replies: dict[int | None, list[Post]] = defaultdict(list)
        threads: dict[int | None, list[Thread]] = defaultdict(list)
        for row in self.heard:
            if row.parent_id in roots:
                replies[row.parent_id].append(self._post(row))
        for row in self.heard:
            if row.parent_id not in roots:
                threads[row.review_id].append(Thread(self._post(row), replies[row.pk]))
        return threads

    def _post(self, row: Comment) -> Post:
        author, (name, alias) = row.author, self.names_of(row.author)
        return Post(
            row=row,
            name=name,
            alias=alias,
            is_mine=row.author_id == self.reader.pk,
            is_by_staff=author is not None and author.is_staff,
            is_by_reviewer=row.review is not None and row.review.enrollment_id == row.author_id,
            is_new=self._is_new(row),
            names={one.number: self.name_of(one.enrollment) for one in row.mentions.all()},
            mentions_me=any(one.enrollment_id == self.reader.pk for one in row.mentions.all()),
        )

    def _is_new(self, row: Comment) -> bool:
        is_said_since = self.looked_at is not None and row.said_at > self.looked_at
        return is_said_since and row.author_id != self.reader.pk and row.deleted_at is None


def discussion(paper: Paper, reader: Enrollment, now: datetime, *, knowingly: bool = False) -> Discussion:
    """Return a paper's discussion as this reader may read it; ``knowingly`` they accept what reading may cost.

    Always ten queries for those who may write, four for auditors. The caller notes the look, and a student's first
    reading where it shows others' comments.
    """
    door = _door(paper, reader, now, knowingly=knowingly)
    rows = Comment.objects.filter(paper=paper)
    if not reader.is_staff:
        reviews = [cell.review.pk for cell in door.cells if cell.review]
        shown = door.is_open and not door.asks_first
        rows = rows.heard(reader, papers=[paper.pk] if shown else [], reviews=reviews)
    heard = rows.select_related("author__user", "review", "paper__course").prefetch_related(
        Prefetch("mentions", Mention.objects.select_related("enrollment__user")),
        Prefetch("endorsements", Endorsement.objects.select_related("by__user")),
    )
    look = Look.objects.filter(enrollment=reader, paper=paper).first()
    return Discussion(paper, reader, now, door, list(heard), look.at if look else None)


def _door(paper: Paper, reader: Enrollment, now: datetime, *, knowingly: bool) -> Door:
    if not reader.is_staff and not reader.is_student:
        return Door(_is_open(paper, reader, now))
    board = standings(reader.course, now, papers=[paper])
    cells = [cell for cell in readable(board, reader, now) if cell.shown or not reader.is_staff]
    if reader.is_staff:
        return Door(is_open=True, cells=cells)
    mine = board[reader.pk, paper.pk]
    is_open = bool(opened(board, reader, discussion_is_open, now))
    costs = is_open and not knowingly and would_cost(mine.situation(now), now, has_read=mine.reading is not None)
    asks_first = costs and _is_spoken_in(paper, reader)
    return Door(is_open, [] if asks_first else cells, mine, asks_first)


def _is_spoken_in(paper: Paper, reader: Enrollment) -> bool:
    """Return whether the class's discussion holds anything by others."""
    return Comment.objects.filter(paper=paper, audience=Audience.CLASS).exclude(author=reader).exists()


def note_look(seen: Discussion) -> None:
    """Keep that the reader has seen what there is; nothing is written where nothing was said since."""
    if seen.looked_at is None or any(row.said_at > seen.looked_at for row in seen.heard):
        Look.objects.update_or_create(enrollment=seen.reader, paper=seen.paper, defaults={"at": seen.now})


def has_news(paper: Paper, reader: Enrollment, since: datetime, now: datetime) -> bool:
    """Return whether others have said anything since that this reader could possibly read.

    Whether the discussion is open is asked first, and the comments with it: a closed one takes no less time where
    something was said. At most three queries.
    """
    heard = Q(audience=Audience.STAFF, parent__author=reader)
    if _is_open(paper, reader, now):
        heard |= Q(audience=Audience.CLASS)
    rows = Comment.objects.filter(paper=paper, said_at__gt=since).exclude(author=reader)
    return (rows if reader.is_staff else rows.filter(heard)).exists()


def _is_open(paper: Paper, reader: Enrollment, now: datetime) -> bool:
    """Return whether the class's discussion is open to this reader."""
    if reader.is_staff:
        return True
    setting = reader.course.reviews_open
    if reader.is_student:
        return discussion_is_open(setting, my_cell(reader, paper, now).situation(now), now)
    cut_off = deadlines.cut_off(paper.class_due_at, reader.course.grace)
    is_enrolled = reader.covers(reader.course.day_of(now))
    return is_enrolled and is_open_to_auditors(setting, cut_off, paper.meeting.ends_at, now)
