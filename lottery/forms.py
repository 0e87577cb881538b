"""What staff say to a lottery."""

from django import forms
from django.core.exceptions import ValidationError

from lottery import drawing
from lottery.models import Outcome

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


class OutcomeForm(forms.Form):
    """What became of a draw."""

    outcome = forms.ChoiceField(choices=Outcome)
    reason = forms.CharField(max_length=300, required=False)
