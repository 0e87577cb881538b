"""What HotCRP's files say, whichever file said it: fields, papers and reviews, each with where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from courseapp.answers import Answer, FieldKind
from courseapp.roster import Roster

MOST_PAPERS = 2_000
MOST_REVIEWS = 20_000
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """What can't be read: in which file, where in it, and a sentence with the remedy."""

    file: str
    at: str  # "line 12", or a path such as papers[0].title
    sentence: str


@dataclass(frozen=True, slots=True)
class SourceField:
    """A field of HotCRP's review form; ``options`` are labels from the lowest up, ``symbols`` what stands for each."""

    label: str
    kind: FieldKind
    file: str
    at: str
    help: str = ""
    options: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    is_required: bool = False
    is_for_staff: bool = False
    only_if: str = ""  # HotCRP's condition, such as round:W2

    @property
    def name(self) -> str:
        """What tells it from the other fields: the label without case and double blanks."""
        return normal_label(self.label)


@dataclass(frozen=True, slots=True)
class SourcePaper:
    """A submission of HotCRP."""

    pid: int
    title: str
    file: str
    at: str
    authors: str = ""
    abstract: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SourceReview:
    """A review of HotCRP; ``answers`` by the names of their fields, written for a field of the source's own kind."""

    pid: int
    file: str
    at: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    rid: int | None = None
    ordinal: str = ""
    round: str = ""
    name: str = ""
    email: str = ""
    is_submitted: bool = False
    modified_at: datetime | None = None
    unasked: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What HotCRP calls it: 1A; without a letter, #1."""
        return f"{self.pid}{self.ordinal}" if self.ordinal else f"#{self.pid}"


@dataclass(frozen=True, slots=True)
class Moments:
    """When one review was first handed in (since it was last taken back), and last changed, by the action log."""

    handed_in_at: datetime | None = None
    changed_at: datetime | None = None
    drafted_at: datetime | None = None
    email: str = ""
    words: int | None = None  # when it was handed in


@dataclass(frozen=True, slots=True)
class Log:
    """What the action log tells: moments by the review's number, rounds by paper, due times by round, chairs."""

    moments: Mapping[int, Moments] = field(default_factory=dict)
    rounds: Mapping[int, str] = field(default_factory=dict)
    dues: Mapping[str, datetime] = field(default_factory=dict)
    chairs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Export:
    """All that some files say together."""

    fields: dict[str, SourceField] = field(default_factory=dict)
    papers: dict[int, SourcePaper] = field(default_factory=dict)
    reviews: list[SourceReview] = field(default_factory=list)
    rosters: dict[str, Roster] = field(default_factory=dict)
    log: Log | None = None
    troubles: list[Trouble] = field(default_factory=list)
    unread: list[Trouble] = field(default_factory=list)  # what is left out, and why that is no error


def normal_label(label: str) -> str:
    """Return a label as two of them are compared: single blanks, no case."""
    return " ".join(label.split()).casefold()


def normal_title(title: str) -> str:
    """Return a title as two of them are compared: its letters and figures alone, no case."""
    return "".join(sign for sign in title.casefold() if sign.isalnum())
