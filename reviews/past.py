"""The history of a review: its revisions in sittings, so that an evening of saves is one line."""

from dataclasses import dataclass
from datetime import timedelta

from reviews.models import Review, Revision

PAUSE = timedelta(minutes=20)  # a longer one begins a new sitting


@dataclass(frozen=True, slots=True)
class Sitting:
    """Revisions that followed one another, the newest first; ``earlier`` are drafts on the way to the last one."""

    last: Revision
    earlier: list[Revision]


def history_of(review: Review, graded: int | None) -> list[Sitting]:
    """Return a review's sittings, the newest first. One query; no answer is loaded.

    The ``graded`` one, what was handed in and what is kept beside stand for themselves.
    """
    hidden = ("answers", "unasked", "beside__answers", "beside__unasked")
    sittings: list[Sitting] = []
    for revision in review.revisions.select_related("beside").defer(*hidden).order_by("-number"):
        if sittings and revision.number != graded and _goes_on(revision, sittings[-1]):
            sittings[-1].earlier.append(revision)
        else:
            sittings.append(Sitting(revision, []))
    return sittings


def _goes_on(revision: Revision, sitting: Sitting) -> bool:
    """Return whether an older revision is a mere step on the way to this sitting's last one."""
    if revision.is_hand_in or revision.beside_id is not None or sitting.last.beside_id is not None:
        return False
    newer = sitting.earlier[-1] if sitting.earlier else sitting.last
    return newer.saved_at - revision.saved_at <= PAUSE
