"""Forms of presence: the roll, absences, leave and exemptions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime

from courseapp.act_forms import ActForm
from courseapp.forms import DateInput
from courseapp.models import Course, Enrollment, Exemption, Leave, Meeting, Said


class StudentChoiceField(forms.ModelChoiceField):
    """One of the students, by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": "Choose a student", **kwargs})

    def label_from_instance(self, student: Enrollment) -> str:  # type: ignore[override]
        """Return the name."""
        return student.name


class StudentsChoiceField(forms.ModelMultipleChoiceField):
    """Some of the students, by name."""

    def label_from_instance(self, student: Enrollment) -> str:  # type: ignore[override]
        """Return the name."""
        return student.name

    def clean(self, value: Any) -> Any:
        """Return the students. Raise ValidationError also for a number that no row has and SQLite does not take."""
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


class MeetingChoiceField(forms.ModelChoiceField):
    """One of the meetings, by day and topic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": "Choose a meeting", **kwargs})

    def label_from_instance(self, meeting: Meeting) -> str:  # type: ignore[override]
        """Return the day, in the page's zone, and the topic."""
        return f"{formatted(localtime(meeting.starts_at), 'D j M')} · {meeting.topic}"


class RollMarkForm(ActForm):
    """One tap: a student, and what the roll says of them."""

    enrollment = forms.ModelChoiceField(Enrollment.objects.none())
    said = forms.ChoiceField(choices=Said)

    def __init__(self, *args: Any, students: QuerySet[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = students  # type: ignore[attr-defined]


class RollRestForm(ActForm):
    """All present except those ticked."""

    absent = StudentsChoiceField(Enrollment.objects.none(), required=False)

    def __init__(self, *args: Any, students: QuerySet[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].queryset = students  # type: ignore[attr-defined]


class RollUndoForm(ActForm):
    """Which act to undo."""

    undone = forms.CharField(max_length=64)


class StaffNoteForm(ActForm):
    """A staff member's own evidence that a student missed a meeting."""

    enrollment = StudentChoiceField(Enrollment.objects.none(), label="Student")
    meeting = MeetingChoiceField(Meeting.objects.none())
    note = forms.CharField(
        max_length=300, label="What you saw", help_text="The student reads this on their page of presence."
    )

    def __init__(self, *args: Any, course: Course, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = course.meetings.held().filter(starts_at__lte=now).order_by("-starts_at")
        self.fields["enrollment"].queryset = course.enrollments.students().by_name()  # type: ignore[attr-defined]
        self.fields["meeting"].queryset = held  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """A student's “I will be away”."""

    meeting = MeetingChoiceField(Meeting.objects.none(), label="Which meeting?")
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text="Only the staff of this course read it. A word is enough.",
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
        self.fields["meeting"].queryset = chosen  # type: ignore[attr-defined]


class LeaveDecisionForm(forms.Form):
    """What staff say to a leave."""

    answer = forms.CharField(max_length=300, required=False, label="A word to the student")
    decision = forms.ChoiceField(
        choices=[(word.value, word.label) for word in (Leave.Decision.ACCEPTED, Leave.Decision.DECLINED)]
    )


class ExemptionForm(forms.ModelForm):
    """A standing accommodation: not drawn from … to …."""

    enrollment = StudentChoiceField(Enrollment.objects.none(), label="Student")

    class Meta:
        model = Exemption
        fields = ["enrollment", "begins_on", "ends_on", "reason"]
        widgets = {"begins_on": DateInput, "ends_on": DateInput, "reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"begins_on": "First day", "ends_on": "Last day", "reason": "Note for staff"}
        help_texts = {"ends_on": "Empty: until the end of the term."}

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrollment"].queryset = course.enrollments.students().by_name()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an exemption that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins_on, ends_on = cleaned.get("begins_on"), cleaned.get("ends_on")
        if begins_on and ends_on and ends_on < begins_on:
            self.add_error("ends_on", "The last day is before the first. Write a later day.")
        return cleaned


class ExcuseForm(ActForm):
    """What a student or the staff say of an absence."""

    text = forms.CharField(
        label="In your words",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write a sentence: nobody can answer nothing."},
    )
