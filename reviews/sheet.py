"""A review's answers as a sheet: the form's fields in order, each with what was said."""

from collections.abc import Iterable
from dataclasses import dataclass

from courseapp.answers import Answer, Answers, FieldKind, word_count
from reviews.models import ReviewField
from reviews.wording import word_count as word_count_said


@dataclass(frozen=True, slots=True)
class Line:
    """One field and its answer."""

    field: ReviewField
    answer: Answer

    @property
    def text(self) -> str:
        """The answer in words, for a field that is answered so."""
        return self.answer if isinstance(self.answer, str) else ""

    @property
    def words(self) -> int:
        """How many words it has."""
        return word_count(self.text)

    @property
    def length(self) -> str:
        """What pages say of the number of words: too few and too many are said."""
        return word_count_said(self.words, self.field.min_words, self.field.max_words)

    @property
    def chosen(self) -> list[str]:
        """The labels of what was chosen; a value that the form does not offer any more stands as it is."""
        labels = dict(self.field.choices)
        values = [self.answer] if isinstance(self.answer, str) else self.answer
        return [labels.get(value, value) for value in values if value]

    @property
    def score(self) -> str:
        """The number of a score, such as 4, for a field that is answered so."""
        return self.text if self.field.kind == FieldKind.SCORE else ""


def sheet(fields: Iterable[ReviewField], answers: Answers) -> list[Line]:
    """Return a line for every field that is answered, in the order of the fields."""
    return [Line(field, answer) for field in fields if (answer := answers.get(field.key))]


def question_in(fields: Iterable[ReviewField], answers: Answers) -> str:
    """Return what a review asks the class: its answers of the kind *question for class*."""
    asked = [field for field in fields if field.kind == FieldKind.QUESTION]
    return "\n\n".join(line.text.strip() for line in sheet(asked, answers))
