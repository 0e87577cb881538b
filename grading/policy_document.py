"""A policy as a plain document, as TOML and JSON give it: read with every problem named, and written back."""

from __future__ import annotations

import json
import tomllib
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from grading.document_table import KEY, DocumentTable, PolicyProblems, plain
from grading.points import ONE, ZERO, spelled
from grading.policy import (
    DEFAULT_SYMBOLS,
    FULL,
    AnyComponent,
    Completions,
    Counter,
    Deduction,
    Group,
    Letter,
    Marked,
    Policy,
)

LONGEST_TEXT = 20_000


def read_policy(document: object) -> Policy:
    """Return the policy that ``document`` describes: a table with ``components``, perhaps ``groups`` and ``letters``.

    Raise PolicyProblems with every problem found, each with the key it is about.
    Source: docs/policy.md, "The document".
    """
    problems: list[str] = []
    table = DocumentTable("policy", document, problems)
    rows = [_component(row) for row in table.rows("components")]
    components = tuple(row for row in rows if row is not None)
    policy = Policy(components, _groups(table, components), _letters(table))
    table.finish()
    _check_whole(table, policy)
    if problems:
        raise PolicyProblems(problems)
    return policy


def read_policy_toml(text: str) -> Policy:
    """Return the policy in a TOML text whose tables are ``[[policy.components]]`` and so on, as in a course file.

    Raise PolicyProblems if it is too long, is not TOML, or describes no valid policy.
    """
    return read_policy(parse_toml(text))


def _component(table: DocumentTable) -> AnyComponent | None:
    """Return one component; None where its kind is not one of ours."""
    kind = table.choice("kind", tuple(READERS))
    component = READERS[kind](table) if kind else None
    if component is not None:
        table.finish()
    return component


def _completions(table: DocumentTable) -> Completions:
    return Completions(
        **_common(table, "Paper reviews"),
        count=table.whole("count", lowest=1),
        marked=table.flag("marked", default=False),
        symbols=_symbols(table),
    )


def _deduction(table: DocumentTable) -> Deduction:
    return Deduction(
        **_common(table, "Attendance"),
        each=table.number("each", highest=FULL),
        free=table.whole("free", default=0),
    )


def _counter(table: DocumentTable) -> Counter:
    return Counter(
        **_common(table, "Questions to guests"),
        count=table.whole("count", lowest=1),
        per_meeting=table.whole("per_meeting", lowest=1) if "per_meeting" in table else None,
    )


def _marked(table: DocumentTable) -> Marked:
    return Marked(**_common(table, "Write-up"), symbols=_symbols(table))


READERS: Mapping[str, Callable[[DocumentTable], AnyComponent]] = {
    "completions": _completions,
    "deduction": _deduction,
    "counter": _counter,
    "marked": _marked,
}


def _common(table: DocumentTable, title: str) -> dict[str, Any]:
    """Return the fields that every component has; its own ``title`` stands where the document gives none."""
    return {
        "key": table.key("key"),
        "title": table.text("title", default=title),
        "group": table.key("group"),
        "weight": table.number("weight", highest=FULL),
    }


def _symbols(table: DocumentTable) -> tuple[tuple[str, Any], ...]:
    """Return the marks' worths, highest first; the usual four where the document gives none."""
    given = table.numbers("symbols", highest=ONE)
    return (
        tuple(sorted(given.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))) if given else DEFAULT_SYMBOLS
    )


def _groups(table: DocumentTable, components: tuple[AnyComponent, ...]) -> tuple[Group, ...]:
    """Return the groups in the order in which components first name them."""
    titles = table.texts("groups")
    used = list(dict.fromkeys(component.group for component in components))
    for key in titles:
        if key not in used:
            table.refuse(f"groups.{key}", "no component is in this group; remove it or name it in a component.")
    return tuple(Group(key, titles.get(key) or key.replace("-", " ").capitalize()) for key in used)


def _letters(table: DocumentTable) -> tuple[Letter, ...]:
    given = table.numbers("letters", highest=FULL * 10)
    return tuple(sorted((Letter(*item) for item in given.items()), key=lambda letter: -letter.at_least))


def _check_whole(table: DocumentTable, policy: Policy) -> None:
    """Note what is wrong between the parts: weights, keys, letters."""
    unread = any(f".{key}: " in problem for key in ("components", "kind", "weight") for problem in table.problems)
    weights = sum((component.weight for component in policy.components), start=ZERO)
    if weights != FULL and not unread:
        table.refuse("components", f"weights sum to {spelled(weights)}, not 100.")
    for key, times in Tally(component.key for component in policy.components if component.key).items():
        if times > 1:
            table.refuse("components", f"{times} components have the key “{key}”; give each its own.")
    if any(component.key == "total" for component in policy.components):
        table.refuse("components", "the key “total” is the grade’s own; choose another.")
    if policy.letters and policy.letters[-1].at_least != 0:
        lowest = policy.letters[-1]
        begins = f"the lowest letter, {lowest.name}, begins at {spelled(lowest.at_least)}"
        table.refuse("letters", f"{begins}; let one begin at 0.")
    if len({letter.at_least for letter in policy.letters}) < len(policy.letters):
        table.refuse("letters", "two letters begin at the same total; give each its own.")


def to_document(policy: Policy) -> dict[str, Any]:
    """Return the policy as JSON takes it, every field spelled out: equal policies give equal documents."""
    document: dict[str, Any] = {
        "components": [_component_document(component) for component in policy.components],
        "groups": {group.key: group.title for group in policy.groups},
    }
    if policy.letters:
        document["letters"] = {letter.name: plain(letter.at_least) for letter in policy.letters}
    return document


def _component_document(component: AnyComponent) -> dict[str, Any]:
    document: dict[str, Any] = {
        "key": component.key,
        "kind": component.kind,
        "title": component.title,
        "group": component.group,
        "weight": plain(component.weight),
    }
    match component:
        case Completions():
            document |= {"count": component.count, "marked": component.marked}
        case Deduction():
            document |= {"each": plain(component.each), "free": component.free}
        case Counter():
            document |= {"count": component.count}
            document |= {"per_meeting": component.per_meeting} if component.per_meeting else {}
    if isinstance(component, Completions | Marked) and component.symbols != DEFAULT_SYMBOLS:
        document["symbols"] = {symbol: plain(value) for symbol, value in component.symbols}
    return document


def to_toml(policy: Policy) -> str:
    """Return the policy as the text that a course file holds and the policy form edits."""
    return document_toml(to_document(policy))


def document_toml(document: Mapping[str, Any]) -> str:
    """Return a document as text, valid or not: every key that it has."""
    tables = {key: document[key] for key in ("groups", "letters") if isinstance(document.get(key), Mapping)}
    rows = document.get("components")
    rows = rows if isinstance(rows, list) and rows and all(isinstance(row, Mapping) for row in rows) else []
    others = {key: value for key, value in document.items() if key not in tables and not (key == "components" and rows)}
    parts = [_toml_table("[policy]", others)] if others else []
    parts += [_toml_table("[[policy.components]]", component) for component in rows]
    parts += [_toml_table(f"[policy.{name}]", table) for name, table in tables.items()]
    return "\n".join(parts)


def parse_toml(text: str) -> object:
    """Return the document that a TOML text has below ``policy``, valid or not.

    Raise PolicyProblems if it is too long, is not TOML, or has other tables.
    """
    if len(text) > LONGEST_TEXT:
        raise PolicyProblems([f"policy: the text is longer than {LONGEST_TEXT} characters."])
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # a number of more than 4,300 digits is no TOMLDecodeError
        raise PolicyProblems([f"policy: this is not valid TOML: {error}."]) from error
    if set(document) != {"policy"}:
        raise PolicyProblems(["policy: write every table under policy, such as [[policy.components]]."])
    return document["policy"]


def _toml_table(header: str, values: Mapping[str, Any]) -> str:
    lines = [f"{_toml_key(key)} = {_toml_value(value)}\n" for key, value in values.items()]
    return header + "\n" + "".join(lines)


def _toml_key(key: str) -> str:
    return key if KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _toml_value(value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_toml_key(key)} = {_toml_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    return json.dumps(value, ensure_ascii=False)
