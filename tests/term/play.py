"""The whole term, act by act in the order of time: what the script says, done through the pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import time_machine

from tests.term import offices
from tests.term.browser import Page
from tests.term.driver import DAWN, Draw, Seen, Term
from tests.term.reviewing import review_deeds
from tests.term.script import (
    ADJUSTMENTS,
    AWAY,
    CANCELLED,
    FIRST_PICK,
    HALF_TIME,
    LATER,
    LOOKS,
    MARKS,
    MARKS_RELEASED,
    MEETINGS,
    PRESENCE,
    QUESTIONS,
    RELEASED,
    SECTIONS,
    STUDENTS,
    THE_END,
    UNTIL_DRAWN,
    WRITEUPS,
    at,
    days_of,
    email,
    name,
)

Deed = tuple[datetime, Callable[[], object]]
SECOND_LATER = timedelta(seconds=1)
PICKS = 3
PEOPLE_OF = "m09"  # the lottery of which everybody looks up their pseudonym
SECOND_POLICY = Path(__file__).parent / "second_policy.toml"


def play(folder: Path) -> Seen:
    """Let the term pass, and return what was seen."""
    with time_machine.travel(DAWN, tick=False) as clock:
        term = Term(clock, folder)
        for opening in (beginning, arrivals):
            opening(term)
        for moment, deed in sorted(agenda(term), key=lambda deed: deed[0]):
            term.wait_until(moment)
            deed()
        return term.seen


def beginning(term: Term) -> None:
    """Import the course file, twice."""
    term.wait_until(at("08-20 10:00"))
    term.import_course()
    term.wait_until(at("08-21 10:00"))
    term.import_course()


def arrivals(term: Term) -> None:
    """Import the roster, with an assistant and an auditor, and find one's way."""
    term.wait_until(at("08-28 10:00"))
    head = "name,email,role,section,registrar_id,began_on,ended_on"
    rows = [
        ",".join([quoted(name(one)), email(one), "student", SECTIONS.get(one, "1"), f"N{n}", days_of(one)[0], ""])
        for n, one in enumerate(STUDENTS, 100)
    ]
    staff = ["Tess Tube,tess@example.edu,assistant,,,,", "Zoe Auditor,zoe@example.edu,auditor,,,,"]
    term.import_roster([head, *rows, *staff])
    term.find_everything()


def quoted(cell: str) -> str:
    """Return a cell of a CSV file that may hold commas and quotes."""
    return '"' + cell.replace('"', '""') + '"'


def agenda(term: Term) -> Iterator[Deed]:
    """Yield every act of the term with its time."""
    yield from review_deeds(term)
    for meeting in AWAY:
        yield from lottery(term, meeting)
    yield from affairs(term)
    for when, names, meeting, what in PRESENCE:
        yield at(when), partial(offices.presence, term, names.split(), meeting, what)
    for when, names, guest, what in QUESTIONS:
        yield at(when), partial(offices.question, term, names.split(), guest, what)
    for when, names, what, detail in WRITEUPS:
        yield at(when), partial(offices.writeup, term, names.split(), what, detail)
    for when, student, component, points in ADJUSTMENTS:
        yield at(when), partial(offices.adjustment, term, student, component, points)
    yield from endings(term)


def affairs(term: Term) -> Iterator[Deed]:
    """Yield what befalls the course as a whole."""
    yield at("09-08 18:00"), partial(term.import_roster, ["email,ended_on", f"{email('Yan')},{days_of('Yan')[1]}"])
    yield at("10-20 12:00"), partial(term.drop, "Cy", days_of("Cy")[1])
    for meeting, when in CANCELLED.items():
        yield at(when), partial(term.cancel, meeting)
    yield at("11-15 12:30"), partial(term.move_paper, "p10", "m15")
    yield at("10-28 12:00"), partial(term.import_course, reviews_open="after the due time")
    yield at("10-29 09:00"), partial(term.import_course, reviews_open="after mine", due_at="2025-12-05 16:00")
    yield at("11-02 09:00"), term.import_course


def lottery(term: Term, meeting: str) -> Iterator[Deed]:
    """Yield the lottery of a meeting, from the evening before to the download of its record."""
    starts_at = at(MEETINGS[meeting])
    yield starts_at - timedelta(hours=14), partial(term.commit, meeting)
    yield starts_at + timedelta(minutes=15), partial(hold, term, meeting)
    yield starts_at + timedelta(minutes=95), partial(term.note_hash, meeting)
    yield starts_at + timedelta(minutes=130), partial(term.reveal, meeting)
    yield THE_END, partial(term.note_record, meeting, "the end")
    for when, where, student, outcome, reason in LATER:
        if where == meeting:
            yield at(when), partial(correct, term, meeting, student, outcome, reason)


def hold(term: Term, meeting: str) -> None:
    """Give the phrase, and draw: three times, or until the one has been drawn who must be."""
    term.give_phrase(meeting)
    wanted, drawn, special = UNTIL_DRAWN.get(meeting), list[str](), FIRST_PICK.get(meeting, "answered")
    while len(drawn) < PICKS or (wanted and wanted not in drawn):
        term.wait_until(term.now + timedelta(seconds=20))
        draw, stage = term.draw(meeting)
        drawn.append(draw.student)
        term.wait_until(term.now + timedelta(seconds=10))
        if draw.student in AWAY[meeting].split():
            term.say(draw, "absent", "Absent", page=stage)
        else:
            respond(term, draw, stage, special)
            special = "answered"


def respond(term: Term, draw: Draw, stage: Page, outcome: str) -> None:
    """Say what becomes of the draw of somebody who is there."""
    if outcome == "undone":
        term.say(draw, "absent", "Absent", page=stage)
        term.wait_until(term.now + SECOND_LATER)
        term.say(draw, "pending", "Undo “absent”", "Was under the table")
        term.wait_until(term.now + SECOND_LATER)
        term.say(draw, "answered", "Answered")
    elif outcome == "void":
        term.say(draw, "void", "Make it void", "The projector fell down.", stage)
    else:
        term.say(draw, outcome, outcome.capitalize(), page=stage)


def correct(term: Term, meeting: str, student: str, outcome: str, reason: str) -> None:
    """Correct what was said of a draw."""
    (draw,) = (one for one in term.seen.draws if (one.meeting, one.student) == (meeting, student))
    term.say(
        draw, outcome, {"late": "Arrived late…" if reason else "Arrived late", "void": "Make it void"}[outcome], reason
    )


def endings(term: Term) -> Iterator[Deed]:
    """Yield the marks and releases, the three times at which everything is looked at, and another policy."""
    for paper, student, mark in MARKS:
        yield at("12-01 12:00"), partial(term.mark_review, student, paper, mark)
    for paper in MARKS_RELEASED:
        yield at("12-01 13:00"), partial(term.release_marks, paper)
    yield at(RELEASED), term.release_writeups
    for label, when in LOOKS.items():
        yield when, partial(term.note_sheet, label)
    yield HALF_TIME, partial(term.note_statements, "half-time")
    yield THE_END, partial(term.note_statements, "the end")
    yield THE_END, partial(term.note_pseudonyms, PEOPLE_OF)
    yield THE_END, partial(term.change_policy, SECOND_POLICY.read_text())
    yield THE_END + SECOND_LATER, partial(term.note_sheet, "another policy")
