"""Papers, the review form, reviews and their revisions, marks, and the question board."""

from reviews.models.allowances import Extension, Waiver
from reviews.models.forms import CONTROLS, Audience, ReviewField
from reviews.models.marks import SYMBOLS, Mark, MarkRelease, give_mark, release_marks
from reviews.models.papers import DueTimeWouldPass, Paper
from reviews.models.questions import Question
from reviews.models.reviews import AlreadyHandedIn, NothingToAccept, Review, Saving, why_not_counted
from reviews.models.revisions import Reading, Revision

__all__ = [
    "CONTROLS",
    "SYMBOLS",
    "AlreadyHandedIn",
    "Audience",
    "DueTimeWouldPass",
    "Extension",
    "Mark",
    "MarkRelease",
    "NothingToAccept",
    "Paper",
    "Question",
    "Reading",
    "Review",
    "ReviewField",
    "Revision",
    "Saving",
    "Waiver",
    "give_mark",
    "release_marks",
    "why_not_counted",
]
