"""The public record of a meeting's lottery, and where it differs from what it must be.

The record alone is enough: the commitment, the phrase, the secret and the lines. Source: docs/lottery.md, "The record".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lottery import drawing

DRAW = "draw"


@dataclass(frozen=True)
class Entry:
    """One line of a record, with the hash of the chain after it."""

    n: int
    kind: str
    pseudonym: str
    tickets: str
    reason: str
    hash: str

    def __str__(self) -> str:
        """Return the line as it is hashed."""
        return drawing.line(self.n, self.kind, self.pseudonym, self.tickets, self.reason)


@dataclass(frozen=True)
class Record:
    """What the class may have of a lottery; ``secret`` is None until it is revealed, ``hash`` is the current one."""

    course: str
    date: str
    commitment: str
    phrase: str
    secret: bytes | None
    lines: Sequence[Entry]
    hash: str

    @property
    def opening(self) -> str:
        """The hash on which line 1 stands."""
        return drawing.opening_hash(self.course, self.date, self.commitment, self.phrase)

    def as_json(self) -> dict[str, Any]:
        """Return the record as verify_lottery.py reads it: text and numbers, the secret in hex."""
        secret = self.secret.hex() if self.secret is not None else None
        return {"format": drawing.FORMAT, **asdict(self), "secret": secret}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Record":
        """Return the record that ``record`` stands for; the opposite of as_json.

        Raise KeyError, TypeError or ValueError where it is not one.
        """
        if record["format"] != drawing.FORMAT:
            raise ValueError(f"This is not a record of the format {drawing.FORMAT}.")
        fields = {name: value for name, value in record.items() if name != "format"}
        secret = bytes.fromhex(fields["secret"]) if fields["secret"] is not None else None
        return cls(**fields | {"secret": secret, "lines": [Entry(**line) for line in fields["lines"]]})


@dataclass(frozen=True)
class Difference:
    """Where a record is wrong: before its lines (0), at line 1, 2, 3 …, or at its end (None)."""

    line: int | None
    sentence: str


def first_difference(record: Record, announced: str = "") -> Difference | None:
    """Return the first place at which ``record`` contradicts itself, or None if every pick and hash follows.

    ``announced`` is the hash that the class was given: the record must pass through it, and hold no draw after it.
    Without the secret the hashes are recomputed, the picks are not.
    """
    return next(_differences(record, announced), None)


def _differences(record: Record, announced: str) -> Iterator[Difference]:
    if record.secret is not None and drawing.commitment(record.secret) != record.commitment:
        yield Difference(0, "The secret is not the one that was committed to before class.")
    hashes, draws = [record.opening], 0
    for place, entry in enumerate(record.lines, 1):
        if entry.n != place:
            yield Difference(place, f"Line {place} is numbered {entry.n}.")
        draws += entry.kind == DRAW
        if entry.kind == DRAW and record.secret is not None and drawn(record, entry, draws) != entry.pseudonym:
            yield Difference(place, f"Draw {draws} does not give {entry.pseudonym}.")
        hashes.append(drawing.next_hash(hashes[-1], str(entry)))
        if hashes[-1] != entry.hash:
            yield Difference(place, f"The hash of line {place} does not follow from what stands before it.")
    if record.hash != hashes[-1]:
        yield Difference(None, "The record does not end with its final hash.")
    if announced and announced not in hashes[_last_draw(record) :]:
        yield Difference(None, "The record does not pass through the hash that the class was given.")


def drawn(record: Record, entry: Entry, number: int) -> str | None:
    """Return whom the draw ``number`` gives from the tickets of ``entry``, or None if they cannot be read."""
    seed = drawing.seed(record.secret or b"", record.phrase)
    try:
        tickets = drawing.tickets_from(entry.tickets)
        return drawing.pick(seed, drawing.label(record.course, record.date, number), tickets)
    except (ValueError, drawing.NobodyToDraw):
        return None


def _last_draw(record: Record) -> int:
    return max((place for place, entry in enumerate(record.lines, 1) if entry.kind == DRAW), default=0)
