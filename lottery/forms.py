"""What staff say to a lottery."""

from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courseapp.models import Enrollment, Meeting
from lottery import drawing
from lottery.models import BY_HAND, Outcome

PHRASE_LENGTH = 200


class CommitmentForm(forms.Form):
    """How many picks the staff have in mind; the secret is nobody's to choose."""

    planned = forms.IntegerField(
        label="Planned picks",
        min_value=1,
        max_value=50,
        help_text="How many students you mean to draw. Whoever has waited two full rounds is overdue.",
    )


class PhraseForm(forms.Form):
    """What the room calls out."""

    phrase = forms.CharField(
        label="The room’s phrase",
        max_length=PHRASE_LENGTH,
        help_text="Let somebody in the room say a few words. Every draw hangs on them, so they cannot be changed.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_phrase(self) -> str:
        """Return the phrase as it is hashed."""
        try:
            phrase = drawing.normal_phrase(self.cleaned_data["phrase"])
        except ValueError as error:
            raise ValidationError(f"{error} Type a few ordinary words.") from error
        if len(phrase) > PHRASE_LENGTH:
            raise ValidationError(f"The phrase is longer than {PHRASE_LENGTH} characters: a few words are enough.")
        return phrase


class DrawForm(forms.Form):
    """Which draw is meant: named twice, it is the same draw."""

    number = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)


class TimerForm(forms.Form):
    """How long the room thinks; 0 stops the clock."""

    seconds = forms.IntegerField(min_value=0, max_value=3600)


class StudentForm(forms.Form):
    """Who spoke up, of the students of the meeting's day."""

    student = forms.ModelChoiceField(Enrollment.objects.none(), to_field_name="uuid", empty_label="Choose a student")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["student"]
        field.queryset = meeting.course.enrollments.students().on(meeting.day).by_name()  # type: ignore[attr-defined]
        field.label_from_instance = attrgetter("name")  # type: ignore[attr-defined]


class HandPickForm(StudentForm):
    """A pick that was made without the system, and what came of it."""

    outcome = forms.ChoiceField(choices=[(each.value, each.label) for each in BY_HAND])
    note = forms.CharField(label="Why by hand", max_length=200, help_text="The class can read it.")

    prefix = "hand"


class OutcomeForm(forms.Form):
    """What became of a draw."""

    outcome = forms.ChoiceField(choices=Outcome)
    reason = forms.CharField(max_length=300, required=False)


class DetectionForm(forms.Form):
    """The term for which staff want to know what missing classes costs."""

    students = forms.IntegerField(label="Students", min_value=1, max_value=150)
    meetings = forms.IntegerField(label="Classes with draws", min_value=1, max_value=60)
    picks = forms.IntegerField(label="Picks a class", min_value=1, max_value=15)
    each = forms.DecimalField(label="Points an absence costs", min_value=0, max_value=100, decimal_places=2)
    free = forms.IntegerField(label="Absences that cost nothing", min_value=0, max_value=60)
    weight = forms.DecimalField(label="Points that can be lost", min_value=0, max_value=100, decimal_places=2)
