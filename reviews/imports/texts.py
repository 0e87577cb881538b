"""HotCRP's reviews as revisions of ours, each with its real time; what is here already is not added again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from courseapp import answers as rules
from courseapp.answers import Answer
from courseapp.models import Course
from courseapp.roles import Role
from reviews import deadlines
from reviews.hotcrp.choices import LEAVE_OUT, Choices
from reviews.hotcrp.forms import trimmed
from reviews.hotcrp.sources import Export, Moments, SourceReview
from reviews.imports.form import FormPlan
from reviews.imports.lines import Line, Verdict
from reviews.imports.papers import PaperPlan
from reviews.imports.people import Author, PeoplePlan, address_of
from reviews.models import Extension, Paper, Review, Revision
from reviews.wording import day_and_time

ACTION_LOG, LAST_CHANGE, THIS_IMPORT = "by the action log", "the time of its last change", "the time of this import"
LATER = timedelta(minutes=1)  # a change that came this soon after the hand-in is the hand-in itself
EARLIER_TEXT = "HotCRP keeps no earlier text: this is the one of its last change"

Key = tuple[str, int]  # an address and HotCRP's number of a paper


@dataclass(frozen=True, slots=True)
class Planned:
    """A revision to be: its text, its time and whence that is known; ``is_beside``: a newer text was written here."""

    answers: dict[str, Answer]
    at: datetime
    source: str
    is_hand_in: bool
    is_complete: bool
    words: int = 0
    unasked: dict[str, list[str]] = field(default_factory=dict)
    keeps_draft: bool = False
    is_beside: bool = False
    note: str = ""

    @property
    def origin(self) -> str:
        """What the history says of it."""
        return ", ".join(filter(None, (f"from HotCRP, {self.source}", self.note)))[:200]


@dataclass(frozen=True, slots=True)
class TextPlan:
    """What becomes of one student's review of one paper; ``added`` are the revisions that are not here yet."""

    address: str
    pid: int
    line: Line
    review: Review | None = None
    added: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a review is held against."""

    course: Course
    export: Export
    choices: Choices
    form: FormPlan
    papers: Mapping[int, PaperPlan]
    people: PeoplePlan
    now: datetime
    stored: Mapping[tuple[int, int], Review] = field(default_factory=dict)
    revisions: Mapping[int, Sequence[Revision]] = field(default_factory=dict)
    extended: Mapping[tuple[int, int], datetime] = field(default_factory=dict)


def plan_texts(desk: Desk) -> list[TextPlan]:
    """Return what becomes of every review. Three queries; the texts of reviews that are here are loaded."""
    papers = [each.target.pk for each in desk.papers.values() if each.target is not None and each.target.pk]
    stored = list(Review.objects.filter(paper__in=papers).select_related("enrollment__user"))
    revisions: dict[int, list[Revision]] = defaultdict(list)
    for one in Revision.objects.filter(review__in=stored).order_by("number"):
        revisions[one.review_id].append(one)
    granted = Extension.objects.standing().filter(paper__in=papers).values_list("enrollment", "paper", "due_at")
    desk = replace(
        desk, stored={(one.enrollment_id, one.paper_id): one for one in stored}, revisions=revisions,
        extended={(student, paper): due_at for student, paper, due_at in granted},
    )  # fmt: skip
    sorted_out: dict[Key, list[SourceReview]] = defaultdict(list)
    plans = list[TextPlan]()
    for review in desk.export.reviews:
        address = address_of(review, desk.choices)
        refusal = _refusal(review, address, desk)
        if refusal is None:
            sorted_out[address, review.pid].append(review)
        else:
            plans.append(TextPlan(address, review.pid, refusal))
    return plans + [_plan(key, found, desk) for key, found in sorted_out.items()]


def missing(desk_papers: Mapping[int, PaperPlan], plans: Iterable[TextPlan]) -> Iterator[Line]:
    """Give a line for every review here, of a paper of the files, that the files do not have."""
    papers = {
        each.target.pk: each.target for each in desk_papers.values() if each.target is not None and each.target.pk
    }
    held = {each.review.pk for each in plans if each.review is not None}
    for review in Review.objects.filter(paper__in=papers).exclude(pk__in=held).select_related("enrollment__user"):
        name = f"{review.enrollment.name} on “{papers[review.paper_id].title}”"
        yield Line(Verdict.MISSING, "review", name, "", "here, but not in the files: stays")


def _refusal(review: SourceReview, address: str, desk: Desk) -> Line | None:
    """Return why a review is not taken, None where it is."""
    paper = desk.papers.get(review.pid)
    name = review.label + (f" by {review.name}" if review.name else "")
    where = f"{review.file} {review.at}"
    if address == LEAVE_OUT:
        return Line(Verdict.LEFT, "review", name, where, "by your choice")
    if paper is None:
        words = f"No file has paper #{review.pid}. Add the JSON that has it, or leave these reviews out of the file."
        return Line(Verdict.ERROR, "review", name, where, words)
    if paper.target is None:
        is_doubtful = paper.line.verdict in (Verdict.ERROR, Verdict.AMBIGUOUS)
        words = "its paper is not sorted out yet: see there" if is_doubtful else "its paper is left out"
        return Line(Verdict.LEFT, "review", name, where, words)
    if not address:
        words = "a name without an address" if review.name else "nothing says who wrote it"
        remedy = "Choose whose it is, or leave it out; an administrator’s download of the JSON names everybody."
        return Line(Verdict.AMBIGUOUS, "review", name, where, f"{words}. {remedy}")
    return _refused_author(review, desk.people.authors.get(address), name, where)


def _refused_author(review: SourceReview, author: Author | None, name: str, where: str) -> Line | None:
    if author is None:
        words = "its author’s row is in error: see there"
        return Line(Verdict.LEFT, "review", name, where, words)
    if author.role != Role.STUDENT:
        words = f"{author.name} is no student here, and only students’ reviews are kept; make them one first"
        return Line(Verdict.LEFT, "review", name, where, words)
    if not review.answers and not review.unasked:
        return Line(Verdict.LEFT, "review", name, where, "nothing is written in it")
    return None


def _plan(key: Key, found: list[SourceReview], desk: Desk) -> TextPlan:
    """Return what becomes of one student's review of one paper; HotCRP may have several of them."""
    address, pid = key
    author, paper = desk.people.authors[address], desk.papers[pid].target
    first = found[0]
    name = f"{first.label} by {author.name}"
    where = ", ".join(f"{review.file} {review.at}" for review in found)
    problems = [problem for review in found for problem in _problems(review, desk)]
    if problems or paper is None:
        return TextPlan(address, pid, Line(Verdict.ERROR, "review", name, where, " ".join(problems)))
    due_at = _due(paper, author, desk)
    planned = sorted((one for review in found for one in _planned(review, due_at, desk)), key=lambda one: one.at)
    review = desk.stored.get((author.place.pk, paper.pk)) if author.place and paper.pk else None
    here = desk.revisions.get(review.pk, ()) if review else ()
    added = tuple(_beside(one, here) for one in planned if not _is_here(one, here))
    verdict = Verdict.UNCHANGED if not added else Verdict.CHANGED if review else Verdict.ADDED
    words = _told(added or planned, due_at, desk, found)
    return TextPlan(address, pid, Line(verdict, "review", name, where, words), review, added)


def _problems(review: SourceReview, desk: Desk) -> Iterator[str]:
    for name, answer in review.answers.items():
        plan = desk.form.fields[name]
        if plan.target is not None and answer and plan.converted(answer) is None:
            said = answer if isinstance(answer, str) else ", ".join(answer)
            yield (
                f"“{plan.target.label}” here has no choice for “{said}”. Let “{plan.source.label}” be a new field, "
                "or add the choice to the form first."
            )


def _due(paper: Paper, author: Author, desk: Desk) -> datetime:
    """Return when this student's review is, or will be, due."""
    due_at = deadlines.class_due(
        meeting_starts_at=paper.meeting.starts_at, notice=desk.course.review_notice, own=paper.due_at
    )
    extended = desk.extended.get((author.place.pk, paper.pk)) if author.place and paper.pk else None
    return deadlines.personal_due(due_at, extended)


def _planned(review: SourceReview, due_at: datetime, desk: Desk) -> list[Planned]:
    """Return the revisions that a review was: one when it was handed in, and one when it was changed after that."""
    log = desk.export.log
    moments = (log.moments.get(review.rid) if log and review.rid else None) or Moments()
    text = _text(review, desk)
    if not review.is_submitted:
        at, source = (
            (moments.drafted_at, ACTION_LOG) if moments.drafted_at else (review.modified_at or desk.now, LAST_CHANGE)
        )
        is_over = desk.now > deadlines.cut_off(due_at, desk.course.grace)
        source = source if moments.drafted_at or review.modified_at else THIS_IMPORT
        is_complete = not rules.missing(
            [row.as_rule() for row in desk.form.rules if row.retired_at is None], text.answers
        )
        return [replace(text, at=at, source=source, is_complete=is_complete, keeps_draft=is_over)]
    done = replace(text, is_hand_in=True, is_complete=True)
    if moments.handed_in_at is None:
        source = LAST_CHANGE if review.modified_at else THIS_IMPORT
        return [replace(done, at=review.modified_at or desk.now, source=source)]
    changed_at = (review.modified_at or moments.changed_at) if moments.changed_at else None
    if changed_at is None or changed_at <= moments.handed_in_at + LATER:
        return [replace(done, at=moments.handed_in_at, source=ACTION_LOG)]
    return [
        replace(done, at=moments.handed_in_at, source=ACTION_LOG, note=EARLIER_TEXT),
        replace(done, at=changed_at, source=LAST_CHANGE),
    ]


def _text(review: SourceReview, desk: Desk) -> Planned:
    """Return what a review says, in the fields of ours, without its times."""
    answers = dict[str, Answer]()
    for name, answer in review.answers.items():
        plan = desk.form.fields[name]
        converted = plan.converted(answer) if plan.target is not None else None
        if plan.target is not None and converted:
            answers[plan.target.key] = converted
    return Planned(
        answers=answers, at=desk.now, source=THIS_IMPORT, is_hand_in=False, is_complete=False,
        words=rules.words([row.as_rule() for row in desk.form.rules], answers),
        unasked={label: [text] for label, text in review.unasked.items()},
    )  # fmt: skip


def _is_here(planned: Planned, here: Sequence[Revision]) -> bool:
    """Return whether a revision is here already: the same words, and handed in if it was.

    A time from the action log outranks that of the last change: it is a reason to add the hand-in once more.
    """
    twins = [one for one in here if _says(one) == _filled(planned.answers)]
    if not planned.is_hand_in or any(one.beside_id for one in twins):
        return bool(twins)
    if planned.source == ACTION_LOG:
        return any(one.is_hand_in and abs(one.saved_at - planned.at) < timedelta(seconds=2) for one in twins)
    return any(one.is_hand_in for one in twins)


def _beside(planned: Planned, here: Sequence[Revision]) -> Planned:
    """Return the revision, kept beside and handed in by nobody where it would hide a newer text written here."""
    main = [one for one in here if not one.beside_id]
    if not main or _says(main[-1]) == _filled(planned.answers):
        return planned
    if planned.at >= main[-1].saved_at and all(one.origin for one in main):
        return planned
    return replace(planned, is_beside=True, is_hand_in=False)


def _says(revision: Revision) -> dict[str, Answer]:
    return _filled(revision.answers)


def _filled(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return what the answers say: without empty ones, blank lines around a text, and an order of ticks."""
    said = {key: trimmed(answer) if isinstance(answer, str) else sorted(answer) for key, answer in answers.items()}
    return {key: answer for key, answer in said.items() if answer}


def _told(planned: Sequence[Planned], due_at: datetime, desk: Desk, found: Sequence[SourceReview]) -> str:
    """Say when it was handed in, whether on time, and how that is known."""
    first = next((one.at for one in planned if one.is_hand_in), None)
    words = [_moment(one, due_at, desk, is_again=first is not None and one.at > first) for one in planned]
    if len(found) > 1:
        words.append(f"{len(found)} reviews of one student in HotCRP: one review here, with all their texts")
    counted = _counted(found[0], desk)
    return "; ".join(words + ([counted] if counted else []))


def _moment(one: Planned, due_at: datetime, desk: Desk, *, is_again: bool) -> str:
    when = day_and_time(one.at)
    if one.is_beside:
        return f"{when}: kept beside the text that was written here; nothing is overwritten"
    if not one.is_hand_in:
        return f"a draft of {when}, {one.source}"
    is_late = not deadlines.is_on_time(one.at, due_at, desk.course.grace)
    how = f"late by {_length(one.at - due_at)}" if is_late else "on time"
    return f"{'changed' if is_again else 'handed in'} {when}, {how}, {one.source}"


def _counted(review: SourceReview, desk: Desk) -> str:
    """Say how many words it had when it was handed in, where that was known and it was changed since."""
    moments = desk.export.log.moments.get(review.rid or 0) if desk.export.log else None
    if moments is None or moments.words is None or moments.changed_at is None:
        return ""
    return f"it had {moments.words} word{'' if moments.words == 1 else 's'} then"


def _length(late_by: timedelta) -> str:
    """Return a length of time in its largest unit: 3 days, 2 h, 5 min."""
    minutes = int(late_by.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h" if minutes >= 120 else f"{max(minutes, 1)} min"
