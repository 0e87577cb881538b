"""HotCRP's JSON: the review form, the papers and the submitted reviews (“RQC”), or papers or reviews alone."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from courseapp.answers import LARGEST_ANSWER, Answer, FieldKind
from reviews.hotcrp.sources import (
    MOST_FIELDS,
    MOST_PAPERS,
    MOST_REVIEWS,
    Export,
    SourceField,
    SourcePaper,
    SourceReview,
    Trouble,
    normal_label,
)
from reviews.hotcrp.words import instant, markdown_of, unescaped, words

LARGEST_NUMBER = 2**31 - 1
KINDS = {
    "radio": FieldKind.SCORE,
    "score": FieldKind.SCORE,
    "dropdown": FieldKind.CHOICE,
    "text": FieldKind.TEXT,
    "checkbox": FieldKind.CHECKBOXES,
    "checkboxes": FieldKind.CHECKBOXES,
}
FOR_STAFF = ("admin", "secret", "pconly-admin", "chair")
SUBMITTED = ("complete", "approved", "submitted", "completed")
ABOUT_A_REVIEW = {
    "object", "pid", "rid", "version", "ordinal", "rtype", "round", "status", "blind", "ghost", "editable", "reviewer",
    "reviewer_email", "reviewer_first", "reviewer_last", "modified_at", "modified_at_text", "submitted_at", "ratings",
    "user_rating", "format", "my_review", "my_request", "review_token", "subreview", "requested", "requester",
    "folded", "hidden_fields", "collist", "reviewer_token", "can_view", "message_list", "ready",
}  # fmt: skip


class UnreadableJson(ValueError):
    """The file as a whole can't be read; the message says why and what to do."""


def read_rqc(text: str, file: str) -> Export:
    """Return what a JSON text says, and what of it can't be read. Raise UnreadableJson if it is no such file."""
    document = _parsed(text)
    reader = _Reader(file, Export())
    if isinstance(document, dict) and ("papers" in document or "reviewform" in document):
        reader.form(document.get("reviewform", {}))
        reader.papers(document.get("papers", []), "papers")
    elif isinstance(document, dict) and document.get("object") in ("paper", "review"):
        reader.objects([document], "")
    elif isinstance(document, list) and all(isinstance(one, dict) for one in document):
        reader.objects(document, "")
    else:
        raise UnreadableJson(
            "This JSON has neither papers nor a review form. In HotCRP, search for all papers and download “JSON for "
            "reviewqualitycollector.org”."
        )
    return reader.export


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as wrong:
        raise UnreadableJson(
            f"Line {wrong.lineno} is not JSON ({wrong.msg}). Download the file again; it may have been cut off."
        ) from wrong
    except RecursionError as wrong:
        raise UnreadableJson("This JSON is nested too deeply to be HotCRP’s. Download the file again.") from wrong
    except ValueError as wrong:
        raise UnreadableJson("This JSON holds a number that is none. Download the file again.") from wrong


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _number(raw: object) -> int | None:
    is_number = isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw <= LARGEST_NUMBER
    return raw if is_number and isinstance(raw, int) else None


@dataclass(slots=True)
class _Reader:
    """Takes a document apart; ``by_uid`` are the fields by HotCRP's own key."""

    file: str
    export: Export
    by_uid: dict[str, SourceField] = field(default_factory=dict)

    def wrong(self, at: str, sentence: str) -> None:
        self.export.troubles.append(Trouble(self.file, at, sentence))

    def form(self, raw: object) -> None:
        """Take the review form, in HotCRP's order."""
        if not isinstance(raw, Mapping) or len(raw) > MOST_FIELDS:
            self.wrong("reviewform", "The review form is not a table of fields. Download the file again.")
            return
        for key, each in sorted(raw.items(), key=_order):
            self._field(str(key), each)

    def _field(self, key: str, raw: object) -> None:
        at = f"reviewform.{words(key, 60)}"
        label = " ".join(words(raw.get("name")).split())[:200] if isinstance(raw, Mapping) else ""
        kind = KINDS.get(str(raw.get("type", "text"))) if isinstance(raw, Mapping) else None
        if not isinstance(raw, Mapping) or not label or kind is None:
            self.wrong(at, "This field has no name, or is of a kind that is not known here. Leave it out of the file.")
            return
        options, symbols = _scale(raw)
        made = SourceField(
            label=label, kind=kind, file=self.file, at=at, help=markdown_of(raw.get("description")), options=options,
            symbols=symbols, is_required=raw.get("required") is True, only_if=unescaped(raw.get("exists_if")),
            is_for_staff=raw.get("visibility") in FOR_STAFF,
        )  # fmt: skip
        if made.name in self.export.fields:
            self.wrong(at, f"Two fields are called “{label}”. Rename one of them in HotCRP’s settings.")
        self.export.fields.setdefault(made.name, made)
        self.by_uid[key] = made

    def papers(self, raw: object, path: str) -> None:
        """Take papers, each with its reviews."""
        if not isinstance(raw, list) or len(raw) > MOST_PAPERS:
            self.wrong(path, f"The papers are not a list, or more than {MOST_PAPERS}. Download fewer at once.")
            return
        for number, each in enumerate(raw):
            self.paper(each, f"{path}[{number}]")

    def objects(self, raw: list[Any], path: str) -> None:
        """Take papers and reviews that stand for themselves."""
        for number, each in enumerate(raw[: MOST_REVIEWS + 1]):
            at = f"{path}[{number}]"
            if isinstance(each, Mapping) and each.get("object") == "review":
                self.review(each, _number(each.get("pid")), at)
            else:
                self.paper(each, at)

    def paper(self, raw: object, at: str) -> None:
        """Take one paper."""
        pid = _number(raw.get("pid")) if isinstance(raw, Mapping) else None
        title = " ".join(words(raw.get("title")).split()) if isinstance(raw, Mapping) else ""
        if not isinstance(raw, Mapping) or pid is None or not title:
            self.wrong(at, "This paper has no number or no title. Download the file again.")
            return
        if pid in self.export.papers:
            self.wrong(at, f"Paper #{pid} stands twice in this file. Remove one of the two.")
            return
        self.export.papers[pid] = SourcePaper(
            pid=pid, title=title[:300], file=self.file, at=at, authors=_authors(raw.get("authors"))[:1000],
            abstract=words(raw.get("abstract"), 50_000).strip(),
            is_withdrawn=raw.get("status") == "withdrawn" or raw.get("withdrawn") is True,
        )  # fmt: skip
        reviews = raw.get("reviews", [])
        if not isinstance(reviews, list):
            self.wrong(f"{at}.reviews", "The reviews are not a list. Download the file again.")
            return
        for number, each in enumerate(reviews):
            self.review(each, pid, f"{at}.reviews[{number}]")

    def review(self, raw: object, pid: int | None, at: str) -> None:
        """Take one review."""
        if not isinstance(raw, Mapping) or pid is None:
            self.wrong(at, "This review is not a table, or has no paper’s number. Download the file again.")
            return
        if raw.get("pid", pid) != pid:
            self.wrong(at, f"This review stands under paper #{pid}, but names another. Download the file again.")
            return
        if len(self.export.reviews) >= MOST_REVIEWS:
            self.wrong(at, f"There are more than {MOST_REVIEWS} reviews. Download fewer papers at once.")
            return
        ordinal = words(raw.get("ordinal"), 4)
        status = raw.get("status")
        made = SourceReview(
            pid=pid, file=self.file, at=at, rid=_number(raw.get("rid")),
            ordinal=ordinal if re.fullmatch(r"[A-Z]*", ordinal) else "", round=words(raw.get("round"), 60),
            name=unescaped(raw.get("reviewer")), email=unescaped(raw.get("reviewer_email"), 254).lower(),
            is_submitted=status in SUBMITTED or (status is None and bool(ordinal)),
            modified_at=instant(raw.get("modified_at")),
        )  # fmt: skip
        if made.modified_at is None and raw.get("modified_at") is not None:
            self.wrong(
                f"{at}.modified_at", "This is not the time of a course. Correct it in the file, or leave it out."
            )
        self.export.reviews.append(replace(made, **self._answers(raw, at)))

    def _answers(self, raw: Mapping[str, Any], at: str) -> dict[str, Any]:
        """Return the answers of a review, and what it says besides for no field of the form."""
        answers, unasked = dict[str, Answer](), dict[str, str]()
        for key, value in raw.items():
            if value is None or key in ABOUT_A_REVIEW:
                continue
            if key in self.by_uid:
                asked = self.by_uid[key]
                try:
                    answers[asked.name] = _answer(asked, value)
                except ValueError as wrong:
                    self.wrong(f"{at}.{key}", f"{wrong} Correct it in HotCRP or in the file.")
            elif isinstance(value, str) and value.strip():
                unasked[words(key, 200)] = words(value).strip("\n")
        return {"answers": answers, "unasked": unasked}


def _order(pair: tuple[Any, Any]) -> tuple[float, str]:
    order = pair[1].get("order") if isinstance(pair[1], Mapping) else None
    return (float(order) if isinstance(order, int) and abs(order) < LARGEST_NUMBER else 1e9, str(pair[0]))


def _scale(raw: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels of a field's choices from the lowest up, and HotCRP's sign of each.

    Where signs are letters, HotCRP counts them down: the last choice is the first letter.
    """
    if raw.get("type") == "checkbox":
        return ("Yes",), ("yes",)
    values = raw.get("values") if isinstance(raw.get("values"), list) else raw.get("symbols")
    labels = [" ".join(words(value).split())[:200] for value in values or []][:100]
    start, given = raw.get("start"), raw.get("symbols")
    if isinstance(given, list) and len(given) == len(labels):
        signs = [str(sign)[:20] for sign in given]
    elif isinstance(start, str) and re.fullmatch(r"[A-Z]", start):
        signs = [chr(ord(start) + len(labels) - at) for at in range(1, len(labels) + 1)]
    else:
        signs = [str(at) for at in range(1, len(labels) + 1)]
    return tuple(_told_apart([label or sign for label, sign in zip(labels, signs, strict=True)])), tuple(signs)


def _told_apart(labels: list[str]) -> Iterator[str]:
    """Give the labels, those that occur twice with their place."""
    for at, label in enumerate(labels, start=1):
        yield f"{label} ({at})" if labels.count(label) > 1 else label


def _authors(raw: object) -> str:
    """Return authors as “Given Family, Given Family”."""
    if not isinstance(raw, list):
        return ""
    names = [
        " ".join(filter(None, (unescaped(one.get("given_name")), unescaped(one.get("family_name")))))
        or unescaped(one.get("name"))
        for one in raw[:200]
        if isinstance(one, Mapping)
    ]
    return ", ".join(filter(None, names))


def _answer(asked: SourceField, value: object) -> Answer:
    """Return an answer as a field of this kind keeps it. Raise ValueError with a sentence if it is none."""
    if asked.kind == FieldKind.TEXT:
        if not isinstance(value, str):
            raise ValueError(f"“{asked.label}” is answered by something that is no text.")
        if len(value) > LARGEST_ANSWER:
            raise ValueError(f"“{asked.label}” has more than {LARGEST_ANSWER:,} characters.")
        return words(value).strip("\n")
    if asked.kind == FieldKind.CHECKBOXES:
        return _ticked(asked, value)
    place = _place(asked, value)
    if place is None:
        return ""
    return str(place + 1) if asked.kind == FieldKind.SCORE else asked.options[place]


def _ticked(asked: SourceField, value: object) -> list[str]:
    if isinstance(value, bool):
        return [asked.options[0]] if value and asked.options else []
    places = [_place(asked, one) for one in (value if isinstance(value, list) else [value])]
    return [asked.options[place] for place in sorted({place for place in places if place is not None})]


def _place(asked: SourceField, value: object) -> int | None:
    """Return the place of a choice among the options, from 0; None for no choice."""
    if value in (False, 0, "", "0"):
        return None
    said = str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if said in asked.symbols:
        return asked.symbols.index(said)
    plain = [normal_label(option) for option in asked.options]
    if normal_label(said) in plain:
        return plain.index(normal_label(said))
    raise ValueError(f"“{said or 'something that is no choice'}” is none of the choices of “{asked.label}”.")
