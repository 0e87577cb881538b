"""The forms of papers and reviews; nothing here knows a rule."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from courseapp.answers import storable
from courseapp.forms import LinkField, LocalDateTimeField, MarkdownInput
from courseapp.models import Course, Enrollment, Meeting, MeetingKind
from courseapp.pdf import MEGABYTE, fault
from courseapp.presence_forms import MeetingChoiceField, StudentChoiceField, StudentsChoiceField
from reviews.models import LARGEST_COMMENT, Audience, Paper

LARGEST_PDF = 50 * MEGABYTE


class PaperForm(forms.ModelForm):
    """A paper; its due time follows from its meeting unless one is given."""

    url = LinkField(label="Link", required=False, max_length=500)
    meeting = MeetingChoiceField(Meeting.objects.none(), label="Discussed at")
    is_kept = forms.BooleanField(
        label="Students are to review it although its meeting is cancelled", required=False,
        help_text="It stays due when it was; without this, nobody owes it.",
    )  # fmt: skip

    class Meta:
        model = Paper
        fields = [
            "title", "authors", "venue", "year", "url", "pdf", "abstract", "meeting", "is_required", "opens_at",
            "due_at", "position",
        ]  # fmt: skip
        field_classes = {"opens_at": LocalDateTimeField, "due_at": LocalDateTimeField}
        widgets = {
            "abstract": MarkdownInput,
            "authors": forms.TextInput,
            "pdf": forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        }
        labels = {
            "is_required": "Students are to review it",
            "opens_at": "Students write from",
            "due_at": "Its own due time",
            "position": "Place among the papers of its meeting",
        }
        help_texts = {
            "authors": "Separated by commas.",
            "pdf": "At most 50 MB. Only people of this course can open it. What was there before is kept.",
            "due_at": "Leave it empty: reviews are due before the class.",
        }

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = (  # type: ignore[attr-defined]
            course.meetings.exclude(kind=MeetingKind.NO_CLASS).order_by("starts_at")
        )
        self.fields["position"].required = False
        if self.instance.pk and self.instance.meeting.cancelled_at:
            self.fields["is_kept"].initial = self.instance.kept_at is not None
        else:
            del self.fields["is_kept"]

    def clean(self) -> dict[str, Any]:
        """Refuse an opening time after which nothing could be on time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens_at, meeting = cleaned.get("opens_at"), cleaned.get("meeting")
        due_at = cleaned.get("due_at") or (meeting and meeting.starts_at - meeting.course.review_notice)
        if opens_at and due_at and opens_at >= due_at:
            self.add_error("opens_at", "Reviews would be due before they open. Choose an earlier time.")
        return cleaned

    def clean_position(self) -> int:
        """Return the place; the first unless another is given."""
        return self.cleaned_data.get("position") or 0

    def clean_pdf(self) -> Any:
        """Refuse what is too large, or no PDF that anybody can open."""
        pdf = self.cleaned_data.get("pdf")
        if isinstance(pdf, UploadedFile) and (why_not := fault(pdf, largest=LARGEST_PDF)):
            raise ValidationError(f"{why_not} Or give a link to it instead.")
        return pdf


class WaiverForm(forms.Form):
    """That one student need not review a paper."""

    enrollment = StudentChoiceField(Enrollment.objects.none(), label="Student")
    reason = forms.CharField(max_length=300, required=False, help_text="Kept on record; the student sees it.")

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["enrollment"].queryset = paper.course.enrollments.students().by_name()  # type: ignore[attr-defined]


class ExtensionForm(WaiverForm):
    """A later due time for one student."""

    due_at = LocalDateTimeField(label="Due at")
    field_order = ["enrollment", "due_at", "reason"]

    def clean_due_at(self) -> Any:
        """Refuse a time that extends nothing."""
        return later_than_the_class(self.cleaned_data["due_at"], self.paper)


class ManyWaiversForm(forms.Form):
    """That many students need not review a paper."""

    students = StudentsChoiceField(
        Enrollment.objects.none(), label="Students", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one student."},
    )  # fmt: skip
    reason = forms.CharField(
        max_length=300, help_text="Kept on record; the students see it.",
        error_messages={"required": "Write the reason in a few words: it stays on record."},
    )  # fmt: skip

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["students"].queryset = paper.course.enrollments.students().by_name()  # type: ignore[attr-defined]


class ManyExtensionsForm(ManyWaiversForm):
    """A later due time for many students."""

    due_at = LocalDateTimeField(label="Due at")
    field_order = ["due_at", "reason", "students"]

    def clean_due_at(self) -> Any:
        """Refuse a time that extends nothing."""
        return later_than_the_class(self.cleaned_data["due_at"], self.paper)


def later_than_the_class(due_at: Any, paper: Paper) -> Any:
    """Return a due time that extends something. Raise ValidationError for one that does not."""
    if due_at <= paper.class_due_at:
        raise ValidationError("The class’s due time is as late as that. Choose a later one.")
    return due_at


class AcceptanceForm(forms.Form):
    """Why late work counts."""

    reason = forms.CharField(label="Why", max_length=300, required=False)


class CommentForm(forms.Form):
    """What somebody says in a discussion; where it goes stands in hidden fields."""

    text = forms.CharField(max_length=LARGEST_COMMENT, widget=MarkdownInput({"rows": 4}))
    audience = forms.ChoiceField(choices=Audience.choices, required=False, widget=forms.RadioSelect)
    topic = forms.SlugField(max_length=40, required=False)
    parent = forms.UUIDField(required=False)
    act_key = forms.SlugField(max_length=100, required=False)
    based_on = forms.IntegerField(min_value=0, required=False)

    def clean_text(self) -> str:
        """Return the text without what no database can store."""
        return storable(self.cleaned_data["text"])

    def clean_audience(self) -> str:
        """Return who reads it: the class unless said otherwise."""
        return self.cleaned_data["audience"] or Audience.CLASS
