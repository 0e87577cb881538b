"""The meetings of a course file, with their papers, guests and materials."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db.models import Q

from courseapp.models import Material, Meeting
from desk import schedule
from desk.course_file import CourseFile, Problem, document
from desk.imports.ledger import DUE_NOW, Ledger, assign, spelled
from reviews.models import Paper
from reviews.models.papers import DueTimeWouldPass

STAYS = "it is not in the file any more, and stays as it is"
CANCEL = f"{STAYS}; to call it off, open the meeting's page and cancel it"


def apply_meetings(ledger: Ledger, source: CourseFile, folder: Path) -> None:
    """Write the schedule; files of materials are read from ``folder``."""
    rows = [_apply_meeting(ledger, source, number) for number in range(1, len(source.meetings) + 1)]
    for number, (row, meeting) in enumerate(zip(rows, source.meetings, strict=True), start=1):
        for position, paper in enumerate(meeting.papers):
            _apply_paper(ledger, row, paper, f"meetings[{number}].papers[{position + 1}]", position)
        for guest in meeting.guests:
            _apply_guest(ledger, row, guest)
        for position, material in enumerate(meeting.materials, start=1):
            _apply_material(ledger, row, material, folder, f"meetings[{number}].materials[{position}]")
        ledger.leave(row.materials.all(), [material.key for material in meeting.materials], STAYS)
    _leave_what_vanished(ledger, source)


def _leave_what_vanished(ledger: Ledger, source: CourseFile) -> None:
    guests = [guest.key for meeting in source.meetings for guest in meeting.guests]
    meetings = ledger.course.meetings.filter(cancelled_at=None)
    ledger.leave(meetings, [meeting.key for meeting in source.meetings], CANCEL)
    ledger.leave(ledger.course.papers.all(), [paper.key for paper in source.papers], STAYS)
    ledger.leave(ledger.course.guests.all(), guests, STAYS)


def _apply_meeting(ledger: Ledger, source: CourseFile, number: int) -> Meeting:
    """Return the meeting as the file has it: planned, moved, described, or as it was."""
    meeting = source.meetings[number - 1]
    said = {"kind": meeting.kind, "topic": meeting.topic, "place": meeting.place, "summary": meeting.summary}
    times = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    row = _find(ledger, source, meeting)
    if row is None:
        row = Meeting(course=ledger.course, key=meeting.key, **said)
        Meeting.objects.plan(row, **times, now=ledger.now, by=ledger.by)
        ledger.note("added", "meeting", meeting.key)
        return row
    has_moved = {name: getattr(row, name) for name in times} != times
    changed = [name for name, value in said.items() if getattr(row, name) != value]
    if has_moved:
        with ledger.refusing(f"meetings[{number}].date"):
            schedule.move(row, **times, now=ledger.now, by=ledger.by, confirmed=ledger.confirmed)
            Meeting.objects.filter(pk=row.pk).update(key=meeting.key)
            ledger.note("moved", "meeting", meeting.key, f"from {row.key}" if row.key != meeting.key else "")
    if changed:
        row.describe(**said, now=ledger.now, by=ledger.by)
        ledger.note("changed", "meeting", meeting.key, spelled(changed))
    ledger.unchanged += not (has_moved or changed)
    return row


def _find(ledger: Ledger, source: CourseFile, meeting: document.Meeting) -> Meeting | None:
    """Return the row of this key; else the one of a vanished key with the same paper, guest or topic.

    A meeting without a key of its own is named by its day, so that moving it changes its name.
    """
    rows = ledger.course.meetings.all()
    vanished = rows.exclude(key__in=[each.key for each in source.meetings])
    company = Q(papers__key__in=[paper.key for paper in meeting.papers])
    company |= Q(guests__key__in=[guest.key for guest in meeting.guests])
    row = (
        rows.filter(key=meeting.key).first()
        or vanished.filter(company).first()
        or vanished.filter(topic=meeting.topic).first()
    )
    if row is not None:
        row.course = ledger.course
    return row


def _apply_paper(ledger: Ledger, meeting: Meeting, source: document.Paper, where: str, position: int) -> None:
    """Write a paper; where the file says nothing of when it opens, what its page says stays."""
    values: dict[str, Any] = {
        "meeting": meeting,
        "title": source.title,
        "authors": ", ".join(source.authors),
        "venue": source.venue,
        "year": source.year,
        "url": source.url,
        "abstract": source.abstract,
        "is_required": source.required,
        "position": position,
    }
    if source.opens_at is not None:
        values["opens_at"] = source.opens_at
    row = ledger.course.papers.filter(key=source.key).first()
    if row is None:
        Paper.objects.add(Paper(course=ledger.course, key=source.key, **values), now=ledger.now, by=ledger.by)
        ledger.note("added", "paper", source.key)
    elif changed := assign(row, values):
        try:
            row.change(now=ledger.now, by=ledger.by, confirmed=ledger.confirmed)
        except DueTimeWouldPass:
            ledger.problems.append(Problem(f"{where}.key", DUE_NOW.format(source.title)))
        ledger.note("changed", "paper", source.key, spelled(changed))
    else:
        ledger.unchanged += 1


def _apply_guest(ledger: Ledger, meeting: Meeting, source: document.Guest) -> None:
    values = {
        "meeting_id": meeting.pk,
        "name": source.name,
        "affiliation": source.affiliation,
        "biography": source.biography,
        "talk": source.talk,
        "abstract": source.abstract,
        "links": [asdict(link) for link in source.links],
    }
    ledger.put(ledger.course.guests, source.key, {"key": source.key}, values)


def _apply_material(ledger: Ledger, meeting: Meeting, source: document.Material, folder: Path, where: str) -> None:
    """Write a material; one without a time of publication is visible at once."""
    values: dict[str, object] = {
        "kind": source.kind,
        "title": source.title,
        "url": source.url,
        "body": source.body,
    }
    known = meeting.materials.filter(key=source.key).first()
    if source.publish_at is not None or known is None:
        values["publish_at"] = source.publish_at or ledger.now
    row = ledger.put(meeting.materials, source.key, {"key": source.key}, values)
    if source.file:
        _compare_file(ledger, row, folder / source.file, where)


def _compare_file(ledger: Ledger, row: Material, path: Path, where: str) -> None:
    """Note a file that is new or has changed, to be stored at the end of the import."""
    if not path.is_file():
        ledger.problems.append(Problem(f"{where}.file", f"there is no file {path}; put it there, or correct the name"))
        return
    content = path.read_bytes()
    if not row.file or _stored(row) != content:
        ledger.files.append((row, path.name, content))
        ledger.note("changed", "file of material", row.key, path.name)


def _stored(row: Material) -> bytes:
    with row.file.open("rb") as file:
        return bytes(file.read())
