"""HotCRP's offline review forms: several in one text, parted by ``==+==`` lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

RULE = "==+== ====================================================================="
HEAD = (
    '==-== DO NOT CHANGE LINES THAT START WITH "==+==" OR "==*==".',
    "==-== Write below the lines that start with “==-==”; those explain.",
)
READY = "Ready"
NOT_READY = "Not ready"
MOST_FORMS = 20_000

_ESCAPED = re.compile(r"\\+==[-+*]==")
_SPECIAL = re.compile(r"\\*==[-+*]==")
_BEGIN = re.compile(r"begin review(?:\s+#?(\d{1,9})\s*([A-Z]{0,4}))?", re.IGNORECASE)
_PAPER = re.compile(r"paper\s+#?(\d{1,9})", re.IGNORECASE)
_REVIEWER = re.compile(r"reviewer:\s*(.*?)\s*<\s*(\S+?)\s*>", re.IGNORECASE)
_REVIEWER_ALONE = re.compile(r"reviewer:\s*(.+)", re.IGNORECASE)
_VERSION = re.compile(r"version\s+(\d{1,9})", re.IGNORECASE)
_UPDATED = re.compile(r"updated\s+(.+)", re.IGNORECASE)
_TITLE = re.compile(r"title:\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one field's name: the remarks before the first line, and the text itself."""

    label: str
    line: int  # of the file, from 1
    remarks: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class OfflineForm:
    """One form: whose review of which paper it is, whether it is ready, and its sections in their order.

    ``others`` are sections of no field, such as the scratchpad.
    """

    line: int
    pid: int | None = None
    ordinal: str = ""
    title: str = ""
    reviewer: str = ""
    email: str = ""
    version: int | None = None
    updated: str = ""
    readiness: str = ""
    sections: tuple[Section, ...] = ()
    others: tuple[Section, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether its writer said that it is ready."""
        return self.readiness.strip().casefold() == READY.casefold()

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was written."""
        return not any(section.text.strip() for section in (*self.sections, *self.others))


@dataclass(slots=True)
class _Draft:
    """A form while it is read."""

    line: int
    said: dict[str, str] = field(default_factory=dict)
    pid: int | None = None
    sections: list[Section] = field(default_factory=list)
    others: list[Section] = field(default_factory=list)


def looks_like_forms(text: str) -> bool:
    """Return whether a text holds offline forms at all."""
    return re.search(r"^==\+== (?:Begin Review|Paper\s*#?\d)", text, re.MULTILINE | re.IGNORECASE) is not None


def read_forms(text: str) -> list[OfflineForm]:
    """Return the forms of a text, with lines that end in any of the three ways; text before the first is no form's."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [_form(lines) for lines in _parted(plain.split("\n")) if any(line.startswith("==") for _, line in lines)]


def _parted(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Give the numbered lines of each form; a form begins with its paper where nothing says that it begins."""
    form: list[tuple[int, str]] = []
    has_begun = has_paper = False
    for number, line in enumerate(lines, start=1):
        directive = _directive(line)
        begins, names_paper = bool(_BEGIN.match(directive)), bool(_PAPER.match(directive))
        if begins or (names_paper and has_paper):
            if has_begun or has_paper:
                yield form
            form, has_begun, has_paper = [], begins, False
        has_paper = has_paper or names_paper
        form.append((number, line))
    if has_begun or has_paper:
        yield form


def _directive(line: str) -> str:
    return line[6:].strip() if line.startswith("==+== ") else ""


def _form(lines: list[tuple[int, str]]) -> OfflineForm:
    draft = _Draft(line=lines[0][0])
    for first, label, is_field, body in _sections(lines):
        remarks, text = _body(body)
        section = Section(label, first, remarks, text)
        if is_field:
            draft.sections.append(section)
        else:
            _take(draft, section)
    return OfflineForm(
        line=draft.line, pid=draft.pid, sections=tuple(draft.sections), others=tuple(draft.others),
        ordinal=draft.said.get("ordinal", ""), title=draft.said.get("title", ""),
        reviewer=draft.said.get("reviewer", ""), email=draft.said.get("email", ""),
        version=int(draft.said["version"]) if "version" in draft.said else None,
        updated=draft.said.get("updated", ""), readiness=draft.said.get("readiness", ""),
    )  # fmt: skip


def _sections(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, bool, list[str]]]:
    """Give each directive's line, its words, whether it names a field, and the lines below it.

    A field's name that goes on in the next line is indented there by four blanks.
    """
    first, label, is_field, body = 0, "", False, list[str]()
    for number, line in lines:
        names_field = line.startswith("==*== ")
        if names_field and is_field and not body and line.startswith("==*==    "):
            label = f"{label} {line[6:].strip()}"
        elif names_field or line.startswith("==+== "):
            if first:
                yield first, label, is_field, body
            first, label, is_field, body = number, line[6:].strip(), names_field, []
        else:
            body.append(line)
    if first:
        yield first, label, is_field, body


def _body(lines: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return a section's remarks and its text; a remark after the text has begun is text."""
    remarks, text = list[str](), list[str]()
    for line in lines:
        if not text and (line.startswith("==-==") or not line.strip(" \t")):
            if line.startswith("==-=="):
                remarks.append(line[5:])
        else:
            text.append(line[1:] if _ESCAPED.match(line) else line)
    while text and not text[-1].strip(" \t"):
        text.pop()
    return tuple(remarks), "\n".join(text)


def _take(draft: _Draft, section: Section) -> None:
    """Keep what a directive says; one that means nothing here is kept with its text."""
    if section.label.casefold().startswith("review readiness"):
        draft.said["readiness"] = section.text
        return
    _take_words(draft, section.label)
    for remark in section.remarks:
        _remember(draft, remark.strip())
    if section.text.strip() and not section.label.casefold().startswith("end review"):
        draft.others.append(section)


def _take_words(draft: _Draft, words: str) -> None:
    """Keep what a directive's own line says."""
    if begin := _BEGIN.fullmatch(words):
        draft.pid = int(begin[1]) if begin[1] else draft.pid
        draft.said["ordinal"] = (begin[2] or "").upper()
    elif paper := _PAPER.fullmatch(words):
        draft.pid = int(paper[1])
    elif version := _VERSION.fullmatch(words):
        draft.said["version"] = version[1]
    elif reviewer := _REVIEWER.fullmatch(words):
        draft.said |= {"reviewer": reviewer[1], "email": reviewer[2]}
    elif alone := _REVIEWER_ALONE.fullmatch(words):
        draft.said["reviewer"] = alone[1]


def _remember(draft: _Draft, remark: str) -> None:
    if updated := _UPDATED.fullmatch(remark):
        draft.said.setdefault("updated", updated[1])
    elif title := _TITLE.fullmatch(remark):
        draft.said.setdefault("title", title[1])


def trimmed(text: str) -> str:
    """Return a text without the blank lines before and after it, which a form cannot hold."""
    lines = text.split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip(" \t")]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


def escaped(text: str) -> str:
    """Return a text in which no line can be taken for a directive."""
    return "\n".join(f"\\{line}" if _SPECIAL.match(line) else line for line in text.split("\n"))


def remarks(text: str) -> str:
    """Return a text as remarks, which no reader of forms takes for an answer."""
    return "".join(f"==-==    {line}\n" for line in text.split("\n") if line.strip())


def one_line(words: str) -> str:
    """Return words on one line."""
    return " ".join(words.split())


def written(form: OfflineForm) -> str:
    """Return one form as a text that ``read_forms`` reads back."""
    lines = [RULE, f"==+== Begin Review #{form.pid}{form.ordinal}"]
    if form.version is not None:
        lines.append(f"==+== Version {form.version}")
    lines.append(f"==+== Reviewer: {one_line(form.reviewer).replace('<', '(').replace('>', ')')} <{form.email}>")
    if form.updated:
        lines.append(f"==-== Updated {one_line(form.updated)}")
    lines += ["", f"==+== Paper #{form.pid}", f"==-== Title: {one_line(form.title)}", ""]
    lines += ["==+== Review Readiness", '==-== Write "Ready" to hand it in; anything else keeps it as a draft:', ""]
    lines += [form.readiness, ""]
    for section in form.sections:
        lines += [f"==*== {one_line(section.label)}", *section.remarks, "", escaped(section.text), ""]
    lines += ["==+== Scratchpad (for unsaved private notes)", "", "==+== End Review", ""]
    return "\n".join(lines)


def written_all(course: str, forms: Sequence[OfflineForm]) -> str:
    """Return several forms as one text, with a head that says how to go about it."""
    head = [f"==+== {one_line(course)} Review Form{'' if len(forms) == 1 else 's'}", *HEAD, ""]
    return "\n".join([*head, *(written(form) for form in forms)])
