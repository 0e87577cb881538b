"""Forms of regrade requests."""

from __future__ import annotations

from django import forms

from courseapp.act_forms import ActForm
from grading.models import Act
from grading.models.regrades import LONGEST_TEXT


class RegradeForm(ActForm):
    """What is wrong with a line, in the words of its student."""

    text = forms.CharField(
        label="What should be looked at again, and why?",
        max_length=LONGEST_TEXT,
        help_text="Name what the line overlooks. Staff and you read it, and it stays on record.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what should be looked at again, and why."},
    )


class MessageForm(ActForm):
    """A student's further message; ``seen`` is the last message that the writer has read."""

    text = forms.CharField(
        label="Write again",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReplyForm(MessageForm):
    """The staff's reply: a note that decides nothing, or an answer."""

    text = forms.CharField(
        label="Your reply",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="The student reads it. To decline needs a reason.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    act = forms.ChoiceField(choices=[choice for choice in Act.choices if choice[0] != Act.ASKED])

    def clean(self) -> None:
        """Ask for words where the act needs them."""
        missing = {Act.NOTED: "Write something first.", Act.DECLINED: "Write why it is declined: the student reads it."}
        act = self.cleaned_data.get("act")
        if act in missing and not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error("text", missing[Act(act)])
