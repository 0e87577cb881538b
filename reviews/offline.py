"""One's own offline forms, come back: what each would change, and how it is kept by the same rules as typing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from courseapp.answers import LARGEST_ANSWER, Answer, missing, storable
from courseapp.models import Enrollment, User
from reviews.comparison import Piece, compared
from reviews.exports import is_ready, number_of, spelled
from reviews.hotcrp import controls
from reviews.hotcrp.forms import OfflineForm, Section, read_forms, trimmed
from reviews.hotcrp.sources import normal_label, normal_title
from reviews.models import AlreadyHandedIn, Audience, Review, ReviewField, Revision, Saving, why_not_counted
from reviews.sheet import Line
from reviews.standing import State
from reviews.standings import Cell, standings
from reviews.wording import still_missing

NO_FORM = "There is no offline form in it. Download yours here, write in it below each heading, and choose that file."


class NoForms(ValueError):
    """The file has no offline form; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the form would change: its answer here and in the form."""

    field: ReviewField
    here: Answer
    there: Answer

    @property
    def compared(self) -> tuple[list[Piece], list[Piece]]:
        """Both texts in pieces: what stands only in one is marked."""
        return compared(str(self.here), str(self.there))

    @property
    def lines(self) -> tuple[Line, Line]:
        """Both answers, as readers see them."""
        return Line(self.field, self.here), Line(self.field, self.there)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of the file: what it would change of which review, or why it is not taken.

    ``refusal`` says why nothing of it is kept; ``remarks`` what to know of what is.
    """

    line: int
    title: str
    cell: Cell | None = None
    refusal: str = ""
    remarks: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    unasked: Mapping[str, list[str]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    based_on: int = 0
    hand_in: bool = False
    keeps_draft: bool = False
    is_same: bool = False
    promise: str = ""

    @property
    def has_work(self) -> bool:
        """Whether keeping it would store anything."""
        return not self.refusal and not self.is_same


@dataclass(frozen=True, slots=True)
class _Own:
    """What a form is held against: one's cells by paper, the form's fields, and one's revisions by review."""

    student: Enrollment
    cells: Sequence[Cell]
    fields: Sequence[ReviewField]
    revisions: Mapping[tuple[int, int], Revision]
    addresses: frozenset[str]
    now: datetime


def read_sheets(student: Enrollment, text: str, now: datetime) -> list[Sheet]:
    """Return what each form of a text would do; it writes nothing. The same queries for any number of forms.

    Raise NoForms if there is none.
    """
    found = read_forms(text)
    if not found:
        raise NoForms(NO_FORM)
    own = _own(student, found, now)
    sheets, taken = list[Sheet](), dict[int, int]()
    for form in found:
        cell, refusal = _whose(form, own)
        if cell is not None and not refusal:
            first = taken.setdefault(cell.paper.pk, form.line)
            if first != form.line:
                refusal = f"The form of line {first} is of the same paper. Make one of the two, and upload it again."
        sheets.append(_sheet(form, cell, own) if cell and not refusal else _refused(form, refusal))
    return sheets


def _own(student: Enrollment, found: Sequence[OfflineForm], now: datetime) -> _Own:
    papers = list(student.course.papers.scheduled())
    cells = list(standings(student.course, now, enrollments=[student], papers=papers).values())
    versions = {form.version or 0 for form in found} | {cell.latest.number for cell in cells if cell.latest}
    revisions = Revision.objects.filter(review__enrollment=student, number__in=versions)
    proven = User.objects.filter(pk=student.user_id, emailaddress__verified=True)
    addresses = {student.user.email, *proven.values_list("emailaddress__email", flat=True)}
    return _Own(
        student, cells, list(student.course.review_fields.asked()),
        {(one.review_id, one.number): one for one in revisions},
        frozenset(address.lower() for address in addresses if address), now,
    )  # fmt: skip


def _whose(form: OfflineForm, own: _Own) -> tuple[Cell | None, str]:
    """Return the review that a form is of, and why it is not taken, if so."""
    if form.email and form.email.lower() not in own.addresses:
        return None, (
            f"It names <{form.email}> as its author, and you are <{own.student.user.email}>. If the text is yours, "
            "take out its line “==+== Reviewer:”, and upload it again."
        )
    if form.pid is None:
        return None, "It names no paper. Download your form of the paper, and copy the text over."
    numbered = [cell for cell in own.cells if form.pid in (cell.paper.hotcrp_pid, cell.paper.pk)]
    named = [cell for cell in own.cells if form.title and normal_title(cell.paper.title) == normal_title(form.title)]
    if form.title and not named:
        return None, f"This course has no paper “{form.title}”. Download your form of the right paper."
    if form.title and len(named) == 1:
        return named[0], _other_number(form, named[0], numbered)
    exact = [cell for cell in numbered if number_of(cell.paper) == form.pid] or numbered
    if len(exact) != 1:
        return None, f"This course has no paper #{form.pid}. Download your form of the right paper."
    return exact[0], ""


def _other_number(form: OfflineForm, named: Cell, numbered: Sequence[Cell]) -> str:
    """Return what is wrong with a form whose number and title are those of two papers."""
    others = [cell for cell in numbered if cell.paper.pk != named.paper.pk]
    if not others or form.pid in (named.paper.hotcrp_pid, named.paper.pk):
        return ""
    return (
        f"Its number, #{form.pid}, is that of “{others[0].paper.title}”, but its title is “{named.paper.title}”. "
        "Download the form of the right paper, and copy the text over."
    )


def _refused(form: OfflineForm, refusal: str) -> Sheet:
    return Sheet(form.line, form.title or (f"#{form.pid}" if form.pid else "A form"), refusal=refusal)


def _sheet(form: OfflineForm, cell: Cell, own: _Own) -> Sheet:
    """Return what a form would change of one's review."""
    head = own.revisions.get((cell.review.pk, cell.latest.number)) if cell.review and cell.latest else None
    base = own.revisions.get((cell.review.pk, form.version or 0)) if cell.review else None
    known = [one.answers for one in (base, head) if one is not None]
    read = _Reading(own.fields, known, head.answers if head else {})
    read.take(form.sections)
    read.take_others(form.others)
    here = head.answers if head else {}
    differences = tuple(
        Difference(each, here.get(each.key, ""), read.answers[each.key])
        for each in own.fields
        if (here.get(each.key) or "") != (read.answers[each.key] or "")
    )
    is_untouched = base is not None and _says_what_it_said(read, base, own.fields)
    is_same = not read.unasked and (not differences or is_untouched)
    hand_in = form.is_ready and not (is_same and (bool(differences) or is_ready(cell)))
    return _promised(
        Sheet(
            form.line, cell.paper.title, cell, remarks=tuple(read.remarks), answers=read.answers, unasked=read.unasked,
            differences=differences, based_on=form.version or 0, hand_in=hand_in,
            keeps_draft=bool(head and head.keeps_draft), is_same=is_same and not hand_in,
        ),
        own,
    )  # fmt: skip


def _says_what_it_said(read: "_Reading", base: Revision, fields: Iterable[ReviewField]) -> bool:
    """Return whether nothing was written in the form since it was downloaded."""
    return all((base.answers.get(each.key) or "") == (read.answers[each.key] or "") for each in fields)


class _Reading:
    """The answers of a form: what it has no section for, or says as it was printed, is as it was here."""

    def __init__(
        self, fields: Sequence[ReviewField], known: Sequence[Mapping[str, Answer]], here: Mapping[str, Answer]
    ):
        self.fields, self.known = fields, known
        self.answers: dict[str, Answer] = {each.key: here.get(each.key, "") for each in fields}
        self.unasked: dict[str, list[str]] = {}
        self.remarks: list[str] = []

    def take(self, sections: Iterable[Section]) -> None:
        """Take the fields' sections; two of one label are those of the form's fields in their order."""
        waiting = list(self.fields)
        for section in sections:
            label = normal_label(section.label)
            asked = next((each for each in waiting if normal_label(each.label) == label), None)
            if asked is not None:
                waiting.remove(asked)
                self._answer(asked, section)
            elif section.text.strip():
                self._keep_aside(section, f"“{section.label}” is no field of the form: it is kept in the history.")

    def take_others(self, sections: Iterable[Section]) -> None:
        """Take what stands under no field; the scratchpad stays in the file."""
        for section in sections:
            if section.label.casefold().startswith("scratchpad"):
                self.remarks.append("Your scratchpad stays in your file: it is not sent.")
            else:
                self._keep_aside(section, f"What stands under “{section.label}” is kept in the history.")

    def _answer(self, asked: ReviewField, section: Section) -> None:
        text = storable(section.text)
        for answers in self.known:
            if trimmed(spelled(asked, answers.get(asked.key, ""))) == text:
                self.answers[asked.key] = answers.get(asked.key, "")
                return
        if asked.audience == Audience.CLASS and any("shown only to" in remark for remark in section.remarks):
            self._keep_aside(
                section,
                f"“{asked.label}” was read by staff alone when you downloaded this form, and is read by the class now: "
                "it is kept in the history, and the answer here stays as it is.",
            )
            return
        if len(text) > LARGEST_ANSWER:
            self.remarks.append(
                f"“{asked.label}” has {len(text):,} characters and is not kept: {LARGEST_ANSWER:,} is the most."
            )
            return
        try:
            labels = [label for _, label in asked.choices]
            self.answers[asked.key] = controls.understood(asked.as_rule(), labels, text)
        except controls.NoSuchChoice:
            self._keep_aside(
                section,
                f"“{text.strip()[:60]}” is none of the choices of “{asked.label}”: it is kept in the history, and the "
                "answer here stays as it is.",
            )

    def _keep_aside(self, section: Section, remark: str) -> None:
        self.unasked.setdefault(storable(section.label)[:200], []).append(storable(section.text)[:LARGEST_ANSWER])
        self.remarks.append(remark)


def _promised(sheet: Sheet, own: _Own) -> Sheet:
    """Return the sheet with what keeping it will mean."""
    return replace(sheet, promise=" ".join(_promises(sheet, own)))


def _promises(sheet: Sheet, own: _Own) -> Iterator[str]:
    cell = sheet.cell
    if cell is None or sheet.is_same:
        yield (
            "Nothing was written in it since you downloaded it, and your review has gone on here: nothing changes."
            if sheet.differences
            else "It says what your review says already: nothing changes."
        )
        return
    if cell.latest is not None and sheet.differences and sheet.based_on != cell.latest.number:
        yield (
            "Your review has changed here since you downloaded this form: its text is kept beside, hands nothing in, "
            "and you compare the two. Nothing is overwritten."
        )
        return
    lacking = missing([each.as_rule() for each in own.fields], sheet.answers)
    if why := why_not_counted(own.student.course, own.student, own.now):
        yield f"It is kept, but not counted: {why}."
    if sheet.hand_in and lacking:
        yield f"It will NOT be handed in: {still_missing(lacking)} The text is kept as a draft."
    else:
        yield "It will be handed in." if sheet.hand_in else "It will be saved as a draft, NOT handed in."
    if own.now > cell.cut_off and cell.standing.is_credited:
        yield "The due time has passed: what was handed in before it is what counts."
    elif own.now > cell.cut_off and cell.standing.state != State.WAIVED:
        yield "The due time has passed: it is kept as late, and counts only if staff accept it."


def keep(sheet: Sheet, student: Enrollment, now: datetime) -> Saving | None:
    """Keep what a form says by the rules of every save; None if the same text was handed in before."""
    if sheet.cell is None:
        return None
    try:
        return Review.objects.keep(
            enrollment=student, paper=sheet.cell.paper, answers=sheet.answers, based_on=sheet.based_on, now=now,
            hand_in=sheet.hand_in, keeps_draft=sheet.keeps_draft, unasked=sheet.unasked,
        )  # fmt: skip
    except AlreadyHandedIn:
        return None
