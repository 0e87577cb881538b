"""HotCRP's action log: when each review was handed in and changed, and when its round was due."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from reviews.hotcrp.sources import Log, Moments, Trouble
from reviews.hotcrp.words import YEARS, instant

MOST_ROWS = 500_000
COLUMNS = ("date", "email", "action")
CHAIRS = ("chair", "sysadmin", "admin", "manager")

_REVIEW = re.compile(r"Review (\d{1,9}) (.*)", re.DOTALL)
_WORDS = re.compile(r"(\d+) words?\s*$")
_ROUND = re.compile(r"\bround (\S+)")
_DUE = re.compile(r"\bpcrev_soft_?(\d*)=(\d{9,11})\b")


class UnreadableLog(ValueError):
    """The file as a whole can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    email: str
    is_chair: bool
    papers: tuple[int, ...]
    action: str


def looks_like_a_log(header: list[str]) -> bool:
    """Return whether a CSV's header is that of an action log."""
    return set(COLUMNS) <= {cell.strip().casefold() for cell in header}


def read_log(text: str, file: str) -> tuple[Log, list[Trouble]]:
    """Return what an action log tells, whatever its order, and its rows that can't be read.

    Raise UnreadableLog if it has no such columns or its quotes don't match.
    """
    rows, troubles = list[_Row](), list[Trouble]()
    for line, cells in _cells(text):
        try:
            rows.append(_row(cells))
        except ValueError as wrong:
            troubles.append(Trouble(file, f"line {line}", f"{wrong} Correct the row, or remove it."))
    rows.sort(key=lambda row: row.at)
    rounds = _rounds(rows)
    log = Log(
        moments=_moments(rows),
        rounds=rounds,
        dues=_dues(rows, set(rounds.values())),
        chairs=frozenset(row.email for row in rows if row.is_chair),
    )
    return log, troubles


def _cells(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give each row by its columns' names, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    begins = 1
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if not looks_like_a_log(header):
            raise UnreadableLog("The first row must name the columns date, email and action, as HotCRP’s does.")
        begins = reader.line_num + 1
        for number, cells in enumerate(reader):
            if number >= MOST_ROWS:
                raise UnreadableLog(f"There are more than {MOST_ROWS:,} rows. Leave the oldest out.")
            if any(cell.strip() for cell in cells):
                yield begins, dict(zip(header, cells, strict=False))
            begins = reader.line_num + 1
    except csv.Error as wrong:
        raise UnreadableLog(f"From line {begins} on the quotes don’t match ({wrong}). Download it again.") from wrong


def _row(cells: Mapping[str, str]) -> _Row:
    """Return a row. Raise ValueError with a sentence if its date is none."""
    said = cells.get("date", "").strip()
    try:
        at = datetime.strptime(said, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"“{said[:40]}” is not a date such as 2027-01-18 12:00:00 -0500.") from None
    if not YEARS[0] <= at.year < YEARS[1]:
        raise ValueError(f"The year {at.year} is no year of a course.")
    roles = cells.get("roles", "").casefold().split()
    who = cells.get("affected_email", "").strip() or cells.get("email", "").strip()
    papers = tuple(int(word) for word in re.findall(r"\d{1,9}", cells.get("paper", "")))
    by_self = not cells.get("affected_email", "").strip()
    return _Row(at, who.lower(), by_self and any(role in CHAIRS for role in roles), papers, cells.get("action", ""))


def _moments(rows: list[_Row]) -> dict[int, Moments]:
    """Return the moments of every review; ``rows`` are the oldest first."""
    found: dict[int, Moments] = defaultdict(Moments)
    for row in rows:
        if about := _REVIEW.match(row.action):
            rid, act = int(about[1]), about[2].split(":")[0].casefold()
            found[rid] = _after(found[rid], act, row)
    return dict(found)


def _after(so_far: Moments, act: str, row: _Row) -> Moments:
    """Return a review's moments after one more act; what takes it back makes the next hand-in the first."""
    is_own = any(word in act for word in ("submitted", "updated", "accepted"))
    known = replace(so_far, email=so_far.email or row.email) if is_own else so_far
    if "unsubmitted" in act or "removed" in act or "deleted" in act or "declined" in act or "retracted" in act:
        return replace(known, handed_in_at=None, changed_at=None, words=None)
    if "draft" in act:
        return replace(known, drafted_at=row.at)
    if "submitted" in act or "approved" in act:
        if known.handed_in_at is None:
            count = _WORDS.search(row.action)
            return replace(known, handed_in_at=row.at, words=int(count[1]) if count else None)
        return replace(known, changed_at=row.at)
    return replace(known, changed_at=row.at) if "updated" in act and known.handed_in_at else known


def _rounds(rows: list[_Row]) -> dict[int, str]:
    """Return the round of each paper's reviews; the last assignment counts."""
    found = dict[int, str]()
    for row in rows:
        if _REVIEW.match(row.action) and (named := _ROUND.search(row.action)):
            found |= dict.fromkeys(row.papers, named[1].strip(",;"))
    return found


def _dues(rows: list[_Row], rounds: set[str]) -> dict[str, datetime]:
    """Return when each round was due, where the logged settings have as many due times as there are rounds."""
    numbered: dict[int, datetime] = {}
    for row in rows:
        if row.action.startswith("Settings edited"):
            for number, at in _DUE.findall(row.action[:20_000]):
                if number and len(number) < 4 and (due := instant(int(at))):
                    numbered[int(number)] = due
    named = sorted(rounds, key=_naturally)
    return (
        dict(zip(named, (numbered[key] for key in sorted(numbered)), strict=False))
        if len(named) == len(numbered)
        else {}
    )


def _naturally(name: str) -> list[tuple[int, str]]:
    """Return what sorts W2 before W10."""
    return [
        (int(piece), "") if piece.isdecimal() and len(piece) < 10 else (0, piece) for piece in re.split(r"(\d+)", name)
    ]
