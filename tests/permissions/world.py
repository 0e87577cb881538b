"""One course with a row of everything, and its readers: the world that the table is tried in."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from courseapp.models import (
    Absence,
    Announcement,
    Course,
    Enrollment,
    Exemption,
    Leave,
    Material,
    MaterialKind,
    Meeting,
    Source,
)
from courseapp.roles import Role
from grading.entries import Place
from grading.models import Adjustment, CanvasReceipt, CanvasUpload, PolicyVersion, ReceiptKind, RegradeRequest
from grading.policy_document import read_policy
from grading.regrades import entries_of
from guests.models import GuestLink, GuestQuestion
from lottery.models import Draw, HandPick, Lottery, Outcome, Volunteer
from reviews.models import Bundle, Comment, Extension, Paper, Question, ReviewField, Waiver
from reviews.pseudonyms import reference
from tests import build
from tests.grading.terms import MODEL_POLICY
from writeups.models import Draft, WriteUp

NOW = build.CLASS_AT + 3 * build.HOUR  # that day's class is over
BEFORE = build.CLASS_AT - build.HOUR
PDF = build.pdf("It attends.")


@dataclass(frozen=True)
class World:
    """The course, its readers' clients, and the arguments that URLs take; ``special`` ones by their word."""

    course: Course
    clients: dict[str, Client]
    arguments: dict[str, Any]
    special: dict[str, Any]

    def argument(self, name: str, said: str | None) -> Any:
        """Return what an argument is: the world's, unless a row says another."""
        if said is None:
            return self.arguments[name]
        return self.special.get(said, said)


def built(slug: str = "cs7670") -> World:
    """Store the world; what belongs to a student is Ada's."""
    course = build.course(slug)
    cast = {
        "auditor": build.enrollment(course, Role.AUDITOR),
        "ada": build.enrollment(course),
        "bo": build.enrollment(course),
        "tess": build.enrollment(course, Role.ASSISTANT),
        "ines": build.enrollment(course, Role.INSTRUCTOR),
        "foreign": build.enrollment(build.course(), Role.INSTRUCTOR),
    }
    build.enrollment(course, Role.INSTRUCTOR)  # so that Ines is not the last one
    meeting = build.meeting(course)
    arguments = {
        "slug": course.slug,
        "uuid": cast["ada"].uuid,
        "enrollment_uuid": cast["ada"].uuid,
        "meeting_pk": meeting.pk,
        "number": 1,
        **_class_pages(meeting, cast["ada"]),
        **_review(meeting, cast["ada"]),
        **_lottery(meeting, cast["bo"]),
        **_guest(course, cast["ada"], cast["ines"]),
        **_writeup(course, cast["ada"]),
        **_grades(course, cast["ada"]),
        **_canvas(course, cast["ines"]),
        **_regrade(meeting, cast["ada"]),
    }
    return World(course, _clients(cast), arguments, _special(meeting, cast))


def _clients(cast: dict[str, Enrollment]) -> dict[str, Client]:
    clients = {name: Client() for name in ("nobody", "eve", *cast)}
    clients["eve"].force_login(build.user())
    for name, place in cast.items():
        clients[name].force_login(place.user)
    return clients


def _special(meeting: Meeting, cast: dict[str, Enrollment]) -> dict[str, Any]:
    planned = Question.objects.add(meeting=meeting, text="Why not?", now=BEFORE, by=None)
    return {
        "instructor": cast["ines"].uuid,
        "draft": _material(meeting, "Draft").pk,
        "staffs": f"question-{planned.pk}",
    }


def _material(meeting: Meeting, title: str, **fields: Any) -> Material:
    file = ContentFile(b"Notes", name="notes.txt")
    return Material.objects.create(meeting=meeting, kind=MaterialKind.NOTES, title=title, file=file, **fields)


def _class_pages(meeting: Meeting, ada: Enrollment) -> dict[str, Any]:
    note = Announcement.objects.create(
        course=meeting.course, title="Welcome", body="Hello", publish_at=BEFORE, published_at=BEFORE
    )
    evidence = Absence.objects.add_evidence(meeting=meeting, enrollment=ada, source=Source.STAFF, now=NOW, by=None)
    to_come = build.meeting(meeting.course, build.CLASS_AT + 7 * build.DAY)
    return {
        "announcement_pk": note.pk,
        "material_pk": _material(meeting, "Notes", publish_at=BEFORE, published_at=BEFORE).pk,
        "evidence_pk": evidence.pk,
        "absence_pk": evidence.absence_id,
        "leave_pk": Leave.objects.file(enrollment=ada, meeting=to_come, reason="A wedding", now=NOW).pk,
        "exemption_pk": Exemption.objects.create(enrollment=ada, begins_on=build.TERM_BEGINS).pk,
    }


def _review(meeting: Meeting, ada: Enrollment) -> dict[str, Any]:
    build.review_form(meeting.course)
    paper: Paper = build.paper(meeting, pdf=ContentFile(PDF, name="paper.pdf"))
    paper.note_pdf(now=BEFORE, by=None)
    saving = build.review(ada, paper, now=BEFORE, answers={**build.FULL, "question": "Why attention?"})
    build.review(ada, paper, now=BEFORE, answers={"summary": "From another tab."}, hand_in=False)
    review = saving.revision.review
    comment = Comment.objects.say(paper=paper, author=ada, text="Hm.", act_key="a", now=BEFORE)
    grant: dict[str, Any] = {"enrollment": ada, "paper": paper, "now": BEFORE, "by": None}
    return {
        "paper_pk": paper.pk,
        "pdf_pk": paper.pdfs.get().pk,
        "review_pk": review.pk,
        "bundle_pk": Bundle.objects.upload(course=meeting.course, files={"a.json": "{}"}, now=BEFORE, by=ada.user).pk,
        "extension_pk": Extension.objects.grant(**grant, due_at=NOW).pk,
        "waiver_pk": Waiver.objects.grant(**grant).pk,
        "comment_uuid": comment.uuid,
        "other_pk": review.pk,
        "card": f"review-{reference(meeting.course.pseudonym_key, paper.pk, ada.uuid)}",
        "field_pk": ReviewField.objects.filter(course=meeting.course).first().pk,
        "banked_pk": meeting.course.banked_comments.create(text="Say why.", created_at=BEFORE).pk,
    }


def _lottery(meeting: Meeting, bo: Enrollment) -> dict[str, Any]:
    lottery = Lottery.objects.commit(meeting, secret=bytes(range(32)), planned=4, now=BEFORE, by=None)
    lottery = lottery.fix_phrase("blue heron", now=meeting.starts_at, by=None)
    Draw.objects.hold(lottery, 1, now=meeting.starts_at, by=None)
    noted: dict[str, Any] = {"meeting": meeting, "enrollment": bo, "now": NOW, "by": None}
    pick = HandPick.objects.note(**noted, outcome=Outcome.ANSWERED, note="The projector was down")
    return {"volunteer_pk": Volunteer.objects.note(**noted).pk, "pick_pk": pick.pk}


def _guest(course: Course, ada: Enrollment, ines: Enrollment) -> dict[str, Any]:
    guest = build.guest_lecture(course, build.CLASS_AT - build.DAY)
    asked = GuestQuestion.objects.claim(guest=guest, enrollment=ada, text="Why?", act_key="a", now=NOW)
    link, _ = GuestLink.objects.make(guest, until=NOW.date(), now=NOW, by=ines.user)
    return {"guest_pk": guest.pk, "question_pk": asked.pk, "link_pk": link.pk}


def _writeup(course: Course, ada: Enrollment) -> dict[str, Any]:
    build.brief(course)
    draft = Draft.objects.keep(enrollment=ada, title="On attention", body="It attends", now=BEFORE)
    version = WriteUp.objects.hand_in(
        enrollment=ada, title="On attention", body="It attends.", act_key="a", now=BEFORE,
        pdf=ContentFile(PDF, name="writeup.pdf"),
    )  # fmt: skip
    return {"version_pk": version.pk, "draft_pk": draft.pk if draft else None, "team_pk": version.team_id}


def _grades(course: Course, ada: Enrollment) -> dict[str, Any]:
    PolicyVersion.objects.publish(course, read_policy(MODEL_POLICY), note="As announced.", by=None, now=BEFORE)
    correction = Adjustment.objects.make(ada, component="", points=Decimal(1), reason="Kind", now=BEFORE, by=None)
    return {"adjustment_pk": correction.pk, "word": "csv"}


def _canvas(course: Course, ines: Enrollment) -> dict[str, Any]:
    export = b"Student,ID,SIS User ID,SIS Login ID,Section,Attendance (7)\nA,1,,,S,\n"
    told: dict[str, Any] = {"name": "export.csv", "now": NOW, "by": ines.user}
    receipt = CanvasReceipt.objects.write(course, kind=ReceiptKind.FILLED, digest="0" * 64, cells=[], **told)
    upload = CanvasUpload.objects.keep(course, content=export, **told)
    return {"upload_pk": upload.pk, "receipt_pk": receipt.pk}


def _regrade(meeting: Meeting, ada: Enrollment) -> dict[str, Any]:
    """Let Ada question her absence; the paper is still to be questioned."""
    entry = entries_of(ada, now=NOW)[Place("attendance", str(meeting.pk))]
    asked = RegradeRequest.objects.ask(ada, entry, text="I was there.", act_key="a", now=NOW)
    return {"regrade_pk": asked.pk, "component": "reviews", "line": str(Paper.objects.get(meeting=meeting).pk)}
