"""The form with which staff write a field of the review form."""

from typing import Any

from django import forms

from courseapp.amendments import choices_of
from courseapp.answers import FieldKind
from courseapp.field_forms import FieldForm, kind_said
from courseapp.models import Course, Enrollment
from reviews.models import AnswersForbid, Audience, ReviewField


class ReviewFieldForm(FieldForm):
    """A field of the review form, and who reads its answers; ``version`` is the one that its writer saw."""

    audience = forms.ChoiceField(label="Read by", choices=Audience, initial=Audience.CLASS, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = [
        "kind", "label", "help_text", "options", "is_required", "min_words", "max_words", "audience", "version",
    ]  # fmt: skip

    def __init__(self, data: Any = None, *, field: ReviewField, keeps_kind: bool = False) -> None:
        self.field = field
        typed = kind_said((data or {}).get("kind", ""))
        kind = typed if typed and not keeps_kind else FieldKind(field.kind)
        names = ("kind", "label", "help_text", "is_required", "min_words", "max_words", "audience", "version")
        initial = {name: getattr(field, name) or None for name in names} | {"options": field.choices}
        super().__init__(data, initial=initial, kind=kind, keeps_kind=keeps_kind)

    def filled(self) -> ReviewField:
        """Return the field with what was typed, unsaved; a value that is no good is left as it was."""
        said, field = self.cleaned_data, self.field
        before = field.choices
        for name in ("kind", "label", "help_text", "is_required", "min_words", "max_words", "audience"):
            if name in said:
                setattr(field, name, said[name])
        kind = FieldKind(field.kind)
        field.choices = choices_of(kind, said.get("options", []), before)
        if kind in (FieldKind.TEXT, FieldKind.QUESTION):
            field.choices = []
        else:
            field.min_words = field.max_words = 0
        return field

    def refuse(self, forbidden: AnswersForbid) -> None:
        """Put each reason beside what it is about."""
        for name, why in forbidden.why.items():
            self.add_error(name if name in self.fields else None, why)

    def refresh(self, version: int) -> None:
        """Let the next save be meant for this version, with everything that was typed."""
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(version)
        self.data = typed


class CopyForm(forms.Form):
    """Another course, whose review form is taken over."""

    source = forms.ModelChoiceField(Course.objects.none(), label="From", to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, taker: Enrollment, courses: list[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slugs = [course.slug for course in courses]
        self.fields["source"].queryset = Course.objects.filter(slug__in=slugs).exclude(pk=taker.course_id)  # type: ignore[attr-defined]
