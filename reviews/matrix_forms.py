"""What one may ask of the matrix: which students, which kind of square, which paper, in which order."""

from typing import Any

from django import forms

from courseapp.models import Course
from reviews.matrix import OWES, Choice
from reviews.models import Paper
from reviews.outcomes import Outcome


class ChoiceForm(forms.Form):
    """The filters above the matrix; what nobody offered is as good as nothing."""

    student = forms.CharField(required=False, max_length=200, widget=forms.SearchInput({"autocomplete": "off"}))
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), (OWES, "owes something"), *((kind.value, kind.value) for kind in Outcome)],
    )
    paper = forms.ModelChoiceField(Paper.objects.none(), required=False, empty_label="All papers")
    sort = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = course.papers.scheduled()  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """Return what was asked for."""
        self.is_valid()
        said = self.cleaned_data
        paper = said.get("paper")
        return Choice(
            student=said.get("student", ""), state=said.get("state", ""), paper=paper.pk if paper else None,
            sort=said.get("sort") or "name",
        )  # fmt: skip
