"""The others' reviews of a paper, as one student may read them."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from reviews.reading import is_open, would_cost
from reviews.standings import Cell
from reviews.voices import Voice, choir, key_of, said_of, with_counts


@dataclass(frozen=True, slots=True)
class Room:
    """What a student finds at a paper: how their own review stands, and the others' where they may read them.

    ``asks_first``: they are open, but reading them now would be at the cost of what could still be graded.
    ``scores`` adds up what all these reviews gave, the reader's own among them once it is handed in; ``said`` is
    how often the class spoke of each, by key.
    """

    mine: Cell
    is_open: bool
    asks_first: bool = False
    voices: list[Voice] = field(default_factory=list)
    scores: str = ""
    said: dict[str, int] = field(default_factory=dict)

    @property
    def reviews(self) -> SafeString:
        """The others' reviews, as HTML."""
        return with_counts("".join(voice.html for voice in self.voices), self.said)

    @property
    def my_key(self) -> str:
        """What names the reader's own review in addresses."""
        return key_of(self.mine.paper.course, self.mine)

    @property
    def said_of_mine(self) -> int:
        """How often the class spoke of the reader's own review; 0 until they may read it."""
        return self.said.get(self.my_key, 0)


def listen(mine: Cell, now: datetime, *, knowingly: bool = False, paper_stamp: str = "") -> Room:
    """Return what a student, whose own cell is given, may read; ``knowingly`` they accept what reading may cost.

    One query where the others' reviews are open and nothing has changed since anybody read them, if the
    ``paper_stamp`` is at hand. The caller notes the first reading where there are voices.
    """
    paper, reader = mine.paper, mine.enrollment
    situation = mine.situation(now)
    if not is_open(reader.course.reviews_open, situation, now):
        return Room(mine, is_open=False)
    heard = choir(paper, reader.course, now, stamp=paper_stamp)
    others = [voice for voice in heard.voices if voice.author != reader.pk]
    if not others:
        return Room(mine, is_open=True)
    if not knowingly and would_cost(situation, now, has_read=mine.reading is not None):
        return Room(mine, is_open=True, asks_first=True)
    said = said_of(paper, reader.course)
    return Room(mine, is_open=True, voices=others, scores=mark_safe(heard.scores), said=said)
