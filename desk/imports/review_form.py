"""The review form of a course file: it changes as on the form's own page, never to the harm of answers."""

from collections.abc import Iterable, Sequence

from courseapp.amendments import Choice, choices_of
from courseapp.answers import FieldKind
from desk.course_file import Problem
from desk.course_file.document import ReviewField as FieldSource
from desk.imports.ledger import Ledger, spelled
from reviews.models import CONTROLS, AnswersForbid, ReviewField

FILE = "course file"


def apply_review_form(ledger: Ledger, fields: Sequence[FieldSource]) -> None:
    """Write the form's fields in the file's order; no fields leave the form as it is."""
    rows = ledger.course.review_fields
    for position, source in enumerate(fields):
        where = f"review_fields[{position + 1}]"
        if source.key in CONTROLS:
            ledger.problems.append(
                Problem(f"{where}.key", f"“{source.key}” is a word of the form itself; choose another")
            )
        elif known := rows.filter(key=source.key).first():
            _change(ledger, known, source, position, where)
        else:
            _add(ledger, source, position)
    if fields:
        _retire(ledger, rows.asked().exclude(key__in=[source.key for source in fields]))


def _add(ledger: Ledger, source: FieldSource, position: int) -> None:
    row = ReviewField(course=ledger.course, key=source.key, position=position)
    _take(row, source)
    row.note_audience(ledger.now)
    row.save()
    if not ledger.is_new:
        row.record("added", now=ledger.now, by=ledger.by, after=row.as_evidence(), reason=FILE)
    ledger.note("added", "review field", source.key)


def _change(ledger: Ledger, row: ReviewField, source: FieldSource, position: int, where: str) -> None:
    """Bring a field up to date: what is asked, its place, and that it is asked."""
    before = row.as_evidence()
    _take(row, source)
    changed = [name for name, value in row.as_evidence().items() if value != before[name]]
    try:
        row.change(based_on=row.version, now=ledger.now, by=ledger.by, reason=FILE)
    except AnswersForbid as forbidden:
        ledger.problems += [Problem(f"{where}.{name}", why) for name, why in forbidden.why.items()]
        return
    if row.retired_at is not None:
        row.bring_back(now=ledger.now, by=ledger.by)
        changed.append("retired_at")
    if row.position != position:
        row.position = position
        row.save(update_fields=["position"])
        row.record("moved", now=ledger.now, by=ledger.by, after={"position": position}, reason=FILE)
        changed.append("position")
    if changed:
        ledger.note("changed", "review field", source.key, spelled(changed))
    else:
        ledger.unchanged += 1


def _take(row: ReviewField, source: FieldSource) -> None:
    """Give the row what the file says, unsaved; an option keeps the value that its label has."""
    values = {label: value for value, label in row.choices}
    row.kind, row.label, row.help_text = source.kind, source.label, source.help
    row.is_required, row.audience = source.required, source.audience
    row.min_words, row.max_words = source.min_words, source.max_words
    typed: list[Choice] = [(values.get(label, ""), label) for label in source.options]
    row.choices = choices_of(FieldKind(source.kind), typed, [(value, label) for label, value in values.items()])


def _retire(ledger: Ledger, fields: Iterable[ReviewField]) -> None:
    """Ask these fields no more; one without any answer goes altogether."""
    for row in fields:
        if row.given().people:
            row.retire(now=ledger.now, by=ledger.by, reason=FILE)
            ledger.note("retired", "review field", row.key, "its answers stay")
        else:
            row.remove(now=ledger.now, by=ledger.by, reason=FILE)
            ledger.note("removed", "review field", row.key, "it had no answers")
