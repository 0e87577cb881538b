"""Forms for what staff write about a course; nothing here knows a rule."""

from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.timezone import localtime

from courseapp.models import Announcement, Course, Material

LARGEST_FILE = 50 * 1024 * 1024  # bytes
YEARS = range(1900, 2200)  # beyond them, an instant has no place in some zone
FILE_KINDS = (".pdf", ".pptx", ".odp", ".key", ".txt", ".md", ".ipynb", ".zip", ".png", ".jpg", ".jpeg", ".mp4")


class LocalDateTimeInput(forms.DateTimeInput):
    """A date and a time in the page's zone, as the browser's own control takes them."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "datetime-local", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class LocalDateTimeField(forms.DateTimeField):
    """An instant, typed in the page's zone; its year is one in which a course could be."""

    widget = LocalDateTimeInput

    def clean(self, value: Any) -> Any:
        """Return the instant. Raise ValidationError where the year is a slip of the keys, such as 0025."""
        at = super().clean(value)
        if at is not None and at.year not in YEARS:
            raise ValidationError(f"The year {at.year} is no year of a course. Write the time again.")
        return at


class DateInput(forms.DateInput):
    """A calendar day, as the browser's own control takes it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")


class MarkdownInput(forms.Textarea):
    """A text in Markdown; ``preview.js`` shows it as readers will see it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        preview = {"data-preview-url": reverse_lazy("markdown_preview")}
        super().__init__(attrs={"rows": 10, **preview, **(attrs or {})})


class LinkField(forms.URLField):
    """The address of something elsewhere; without a scheme, https is meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class DurationField(forms.IntegerField):
    """A length of time, typed as a whole number of ``unit``."""

    def __init__(self, *, unit: timedelta, **kwargs: Any) -> None:
        super().__init__(min_value=0, **kwargs)
        self.unit = unit

    def prepare_value(self, value: Any) -> Any:
        """Return how many units a timedelta holds; leave what was typed as it is."""
        return value // self.unit if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> Any:
        """Return a timedelta, None for an empty field."""
        count = super().clean(value)
        return None if count is None else count * self.unit


class AnnouncementForm(forms.ModelForm):
    """An announcement: empty publication time keeps it a draft."""

    is_pinned = forms.BooleanField(label="Pin it to the top of the course home", required=False)

    class Meta:
        model = Announcement
        fields = ["title", "body", "publish_at"]
        field_classes = {"publish_at": LocalDateTimeField}
        widgets = {"body": MarkdownInput}
        labels = {"publish_at": "Appears at"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_pinned"].initial = self.instance.pinned_at is not None


class MaterialForm(forms.ModelForm):
    """A material: a link, a file or a text; at least one of the three."""

    class Meta:
        model = Material
        fields = ["kind", "title", "url", "file", "body", "publish_at"]
        field_classes = {"url": LinkField, "publish_at": LocalDateTimeField}
        widgets = {"body": MarkdownInput}
        labels = {"publish_at": "Appears at"}

    def clean_file(self) -> Any:
        """Refuse what is too large or of a kind that is not a class material."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            if file.size is not None and file.size > LARGEST_FILE:
                raise ValidationError("The file is larger than 50 MB. Put it somewhere else and give its link.")
            if PurePath(file.name or "").suffix.lower() not in FILE_KINDS:
                raise ValidationError(
                    f"That kind of file can’t be kept here. Use one of {', '.join(FILE_KINDS)}, or a link."
                )
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse a material that consists of a title alone."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("url", "file", "body")) and not self.errors:
            raise ValidationError("Give a link, a file or a text: a title alone leads nowhere.")
        return cleaned


class CourseForm(forms.ModelForm):
    """What a course says of itself, and the settings of its reviews and its lottery."""

    review_notice = DurationField(
        label="Reviews are due this many minutes before the class", unit=timedelta(minutes=1), max_value=20_160
    )
    grace = DurationField(
        label="Grace after a due time, in minutes (not shown to students)", unit=timedelta(minutes=1), max_value=1_440
    )
    claim_window = DurationField(
        label="Days in which a question put to a guest can be claimed", unit=timedelta(days=1), max_value=366
    )

    class Meta:
        model = Course
        fields = [
            "code", "title", "term", "starts_on", "ends_on", "place", "about", "policies", "ai", "is_public",
            "review_notice", "grace", "hand_in_drafts", "reviews_open", "reviewer_names",
            "picks_planned", "passes_allowed", "claim_window",
        ]  # fmt: skip
        widgets = {
            "starts_on": DateInput, "ends_on": DateInput,
            "about": MarkdownInput, "policies": MarkdownInput, "ai": MarkdownInput,
        }  # fmt: skip
        labels = {
            "hand_in_drafts": "At the due time, hand in complete drafts for their authors",
            "reviews_open": "Students read one another’s reviews",
            "reviewer_names": "Reviews show",
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The term ends before it starts. Write a later day.")
        return cleaned


def local_text(instant: Any) -> str:
    """Return an instant as ``datetime-local`` controls write it, in the page's zone."""
    return localtime(instant).strftime("%Y-%m-%dT%H:%M")
