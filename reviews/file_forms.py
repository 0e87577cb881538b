"""The forms that take files from elsewhere: offline reviews, and what HotCRP gives."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courseapp.models import Course, Meeting
from reviews.hotcrp.choices import LEAVE_OUT, NEW, Choices, read_choices
from reviews.hotcrp.gathered import LARGEST, MOST_FILES, UnreadableFile, decoded
from reviews.hotcrp.sources import Export, normal_label
from reviews.imports import Plan, Verdict
from reviews.wording import day_and_time

LARGEST_OFFLINE = 4 * 1024 * 1024  # bytes
MOST_OPEN = 200  # reviews without an author that are asked for one by one
SETTLED = (Verdict.UNCHANGED, Verdict.CHANGED)


class OfflineUploadForm(forms.Form):
    """Offline forms as a file or as a text; afterwards ``cleaned_data`` has the ``text``."""

    file = forms.FileField(
        label="Your file", required=False, widget=forms.FileInput(attrs={"accept": ".txt,.md,text/plain"})
    )
    text = forms.CharField(
        label="or its text", required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "placeholder": "==+== Begin Review #1"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the text; say why where that can't be done."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text")
        if bool(file) == bool(text):
            raise ValidationError("Choose a file or paste its text: one of the two.")
        raw = file.read(LARGEST_OFFLINE + 1) if file else (text or "").encode()
        if len(raw) > LARGEST_OFFLINE:
            raise ValidationError("It is larger than 4 MB. Upload one form at a time, with text alone in it.")
        try:
            cleaned["text"] = decoded(raw)
        except UnreadableFile as wrong:
            raise ValidationError(str(wrong)) from wrong
        return cleaned


class FilesInput(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: their texts by name."""

    widget = FilesInput(attrs={"accept": ".json,.csv,.txt,application/json,text/csv,text/plain"})

    def clean(self, data: Any, initial: Any = None) -> dict[str, str]:
        """Return the texts. Raise ValidationError with a sentence for each file that can't be read."""
        files = [super(FilesField, self).clean(one, initial) for one in (data or [None])]
        if len(files) > MOST_FILES:
            raise ValidationError(f"These are {len(files)} files; {MOST_FILES} are the most at once.")
        texts, wrong = dict[str, str](), list[str]()
        for number, file in enumerate(files, start=1):
            name = file.name if file.name not in texts else f"{number}-{file.name}"
            try:
                texts[name] = decoded(file.read(LARGEST + 1))
            except UnreadableFile as refusal:
                wrong.append(f"{file.name}: {refusal}")
        if wrong:
            raise ValidationError(wrong)
        return texts


class HotcrpForm(forms.Form):
    """HotCRP's files, several at once."""

    uploads = FilesField(
        label="HotCRP’s files",
        help_text="The JSON, and any of the users CSV, the action log CSV and offline forms. Choose them all together.",
    )


class ChoicesForm(forms.Form):
    """What staff decide of papers, fields and reviewers that HotCRP’s files leave open."""

    def __init__(self, *args: Any, course: Course, export: Export, plan: Plan, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, tuple[str, str]] = {}
        meetings = course.meetings.order_by("starts_at")
        places = [
            ("Our papers", [(f"paper {paper.key}", paper.title) for paper in course.papers.scheduled()]),
            ("A new paper of the meeting of", [(f"meeting {one.key}", _meeting_label(one)) for one in meetings]),
        ]
        fields = [(field.key, field.label) for field in course.review_fields.all()]
        students = [(one.user.email, one.name) for one in course.enrollments.students().by_name()]
        self.fields["new_meetings"] = forms.BooleanField(
            label="Make a meeting for each paper that fits none", required=False, initial=choices.new_meetings
        )
        for pid, paper in plan.papers.items():
            if pid in choices.papers or paper.line.verdict not in SETTLED:
                self._add("papers", str(pid), f"Paper {paper.line.name}", places, choices.papers.get(pid, ""))
        for name, field in plan.form.fields.items():
            if name in choices.fields or field.line.verdict not in SETTLED:
                offered = [(NEW, "A new field"), ("Our fields", fields)]
                self._add("fields", name, f"Field {field.line.name}", offered, choices.fields.get(name, ""))
        for key, label in _without_author(export):
            said = choices.reviewers.get(normal_label(key), "")
            self._add("reviewers", key, f"Review {label}", [("Students", students)], said)

    def _add(self, table: str, key: str, label: str, offered: Any, said: str) -> None:
        """Ask for one choice; nothing chosen lets the files decide."""
        name = f"{table}-{len(self.keys)}"
        choices = [("", "As the files say"), (LEAVE_OUT, "Leave it out"), *offered]
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=said)
        self.keys[name] = (table, key)

    def chosen(self) -> Choices:
        """Return the choices that were made."""
        document: dict[str, Any] = {"papers": {}, "fields": {}, "reviewers": {}}
        for name, (table, key) in self.keys.items():
            document[table][key] = self.cleaned_data[name]
        return read_choices({**document, "new_meetings": self.cleaned_data["new_meetings"]})


def _meeting_label(meeting: Meeting) -> str:
    return f"{day_and_time(meeting.starts_at)}: {meeting.topic}"


def _without_author(export: Export) -> list[tuple[str, str]]:
    """Return the reviews that no file says whose they are, each by what a choice names it by."""
    open_ones = [review for review in export.reviews if not review.email][:MOST_OPEN]
    return [
        (review.label if review.ordinal else review.name or review.label, f"{review.label} {review.name}".strip())
        for review in open_ones
    ]
