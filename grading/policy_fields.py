"""A policy document as the boxes of a form, and back: the same document, to the last key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grading.document_table import exact, plain

TEXTS = ("key", "title", "group")
OWN = {
    "completions": ("count", "marked", "symbols"),
    "deduction": ("each", "free"),
    "counter": ("count", "per_meeting"),
    "marked": ("symbols",),
}
COMMON = ("title", "key", "group", "weight")
LISTS = ("groups", "letters")
FURTHER = "further"  # what no box holds, as JSON: shown, kept, and refused in words where the policy does not know it
COMPONENT = re.compile(r"policy\.components\[(\d+)\]\.([^.:]+)(?:\.(.*?))?: (.*)", re.DOTALL)
LIST = re.compile(r"policy\.(groups|letters)(?:\.(.*?))?: (.*)", re.DOTALL)
ONE_A_LINE = "Write one a line, each name once, such as A = 93."

Fields = dict[str, str]
NEW = {
    "completions": {"key": "reviews", "title": "Paper reviews", "group": "participation", "weight": 0, "count": 10},
    "deduction": {"key": "attendance", "title": "Attendance", "group": "participation", "weight": 0, "each": 2},
    "counter": {
        "key": "questions", "title": "Questions to guests", "group": "participation", "weight": 0, "count": 2,
    },
    "marked": {"key": "writeup", "title": "Write-up", "group": "writeup", "weight": 0},
}  # fmt: skip


def to_fields(document: Mapping[str, Any]) -> Fields:
    """Return what each box of the form holds for ``document``, valid or not, by the box's name."""
    rows = known_rows(document)
    fields: Fields = {}
    for place, row in enumerate(rows or ()):
        for name, value in _row_fields(row).items():
            fields[f"components-{place}-{name}"] = value
    further = {key: value for key, value in document.items() if key not in (*LISTS, "components")}
    further |= {"components": document["components"]} if rows is None and "components" in document else {}
    for key in LISTS:
        lines = _lines(document.get(key, {}))
        fields[key] = lines or ""
        further |= {key: document[key]} if lines is None else {}
    return fields | {FURTHER: _json(further)}


def known_rows(document: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Return the components; None where one is of no kind that the form knows, so that it has no boxes for them."""
    rows = document.get("components")
    if not isinstance(rows, list):
        return None
    return rows if all(isinstance(row, Mapping) and row.get("kind") in list(OWN) for row in rows) else None


def _row_fields(row: Mapping[str, Any]) -> Fields:
    fields = {"kind": str(row["kind"])}
    further = {key: value for key, value in row.items() if key != "kind"}
    for key in (*COMMON, *OWN[row["kind"]]):
        said = _said(key, row[key]) if key in row else ""
        fields[key] = said or ""
        if said is not None:
            further.pop(key, None)
    return fields | {FURTHER: _json(further)}


def _said(key: str, value: object) -> str | None:
    """Return what a box says of a value; None where no box can hold it."""
    if key == "symbols":
        return _lines(value)
    if key == "marked":
        return ("on" if value else "") if isinstance(value, bool) else None
    if key in TEXTS:
        return value if isinstance(value, str) and value and value.isprintable() else None
    number = exact(value)
    if number is None:  # what somebody typed and is no number stays in its box
        return value if isinstance(value, str) and value.strip() and value.isprintable() else None
    return str(plain(number))


def _lines(value: object) -> str | None:
    """Return a small table, a name and its value a line; None where lines do not read back as the same."""
    if isinstance(value, str):
        return value if value.strip() and _table(value, text=True) == value else None
    if not isinstance(value, Mapping):
        return None
    lines = "\n".join(f"{name} = {_spelled(each)}" for name, each in value.items())
    same = {name: _spelled(each) for name, each in value.items()}
    return lines if _table(lines, text=True) == same else None


def _spelled(value: object) -> str:
    number = exact(value)
    return str(value if number is None else plain(number))


def _json(further: Mapping[str, Any]) -> str:
    return json.dumps(further, ensure_ascii=False, default=str) if further else ""


def from_fields(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the document that the boxes describe, valid or not; what is no number stays as it was typed."""
    document: dict[str, Any] = {"components": [_row(fields, f"components-{n}-") for n in range(size(fields))]}
    for key in LISTS:
        typed = fields.get(key, "").replace("\r\n", "\n")
        if typed.strip():
            document[key] = _table(typed, text=key == "groups")
    return document | _further(fields.get(FURTHER, ""))


def size(fields: Mapping[str, str]) -> int:
    """Return how many components the boxes describe."""
    count = 0
    while f"components-{count}-kind" in fields:
        count += 1
    return count


def _row(fields: Mapping[str, str], prefix: str) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": fields[f"{prefix}kind"]}
    for key in (*COMMON, *OWN.get(row["kind"], ())):
        typed = fields.get(prefix + key, "").replace("\r\n", "\n")
        if key == "marked":
            row[key] = bool(typed)
        elif typed.strip():
            row[key] = _table(typed, text=False) if key == "symbols" else _value(key, typed)
    return row | _further(fields.get(prefix + FURTHER, ""))


def _value(key: str, typed: str) -> object:
    if key in TEXTS:
        return typed
    number = exact(typed.strip())
    if number is None:
        return typed
    return plain(number)


def _table(lines: str, *, text: bool) -> dict[str, Any] | str:
    """Return lines such as ``A = 93`` as a table; the lines themselves where one is unclear or a name comes twice."""
    table: dict[str, Any] = {}
    for line in lines.split("\n"):
        if not line.strip():
            continue
        name, sign, value = line.rpartition(" = ") if " = " in line else line.rpartition("=")
        if not sign or not name.strip() or name in table:
            return lines
        table[name] = value if text else _value("weight", value)
    return table


def _further(typed: str) -> dict[str, Any]:
    if not typed.strip():
        return {}
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {FURTHER: typed}


def placed(problems: Iterable[str]) -> dict[str, list[str]]:
    """Return the problems of a document, each a sentence at the box that it is about."""
    found: dict[str, list[str]] = {}
    for box, sentence in map(_placed, problems):
        found.setdefault(box, []).append(sentence)
    return found


def _placed(problem: str) -> tuple[str, str]:
    if match := COMPONENT.fullmatch(problem):
        number, key, inner, why = match.groups()
        if key == "kind":
            return "components", f"Component {number}: {why}"
        known = {*COMMON, *(name for names in OWN.values() for name in names)}
        is_unknown = key not in known or why.startswith("is not known")
        place = FURTHER if is_unknown else key
        return f"components-{int(number) - 1}-{place}", _sentence(why, key if is_unknown else inner)
    if match := LIST.fullmatch(problem):
        key, inner, why = match.groups()
        return key, _sentence(why, inner)
    if problem.startswith("policy.components: "):
        why = problem.removeprefix("policy.components: ")
        return "components", "Add a component." if why.startswith("at least one") else _sentence(why, None)
    return FURTHER, problem


def _sentence(why: str, about: str | None) -> str:
    if why == "is missing.":
        return "Fill this in."
    if why.startswith("must be a table"):
        return ONE_A_LINE
    return f"“{about}” {why}" if about else why[:1].upper() + why[1:]


def rearranged(document: dict[str, Any], act: str) -> dict[str, Any]:
    """Return the document after one act on its components: ``add-KIND``, ``remove-0``, ``up-1`` or ``down-0``."""
    if known_rows(document) is None:
        return document
    rows = list(document["components"])
    verb, _, which = act.partition("-")
    place = int(which) if which.isdecimal() and len(which) < 4 else -1
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if verb == "add" and which in NEW:
        rows.append({"kind": which, **NEW[which], "key": _free_key(str(NEW[which]["key"]), rows)})
    elif verb == "remove" and 0 <= place < len(rows):
        del rows[place]
    elif verb in {"up", "down"} and min(place, other) >= 0 and max(place, other) < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    return {**document, "components": rows}


def _free_key(key: str, rows: Iterable[Mapping[str, Any]]) -> str:
    taken = {row.get("key") for row in rows}
    return next(one for one in (key, *(f"{key}-{n}" for n in range(2, 2000))) if one not in taken)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return where two documents differ: what it is about, what the one says and what the other; blank for nothing."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [(key, old.get(key, ""), new.get(key, "")) for key in {**old, **new} if old.get(key) != new.get(key)]


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rows = known_rows(document) or []
    yield "order of the components", ", ".join(str(row.get("key", "")) for row in rows)
    for row in rows:
        for key, value in row.items():
            yield f"{row.get('key', '')}: {key.replace('_', ' ')}", _shown(value)
    for key in document:
        if key != "components":
            yield key, _shown(document[key])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {each}" for name, each in value.items())
    return str(value)
