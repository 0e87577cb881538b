"""Read each part of a course file into the values of ``document``."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.course_file import values
from desk.course_file.document import (
    Announcement,
    Guest,
    Link,
    Material,
    Meeting,
    Paper,
    ReviewField,
    Settings,
    WriteUp,
)
from desk.course_file.tables import Table

REVIEWS_OPEN = ("after mine and the due time", "after mine", "after the due time", "after the class", "never")
REVIEWER_NAMES = ("real", "pseudonyms")
MEETING_KINDS = ("lecture", "discussion", "guest", "no_class")
MATERIAL_KINDS = ("slides", "notes", "recording", "link")
FIELD_KINDS = ("text", "score", "choice", "checkboxes", "question")
WITH_OPTIONS = ("score", "choice", "checkboxes")
LINE = values.text(200)
WORDS = values.whole(0, 10_000)
MOST_AUTHORS = 1000
MINUTES = values.whole(0, 20_160)


def read_settings(table: Table) -> Settings:
    """Return the table ``[course]``."""
    settings = Settings(
        slug=table.need("slug", values.SLUG_NAME),
        code=table.need("code", values.text(40)),
        title=table.need("title", LINE),
        term=table.need("term", values.text(60, '"Fall 2025"')),
        starts_on=table.need("starts_on", values.DAY),
        ends_on=table.need("ends_on", values.DAY),
        time_zone=table.need("time_zone", values.ZONE).key,
        place=table.get("place", LINE, ""),
        is_public=table.get("public", values.FLAG, False),
        about=table.get("about", values.text(), ""),
        policies=table.get("policies", values.text(), ""),
        ai=table.get("ai", values.text(), ""),
        review_notice=timedelta(minutes=table.get("review_notice_minutes", MINUTES, 0)),
        grace=timedelta(minutes=table.get("grace_minutes", MINUTES, 2)),
        hand_in_drafts=table.get("hand_in_drafts", values.FLAG, True),
        reviews_open=table.get("reviews_open", values.choice(*REVIEWS_OPEN), REVIEWS_OPEN[0]),
        reviewer_names=table.get("names", values.choice(*REVIEWER_NAMES), REVIEWER_NAMES[0]),
        claim_window=timedelta(days=table.get("claim_days", values.whole(0, 365), 7)),
        picks_planned=table.get("picks", values.whole(0, 100), 4),
        passes_allowed=table.get("passes", values.whole(0, 100), 2),
    )
    if settings.ends_on < settings.starts_on and table.is_sound:
        table.complain("ends_on", f"is before the course starts, on {settings.starts_on}; write a later date")
    table.finish()
    return settings


def read_review_field(table: Table) -> ReviewField:
    """Return one ``[[review_fields]]``."""
    kind = table.need("kind", values.choice(*FIELD_KINDS))
    field = ReviewField(
        key=table.need("key", values.SLUG_NAME),
        kind=kind,
        label=table.need("label", LINE),
        help=table.get("help", values.text(1000), ""),
        required=table.get("required", values.FLAG, False),
        audience=table.get("audience", values.choice("class", "staff"), "class"),
        min_words=table.get("min_words", WORDS, 0),
        max_words=table.get("max_words", WORDS, 0),
        options=table.get("options", values.TEXTS, ()),
    )
    if kind in WITH_OPTIONS and len(field.options) < 2:
        table.complain("options", f'a field of kind "{kind}" needs two options or more; write options = ["…", "…"]')
    if kind not in WITH_OPTIONS and field.options:
        table.complain("options", f'a field of kind "{kind}" has none; remove them')
    if field.min_words and field.max_words and field.min_words > field.max_words:
        table.complain(
            "max_words", f"{field.max_words} is below min_words, {field.min_words}; write the larger number here"
        )
    table.finish()
    return field


def read_meeting(table: Table, zone: ZoneInfo, usual: tuple[time, time] | None) -> Meeting:
    """Return one ``[[meetings]]``, at the course's ``usual`` time where it names none."""
    day = table.need("date", values.DAY)
    begin = table.get("start", values.CLOCK_TIME, usual and usual[0])
    end = table.get("end", values.CLOCK_TIME, usual and usual[1])
    meeting = Meeting(
        key=table.get("key", values.SLUG_NAME, day.isoformat()),
        on=day,
        starts_at=_at(table, "start", day, begin, zone),
        ends_at=_at(table, "end", day, end, zone),
        kind=table.get("kind", values.choice(*MEETING_KINDS), MEETING_KINDS[0]),
        topic=table.need("topic", LINE),
        summary=table.get("summary", values.text(), ""),
        place=table.get("place", LINE, ""),
        papers=tuple(read_paper(paper, zone) for paper in table.tables("papers")),
        guests=tuple(read_guest(guest) for guest in table.tables("guests")),
        materials=tuple(read_material(material, zone) for material in table.tables("materials")),
    )
    if table.is_sound and meeting.ends_at <= meeting.starts_at:
        table.complain("end", f"{end:%H:%M} is not after the start, {begin:%H:%M}; write the later time here")
    table.finish()
    return meeting


def _at(table: Table, key: str, day: date, clock: time | None, zone: ZoneInfo) -> datetime:
    """Return the instant of a meeting's start or end; complain where there is none."""
    if clock is None:
        table.complain(key, f'is missing; write {key} = "09:50", or meets = "09:50-11:30" in [course] for all meetings')
        return values.STAND_IN_INSTANT
    try:
        return values.in_zone(datetime.combine(day, clock), zone)
    except values.Mistake as mistake:
        table.complain(key, f"{mistake}; choose another time")
        return values.STAND_IN_INSTANT


def read_paper(table: Table, zone: ZoneInfo) -> Paper:
    """Return one ``[[meetings.papers]]``."""
    paper = Paper(
        key=table.need("key", values.SLUG_NAME),
        title=table.need("title", values.text(300)),
        authors=table.need("authors", values.TEXTS),
        venue=table.get("venue", LINE, ""),
        year=table.get("year", values.whole(1600, 2200), None),
        url=table.get("url", values.WEB, ""),
        abstract=table.get("abstract", values.text(), ""),
        required=table.get("required", values.FLAG, True),
        opens_at=table.get("opens_at", values.instant(zone), None),
    )
    if len(", ".join(paper.authors)) > MOST_AUTHORS:
        table.complain(
            "authors", f'have more than {MOST_AUTHORS} characters together; name the first and write "et al."'
        )
    table.finish()
    return paper


def read_guest(table: Table) -> Guest:
    """Return one ``[[meetings.guests]]``."""
    guest = Guest(
        key=table.need("key", values.SLUG_NAME),
        name=table.need("name", LINE),
        affiliation=table.get("affiliation", LINE, ""),
        biography=table.get("biography", values.text(), ""),
        talk=table.get("talk", values.text(300), ""),
        abstract=table.get("abstract", values.text(), ""),
        links=tuple(read_link(link) for link in table.tables("links")),
    )
    table.finish()
    return guest


def read_link(table: Table) -> Link:
    """Return one ``[[meetings.guests.links]]``."""
    link = Link(title=table.need("title", LINE), url=table.need("url", values.WEB))
    table.finish()
    return link


def read_material(table: Table, zone: ZoneInfo) -> Material:
    """Return one ``[[meetings.materials]]``."""
    material = Material(
        key=table.need("key", values.SLUG_NAME),
        kind=table.get("kind", values.choice(*MATERIAL_KINDS), "link"),
        title=table.need("title", LINE),
        url=table.get("url", values.WEB, ""),
        body=table.get("body", values.text(), ""),
        file=table.get("file", values.FILE_NAME, ""),
        publish_at=table.get("publish_at", values.instant(zone), None),
    )
    given = [key for key in ("url", "body", "file") if key in table.values]
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else "has no content"
        table.complain(given[-1] if given else "url", f"{found}; write exactly one of url, body (Markdown) and file")
    table.finish()
    return material


def read_announcement(table: Table, zone: ZoneInfo) -> Announcement:
    """Return one ``[[announcements]]``."""
    announcement = Announcement(
        key=table.need("key", values.SLUG_NAME),
        title=table.need("title", LINE),
        body=table.need("body", values.text()),
        publish_at=table.need("publish_at", values.instant(zone)),
        pinned=table.get("pinned", values.FLAG, False),
    )
    table.finish()
    return announcement


def read_writeup(table: Table, zone: ZoneInfo) -> WriteUp:
    """Return the table ``[writeup]``."""
    writeup = WriteUp(
        title=table.need("title", LINE),
        brief=table.get("brief", values.text(), ""),
        due_at=table.need("due_at", values.instant(zone)),
    )
    table.finish()
    return writeup
