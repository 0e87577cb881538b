"""The forms of marking: a mark, and the comments that staff put by."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courseapp.forms import MarkdownInput
from reviews.models import SYMBOLS, BankedComment, Mark

KEYS = ("1", "2", "3", "4 0")


class MarkForm(forms.Form):
    """A mark: a symbol, or a share of the full credit in per cent; and a comment for its author."""

    symbol = forms.ChoiceField(choices=[(one, one) for one in SYMBOLS], required=False)
    percent = forms.DecimalField(
        label="or per cent of the full credit", min_value=Decimal(0), max_value=Decimal(100), max_digits=5,
        decimal_places=2, required=False, widget=forms.NumberInput({"data-key": "p", "inputmode": "decimal"}),
    )  # fmt: skip
    comment = forms.CharField(
        label="Comment for the author", required=False, max_length=20_000,
        widget=MarkdownInput({"rows": 5, "data-key": "c"}),
    )  # fmt: skip
    seen = forms.IntegerField(required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        """Refuse no mark at all, and two at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_symbol, has_percent = bool(cleaned.get("symbol")), cleaned.get("percent") is not None
        if not self.errors and has_symbol == has_percent:
            raise ValidationError("Choose a symbol or write a percentage: one of the two. Or skip it.")
        return cleaned

    @property
    def share(self) -> Decimal | None:
        """The share from 0 to 1; None for a symbol."""
        percent = self.cleaned_data["percent"]
        return None if percent is None else percent / 100

    def repeats(self, mark: Mark | None) -> bool:
        """Return whether it says the same as a mark that stands."""
        said = self.cleaned_data
        return mark is not None and (mark.symbol, mark.share, mark.comment) == (
            said["symbol"], self.share, said["comment"],
        )  # fmt: skip

    def keys(self) -> list[tuple[str, str, str, bool]]:
        """Return each symbol with the keys that choose it, the one to show, and whether it is chosen."""
        chosen = self["symbol"].value()
        return [(symbol, keys, keys[0], symbol == chosen) for symbol, keys in zip(SYMBOLS, KEYS, strict=True)]


class BankedCommentForm(forms.ModelForm):
    """A comment of the bank."""

    class Meta:
        model = BankedComment
        fields = ["text"]
        widgets = {"text": MarkdownInput({"rows": 3})}
        labels = {"text": "Comment"}
