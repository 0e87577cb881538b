"""Papers, the review form, reviews and their revisions, marks, and the question board."""

from reviews.models.forms import Audience, ReviewField
from reviews.models.marks import SYMBOLS, Mark, MarkRelease, give_mark, release_marks
from reviews.models.papers import Extension, Paper, Waiver
from reviews.models.questions import Question
from reviews.models.reviews import AlreadyHandedIn, NothingToAccept, Reading, Review, Revision, Saving

__all__ = [
    "SYMBOLS",
    "AlreadyHandedIn",
    "Audience",
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
]
