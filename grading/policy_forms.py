"""The policy as a form of boxes: one document with the text beside it, published on the second click."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from grading.document_table import PolicyProblems, exact
from grading.models import PolicyVersion
from grading.points import ZERO, spelled
from grading.policy import Policy
from grading.policy_document import LONGEST_TEXT, document_toml, read_policy, to_document
from grading.policy_fields import (
    COMMON,
    FURTHER,
    NEW,
    OWN,
    differences,
    from_fields,
    known_rows,
    placed,
    rearranged,
    to_fields,
)

NEW_POLICY: dict[str, Any] = {"components": [{"kind": "completions", **NEW["completions"], "weight": 100}]}
KINDS = {
    "completions": "Paper reviews", "deduction": "Attendance", "counter": "Questions to guests", "marked": "Write-up",
}  # fmt: skip
LABELS = {
    "title": ("Title", "What pages call it."),
    "key": ("Key", "A short name of small letters for files and addresses."),
    "group": ("Subtotal", "The key of the subtotal that it belongs to, such as participation."),
    "weight": ("Points", "Of the hundred: 40, 12.5 or 100/3."),
    "marked": ("The mark counts", "Otherwise a review handed in on time counts in full."),
    "symbols": ("What marks are worth", "One a line, from 0 to 1: ✓− = 0.5. Blank: ✓+ 1, ✓ 1, ✓− 0.5, 0 0."),
    "each": ("Each absence costs", "Points for each unexcused absence."),
    "free": ("Free absences", "How many cost nothing. Blank: none."),
    "per_meeting": ("At most at one meeting", "Blank: no limit."),
    "groups": ("Titles of the subtotals", "One a line: participation = Participation."),
    "letters": ("Letter grades", "One a line, down to one that begins at 0: A = 93. Blank: no letters."),
    FURTHER: ("Further keys", "What the form has no box for, as JSON. It is kept; the policy may not know it."),
}
COUNTS = {"completions": ("Best reviews that count", ""), "counter": ("Questions asked for", "")}
TALL = ("symbols", "groups", "letters", FURTHER)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form, with what it holds and what is wrong with it."""

    name: str
    key: str
    label: str
    help: str
    value: str
    problems: list[str]

    @property
    def is_tall(self) -> bool:
        """Whether it holds several lines."""
        return self.key in TALL


@dataclass(frozen=True, slots=True)
class ComponentBoxes:
    """The boxes of one component."""

    kind: str
    name: str
    title: str
    boxes: list[Box]


class PolicyBoxes:
    """The form; ``policy`` is what it describes, None while something is wrong with it."""

    def __init__(self, document: Mapping[str, Any], *, current: PolicyVersion | None, said: Mapping[str, str]) -> None:
        """Show ``document``; ``said`` has the note, the version that it was based on and what was shown."""
        self.document, self.current = dict(document), current
        self.fields = to_fields(self.document)
        self.note, self.seen = said.get("note", ""), said.get("seen", "")
        self.number = current.number if current else 0
        self.based_on = said.get("based_on", str(self.number))
        self.problems: dict[str, list[str]] = {}
        self.policy: Policy | None = None

    @classmethod
    def sent(cls, posted: Mapping[str, str], *, current: PolicyVersion | None) -> PolicyBoxes:
        """Return the form as it was sent, after what one of its buttons does to the components."""
        document = rearranged(from_fields(posted), posted.get("act", ""))
        boxes = cls(document, current=current, said=posted)
        if not posted.get("act"):
            boxes.fields = {name: posted.get(name, "") for name in {**boxes.fields, **posted}}
        return boxes

    def check(self) -> bool:
        """Name everything that is wrong, each at its box; return whether nothing is."""
        try:
            if len(json.dumps(self.document, default=str)) > LONGEST_TEXT:
                raise PolicyProblems([f"The policy is longer than {LONGEST_TEXT} characters. Shorten it."])
            self.policy = read_policy(self.document)
        except PolicyProblems as problems:
            self.problems = placed(problems.problems)
        if not self.note.strip() or len(self.note) > 300 or not self.note.isprintable():
            self.problems["note"] = ["Write what changes, and why, in up to 300 characters."]
        return not self.problems

    @property
    def text(self) -> str:
        """The same document as text."""
        return document_toml(self.document)

    @property
    def digest(self) -> str:
        """What stands for the policy in ``seen``."""
        document = to_document(self.policy) if self.policy else {}
        said = json.dumps([document, self.number], sort_keys=True)
        return sha256(said.encode()).hexdigest()

    @property
    def is_stale(self) -> bool:
        """Whether another version was published since the form was opened."""
        return self.based_on != str(self.number)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Where the form differs from the version that holds."""
        after = to_document(self.policy) if self.policy else self.document
        return differences(self.current.document if self.current else {}, after)

    @property
    def components(self) -> Iterator[ComponentBoxes]:
        """The components with their boxes."""
        for place, row in enumerate(known_rows(self.document) or ()):
            prefix, kind = f"components-{place}-", row["kind"]
            further = [FURTHER] if self.fields.get(prefix + FURTHER) else []
            keys = (*COMMON, *OWN[kind], *further)
            boxes = [self._box(prefix, key, COUNTS[kind] if key == "count" else LABELS[key]) for key in keys]
            yield ComponentBoxes(kind, f"{prefix}kind", KINDS[kind], boxes)

    @property
    def whole(self) -> list[Box]:
        """The boxes that concern the policy as a whole."""
        further = [FURTHER] if self.fields.get(FURTHER) or self.problems.get(FURTHER) else []
        return [self._box("", key, LABELS[key]) for key in ("groups", "letters", *further)]

    @property
    def of_components(self) -> list[str]:
        """What is wrong between the components."""
        return self.problems.get("components", [])

    @property
    def of_note(self) -> list[str]:
        """What is wrong with the note."""
        return self.problems.get("note", [])

    @property
    def sum(self) -> str:
        """What the weights sum to, as far as they are numbers."""
        weights = (exact(row.get("weight")) for row in known_rows(self.document) or ())
        return spelled(sum((weight or ZERO for weight in weights), start=ZERO))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of components that can be added."""
        return list(KINDS.items())

    def _box(self, prefix: str, key: str, words: tuple[str, str]) -> Box:
        name = prefix + key
        return Box(name, key, *words, self.fields.get(name, ""), self.problems.get(name, []))
