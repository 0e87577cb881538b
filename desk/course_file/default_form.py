"""The review form with which a new course starts."""

from desk.course_file.document import ReviewField

MERIT = ("Skip it", "Skim it", "Read it", "Read it twice", "Everybody must read it")


def _field(
    key: str, label: str, help_text: str, *, kind: str = "text", required: bool = False, options: tuple[str, ...] = ()
) -> ReviewField:
    return ReviewField(
        key, kind, label, help_text, required, audience="class", min_words=0, max_words=0, options=options
    )


DEFAULT_FORM = (
    _field("summary", "Summary", "What is the problem, what is the idea, and what did they find?", required=True),
    _field("strengths", "Strengths", "What would you take from this paper into your own work?"),
    _field("weaknesses", "Weaknesses", "What did they not measure, not say, or not get right?"),
    _field("opinion", "Your opinion", "Not theirs, and not a summary: what do you think?", required=True),
    _field("merit", "Overall merit", "Would you ask others to read it?", kind="score", required=True, options=MERIT),
    _field("question", "Question for class", "One question for the room to talk about.", kind="question"),
)
