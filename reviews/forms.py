"""The forms of papers and reviews; nothing here knows a rule."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.http import QueryDict

from courseapp.answers import LARGEST_ANSWER, Answer, Answers, FieldKind, is_filled, storable
from courseapp.forms import LinkField, LocalDateTimeField, MarkdownInput
from courseapp.models import Course, Enrollment, Meeting, MeetingKind
from courseapp.presence_forms import MeetingChoiceField, StudentChoiceField
from reviews.comparison import Piece, compared
from reviews.models import CONTROLS, SYMBOLS, Paper, Question, ReviewField
from reviews.sheet import Line
from reviews.wording import too_long
from reviews.wording import word_count as word_count_said

LARGEST_PDF = 50 * 1024 * 1024  # bytes
PDF_BEGINS = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Posted:
    """A review as it was sent: every answer that can be kept, those that cannot, and what nobody asked for."""

    answers: dict[str, Answer]
    refused: dict[str, str] = field(default_factory=dict)
    unasked: dict[str, list[str]] = field(default_factory=dict)
    based_on: int = 0
    hand_in: bool = False
    keeps_draft: bool = False


def read_review(post: QueryDict, fields: Iterable[ReviewField]) -> Posted:
    """Return what was sent for these fields; an answer that does not fit its field is kept as it was typed."""
    asked = {one.key: one for one in fields}
    given = {key: _answer(one, post) for key, one in asked.items()}
    refused = {key: answer for key, answer in given.items() if isinstance(answer, str) and len(answer) > LARGEST_ANSWER}
    based_on = post.get("based_on", "")
    return Posted(
        answers={key: answer for key, answer in given.items() if key not in refused},
        refused=refused,
        unasked={
            storable(key)[:200]: [storable(value)[:LARGEST_ANSWER] for value in post.getlist(key)]
            for key in post
            if key not in asked and key not in CONTROLS
        },
        based_on=int(based_on) if based_on.isascii() and based_on.isdigit() and len(based_on) < 10 else 0,
        hand_in="hand_in" in post,
        keeps_draft="keeps_draft" in post,
    )


def _answer(asked: ReviewField, post: QueryDict) -> Answer:
    if asked.kind == FieldKind.CHECKBOXES:
        return [storable(value) for value in post.getlist(asked.key) if value]
    return storable(post.get(asked.key, ""))


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the form on the page: its control, and what its answer amounts to."""

    field: ReviewField
    control: BoundField
    answer: Answer
    is_filled: bool
    refusal: str = ""
    other: Answer = ""

    @property
    def words(self) -> int:
        """How many words the answer has; 0 where it is not in words."""
        return self.line.words if self.field.is_written else 0

    @property
    def length(self) -> str:
        """What the page says of the number of words."""
        return word_count_said(self.words, self.field.min_words, self.field.max_words)

    @property
    def is_off(self) -> bool:
        """Whether it has words, but too few or too many."""
        return self.words > 0 and ":" in self.length

    @property
    def line(self) -> Line:
        """The answer, as readers see it."""
        return Line(self.field, self.answer)

    @property
    def other_line(self) -> Line:
        """The other text of the answer, as readers see it."""
        return Line(self.field, self.other)

    @property
    def compared(self) -> tuple[list[Piece], list[Piece]]:
        """The other text and this one, in words, in pieces: what stands only in one is marked."""
        return compared(str(self.other), str(self.answer))

    @property
    def differs(self) -> bool:
        """Whether there is another text of this answer to choose from."""
        return self.answer != self.other


class ReviewForm(forms.Form):
    """The controls of a course's review form, holding ``answers``; ``others`` is another text to compare them with."""

    def __init__(
        self,
        fields: Iterable[ReviewField],
        answers: Answers,
        *,
        refused: Mapping[str, str] | None = None,
        others: Answers | None = None,
    ) -> None:
        self.asked, self.refused, self.others = list(fields), refused or {}, others
        self.answers = {**answers, **self.refused}
        super().__init__(initial=dict(self.answers))
        self.fields.update({one.key: _control(one) for one in self.asked})

    @property
    def has_differences(self) -> bool:
        """Whether the other text says anything else."""
        return any(row.differs for row in self.rows())

    def rows(self) -> Iterator[Row]:
        """Give each field with its control, in order."""
        for one in self.asked:
            answer: Answer = self.answers.get(one.key, "")
            refusal = too_long(len(self.refused[one.key])) if one.key in self.refused else ""
            other: Answer = answer if self.others is None else self.others.get(one.key, "")
            yield Row(one, self[one.key], answer, is_filled(one.as_rule(), answer), refusal, other)


def _control(asked: ReviewField) -> forms.Field:
    """Return a form field that asks this; nothing is required, since a draft may be empty anywhere."""
    options: dict[str, Any] = {"label": asked.label, "required": False, "help_text": asked.help_text}
    if asked.kind == FieldKind.CHECKBOXES:
        return forms.MultipleChoiceField(choices=asked.choices, widget=forms.CheckboxSelectMultiple, **options)
    if asked.kind in (FieldKind.SCORE, FieldKind.CHOICE):
        choices = [
            (value, f"{value}. {label}" if asked.kind == FieldKind.SCORE else label) for value, label in asked.choices
        ]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    rows = 3 if asked.kind == FieldKind.QUESTION else 7
    limits = {"data-min-words": asked.min_words, "data-max-words": asked.max_words}
    return forms.CharField(widget=MarkdownInput({"rows": rows, "spellcheck": "true", **limits}), **options)


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
            "title", "authors", "venue", "year", "url", "pdf", "abstract", "meeting", "is_required", "due_at",
            "position",
        ]  # fmt: skip
        field_classes = {"due_at": LocalDateTimeField}
        widgets = {"abstract": MarkdownInput, "authors": forms.TextInput}
        labels = {
            "is_required": "Students are to review it",
            "due_at": "Its own due time",
            "position": "Place among the papers of its meeting",
        }
        help_texts = {"authors": "Separated by commas.", "due_at": "Leave it empty: reviews are due before the class."}

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

    def clean_position(self) -> int:
        """Return the place; the first unless another is given."""
        return self.cleaned_data.get("position") or 0

    def clean_pdf(self) -> Any:
        """Refuse what is too large, or no PDF."""
        pdf = self.cleaned_data.get("pdf")
        if isinstance(pdf, UploadedFile):
            if (pdf.size or 0) > LARGEST_PDF:
                raise ValidationError("The file is larger than 50 MB. Give a link to it instead.")
            begins = pdf.read(len(PDF_BEGINS))
            pdf.seek(0)
            if begins != PDF_BEGINS:
                raise ValidationError("That is not a PDF. Save it as one, or give a link to it.")
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
        due_at = self.cleaned_data["due_at"]
        if due_at <= self.paper.class_due_at:
            raise ValidationError("The class’s due time is as late as that. Choose a later one.")
        return due_at


class AcceptanceForm(forms.Form):
    """Why late work counts."""

    reason = forms.CharField(label="Why", max_length=300, required=False)


class MarkForm(forms.Form):
    """A mark: a symbol, or a share of the full credit in per cent; and a comment for its author."""

    symbol = forms.ChoiceField(choices=[(one, one) for one in SYMBOLS], widget=forms.RadioSelect, required=False)
    percent = forms.DecimalField(
        label="or per cent of the full credit", min_value=Decimal(0), max_value=Decimal(100), max_digits=5,
        decimal_places=2, required=False,
    )  # fmt: skip
    comment = forms.CharField(
        label="Comment for the author", required=False, max_length=20_000, widget=MarkdownInput({"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse no mark at all, and two at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_symbol, has_percent = bool(cleaned.get("symbol")), cleaned.get("percent") is not None
        if not self.errors and has_symbol == has_percent:
            raise ValidationError("Choose a symbol or write a percentage: one of the two.")
        return cleaned

    @property
    def share(self) -> Decimal | None:
        """The share from 0 to 1; None for a symbol."""
        percent = self.cleaned_data["percent"]
        return None if percent is None else percent / 100


class QuestionForm(forms.ModelForm):
    """A question that staff put on the board."""

    class Meta:
        model = Question
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        labels = {"text": "A question of your own"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class CardForm(forms.Form):
    """What staff do with a card of the board."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("star", "unstar", "ask", "unask", "up", "down")])
