"""What one may ask of the gradebook: which students, which component's items, in which order."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from grading.gradebook_table import ADJUSTED, OPEN, RISK, Choice
from grading.policy import Marked, Policy

SHOWN = [("", "Everybody"), (RISK, "who needs a word"), (OPEN, "with open points"), (ADJUSTED, "with an adjustment")]


class ChoiceForm(forms.Form):
    """The filters above the gradebook; what nobody offered is as good as nothing."""

    student = forms.CharField(required=False, max_length=200, widget=forms.SearchInput({"autocomplete": "off"}))
    show = forms.ChoiceField(required=False, choices=SHOWN)
    items = forms.ChoiceField(required=False, label="Single items")
    sort = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        """Offer the components of ``policy`` that have more than one item."""
        super().__init__(*args, **kwargs)
        several = [one for one in policy.components if not isinstance(one, Marked)]
        choices = [("", "None"), *((component.key, component.title) for component in several)]
        cast("forms.ChoiceField", self.fields["items"]).choices = choices

    def choice(self) -> Choice:
        """Return what was asked for."""
        self.is_valid()
        said = self.cleaned_data
        return Choice(said.get("student", ""), said.get("show", ""), said.get("items", ""), said.get("sort") or "name")
