"""Forms of guests and of the questions put to them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from courseapp.act_forms import ActForm
from courseapp.forms import DateInput, MarkdownInput
from courseapp.models import Course, Enrollment, MeetingKind
from courseapp.presence_forms import MeetingChoiceField
from guests.models import Guest

LONGEST_LIST = 20
AFTERWARDS = timedelta(days=7)
LONGEST = timedelta(days=366)


class LinksField(forms.Field):
    """Links, one a line: its title, then its address."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Return stored links as lines; leave what was typed as it is."""
        if isinstance(value, list):
            return "\n".join(f"{link['title']} {link['url']}".strip() for link in value)
        return value

    def to_python(self, value: Any) -> list[dict[str, str]]:
        """Return objects of a title and a url. Raise ValidationError for a line without an address."""
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > LONGEST_LIST:
            raise ValidationError(f"At most {LONGEST_LIST} links.")
        return [_link(line) for line in lines]


def _link(line: str) -> dict[str, str]:
    title, _, url = line.rpartition(" ")
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise ValidationError(f"“{line}” does not end in a web address. Write: Title https://…") from None
    return {"title": title.strip() or url, "url": url}


class GuestForm(forms.ModelForm):
    """Who speaks at which guest lecture, and about what."""

    meeting = MeetingChoiceField(None, label="Guest lecture")
    links = LinksField(required=False, help_text="One a line: its title, then its address.")

    class Meta:
        model = Guest
        fields = ["meeting", "name", "affiliation", "talk", "abstract", "biography", "links"]
        widgets = {"abstract": MarkdownInput(attrs={"rows": 5}), "biography": MarkdownInput(attrs={"rows": 5})}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lectures = course.meetings.filter(kind=MeetingKind.GUEST).order_by("starts_at")
        self.fields["meeting"].queryset = lectures  # type: ignore[attr-defined]
        self.instance.course = course


class CreditForm(ActForm):
    """One tap: who asked; the text can follow."""

    enrollment = forms.ModelChoiceField(Enrollment.objects.none())
    text = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = course.enrollments.students().by_name()  # type: ignore[attr-defined]


class QuestionForm(ActForm):
    """A question in its student's words."""

    text = forms.CharField(
        label="Your question", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the question first."},
    )  # fmt: skip


class TextForm(forms.Form):
    """The words of a question that is on record."""

    text = forms.CharField(
        label="The question", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(forms.Form):
    """Until when a guest's own link opens their page."""

    until = forms.DateField(label="Opens until the end of", widget=DateInput)

    def __init__(self, *args: Any, guest: Guest, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = max(guest.meeting.day, today) + AFTERWARDS
        self.today = today

    def clean_until(self) -> date:
        """Return the day. Raise ValidationError for one that is past, or too far away for a secret."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError("That day is past, so the link would open nothing. Choose a later one.")
        if until > self.today + LONGEST:
            raise ValidationError(f"A link opens for at most {LONGEST.days} days. Choose an earlier day.")
        return until
