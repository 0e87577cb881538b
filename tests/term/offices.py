"""What is done about presence, guests, write-ups and corrections: an act for each word of the script."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import build
from tests.term.browser import Page
from tests.term.driver import Term
from tests.term.script import MEETINGS, name

PDF = build.pdf("An opinion, on paper.")


def presence(term: Term, students: list[str], meeting: str, what: str) -> None:
    """Do what the script says about being there."""
    if what == "the whole roll":
        absent = [name(one) for one in students]
        done(roll(term, meeting).press("Note the others present", absent=absent))
        return
    for student in students:
        PRESENCE[what](term, student, meeting)


def done(page: Page) -> None:
    """Be sure that a form was accepted."""
    assert page.status == 302, page.text


def roll(term: Term, meeting: str) -> Page:
    """Open the roll of a meeting."""
    return term.open("Tess", f"{term.meetings[meeting]}roll/")


def key_of(term: Term, meeting: str) -> str:
    """Return what a form calls a meeting."""
    return term.meetings[meeting].split("/")[1]


def absence(term: Term, student: str, meeting: str) -> Page:
    """Open the page of an absence, found in the list by its student and its day."""
    page = term.open("Tess", "absences/")
    rows = re.findall(r'<tr id="absence-(\d+)">(.*?)</tr>', page.html, re.DOTALL)
    (key,) = (key for key, row in rows if name(student) in row and f"2025-{MEETINGS[meeting][:5]}" in row)
    return term.open("Tess", f"absences/{key}/")


def note(term: Term, student: str, meeting: str) -> None:
    """Note an absence that nothing else saw."""
    form = term.open("Tess", "absences/new/")
    done(form.press("Note it", enrollment=name(student), meeting=key_of(term, meeting), note="Left after five minutes"))


def file_leave(term: Term, student: str, meeting: str) -> None:
    """Say that one will be away."""
    done(term.open(student, "leave/new/").press("Tell the staff", meeting=key_of(term, meeting), reason="A wedding"))


def take_leave_back(term: Term, student: str, _: str) -> None:
    """Say that one comes after all."""
    done(term.open(student, "presence/").press("Take it back"))


def answer_leave(term: Term, student: str, button: str) -> None:
    """Answer the leave of a student that waits."""
    done(term.open("Tess", "leave/").press(button, about=f"{name(student)} waiting", answer="Thank you for telling us"))


PRESENCE = {
    "tapped absent": lambda term, student, meeting: done(roll(term, meeting).press("Absent", about=name(student))),
    "tapped present": lambda term, student, meeting: done(roll(term, meeting).press("Here", about=name(student))),
    "noted": note,
    "note withdrawn": lambda term, student, meeting: done(
        absence(term, student, meeting).press("Withdraw", reason="It was somebody else", about="Staff note")
    ),
    "excused": lambda term, student, meeting: done(
        absence(term, student, meeting).press("Excuse it", reason="Fever, with a note")
    ),
    "not excused any more": lambda term, student, meeting: done(
        absence(term, student, meeting).press("Take the excusal back", reason="The note was of another day")
    ),
    "files leave": file_leave,
    "takes leave back": take_leave_back,
    "leave accepted": lambda term, student, _: answer_leave(term, student, "Accept"),
    "leave declined": lambda term, student, _: answer_leave(term, student, "Decline"),
}


def question(term: Term, students: list[str], guest: str, what: str) -> None:
    """Do what the script says about questions to guests."""
    if what == "asks":
        credit(term, students, guest)
        return
    for student in students:
        QUESTIONS[what](term, student, guest)


def credit(term: Term, students: list[str], guest: str) -> None:
    """Tap who asked, on one page unless somebody asks again."""
    page, tapped = on_record(term, guest), set[str]()
    for student in students:
        page = on_record(term, guest) if student in tapped else page
        done(page.press("Asked…", about=name(student), action="/credits/"))
        tapped.add(student)


def on_record(term: Term, guest: str) -> Page:
    """Open the staff's page of the questions to a guest."""
    return term.open("Tess", term.guests[guest] + "questions/")


def claim_too_late(term: Term, student: str, guest: str) -> None:
    """Send the form of a claim that was opened in time; it is refused, and the text stays in it."""
    text = "Was it worth it?"
    refused = term.client(student).post(
        term.guests[guest] + "questions/new/", {"act_key": "late", "text": text, "claim": ""}
    )
    assert refused.status_code == 422
    assert text in refused.content.decode()
    assert "I asked this" not in term.open(student, term.guests[guest]).text


QUESTIONS = {
    "prepares": lambda term, student, guest: done(
        term.open(student, term.guests[guest]).press("Keep it for the lecture", text="What surprised you?")
    ),
    "claims what was prepared": lambda term, student, guest: done(
        term.open(student, term.guests[guest]).press("I asked this", about="What surprised you?")
    ),
    "claims": lambda term, student, guest: done(
        term.open(student, term.guests[guest]).press("I asked this", action="/new/", text="Who pays for it?")
    ),
    "claims too late": claim_too_late,
    "is confirmed": lambda term, student, guest: done(on_record(term, guest).press("Confirm", about=name(student))),
    "is declined": lambda term, student, guest: done(
        on_record(term, guest).press("Decline", about=name(student), reason="Nobody remembers it")
    ),
    "loses the credit": lambda term, student, guest: done(
        on_record(term, guest).press("Withdraw the credit", about=name(student), reason="It was a classmate")
    ),
    "is credited after all": lambda term, student, guest: done(
        on_record(term, guest).press("Credit it after all", about=name(student))
    ),
}


def writeup(term: Term, students: list[str], what: str, detail: str) -> None:
    """Do what the script says about write-ups."""
    if what == "become a team":
        form = term.open("Tess", "write-ups/teams/new/")
        done(form.press("Let them write together", name=name(students[0]), members=[name(one) for one in students]))
        return
    for student in students:
        WRITEUPS[what](term, student, detail)


def hand_in(term: Term, student: str, _: str) -> None:
    """Hand a version in, as a text and a PDF."""
    pdf = SimpleUploadedFile("opinion.pdf", PDF, "application/pdf")
    form = term.open(student, "write-up/")
    done(form.press("Hand in…", title="Opinions", body=f"Scale is not all, says {student}.", pdf=pdf))


def team(term: Term, student: str) -> Page:
    """Open the staff's page of a student's team, found by its name."""
    return term.open("Tess", term.open("Tess", "write-ups/").link(name(student)))


def mark_alone(term: Term, student: str, points: str) -> None:
    """Give the member of a team a mark of their own."""
    page = team(term, "Sam")
    done(page.press("Save the member’s own mark", enrollment=name(student), points=points, reason="Wrote the half"))


WRITEUPS = {
    "hands in": hand_in,
    "keeps a draft": lambda term, student, _: done(
        term.open(student, "write-up/").press("Keep as a draft", title="", body="Some day.")
    ),
    "is accepted": lambda term, student, _: done(team(term, student).press("Accept")),
    "is not accepted any more": lambda term, student, _: done(team(term, student).press("Take back")),
    "is marked": lambda term, student, points: done(team(term, student).press("Save the team’s mark", points=points)),
    "is marked alone": mark_alone,
}


def adjustment(term: Term, student: str, component: str, points: str) -> None:
    """Add signed points to a component or the total, or undo the one that there is."""
    page = term.open("Ines", term.open("Ines", "grades/").link(name(student)))
    if points == "undone":
        done(page.press("Undo the adjustment", about="Adjustment", reason="It was meant for somebody else"))
    else:
        done(page.press("Add the adjustment", component=component, points=points, reason="As we agreed in person"))
