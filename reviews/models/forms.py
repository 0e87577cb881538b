"""The course's review form: its fields, in order, and how they change without harm to answers already given."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from courseapp.amendments import Choice, Given, Terms, refusals
from courseapp.answers import WRITTEN, Field, FieldKind
from courseapp.models import Course, Enrollment, Event, User
from reviews.models.revisions import Revision

CONTROLS = ("based_on", "hand_in", "keeps_draft", "for_staff", "csrfmiddlewaretoken")  # sent with a form's answers


class AnswersForbid(Exception):
    """Answers already given forbid a change; ``why`` says for kind, options and audience what and what to do."""

    def __init__(self, why: dict[str, str]) -> None:
        super().__init__(" ".join(why.values()))
        self.why = why


class ChangedByAnother(Exception):
    """Somebody else changed the field after the writer had read it; ``field`` is how it stands now."""

    def __init__(self, field: "ReviewField") -> None:
        super().__init__(field.label)
        self.field = field


class Audience(models.TextChoices):
    """Who reads the answers to a field."""

    CLASS = "class", "The class"
    STAFF = "staff", "Staff only"


class ReviewFieldQuerySet(models.QuerySet["ReviewField"]):
    """Which fields."""

    def asked(self) -> "ReviewFieldQuerySet":
        """Return the fields that the form shows, in order."""
        return self.filter(retired_at=None)

    def read_by(self, reader: Enrollment) -> "ReviewFieldQuerySet":
        """Return the fields of others' reviews that this reader may read; retired ones stay readable."""
        return self if reader.is_staff else self.filter(audience=Audience.CLASS)

    @transaction.atomic
    def add(
        self, field: "ReviewField", *, now: datetime, by: User | None, instead_of: "ReviewField | None" = None,
        reason: str = "",
    ) -> "ReviewField":  # fmt: skip
        """Put a new field at the end of the form, or in the place of one that is retired by this."""
        locked = list(self.filter(course=field.course_id).select_for_update())
        field.key = field.key or self._free_key(field, field.course)
        field.position = 1 + max((one.position for one in locked), default=-1)
        field.note_audience(now)
        field.save(force_insert=True)
        field.record("added", now=now, by=by, after=field.as_evidence(), reason=reason)
        if instead_of is not None:
            field.move(to=_place_of(instead_of), now=now, by=by)
            instead_of.retire(now=now, by=by)
        return field

    @transaction.atomic
    def copy(self, source: Course, course: Course, *, now: datetime, by: User | None) -> "list[ReviewField]":
        """Take over the fields that another course's form asks.

        They take the place of a form that nobody has answered; behind one with answers they are added. No key is
        another field's, here.
        """
        here = self.filter(course=course)
        if not any(here.people_answering(course).values()):
            for old in here.select_for_update():
                old.remove(now=now, by=by)
        copied = []
        for field in source.review_fields.asked():
            field.pk, field.course, field.version, field.key = None, course, 1, self._free_key(field, course)
            field._state.adding = True
            copied.append(self.add(field, now=now, by=by))
        return copied

    def people_answering(self, course: Course) -> dict[str, int]:
        """Return for each field's key in how many reviews it was ever answered. One query besides that of the keys."""
        return Revision.objects.of(course).people_answering(list(self.values_list("key", flat=True)))

    def _free_key(self, field: "ReviewField", course: Course) -> str:
        """Return the field's key, or one that follows from its label, that no field and no answer of the course has."""
        stem = field.key or slugify(field.label)[:50].strip("-") or "field"
        stem = stem if stem[0].isalpha() and stem not in CONTROLS else f"field-{stem}"
        taken = set(course.review_fields.values_list("key", flat=True))
        given = Revision.objects.of(course)
        keys = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(key for key in keys if key not in taken and not given.filter(answers__has_key=key).exists())


class ReviewField(models.Model):
    """One question of the review form. ``key`` names its answer for good; it is retired, not deleted."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="review_fields")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name.capitalize()) for kind in FieldKind])
    label = models.CharField(max_length=200)
    help_text = models.TextField("help", blank=True)
    is_required = models.BooleanField("required", default=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.CLASS)
    min_words = models.PositiveIntegerField("fewest words", default=0)
    max_words = models.PositiveIntegerField(
        "most words", default=0, help_text="0: no limit. More words are kept, and said."
    )
    options: Any = models.JSONField(default=list, blank=True, help_text="Labels of a scale from 1 up, or the choices.")
    relabelled: Any = models.JSONField(default=dict, blank=True, help_text="Choices that are called otherwise by now.")
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    staff_only_since = models.DateTimeField(
        null=True, blank=True, help_text="Answers from then on were for staff; empty for staff: all of them."
    )
    version = models.PositiveIntegerField(default=1)

    objects = ReviewFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="one_review_field_a_key"),
            models.CheckConstraint(condition=~models.Q(key__in=CONTROLS), name="no_review_field_is_a_control"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_written(self) -> bool:
        """Whether it is answered in words."""
        return self.kind in WRITTEN

    @property
    def choices(self) -> list[Choice]:
        """The values that an answer may have, with their labels; a score's values are 1, 2, 3 …."""
        if self.kind == FieldKind.SCORE:
            return [(str(value), label) for value, label in enumerate(self.options, start=1)]
        return [(value, self.relabelled.get(value, value)) for value in self.options]

    @choices.setter
    def choices(self, choices: Iterable[Choice]) -> None:
        pairs = list(choices)
        is_scale = self.kind == FieldKind.SCORE
        self.options = [label if is_scale else value for value, label in pairs]
        self.relabelled = {} if is_scale else {value: label for value, label in pairs if label != value}

    def as_rule(self) -> Field:
        """Return the field as the pure rules see it."""
        return Field(
            key=self.key,
            label=self.label,
            kind=FieldKind(self.kind),
            is_required=self.is_required,
            min_words=self.min_words,
            options=tuple(value for value, _ in self.choices),
        )

    def as_terms(self) -> Terms:
        """Return the field as the rules on changing it see it."""
        return Terms(
            kind=FieldKind(self.kind),
            choices=tuple(self.choices),
            is_required=self.is_required,
            min_words=self.min_words,
            is_private=self.audience == Audience.STAFF,
        )

    def given(self) -> Given:
        """Return what was ever answered to it, in any revision. Three queries at most."""
        answers = Revision.objects.of(self.course).answering(self.key)
        private = answers.filter(saved_at__gte=self.staff_only_since) if self.staff_only_since else answers
        return Given(
            people=answers.people(),
            values=answers.values_said(FieldKind(self.kind)),
            in_private=private.people() if self.audience == Audience.STAFF else 0,
        )

    def note_audience(self, now: datetime) -> None:
        """Keep since when only staff read it; call it on a new audience, before it is saved."""
        self.staff_only_since = now if self.audience == Audience.STAFF else None

    @transaction.atomic
    def change(self, *, based_on: int, now: datetime, by: User | None, reason: str = "") -> bool:
        """Save new values of what is asked, with an event; return whether anything changed.

        Raise ChangedByAnother if the writer read another version than ``based_on``, AnswersForbid if answers
        already given would be lost, unreadable, or read by whom they were not written for.
        """
        stored = ReviewField.objects.select_for_update().get(pk=self.pk)
        before, after = stored.as_evidence(), self.as_evidence()
        changed = [name for name in after if after[name] != before[name]]
        if not changed:
            return False
        if stored.version != based_on:
            raise ChangedByAnother(stored)
        if why := refusals(stored.as_terms(), self.as_terms(), stored.given()):
            raise AnswersForbid(why)
        self.staff_only_since = stored.staff_only_since
        if "audience" in changed:
            self.note_audience(now)
        self.version = stored.version + 1
        self.save(update_fields=[*changed, "staff_only_since", "version"])
        self.record(
            "changed", now=now, by=by, reason=reason,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
        return True

    @transaction.atomic
    def move(self, *, to: int, now: datetime, by: User | None) -> None:
        """Give it the place ``to`` among the fields that are asked, counted from 0; the others make room."""
        asked = list(self.course.review_fields.asked().select_for_update())
        was = [field.key for field in asked]
        row = next((field for field in asked if field.pk == self.pk), None)
        if row is None:
            return
        asked.remove(row)
        asked.insert(max(0, to), row)
        for position, field in enumerate(asked):
            field.position = position
        ReviewField.objects.bulk_update(asked, ["position"])
        order = [field.key for field in asked]
        if order != was:
            self.record("moved", now=now, by=by, before={"order": was}, after={"order": order})

    def step(self, by_places: int, *, now: datetime, by: User | None) -> None:
        """Move it up (-1) or down (1) by one place."""
        self.move(to=_place_of(self) + by_places, now=now, by=by)

    @transaction.atomic
    def retire(self, *, now: datetime, by: User | None = None, reason: str = "") -> None:
        """Ask it no more; answers already given stay as they are. Retiring it twice changes nothing."""
        row = ReviewField.objects.select_for_update().get(pk=self.pk)
        if row.retired_at is None:
            self.retired_at = now
            self.save(update_fields=["retired_at"])
            self.record("retired", now=now, by=by, after={"key": self.key}, reason=reason)

    @transaction.atomic
    def bring_back(self, *, now: datetime, by: User | None) -> None:
        """Ask it again, at the end of the form; the answers that it had stand in it."""
        row = ReviewField.objects.select_for_update().get(pk=self.pk)
        if row.retired_at is not None:
            last = self.course.review_fields.asked().last()
            self.retired_at, self.position = None, last.position + 1 if last else 0
            self.save(update_fields=["retired_at", "position"])
            self.record("brought_back", now=now, by=by, after={"key": self.key})

    @transaction.atomic
    def remove(self, *, now: datetime, by: User | None, reason: str = "") -> None:
        """Delete a field that nobody has answered. Raise AnswersForbid where somebody has."""
        given = ReviewField.objects.select_for_update().get(pk=self.pk).given()
        if given.people:
            raise AnswersForbid({"key": f"{given.said}: the field is retired, not deleted."})
        self.record("removed", now=now, by=by, before=self.as_evidence(), reason=reason)
        self.delete()

    def as_evidence(self) -> dict[str, Any]:
        """Return what an Event keeps of it: everything that is asked, but its place."""
        names = ("kind", "label", "help_text", "is_required", "audience", "min_words", "max_words")
        return {name: getattr(self, name) for name in (*names, "options", "relabelled")}

    def record(self, what: str, *, now: datetime, by: User | None, **more: Any) -> None:
        """Write an event about it; call it in the transaction of the change."""
        Event.objects.record(course=self.course, kind=f"reviewfield.{what}", at=now, actor=by, subject=self, **more)


def _place_of(field: ReviewField) -> int:
    """Return where it stands among the fields that are asked, counted from 0; the end for one that is not."""
    keys = list(field.course.review_fields.asked().values_list("key", flat=True))
    return keys.index(field.key) if field.key in keys else len(keys)
