"""Forms of one's own account: log-in, sign-up, codes, addresses, the name."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.http import HttpRequest

from courseapp.models import User, normal_name

TYPED_NAME = "typed_name"  # in the session: the address that signs up and the name typed with it

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Present password",
    "password1": "New password",
    "password2": "The same again",
    "code": "Code",
}
HINTS = {
    "login": {"type": "email", "autocomplete": "email", "autocapitalize": "none"},
    "email": {"type": "email", "autocomplete": "email", "autocapitalize": "none"},
    "code": {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
}


class InOurWords(forms.Form):
    """One of allauth's forms with our labels; what it takes is in the label, not in a placeholder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= HINTS.get(name, {})


class LogInForm(InOurWords, LoginForm):
    """Log in by address and password; the same form, sent to another URL, asks for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Signing up asks for no password, so allauth leaves it out here as well.
        self.fields["password"] = forms.CharField(
            strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
        )

    def add_prefix(self, field_name: str) -> str:
        """Call the address ``email`` on the page, as the form that asks for a code does."""
        return super().add_prefix("email" if field_name == "login" else field_name)


class SignUpForm(InOurWords, SignupForm):
    """Sign up by address and name, without a password, which waits until the address is proven.

    Whoever was imported, or signed up and never proved their address, signs up as if they were new.
    """

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As the class should read it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unclaimed: User | None = None

    def clean_name(self) -> str:
        """Return the name, its blanks in order."""
        return normal_name(self.cleaned_data["name"])

    def validate_unique_email(self, value: str) -> str:
        """Accept an address that nobody has proven, imported or not; allauth sees to the others without a word."""
        self.unclaimed = User.objects.unclaimed().filter(email=value).first()
        return value if self.unclaimed else super().validate_unique_email(value)

    def save(self, request: HttpRequest) -> User:
        """Return the person, imported or new; the name waits in the session until the address is proven."""
        request.session[TYPED_NAME] = [self.cleaned_data["email"], self.cleaned_data["name"]]
        if self.unclaimed is None:
            return super().save(request)
        self.unclaimed.note_address()
        return self.unclaimed


class CodeRequestForm(InOurWords, RequestLoginCodeForm):
    """Ask for a code to log in with; it proves the address of whoever was imported."""

    def clean_email(self) -> str:
        """Find the person, whom a code to their login will prove."""
        email: str = super().clean_email()
        if self._user:
            self._user.note_address()
        return email


class PasswordResetForm(InOurWords, ResetPasswordForm):
    """Ask for a code to set a new password with."""

    def clean_email(self) -> str:
        """Find the person, whom a code to their login will prove."""
        email: str = super().clean_email()
        for person in self.users:
            person.note_address()
        return email


class AddressForm(InOurWords, AddEmailForm):
    """Add another address, to be proven by a code."""


class LogInCodeForm(InOurWords, ConfirmLoginCodeForm):
    """Type the code to log in."""


class AddressCodeForm(InOurWords, ConfirmEmailVerificationCodeForm):
    """Type the code that proves an address."""


class ResetCodeForm(InOurWords, ConfirmPasswordResetCodeForm):
    """Type the code that lets one set a new password."""


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):
    """Choose a new password after its code."""


class FirstPasswordForm(InOurWords, SetPasswordForm):
    """Choose a password where there is none."""


class PasswordForm(InOurWords, ChangePasswordForm):
    """Choose another password."""


class ItIsMeForm(InOurWords, ReauthenticateForm):
    """Type one's password once more before a grave change."""


class NameForm(forms.ModelForm):
    """How one is called."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="Your class and the course’s staff see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ["name"]
