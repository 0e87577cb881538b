"""The form of a what-if: a number for each thing that is still open, and the points one hopes for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django import forms
from django.http import QueryDict

from grading.points import rounded
from grading.policy import Policy
from grading.statement import Statement
from grading.what_if import Lever


class WhatIfForm(forms.Form):
    """What one supposes, lever by lever; everything at its best until something else is said."""

    goal = forms.DecimalField(
        label="Points I hope for", required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, said: QueryDict | None, *, levers: Sequence[Lever], goal: Fraction) -> None:
        """Offer a field a lever; ``goal`` is what is hoped for until something else is said."""
        self.levers, self.first_goal = levers, goal
        best = {lever.name: lever.best for lever in levers}
        super().__init__(said, initial={**best, "goal": rounded(goal).normalize().__format__("f")})
        sliders = {lever.name: _field(lever) for lever in levers}
        self.fields = {**sliders, "goal": self.fields["goal"]}

    @property
    def values(self) -> dict[str, int]:
        """The number of each lever: what was said, else its best."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {one.name: one.best if said.get(one.name) is None else said[one.name] for one in self.levers}

    @property
    def points(self) -> Fraction:
        """The points that are hoped for."""
        said = self.cleaned_data.get("goal") if self.is_bound and self.is_valid() else None
        return self.first_goal if said is None else Fraction(said)


def first_goal(policy: Policy, statement: Statement) -> Fraction:
    """Return the points of the highest letter that is still possible, of the ceiling where there are no letters."""
    possible = [letter.at_least for letter in policy.letters if letter.at_least <= Fraction(statement.total.ceiling)]
    return possible[0] if possible else Fraction(statement.total.ceiling)


def _field(lever: Lever) -> forms.IntegerField:
    unit = "%" if lever.is_share else f"of {lever.most}"
    widget = forms.NumberInput(attrs={"data-slider": unit, "inputmode": "numeric"})
    label = f"{lever.label} ({'percent' if lever.is_share else f'of {lever.most}'})"
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=lever.most, widget=widget)
