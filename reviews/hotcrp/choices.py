"""What staff decide where HotCRP's files leave it open: which paper, field and person is which here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reviews.hotcrp.sources import normal_label

LEAVE_OUT = "leave out"
NEW = "new"
TABLES = ("papers", "fields", "reviewers")


class UnreadableChoices(ValueError):
    """The choices can't be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices: ``papers`` by HotCRP's number, ``fields`` by label, ``reviewers`` by a review's letter or a name.

    A paper becomes ``meeting KEY`` (a new paper of it) or ``paper KEY``; a field the key of ours, or ``new``; a
    reviewer an address. ``leave out`` keeps any of them away. ``new_meetings`` makes a meeting for each paper that
    fits none.
    """

    papers: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)
    new_meetings: bool = False

    def of_reviewer(self, label: str, name: str) -> str:
        """Return what is chosen for a review: by its own letter first, else by its author's name."""
        return self.reviewers.get(normal_label(label)) or self.reviewers.get(normal_label(name), "")

    def as_document(self) -> dict[str, Any]:
        """Return the choices as ``read_choices`` reads them."""
        return {
            "new_meetings": self.new_meetings,
            "papers": {str(pid): said for pid, said in self.papers.items()},
            "fields": dict(self.fields),
            "reviewers": dict(self.reviewers),
        }


def read_choices(document: Mapping[str, Any]) -> Choices:
    """Return the choices of a document such as TOML gives. Raise UnreadableChoices where it says something else."""
    unknown = set(document) - {*TABLES, "new_meetings"}
    if unknown:
        raise UnreadableChoices(f"“{min(unknown)}” is not known. The tables are papers, fields and reviewers.")
    tables = {name: _table(document, name) for name in TABLES}
    if not all(pid.isascii() and pid.isdecimal() and len(pid) < 10 for pid in tables["papers"]):
        raise UnreadableChoices('In [papers], each line begins with HotCRP’s number of the paper: 1 = "paper unix".')
    for pid, said in tables["papers"].items():
        if said and said != LEAVE_OUT and said.partition(" ")[0] not in ("paper", "meeting"):
            raise UnreadableChoices(f"papers.{pid}: write “paper KEY”, “meeting KEY” or “{LEAVE_OUT}”.")
    return Choices(
        papers={int(pid): said for pid, said in tables["papers"].items() if said},
        fields={normal_label(label): said for label, said in tables["fields"].items() if said},
        reviewers={normal_label(label): said for label, said in tables["reviewers"].items() if said},
        new_meetings=document.get("new_meetings") is True,
    )


def _table(document: Mapping[str, Any], name: str) -> dict[str, str]:
    table = document.get(name, {})
    if not isinstance(table, Mapping) or not all(isinstance(said, str) for said in table.values()):
        raise UnreadableChoices(f"[{name}] must be a table of texts in quotes.")
    return {str(key): said.strip() for key, said in table.items()}
