"""The kinds of value in a course file: how each is read, and what to write instead of a mistake."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, available_timezones

T = TypeVar("T")
LONG_TEXT = 200_000
YEARS = range(1900, 2200)
STAND_IN_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Mistake(ValueError):
    """A value that the file may not have; the text says what is wrong with it, without the remedy."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of value; ``stand_in`` takes the place of a mistaken one while the rest is read."""

    read: Callable[[object], T]
    example: str
    stand_in: T


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return “; did you mean …?” for a word that resembles a known one, else nothing."""
    close = get_close_matches(word, known, n=1)
    return f"; did you mean “{close[0]}”?" if close else ""


def read_text(value: object, limit: int = LONG_TEXT) -> str:
    """Return text without the blanks around it. Raise Mistake if it is none, or longer than ``limit``."""
    if not isinstance(value, str):
        raise Mistake(f"{value} is not text between quotes")
    if "\0" in value:
        raise Mistake("contains the character NUL")
    if len(text := value.strip()) > limit:
        raise Mistake(f"has {len(text)} characters; at most {limit} are possible")
    return text


def text(limit: int = LONG_TEXT, example: str = '"…"') -> Kind[str]:
    """Return the kind of text of at most ``limit`` characters."""
    return Kind(lambda value: read_text(value, limit), example, "")


def choice(*options: str) -> Kind[str]:
    """Return the kind that is one of ``options``."""

    def read(value: object) -> str:
        if value not in options:
            raise Mistake(f"“{value}” is not a choice{suggestion(str(value), options)}")
        return str(value)

    return Kind(read, " or ".join(f'"{option}"' for option in options), options[0])


def whole(least: int, most: int) -> Kind[int]:
    """Return the kind of whole numbers from ``least`` to ``most``, both included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Mistake(f"“{value}” is not a whole number from {least} to {most}")
        return value

    return Kind(read, str(least), least)


def read_flag(value: object) -> bool:
    """Return true or false. Raise Mistake for anything else, also for "true" between quotes."""
    if not isinstance(value, bool):
        raise Mistake(f"“{value}” is neither true nor false")
    return value


def read_texts(value: object) -> tuple[str, ...]:
    """Return a list of texts. Raise Mistake if one of them is no text, or empty."""
    if not isinstance(value, list):
        raise Mistake("is not a list")
    texts = tuple(read_text(item, limit=1000) for item in value)
    if not all(texts):
        raise Mistake("has an empty text in its list")
    return texts


def read_slug(value: object) -> str:
    """Return a name for addresses. Raise Mistake unless it is of a–z, 0–9 and single hyphens, at most 60 characters."""
    slug = read_text(value, limit=60)
    if not SLUG.fullmatch(slug):
        raise Mistake(f"“{slug}” is not made of small letters a–z, digits and single hyphens alone")
    return slug


def read_web_address(value: object) -> str:
    """Return an address on the web. Raise Mistake unless it begins with http:// or https://."""
    address = read_text(value, limit=500)
    if not WEB_ADDRESS.fullmatch(address):
        raise Mistake(f"“{address}” is not a web address")
    return address


def read_file_name(value: object) -> str:
    """Return a path below the course file's folder. Raise Mistake if it leads out of there."""
    name = read_text(value, limit=200)
    if name.startswith("/") or "\\" in name or ".." in name.split("/"):
        raise Mistake(f"“{name}” leads out of the course file's folder")
    return name


def read_zone(value: object) -> ZoneInfo:
    """Return a time zone. Raise Mistake if there is none of that name."""
    if not isinstance(value, str) or value not in (names := available_timezones()):
        known = sorted(names) if isinstance(value, str) else []
        raise Mistake(f"“{value}” is not a time zone{suggestion(str(value), known)}")
    return ZoneInfo(value)


def read_day(value: object) -> date:
    """Return a date, written as TOML's own or between quotes. Raise Mistake otherwise."""
    day = value
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Mistake(f"“{value}” is not a date") from None
    if not isinstance(day, date) or isinstance(day, datetime) or day.year not in YEARS:
        raise Mistake(f"“{value}” is not a date")
    return day


def read_clock(value: object) -> time:
    """Return a time of day to the minute. Raise Mistake unless it is one such as 09:50."""
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not (match := CLOCK.fullmatch(value.strip())):
        raise Mistake(f"“{value}” is not a time of day")
    return time(int(match[1]), int(match[2]))


def read_span(value: object) -> tuple[time, time]:
    """Return the beginning and the end of "09:50-11:30". Raise Mistake unless the one is before the other."""
    parts = re.split(r"\s*[-–]\s*", value.strip()) if isinstance(value, str) else []
    if len(parts) != 2:
        raise Mistake(f"“{value}” is not a time span")
    begin, end = map(read_clock, parts)
    if begin >= end:
        raise Mistake(f"“{value}” ends before it begins")
    return begin, end


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a local time. Raise Mistake where the clock change skips it or repeats it."""
    local = moment.replace(tzinfo=zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != moment:
        raise Mistake(f"“{moment:%Y-%m-%d %H:%M}” does not exist in {zone.key}: the clocks go forward then")
    offset = local.strftime("%z")
    raise Mistake(
        f"“{moment:%Y-%m-%d %H:%M}” happens twice in {zone.key}: add the offset, such as {offset[:3]}:{offset[3:]},"
    )


def instant(zone: ZoneInfo) -> Kind[datetime]:
    """Return the kind of a date with a time, in ``zone`` unless it carries an offset of its own."""

    def read(value: object) -> datetime:
        moment = value
        if isinstance(value, str) and len(value) > len("2025-10-07"):
            try:
                moment = datetime.fromisoformat(value.strip())
            except ValueError:
                raise Mistake(f"“{value}” is not a date with a time") from None
        if not isinstance(moment, datetime) or moment.year not in YEARS:
            raise Mistake(f"“{value}” is not a date with a time")
        return moment.astimezone(UTC) if moment.tzinfo else in_zone(moment, zone)

    return Kind(read, '"2025-10-07 09:50"', STAND_IN_INSTANT)


FLAG = Kind(read_flag, "true or false, without quotes", False)
TEXTS: Kind[tuple[str, ...]] = Kind(read_texts, '["…", "…"]', ())
SLUG_NAME = Kind(read_slug, '"flash-attention"', "")
WEB = Kind(read_web_address, '"https://…"', "")
FILE_NAME = Kind(read_file_name, '"slides/week01.pdf"', "")
ZONE = Kind(read_zone, '"America/New_York"', ZoneInfo("UTC"))
DAY = Kind(read_day, "2025-10-07", date(2000, 1, 1))
CLOCK_TIME = Kind(read_clock, '"09:50"', time(0, 0))
SPAN = Kind(read_span, '"09:50-11:30"', (time(0, 0), time(23, 59)))
