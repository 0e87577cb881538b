"""Forms for what several apps share: a meeting and its times."""

from typing import Any

from django import forms

from courseapp.forms import LocalDateTimeField, MarkdownInput
from courseapp.models import Meeting


class MeetingForm(forms.ModelForm):
    """A meeting. Times are typed in the course's zone; ``confirmed`` lets due times pass."""

    starts_at = LocalDateTimeField(label="Starts at")
    ends_at = LocalDateTimeField(label="Ends at")
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Meeting
        fields = ["kind", "topic", "place", "summary"]
        widgets = {"summary": MarkdownInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["topic", "kind", "starts_at", "ends_at", "place", "summary"])
        if self.instance.pk:
            self.fields["starts_at"].initial = self.instance.starts_at
            self.fields["ends_at"].initial = self.instance.ends_at

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The meeting ends before it starts. Write a later time.")
        return cleaned


class CancelForm(forms.Form):
    """Why a meeting is called off; students read it on the schedule."""

    reason = forms.CharField(label="Why, for the schedule", max_length=200, required=False)
