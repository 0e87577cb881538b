"""Forms whose sending applies once, however often it arrives."""

import uuid
from typing import Any

from django import forms


def new_act_key() -> str:
    """Return a name for one act that nobody has used."""
    return uuid.uuid4().hex


class ActForm(forms.Form):
    """A form that names its act: sent twice, by a double tap or a bad network, it applies once."""

    act_key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=new_act_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act_key"].widget.attrs["id"] = None


class ReasonForm(forms.Form):
    """Why something is taken back or granted."""

    reason = forms.CharField(
        max_length=300,
        error_messages={"required": "Write the reason in a few words: it stays on record."},
    )

    def __init__(self, *args: Any, label: str = "Reason", **kwargs: Any) -> None:
        """``label`` is the question that the field asks."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
