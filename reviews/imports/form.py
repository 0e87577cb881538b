"""HotCRP's review form in terms of ours: each of its fields is one of ours by its label, or a new one."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify

from courseapp.answers import WRITTEN, Answer, FieldKind
from courseapp.models import Course
from reviews.hotcrp.choices import LEAVE_OUT, NEW, Choices
from reviews.hotcrp.sources import Export, SourceField, normal_label
from reviews.imports.lines import Line, Verdict
from reviews.models import CONTROLS, Audience, ReviewField


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field of HotCRP and the one that holds its answers: stored, or new; None where it is left out."""

    source: SourceField
    target: ReviewField | None
    line: Line

    def converted(self, answer: Answer) -> Answer | None:
        """Return an answer as the field here keeps it; None where it has no such choice."""
        target = self.target
        if target is None or target.pk is None or (target.kind == self.source.kind and _same_scale(self)):
            return answer
        if target.kind in WRITTEN:
            return "\n".join(_labels(self.source, answer))
        wanted = {normal_label(label): value for value, label in target.choices}
        values = [wanted.get(normal_label(label)) for label in _labels(self.source, answer)]
        if any(value is None for value in values):
            return None
        known = [value for value, _ in target.choices if value in values]
        return known if target.kind == FieldKind.CHECKBOXES else (known[0] if known else "")


@dataclass(frozen=True, slots=True)
class FormPlan:
    """All fields of HotCRP's form by their names, and those of ours that it does not have."""

    fields: dict[str, FieldPlan] = field(default_factory=dict)
    missing: list[ReviewField] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """Give the report's lines."""
        yield from (each.line for each in self.fields.values())
        for row in self.missing:
            words = "asked here, but not in HotCRP: stays as it is; retire it if the class should not be asked"
            yield Line(Verdict.MISSING, "field", f"“{row.label}”", "", words)

    @property
    def rules(self) -> list[ReviewField]:
        """The fields as they will be asked, once the new ones are there."""
        known = [each.target for each in self.fields.values() if each.target is not None]
        return [*known, *self.missing]


def plan_form(course: Course, export: Export, choices: Choices) -> FormPlan:
    """Return which of our fields holds what. One query."""
    ours = list(course.review_fields.all())
    asked = [row for row in ours if row.retired_at is None]
    by_label: dict[str, list[ReviewField]] = {}
    for row in (*asked, *(row for row in ours if row.retired_at)):
        by_label.setdefault(normal_label(row.label), []).append(row)
    plans, taken = dict[str, FieldPlan](), {row.key for row in ours}
    position = max((row.position for row in ours), default=-1) + 1
    for source in export.fields.values():
        said = choices.fields.get(source.name, "")
        found = _chosen(ours, said) or (None if said else _of_label(source, by_label.get(source.name, [])))
        new = None if found else _new(course, source, taken, position + len(plans))
        plans[source.name] = _plan(source, said, found, new)
        taken |= {new.key} if new else set()
    held = {each.target.pk for each in plans.values() if each.target is not None and each.target.pk}
    return FormPlan(plans, [row for row in asked if row.pk not in held] if plans else [])


def _of_label(source: SourceField, rows: list[ReviewField]) -> ReviewField | None:
    """Return which of our fields of a label it is: for what staff alone read, first one of that audience."""
    private = [row for row in rows if source.is_for_staff and row.audience == Audience.STAFF]
    return next(iter(private or rows), None)


def _chosen(ours: list[ReviewField], said: str) -> ReviewField | None:
    return next((row for row in ours if row.key == said), None)


def _plan(source: SourceField, said: str, found: ReviewField | None, new: ReviewField | None) -> FieldPlan:
    name, where = f"“{source.label}”", f"{source.file} {source.at}"
    if said == LEAVE_OUT:
        return FieldPlan(source, None, Line(Verdict.LEFT, "field", name, where, "by your choice; so are its answers"))
    if said and said != NEW and found is None:
        words = f"The form here has no field “{said}”. Choose another, or “{NEW}”."
        return FieldPlan(source, None, Line(Verdict.ERROR, "field", name, where, words))
    if found is None:
        return FieldPlan(source, new, Line(Verdict.ADDED, "field", name, where, _described(source)))
    if source.is_for_staff and found.audience == Audience.CLASS:
        words = (
            f"In HotCRP staff alone read it, but the class reads “{found.label}”. "
            f"Let it be a new field, choose another that staff alone read, or leave it out."
        )
        return FieldPlan(source, found, Line(Verdict.ERROR, "field", name, where, words))
    if (found.kind in WRITTEN) < (source.kind in WRITTEN):
        words = (
            f"Here “{found.label}” is answered by a choice, in HotCRP in words. "
            f"Let it be a new field, or choose another that is answered in words."
        )
        return FieldPlan(source, found, Line(Verdict.ERROR, "field", name, where, words))
    words = f"our field “{found.label}”" + (", retired" if found.retired_at else "")
    return FieldPlan(source, found, Line(Verdict.UNCHANGED, "field", name, where, words))


def _described(source: SourceField) -> str:
    """Say what a new field is."""
    words = [f"a new field of the kind {source.kind}", "read by staff" if source.is_for_staff else "read by the class"]
    if source.options:
        words.append(f"with {len(source.options)} choice{'' if len(source.options) == 1 else 's'}")
    if source.only_if:
        words.append(f"not required: HotCRP asked it only where {source.only_if}, here it is asked of every paper")
    elif source.is_required:
        words.append("required")
    return ", ".join(words)


def _new(course: Course, source: SourceField, taken: set[str], position: int) -> ReviewField:
    """Return a field that is not stored yet; its key follows from its label."""
    stem = slugify(source.label)[:50].strip("-") or "field"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return ReviewField(
        course=course, key=next(name for name in names if name not in taken and name not in CONTROLS),
        kind=source.kind.value, label=source.label[:200], help_text=source.help, position=position,
        is_required=source.is_required and not source.only_if, options=list(source.options),
        audience=Audience.STAFF if source.is_for_staff else Audience.CLASS,
    )  # fmt: skip


def _same_scale(plan: FieldPlan) -> bool:
    """Return whether a value means the same in both fields."""
    target, source = plan.target, plan.source
    if target is None or source.kind in WRITTEN:
        return True
    if source.kind == FieldKind.SCORE:
        return len(target.options) == len(source.options)
    return list(target.options) == list(source.options)


def _labels(source: SourceField, answer: Answer) -> list[str]:
    """Return an answer in the words of HotCRP's form."""
    values = [answer] if isinstance(answer, str) else answer
    if source.kind != FieldKind.SCORE:
        return [value for value in values if value]
    return [source.options[int(value) - 1] for value in values if value]
