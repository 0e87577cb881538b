"""Forms about the people of a course; nothing here knows a rule."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from courseapp import roster
from courseapp.forms import DateInput
from courseapp.models import Enrollment, User, normal_address


class PersonForm(forms.ModelForm):
    """A person's place in a course, with the fields that this member of staff may set."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200, required=False)

    class Meta:
        model = Enrollment
        fields = ["email", "name", "role", "section", "began_on", "ended_on", "registrar_id"]
        widgets = {"began_on": DateInput, "ended_on": DateInput}
        labels = {"began_on": "First day", "ended_on": "Last day", "registrar_id": "Registrar’s number"}
        help_texts = {
            "began_on": "This day counts.",
            "ended_on": "Empty while they stay. This day still counts; what they did is kept.",
        }

    def __init__(self, *args: Any, editor: Enrollment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role_field = cast(forms.ChoiceField, self.fields["role"])
        role_field.choices = [(role.value, role.label) for role in editor.roles_to_give]
        self.order_fields(self.Meta.fields)
        is_new = self.instance.pk is None
        if not editor.may_remove:
            self.without("ended_on", *([] if is_new else ["role"]))
        if not is_new:
            self.initial.update(email=self.instance.user.email, name=self.instance.user.name)
            if not self.instance.user.can_be_corrected_in(self.instance.course):
                self.without("email", "name")

    def without(self, *names: str) -> None:
        """Leave fields out."""
        for name in names:
            del self.fields[name]

    def clean_email(self) -> str:
        """Refuse to correct an address into somebody else's."""
        email = normal_address(self.cleaned_data["email"])
        other = User.objects.by_address([email]).get(email)
        if self.instance.pk and other and other != self.instance.user:
            raise ValidationError("Somebody else has this address. Add them instead, and end this place.")
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a place that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        began_on = cleaned.get("began_on", self.instance.began_on)
        ended_on = cleaned.get("ended_on", self.instance.ended_on)
        if began_on and ended_on and ended_on < began_on:
            self.add_error(
                "ended_on" if "ended_on" in self.fields else "began_on",
                "It would end before it begins. Check the days.",
            )
        return cleaned

    @property
    def place(self) -> dict[str, Any]:
        """The enrollment's own fields, as they were typed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("email", "name")}

    @property
    def person(self) -> dict[str, str]:
        """Address and name, as they were typed; empty where they are not this form's to change."""
        return {name: value for name, value in self.cleaned_data.items() if name in ("email", "name")}


class RosterForm(forms.Form):
    """A roster as a file or as a text; afterwards ``cleaned_data`` has the ``text`` and what was ``read`` of it."""

    file = forms.FileField(
        label="A CSV file", required=False, widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"})
    )
    text = forms.CharField(
        label="or its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "placeholder": "email,name,section"}),
    )
    began_on = forms.DateField(
        label="First day of new people", help_text="For rows that say none. This day counts.", widget=DateInput
    )
    fingerprint = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read the roster; say why where that can't be done."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text")
        if bool(file) == bool(text):
            raise ValidationError("Choose a file or paste its text: one of the two.")
        raw = file.read(roster.LARGEST + 1) if file else (text or "").encode()
        try:
            cleaned["text"] = roster.decode(raw)
            cleaned["read"] = roster.read(cleaned["text"])
        except roster.UnreadableRoster as wrong:
            raise ValidationError(str(wrong)) from wrong
        return cleaned

    @property
    def terms(self) -> dict[str, Any]:
        """What an import is to go by."""
        return {"roster": self.cleaned_data["read"], "began_on": self.cleaned_data["began_on"]}
