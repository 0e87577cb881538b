"""Forms of the hand-shake with Canvas; nothing here knows a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from grading import canvas
from grading.canvas_file import LARGEST, CanvasFile, Column, NotACanvasFile
from grading.policy import Policy

CSV = {"accept": ".csv,text/csv"}


class CanvasFileForm(forms.Form):
    """One export of Canvas; afterwards ``cleaned_data`` has its bytes as ``content`` and what was ``read`` of them."""

    file = forms.FileField(
        label="Canvas’s export",
        max_length=200,
        help_text="A CSV file of at most 10 MB, as Canvas gave it.",
        widget=forms.FileInput(attrs=CSV),
        error_messages={
            "required": "Choose the file that Canvas exported.",
            "empty": "The file is empty. Export the gradebook from Canvas once more.",
        },
    )

    def clean(self) -> dict[str, Any]:
        """Read the file; say why where that can't be done."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            cleaned["content"] = file.read(LARGEST + 1)
            try:
                cleaned["read"] = CanvasFile.read(cleaned["content"])
            except NotACanvasFile as wrong:
                raise ValidationError({"file": str(wrong)}) from wrong
        return cleaned


class ColumnForm(forms.Form):
    """Which column each part goes into; a part may be left out."""

    def __init__(self, *args: Any, file: CanvasFile, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {str(column.at): column for column in file.columns}
        choices = [("", "Leave it out"), *((at, _named(column)) for at, column in self.columns.items())]
        found = suggested(file, policy)
        for part in policy.components:
            first = str(found[part.key].at) if part.key in found else ""
            self.fields[part.key] = forms.ChoiceField(
                label=part.title, choices=choices, required=False, initial=first,
                error_messages={"invalid_choice": "The file has no such column. Choose one of these."},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse two parts in one column."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [at for at in cleaned.values() if at]
        if len(set(chosen)) < len(chosen):
            raise ValidationError("Two parts would be written into one column. Choose another column for one of them.")
        return cleaned

    @property
    def chosen(self) -> dict[str, Column]:
        """The column of each part that is not left out."""
        return {key: self.columns[at] for key, at in self.cleaned_data.items() if at}


def suggested(file: CanvasFile, policy: Policy) -> dict[str, Column]:
    """Return the columns that bear the parts' titles; none where two parts have one title."""
    try:
        return canvas.columns_for(file, policy, {})
    except ValueError:
        return {}


def _named(column: Column) -> str:
    number = f" ({column.canvas_id})" if column.canvas_id else ""
    possible = f", {column.possible:f} points" if column.possible is not None else ""
    return f"{column.title}{number}{possible}"
