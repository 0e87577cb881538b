"""HotCRP's papers in terms of ours: by their stored number or their title; a new one needs a meeting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_low

from rapidfuzz.fuzz import ratio

from courseapp.models import Course, Meeting, MeetingKind
from reviews.hotcrp.choices import LEAVE_OUT, Choices
from reviews.hotcrp.sources import Export, SourcePaper, normal_title
from reviews.imports.lines import Line, Verdict
from reviews.models import Paper
from reviews.wording import day_and_time

NEARLY = 88  # percent: titles that are as like as this may be one paper
AFTER_REVIEWS = timedelta(days=10)  # a meeting that discusses them is not later than this
CLASS = timedelta(minutes=90)
WHICH = "Choose an existing paper, or the meeting that discussed it; or let it be left out"


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """A paper of HotCRP and ours: stored, or new with its meeting, which may be new, too; None where it is left out.

    ``changes`` are the columns of a stored paper that it fills.
    """

    source: SourcePaper
    target: Paper | None
    line: Line
    makes_meeting: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a paper is held against: the course's papers and meetings, and when its reviews were written and due."""

    course: Course
    papers: Sequence[Paper]
    meetings: Sequence[Meeting]
    choices: Choices
    written_at: dict[int, list[datetime]] = field(default_factory=dict)
    due_at: dict[int, datetime] = field(default_factory=dict)


def plan_papers(course: Course, export: Export, choices: Choices) -> dict[int, PaperPlan]:
    """Return which of our papers each is, by HotCRP's number. Two queries."""
    papers, meetings = list(course.papers.scheduled()), list(course.meetings.order_by("starts_at", "pk"))
    shelf = Shelf(course, papers, meetings, choices, _written(export), _dues(export))
    plans = {pid: _plan(source, shelf) for pid, source in sorted(export.papers.items())}
    return _without_twins(plans)


def lines(course: Course, plans: dict[int, PaperPlan]) -> Iterator[Line]:
    """Give the report's lines; papers of ours that HotCRP does not have stay."""
    yield from (each.line for each in plans.values())
    held = {each.target.pk for each in plans.values() if each.target is not None}
    for paper in course.papers.scheduled() if plans else []:
        if paper.pk not in held:
            yield Line(Verdict.MISSING, "paper", f"“{paper.title}”", "", "here, but not in the files: stays")


def _written(export: Export) -> dict[int, list[datetime]]:
    """Return when the reviews of each paper were handed in, as far as anything says so."""
    moments = export.log.moments if export.log else {}
    found: dict[int, list[datetime]] = {}
    for review in export.reviews:
        known = moments.get(review.rid) if review.rid else None
        at = (known.handed_in_at if known else None) or review.modified_at
        if at is not None and review.is_submitted:
            found.setdefault(review.pid, []).append(at)
    return {pid: sorted(times) for pid, times in found.items()}


def _dues(export: Export) -> dict[int, datetime]:
    """Return when each paper's reviews were due, where the log's settings say so."""
    if export.log is None:
        return {}
    rounds = dict(export.log.rounds) | {review.pid: review.round for review in export.reviews if review.round}
    return {pid: export.log.dues[name] for pid, name in rounds.items() if name in export.log.dues}


def _plan(source: SourcePaper, shelf: Shelf) -> PaperPlan:
    said = shelf.choices.papers.get(source.pid, "")
    if said == LEAVE_OUT:
        return _left(source, "by your choice; so are its reviews")
    kind, _, key = said.partition(" ")
    if kind == "paper":
        chosen = next((paper for paper in shelf.papers if paper.key == key), None)
        return _matched(source, chosen) if chosen else _wrong(source, f"This course has no paper “{key}”. {WHICH}.")
    if kind == "meeting":
        held = next((meeting for meeting in shelf.meetings if meeting.key == key), None)
        return _added(source, shelf, held) if held else _wrong(source, f"This course has no meeting “{key}”. {WHICH}.")
    return _found(source, shelf)


def _found(source: SourcePaper, shelf: Shelf) -> PaperPlan:
    """Return the plan of a paper for which nothing is chosen: by number, by title, else by when it was reviewed."""
    numbered = [paper for paper in shelf.papers if paper.hotcrp_pid == source.pid]
    if (
        numbered
        and normal_title(numbered[0].title) != normal_title(source.title)
        and not _are_alike(source, numbered[0])
    ):
        words = f"HotCRP’s #{source.pid} was “{numbered[0].title}” when it was last imported. {WHICH}."
        return _unsure(source, words)
    free = [paper for paper in shelf.papers if paper.hotcrp_pid is None]
    same = numbered or [paper for paper in free if normal_title(paper.title) == normal_title(source.title)]
    if len(same) == 1:
        return _matched(source, same[0])
    if same:
        return _unsure(source, f"{len(same)} papers here have this title. {WHICH}.")
    alike = [paper for paper in free if _are_alike(source, paper)]
    if alike:
        return _unsure(source, f"Is it “{alike[0].title}” (paper {alike[0].key})? {WHICH}.")
    return _new(source, shelf)


def _are_alike(source: SourcePaper, paper: Paper) -> bool:
    return ratio(normal_title(source.title), normal_title(paper.title)) >= NEARLY


def _new(source: SourcePaper, shelf: Shelf) -> PaperPlan:
    """Return the plan of a paper that is not here: its meeting is the first one after its reviews were due."""
    written = shelf.written_at.get(source.pid, [])
    due = shelf.due_at.get(source.pid) or (median_low(written) if written else None)
    if source.is_withdrawn and not written:
        return _left(source, "it was withdrawn, and nobody reviewed it")
    if due is None:
        return _left(source, f"nobody reviewed it, and nothing says when it was discussed. {WHICH}.")
    begins = due - timedelta(hours=1)
    meeting = next(
        (one for one in shelf.meetings if begins <= one.starts_at <= due + AFTER_REVIEWS and _is_class(one)), None
    )
    if meeting is not None:
        return _added(source, shelf, meeting)
    if shelf.choices.new_meetings:
        return _with_meeting(source, shelf, shelf.due_at.get(source.pid) or _after_all(written, due))
    return _wrong(
        source,
        f"No meeting of this course follows its reviews, which were due about {day_and_time(due)}. {WHICH}; "
        "or let a meeting be made for each paper that fits none.",
    )


def _is_class(meeting: Meeting) -> bool:
    return meeting.kind != MeetingKind.NO_CLASS and meeting.cancelled_at is None


def _after_all(written: Sequence[datetime], middle: datetime) -> datetime:
    """Return the full hour after all reviews that came within a week of the middle one: a guess makes none late."""
    last = max(at for at in written if at <= middle + timedelta(days=7))
    return last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _with_meeting(source: SourcePaper, shelf: Shelf, starts_at: datetime) -> PaperPlan:
    longest = max((one.ends_at - one.starts_at for one in shelf.meetings), default=CLASS)
    meeting = Meeting(
        course=shelf.course, kind=MeetingKind.DISCUSSION, topic=source.title[:200], starts_at=starts_at,
        ends_at=starts_at + longest,
    )  # fmt: skip
    return _added(source, shelf, meeting)


def _added(source: SourcePaper, shelf: Shelf, meeting: Meeting) -> PaperPlan:
    made = Paper(
        course=shelf.course, meeting=meeting, title=source.title, authors=source.authors, abstract=source.abstract,
        hotcrp_pid=source.pid, is_required=not source.is_withdrawn,
    )  # fmt: skip
    meeting.course = shelf.course
    is_new = meeting.pk is None
    words = f"to {'a new meeting' if is_new else 'the meeting'} of {day_and_time(meeting.starts_at)}"
    if not is_new:
        words += f", “{meeting.topic}”"
    elif source.pid not in shelf.due_at:
        words += ", whose time is a guess after the last review; correct it on the meeting’s page"
    if source.is_withdrawn:
        words += "; withdrawn, so nobody owes a review"
    return PaperPlan(source, made, _line(Verdict.ADDED, source, words), makes_meeting=is_new)


def _matched(source: SourcePaper, paper: Paper) -> PaperPlan:
    """Return the plan of a paper that is here: it takes the number, and what it lacks."""
    found = {"hotcrp_pid": source.pid, "authors": source.authors, "abstract": source.abstract}
    changes = tuple(name for name, value in found.items() if value and not getattr(paper, name))
    for name in changes:
        setattr(paper, name, found[name])
    if paper.hotcrp_pid != source.pid:
        words = f"“{paper.title}” is HotCRP’s #{paper.hotcrp_pid} already. {WHICH}."
        return _unsure(source, words)
    words = f"our paper “{paper.title}”"
    if not changes:
        return PaperPlan(source, paper, _line(Verdict.UNCHANGED, source, words))
    told = ", ".join("HotCRP’s number" if name == "hotcrp_pid" else name for name in changes)
    return PaperPlan(source, paper, _line(Verdict.CHANGED, source, f"{words} takes {told}"), changes=changes)


def _line(verdict: Verdict, source: SourcePaper, words: str) -> Line:
    return Line(verdict, "paper", f"#{source.pid} “{source.title}”", f"{source.file} {source.at}", words)


def _left(source: SourcePaper, words: str) -> PaperPlan:
    return PaperPlan(source, None, _line(Verdict.LEFT, source, words))


def _wrong(source: SourcePaper, words: str) -> PaperPlan:
    return PaperPlan(source, None, _line(Verdict.ERROR, source, words))


def _unsure(source: SourcePaper, words: str) -> PaperPlan:
    return PaperPlan(source, None, _line(Verdict.AMBIGUOUS, source, words))


def _without_twins(plans: dict[int, PaperPlan]) -> dict[int, PaperPlan]:
    """Return the plans, two that mean one paper of ours in doubt."""
    holders: dict[int, list[int]] = {}
    for pid, each in plans.items():
        if each.target is not None and each.target.pk is not None:
            holders.setdefault(each.target.pk, []).append(pid)
    twins = {pid for pids in holders.values() if len(pids) > 1 for pid in pids}
    return {
        pid: _unsure(each.source, f"Two papers of HotCRP would be one here. {WHICH}.") if pid in twins else each
        for pid, each in plans.items()
    }
