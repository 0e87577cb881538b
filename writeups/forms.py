"""Forms of write-ups: what is handed in, who writes together, and marks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from courseapp.act_forms import ActForm
from courseapp.forms import LocalDateTimeField, MarkdownInput
from courseapp.models import Course, Enrollment
from courseapp.pdf import MEGABYTE, fault
from courseapp.presence_forms import StudentChoiceField, StudentsChoiceField
from writeups.models import Brief, Team

LARGEST_PDF = 20 * MEGABYTE
LONGEST_TEXT = MEGABYTE  # as UTF-8


class WriteUpForm(ActForm):
    """What a team hands in: Markdown, a PDF, or both."""

    title = forms.CharField(max_length=300, required=False)
    body = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=MarkdownInput(attrs={"rows": 18}),
        help_text="Markdown and math.",
    )
    pdf = forms.FileField(
        label="PDF",
        required=False,
        help_text="At most 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    keep_pdf = forms.BooleanField(label="Hand the PDF of the version before in again", required=False)

    def __init__(self, *args: Any, has_pdf: bool = False, **kwargs: Any) -> None:
        """``has_pdf``: whether the version before has one to keep."""
        super().__init__(*args, **kwargs)
        if not has_pdf:
            del self.fields["keep_pdf"]

    def clean_body(self) -> str:
        """Return the text with the line ends of the author's machine made one kind. Refuse what is too long."""
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        if len(body.encode()) > LONGEST_TEXT:
            raise ValidationError("The text is longer than 1 MB. It is still here: shorten it, or hand in a PDF.")
        return body

    def clean_pdf(self) -> UploadedFile | None:
        """Refuse a file that is too large or no PDF, whatever it is called and whatever the browser takes it for."""
        pdf = self.cleaned_data["pdf"]
        if pdf is None:
            return None
        if why_not := fault(pdf, largest=LARGEST_PDF):
            raise ValidationError(why_not)
        return pdf


class BriefForm(forms.ModelForm):
    """What is to be written, and by when."""

    class Meta:
        model = Brief
        fields = ["title", "text", "due_at"]
        field_classes = {"due_at": LocalDateTimeField}
        widgets = {"text": MarkdownInput}
        labels = {"due_at": "Due at"}


class TeamForm(forms.Form):
    """Which students write together from now on."""

    name = forms.CharField(max_length=100, required=False, label="Name of the team")
    members = StudentsChoiceField(
        Enrollment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one student."},
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = course.enrollments.students().by_name()  # type: ignore[attr-defined]


class MembershipForm(forms.Form):
    """Which student joins a team."""

    enrollment = StudentChoiceField(Enrollment.objects.none(), label="Student")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = team.course.enrollments.students().exclude(memberships__in=team.memberships.filter(left_at=None))
        self.fields["enrollment"].queryset = others.by_name()  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """A mark for a whole team."""

    points = forms.DecimalField(
        label="Points of 100", min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    feedback = forms.CharField(
        required=False,
        max_length=20_000,
        widget=MarkdownInput(attrs={"rows": 6}),
        help_text="Markdown. The whole team reads it.",
    )

    def share(self) -> Decimal:
        """Return the mark as a share from 0 to 1."""
        return Decimal(self.cleaned_data["points"]) / 100


class MemberMarkForm(MarkForm):
    """A mark for one member, which differs from the team's."""

    enrollment = StudentChoiceField(Enrollment.objects.none(), label="Member")
    reason = forms.CharField(max_length=300, label="Why does it differ?")
    field_order = ["enrollment", "points", "reason", "feedback"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = team.members()  # type: ignore[attr-defined]
        self.fields["feedback"].help_text = "Markdown. Only this member reads it."
