"""The review form of a course file: a field with answers is retired, not deleted."""

from collections.abc import Sequence

from django.db import models

from desk.course_file import Problem
from desk.course_file.document import ReviewField as FieldSource
from desk.imports.ledger import Ledger
from reviews.models import CONTROLS, ReviewField, Revision


def apply_review_form(ledger: Ledger, fields: Sequence[FieldSource]) -> None:
    """Write the form's fields in the file's order; no fields leave the form as it is."""
    rows = ledger.course.review_fields
    for position, source in enumerate(fields):
        known = rows.filter(key=source.key).first()
        where = f"review_fields[{position + 1}]"
        if source.key in CONTROLS:
            ledger.problems.append(
                Problem(f"{where}.key", f"“{source.key}” is a word of the form itself; choose another")
            )
        elif known is not None and known.kind != source.kind and _is_answered(known):
            what = f'has answers of the kind "{known.kind}"; keep that kind, or give the new field a key of its own'
            ledger.problems.append(Problem(f"{where}.kind", what))
        else:
            ledger.put(rows, source.key, {"key": source.key}, _values(source, position))
    if fields:
        _retire(ledger, rows.filter(retired_at=None).exclude(key__in=[source.key for source in fields]))


def _values(source: FieldSource, position: int) -> dict[str, object]:
    return {
        "kind": source.kind,
        "label": source.label,
        "help_text": source.help,
        "is_required": source.required,
        "audience": source.audience,
        "min_words": source.min_words,
        "max_words": source.max_words,
        "options": list(source.options),
        "position": position,
        "retired_at": None,
    }


def _retire(ledger: Ledger, fields: models.QuerySet[ReviewField]) -> None:
    """Ask these fields no more; one without any answer goes altogether."""
    for row in fields:
        if _is_answered(row):
            row.retire(now=ledger.now)
            ledger.record("reviewfield.retired", row, {}, {"key": row.key})
            ledger.note("retired", "review field", row.key, "its answers stay")
        else:
            row.delete()
            ledger.note("removed", "review field", row.key, "it had no answers")


def _is_answered(row: ReviewField) -> bool:
    return Revision.objects.filter(review__paper__course=row.course_id, answers__has_key=row.key).exists()
