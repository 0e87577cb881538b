"""Papers, the review form, reviews and their revisions, marks, the discussion, and the question board."""

from reviews.models.allowances import Extension, Waiver
from reviews.models.bundles import Bundle
from reviews.models.comments import (
    LARGEST_COMMENT,
    ChangedMeanwhile,
    Comment,
    CommentVersion,
    Endorsement,
    Look,
    Mention,
    why_not_said,
)
from reviews.models.forms import CONTROLS, AnswersForbid, Audience, ChangedByAnother, ReviewField
from reviews.models.marks import (
    SYMBOLS,
    BankedComment,
    Mark,
    MarkedMeanwhile,
    MarkRelease,
    NothingToUndo,
    give_mark,
    release_marks,
    undo_mark,
)
from reviews.models.papers import DueTimeWouldPass, Paper
from reviews.models.pdfs import TRIES, PaperPdf, PdfPage
from reviews.models.questions import Question, Support, Unlike
from reviews.models.reviews import AlreadyAccepted, AlreadyHandedIn, NothingToAccept, Review, Saving, why_not_counted
from reviews.models.revisions import Reading, Revision
from reviews.models.similarities import Comparison, Similarity

__all__ = [
    "CONTROLS",
    "LARGEST_COMMENT",
    "SYMBOLS",
    "TRIES",
    "AlreadyAccepted",
    "AlreadyHandedIn",
    "AnswersForbid",
    "Audience",
    "BankedComment",
    "Bundle",
    "ChangedByAnother",
    "ChangedMeanwhile",
    "Comment",
    "CommentVersion",
    "Comparison",
    "DueTimeWouldPass",
    "Endorsement",
    "Extension",
    "Look",
    "Mark",
    "MarkRelease",
    "MarkedMeanwhile",
    "Mention",
    "NothingToAccept",
    "NothingToUndo",
    "Paper",
    "PaperPdf",
    "PdfPage",
    "Question",
    "Reading",
    "Review",
    "ReviewField",
    "Revision",
    "Saving",
    "Similarity",
    "Support",
    "Unlike",
    "Waiver",
    "give_mark",
    "release_marks",
    "undo_mark",
    "why_not_counted",
    "why_not_said",
]
