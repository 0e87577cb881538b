"""Forms for the policy and for corrections by hand; nothing here knows a rule."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import cast

from django import forms
from django.http import QueryDict

from grading.document_table import PolicyProblems
from grading.models import Adjustment, PolicyVersion
from grading.policy import Policy
from grading.policy_document import LONGEST_TEXT, read_policy_toml, to_toml

EMPTY_POLICY = """\
[[policy.components]]
key = "reviews"
kind = "completions"
title = "Paper reviews"
group = "participation"
weight = 100
count = 10
"""


class PolicyForm(forms.Form):
    """A policy as text, to be published on the second click: ``seen`` is the digest of what the first one showed."""

    text = forms.CharField(
        label="The policy",
        max_length=LONGEST_TEXT,
        help_text="The same text as in the course file (TOML). The weights sum to 100.",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "data-code": ""}),
    )
    note = forms.CharField(
        label="What changes, and why", max_length=300, help_text="Everybody in the course can read it."
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, submitted: QueryDict | None, *, current: PolicyVersion | None) -> None:
        """Begin with the version that holds."""
        self.current = current
        text = to_toml(current.policy) if current else EMPTY_POLICY
        super().__init__(submitted, initial={"text": text, "based_on": self.number})

    @property
    def number(self) -> int:
        """The number of the version that holds; 0 where there is none."""
        return self.current.number if self.current else 0

    @property
    def digest(self) -> str:
        """What stands for the text in ``seen``."""
        return sha256(self.cleaned_data["text"].encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        """Whether the consequences of this very text were shown."""
        return bool(self.cleaned_data["seen"] == self.digest)

    def clean_text(self) -> str:
        """Keep the policy that the text describes, or name everything that is wrong with it."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            self.policy: Policy = read_policy_toml(text)
        except PolicyProblems as problems:
            raise forms.ValidationError(list(problems.problems)) from problems
        return text

    def clean_based_on(self) -> int:
        """Refuse a change of a version that no longer holds."""
        number: int = self.cleaned_data["based_on"]
        if number != self.number:
            raise forms.ValidationError(
                f"Version {self.number} was published in the meantime. Keep your text, open this page anew, "
                "and change that version."
            )
        return number


class AdjustmentForm(forms.Form):
    """Signed points on a component or on the total, with a reason."""

    component = forms.ChoiceField(label="On")
    points = forms.DecimalField(
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(-1000),
        max_value=Decimal(1000),
        help_text="With its sign: 1.5 adds, -2 takes away.",
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    reason = forms.CharField(max_length=300, help_text="The student reads it.")

    def __init__(self, submitted: QueryDict | None = None, *, policy: Policy) -> None:
        """Offer the components of ``policy`` and the total."""
        super().__init__(submitted)
        components = [(component.key, component.title) for component in policy.components]
        choices = [("", "Choose …"), *components, ("total", "The total")]
        cast("forms.ChoiceField", self.fields["component"]).choices = choices

    def clean_component(self) -> str:
        """Return the component's key; empty for the total."""
        key: str = self.cleaned_data["component"]
        return "" if key == "total" else key

    def clean_points(self) -> Decimal:
        """Refuse an adjustment that moves nothing."""
        points: Decimal = self.cleaned_data["points"]
        if not points:
            raise forms.ValidationError("0 points change nothing. Write how many to add or take away.")
        return points


class CellForm(AdjustmentForm):
    """Signed points on one cell of the gradebook; ``after`` is the last adjustment that the writer saw there."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, submitted: QueryDict | None = None, *, policy: Policy) -> None:
        """Ask for no component: the cell is one."""
        super().__init__(submitted, policy=policy)
        del self.fields["component"]


class ReversalForm(forms.Form):
    """Why an adjustment is undone."""

    reason = forms.CharField(max_length=Adjustment._meta.get_field("reason").max_length, label="Why undo it")
