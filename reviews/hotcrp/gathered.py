"""Several files of one HotCRP, read together: each is known by what stands in it."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from courseapp import roster
from courseapp.answers import Answer, Field, FieldKind, storable
from reviews.hotcrp import controls
from reviews.hotcrp.forms import OfflineForm, Section, looks_like_forms, read_forms
from reviews.hotcrp.log import UnreadableLog, looks_like_a_log, read_log
from reviews.hotcrp.rqc import UnreadableJson, read_rqc
from reviews.hotcrp.sources import (
    MOST_REVIEWS,
    Export,
    Log,
    SourceField,
    SourcePaper,
    SourceReview,
    Trouble,
    normal_label,
)
from reviews.hotcrp.words import unescaped, words

LARGEST = 32 * 1024 * 1024  # bytes, of one file
MOST_FILES = 40
WHOLE = "the file"
ZONES = {
    "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "BST": 1,
}  # fmt: skip

_UPDATED = re.compile(r"(\w{3} \d{1,2}, \d{4}), (\d{1,2}:\d{2}(?::\d{2})? [AP]M) ([A-Z]{3,4})")
_AUDIENCE = re.compile(r"\((?:hidden from|shown only to|secret|visible)[^)]*\)", re.IGNORECASE)
_OPTION = re.compile(r"\s{1,4}([A-Z]|\d{1,3})\. (.*)")


class UnreadableFile(ValueError):
    """The file as a whole can't be read; the message says why and what to do."""


def decoded(raw: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte-order mark. Raise UnreadableFile if it is none."""
    if len(raw) > LARGEST:
        raise UnreadableFile(
            f"The file is larger than {LARGEST // 2**20} MB. Search for fewer papers, and download it in parts."
        )
    if raw.startswith(b"PK\x03\x04"):
        raise UnreadableFile("This is a ZIP or a spreadsheet. Unpack it, and choose the files inside.")
    if b"\x00" in raw:
        raise UnreadableFile("This is not a text. Choose the files as HotCRP gave them.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        raise UnreadableFile(
            f"Line {line} is not in UTF-8, so a name there would be garbled. Save the file as UTF-8."
        ) from wrong


def gather(files: Mapping[str, str]) -> Export:
    """Return what all the files say together; what can't be read stands among its troubles."""
    whole = Export()
    forms: list[tuple[str, OfflineForm]] = []
    for file, text in sorted(files.items(), key=lambda pair: '"reviewform"' not in pair[1]):
        try:
            _take(whole, file, text, forms)
        except (UnreadableJson, UnreadableLog, UnreadableFile, roster.UnreadableRoster) as wrong:
            whole.troubles.append(Trouble(file, WHOLE, str(wrong)))
    _take_forms(whole, forms)
    whole.reviews = [_known_by_log(review, whole.log) for review in whole.reviews]
    if whole.log is None and whole.reviews:
        whole.unread.append(
            Trouble(
                "the action log", WHOLE,
                "Without the action log nobody knows when a review was handed in: the time of its last change is taken "
                "instead, which may be later. HotCRP has the log under “Action log”.",
            )
        )  # fmt: skip
    return whole


def _take(whole: Export, file: str, text: str, forms: list[tuple[str, OfflineForm]]) -> None:
    """Read one file into what the others say."""
    if not text.strip():
        raise UnreadableFile("There is nothing in it. Download it again.")
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        _join(whole, read_rqc(text.removeprefix("\ufeff"), file))
    elif looks_like_forms(text):
        forms.extend((file, form) for form in read_forms(text))
    else:
        _take_table(whole, file, text)


def _take_table(whole: Export, file: str, text: str) -> None:
    header = {cell.strip().casefold() for cell in _header(text)}
    if looks_like_a_log(list(header)):
        log, troubles = read_log(text, file)
        whole.troubles += troubles
        whole.log = log if whole.log is None else _both(whole.log, log)
    elif header & {"paper", "pid"} and header & {"review", "title", "round"}:
        whole.unread.append(
            Trouble(file, WHOLE, "A table of reviews or scores: the JSON has all of it, and more. It is not read.")
        )
    else:
        whole.rosters[file] = read_users(text)


def _header(text: str) -> list[str]:
    lines = (line for line in text.removeprefix("\ufeff").splitlines() if line.strip() and line[0] not in "#%")
    try:
        return next(csv.reader(io.StringIO(next(lines, ""))), [])
    except csv.Error:  # a cell longer than any head's: whoever reads the table says what is wrong
        return []


def read_users(text: str) -> roster.Roster:
    """Return the people of HotCRP's users CSV, its export or what its bulk upload takes.

    Whoever is a chair there comes as an assistant: who runs this course is decided here.
    """
    plain = text.removeprefix("\ufeff")
    lines = plain.split("\n")
    begins = next((at for at, line in enumerate(lines) if line.strip() and line.lstrip()[0] not in "#%"), 0)
    return roster.read("\n" * begins + "\n".join(lines[begins:]), role_of=_role)


def _role(said: str) -> str:
    """Return the role here of what HotCRP's roles column says; nobody is an author in a class."""
    found = set(re.split(r"[\s,;+]+", said.casefold()))
    return "assistant" if found & {"chair", "sysadmin", "admin", "manager"} else ""


def _join(whole: Export, part: Export) -> None:
    """Add what a JSON says; what two files say of one paper or field is taken from the first."""
    whole.fields = part.fields | whole.fields
    whole.papers = part.papers | whole.papers
    known = {(review.pid, review.rid) for review in whole.reviews if review.rid}
    whole.reviews += [review for review in part.reviews if (review.pid, review.rid) not in known]
    whole.troubles += part.troubles


def _both(one: Log, other: Log) -> Log:
    return Log(
        {**other.moments, **one.moments}, {**other.rounds, **one.rounds}, {**other.dues, **one.dues},
        one.chairs | other.chairs,
    )  # fmt: skip


def _known_by_log(review: SourceReview, log: Log | None) -> SourceReview:
    """Return a review with the address that the log alone has."""
    if review.email or log is None or review.rid is None:
        return review
    moments = log.moments.get(review.rid)
    return replace(review, email=moments.email) if moments and moments.email else review


def _take_forms(whole: Export, forms: Sequence[tuple[str, OfflineForm]]) -> None:
    """Add what offline forms say: drafts, fields that only they have, and reviews that no JSON has."""
    for file, form in forms[:MOST_REVIEWS]:
        if form.pid is None:
            whole.troubles.append(
                Trouble(file, f"line {form.line}", "This form names no paper. Add its line “==+== Paper #1”.")
            )
            continue
        made = _review(whole, file, form, form.pid)
        if not made.answers and not made.unasked:
            continue
        if form.title:
            title = SourcePaper(form.pid, " ".join(words(form.title, 300).split()), file, f"line {form.line}")
            whole.papers.setdefault(form.pid, title)
        at = _twin(whole.reviews, made)
        if at is None:
            whole.reviews.append(made)
        else:
            known = whole.reviews[at]
            whole.reviews[at] = replace(known, answers={**made.answers, **known.answers})


def _twin(reviews: Sequence[SourceReview], made: SourceReview) -> int | None:
    """Return the place of the same review as a JSON has it: by its letter, else by its author."""
    for at, known in enumerate(reviews):
        if known.pid == made.pid and known.rid is not None and known.is_submitted:
            if made.ordinal and known.ordinal == made.ordinal:
                return at
            if made.ordinal and not known.ordinal and made.email == known.email:
                return at
    return None


def _review(whole: Export, file: str, form: OfflineForm, pid: int) -> SourceReview:
    """Return a form as a review. HotCRP's own forms always say “Ready”: one without a letter was never submitted."""
    answers, unasked = (
        dict[str, Answer](),
        {each.label: each.text for each in form.others if not each.label.casefold().startswith("scratchpad")},
    )
    for section in form.sections:
        asked = whole.fields.setdefault(normal_label(section.label), _guessed(section, file))
        try:
            answer = _answer(asked, section)
        except controls.NoSuchChoice as wrong:
            sentence = f"“{str(wrong)[:80]}” is none of the choices of “{asked.label}”. Correct it in the file."
            whole.troubles.append(Trouble(file, f"line {section.line}", sentence))
            continue
        if answer:
            answers[asked.name] = answer
    return SourceReview(
        pid=pid, file=file, at=f"line {form.line}", answers=answers, ordinal=form.ordinal,
        name=unescaped(form.reviewer), email=words(form.email, 254).strip().lower(),
        is_submitted=form.is_ready and bool(form.ordinal), modified_at=_updated(form.updated), unasked=unasked,
    )  # fmt: skip


def _answer(asked: SourceField, section: Section) -> Answer:
    if asked.kind == FieldKind.TEXT:
        return storable(words(section.text)).strip("\n")
    options = (
        tuple(str(at) for at in range(1, len(asked.options) + 1)) if asked.kind == FieldKind.SCORE else asked.options
    )
    field = Field(asked.name, asked.label, asked.kind, options=options)
    return controls.understood(field, asked.options, words(section.text), asked.symbols)


def _guessed(section: Section, file: str) -> SourceField:
    """Return a field that only forms have, as its remarks describe it."""
    said = [remark for remark in section.remarks if remark.strip()]
    rest = "\n".join(said)
    found = [match for remark in said if (match := _OPTION.fullmatch(remark))]
    options, symbols = tuple(match[2] for match in found), tuple(match[1] for match in found)
    kind, shown = FieldKind.TEXT, [r.strip() for r in said if not _AUDIENCE.fullmatch(r.strip())]
    if "Enter your choices" in rest:
        kind, options, symbols = FieldKind.CHECKBOXES, options[::-1], symbols[::-1]
    elif "Enter the number" in rest or "Enter the letter" in rest:
        kind = FieldKind.SCORE
    elif "Yes" in rest and "No" in rest and "Enter" in rest:
        kind, options, symbols = FieldKind.CHECKBOXES, ("Yes",), ("yes",)
    help_text = "\n".join(shown) if kind == FieldKind.TEXT else ""
    return SourceField(
        label=" ".join(words(section.label).split())[:200], kind=kind, file=file, at=f"line {section.line}",
        help=help_text, options=options, symbols=symbols,
        is_for_staff="shown only to" in rest or "(secret)" in rest,
    )  # fmt: skip


def _updated(said: str) -> datetime | None:
    """Return when a form was last changed, from “Jan 19, 2027, 11:30:01 AM EST”; None if that is not sure."""
    found = _UPDATED.fullmatch(said)
    if not found or found[3] not in ZONES:
        return None
    form = "%b %d, %Y %I:%M:%S %p" if found[2].count(":") == 2 else "%b %d, %Y %I:%M %p"
    try:
        local = datetime.strptime(f"{found[1]} {found[2]}", form)  # noqa: DTZ007 – the zone follows
    except ValueError:
        return None
    return local.replace(tzinfo=timezone(timedelta(hours=ZONES[found[3]])))
