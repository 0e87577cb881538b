"""The form with which staff write one question of a form: of a review form, later of a survey."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courseapp.amendments import Choice
from courseapp.answers import WRITTEN, FieldKind

KINDS = {
    FieldKind.TEXT: ("Text", "Answered in words, with Markdown and math."),
    FieldKind.SCORE: ("Score", "One step of a scale from 1 up, each with a label."),
    FieldKind.CHOICE: ("Choice", "One of several options."),
    FieldKind.CHECKBOXES: ("Checkboxes", "Any number of several options."),
    FieldKind.QUESTION: ("Question for class", "Words that become a card on the meeting’s question board."),
}
BLANK_ROWS = 3
LARGEST_LABEL = 200  # characters


class OptionsInput(forms.Widget):
    """A row for each option, and some blank ones; an option's value goes along unseen."""

    template_name = "courseapp/options_input.html"
    use_fieldset = True

    def format_value(self, value: Any) -> Any:
        """Return the rows as they are."""
        return value

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Choice]:
        """Return what was typed as values with their labels."""
        read = getattr(data, "getlist", lambda key: data.get(key, []))
        labels, values = read(name), read(f"{name}_value")
        return list(zip(values, labels, strict=False))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template needs: the rows, some of them blank."""
        context = super().get_context(name, value, attrs)
        rows: list[Choice] = [*(value or []), *[("", "")] * BLANK_ROWS]
        return context | {"rows": rows}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return none: the rows have labels of their own."""
        return ""


class OptionsField(forms.Field):
    """The options of a scale or a choice: at least two that differ, in order."""

    widget = OptionsInput

    def clean(self, value: Any) -> list[Choice]:
        """Return values with their labels. Raise ValidationError for too few, twins and overlong ones."""
        typed = [(code, label.strip()) for code, label in value or []]
        labels = [label for _, label in typed if label]
        if len(labels) < 2:
            raise ValidationError("Write two options at least: with fewer there is nothing to choose.")
        twin = next((label for label in labels if labels.count(label) > 1), None)
        if twin is not None:
            raise ValidationError(f"“{twin}” stands there twice. Give each option a name of its own.")
        if any(len(label) > LARGEST_LABEL for label in labels):
            raise ValidationError(f"An option has {LARGEST_LABEL} characters at most. Put the rest into the help.")
        return typed


class FieldForm(forms.Form):
    """One question: what is asked, and of which kind; what does not concern its kind is left out."""

    kind = forms.ChoiceField(choices=[(kind.value, name) for kind, (name, _) in KINDS.items()], label="Kind")
    label = forms.CharField(label="Question", max_length=200, help_text="Short: it is a heading.")
    help_text = forms.CharField(
        label="Help", required=False, max_length=5_000, widget=forms.Textarea({"rows": 3}),
        help_text="Markdown, below the question.",
    )  # fmt: skip
    options = OptionsField(label="Options", help_text="In order. A line that is left empty is none.")
    is_required = forms.BooleanField(label="Required: without it nothing is handed in", required=False)
    min_words = forms.IntegerField(label="Fewest words", min_value=0, max_value=10_000, required=False)
    max_words = forms.IntegerField(
        label="Most words", min_value=0, max_value=100_000, required=False,
        help_text="Empty: no limit. More words are kept, and said.",
    )  # fmt: skip

    def __init__(self, *args: Any, kind: FieldKind, keeps_kind: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keeps_kind:
            del self.fields["kind"]
        asks_words = kind in WRITTEN
        for name in ("options",) if asks_words else ("min_words", "max_words"):
            del self.fields[name]

    def clean_min_words(self) -> int:
        """Return the fewest words, 0 for none asked."""
        return self.cleaned_data.get("min_words") or 0

    def clean_max_words(self) -> int:
        """Return the most words, 0 for no limit. Raise ValidationError where they are fewer than the fewest."""
        most, least = self.cleaned_data.get("max_words") or 0, self.cleaned_data.get("min_words") or 0
        if 0 < most < least:
            raise ValidationError(f"The most words are fewer than the fewest, {least}.")
        return most


def kind_said(value: str) -> FieldKind | None:
    """Return the kind of this name; None if there is none."""
    return next((kind for kind in KINDS if kind.value == value), None)


def kinds() -> Sequence[tuple[str, str, str]]:
    """Return each kind's value, name and what it is for."""
    return [(kind.value, name, purpose) for kind, (name, purpose) in KINDS.items()]
