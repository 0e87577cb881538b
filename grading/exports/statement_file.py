"""One student's statement as a document (JSON): every figure with its rule, its lines and their evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from courseapp.models import Course, Enrollment
from grading.facts import AdjustmentFact, Evidence
from grading.models import PolicyVersion
from grading.points import rounded
from grading.statement import Line, Part, Statement, Sum

FORMAT = "courseapp-statement/1"

Document = dict[str, Any]


def statement_json(student: Enrollment, version: PolicyVersion, statement: Statement, *, now: datetime) -> str:
    """Return the statement as a JSON document; points are strings of two places, instants in ISO 8601."""
    document = statement_document(student, version, statement, now=now)
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def statement_document(student: Enrollment, version: PolicyVersion, statement: Statement, *, now: datetime) -> Document:
    """Return the whole statement: who, as of when, under which policy, and what came of it."""
    course = student.course
    return {
        "format": FORMAT,
        "course": {"slug": course.slug, "code": course.code, "title": course.title, "term": course.term},
        "as_of": _local(now, course),
        "student": _person(student),
        "policy": {"version": version.number, "note": version.note, "document": version.document},
        "components": [_part(part, course) for part in statement.parts],
        "subtotals": [
            {"group": each.group.key, "title": each.group.title, "weight": rounded(each.weight), **_figures(each)}
            for each in statement.subtotals
        ],
        "adjustments": _adjustments(statement.adjustments, course),
        "total": _figures(statement.total),
        "letters": {"now": statement.letters.earned, "lowest": statement.letters.floor,
                    "highest": statement.letters.ceiling, "is_settled": statement.letters.is_settled},
        "is_final": statement.is_final,
        "notes": list(statement.notes),
    }  # fmt: skip


def _person(student: Enrollment) -> Document:
    return {
        "id": student.uuid, "name": student.name, "email": student.user.email, "section": student.section,
        "registrar_id": student.registrar_id, "began_on": student.began_on, "ended_on": student.ended_on,
    }  # fmt: skip


def _part(part: Part, course: Course) -> Document:
    component, reckoning = part.component, part.reckoning
    return {
        "key": component.key, "title": component.title, "kind": component.kind, "group": component.group,
        "weight": rounded(component.weight), "rule": reckoning.rule, "is_applicable": reckoning.is_applicable,
        "has_figure": part.has_figure, **_figures(part), "lost": part.lost,
        "lines": [_line(line, course) for line in reckoning.lines],
        "adjustments": _adjustments(part.adjustments, course),
    }  # fmt: skip


def _figures(figure: Sum) -> Document:
    return {"earned": figure.earned, "floor": figure.floor, "ceiling": figure.ceiling, "open": figure.open}


def _line(line: Line, course: Course) -> Document:
    return {
        "label": line.label, "state": line.state.value, "outcome": line.outcome, "on": line.on,
        "at": _local(line.at, course), "points": None if line.points is None else rounded(line.points),
        "worth": rounded(line.worth), "evidence": [_evidence(piece, course) for piece in line.evidence],
    }  # fmt: skip


def _evidence(piece: Evidence, course: Course) -> Document:
    return {"text": piece.text, "at": _local(piece.at, course), "by": piece.who}


def _adjustments(facts: Sequence[AdjustmentFact], course: Course) -> list[Document]:
    return [
        {"component": fact.component, "points": rounded(fact.points), "reason": fact.reason,
         "at": _local(fact.at, course), "by": fact.who}
        for fact in facts
    ]  # fmt: skip


def _local(at: datetime | None, course: Course) -> str | None:
    return at.astimezone(course.zone).isoformat(timespec="seconds") if at else None
