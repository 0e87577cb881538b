"""Forms for what several apps share: a meeting and its times."""

import calendar
import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courseapp.forms import DateInput, LocalDateTimeField, MarkdownInput
from courseapp.models import Course, Meeting, MeetingKind
from desk.rhythm import Rhythm

LONGEST_TERM = timedelta(days=366)


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


DAYS = [(str(number), name) for number, name in enumerate(calendar.day_name)]
SEPARATORS = re.compile(r"[\s,;]+")


class RhythmForm(forms.Form):
    """Many meetings: on which days of the week, at what time, from when to when, and on which days not."""

    days = forms.MultipleChoiceField(label="On every", choices=DAYS, widget=forms.CheckboxSelectMultiple)
    begin = forms.TimeField(label="From", widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label="To", widget=forms.TimeInput(attrs={"type": "time"}))
    first = forms.DateField(label="First day", widget=DateInput)
    last = forms.DateField(label="Last day", widget=DateInput)
    but = forms.CharField(
        label="Except", required=False, help_text="Days such as 2025-11-26, separated by blanks or commas."
    )
    kind = forms.ChoiceField(label="Kind", choices=MeetingKind)
    topic = forms.CharField(label="Topic, for now", max_length=200, initial="To be announced")
    place = forms.CharField(
        label="Place", max_length=200, required=False, help_text="Only where it is not the course’s."
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial, self.fields["last"].initial = course.starts_on, course.ends_on

    def clean_but(self) -> frozenset[date]:
        """Return the days on which nobody meets."""
        words = [word for word in SEPARATORS.split(self.cleaned_data["but"]) if word]
        try:
            return frozenset(date.fromisoformat(word) for word in words)
        except ValueError as error:
            raise ValidationError("Write each day as 2025-11-26, and nothing else between them but commas.") from error

    def clean(self) -> dict[str, Any]:
        """Refuse a class that ends before it begins, and a term that does."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begin, end, first, last = (cleaned.get(name) for name in ("begin", "end", "first", "last"))
        if begin and end and end <= begin:
            self.add_error("end", "The class ends before it begins. Write a later time.")
        if first and last and not timedelta(0) <= last - first <= LONGEST_TERM:
            self.add_error("last", "Choose a day after the first, and within a year of it.")
        return cleaned

    def rhythm(self) -> Rhythm:
        """Return what was typed, as the rule takes it."""
        said = self.cleaned_data
        days = frozenset(map(int, said["days"]))
        return Rhythm(days, said["begin"], said["end"], said["first"], said["last"], said["but"])

    def said(self) -> dict[str, str]:
        """Return what each of the meetings is said to be."""
        return {name: self.cleaned_data[name] for name in ("kind", "topic", "place")}


class ShiftForm(forms.Form):
    """What stays where it is when the schedule is shifted."""

    guests_stay = forms.BooleanField(label="Guest lectures stay where they are", required=False, initial=True)
