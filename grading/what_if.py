"""What a grade would be: everything that is still open, decided as one supposes, for the engine that grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from grading import arithmetic
from grading.facts import Claim, Evidence, MarkFact, MeetingFact, PaperFact, QuestionFact, Standing, TermFacts, WorkFact
from grading.grade import grade
from grading.kinds.completions import not_assigned
from grading.kinds.deduction import is_counted
from grading.kinds.marked import decided_share
from grading.marks import worth_of
from grading.policy import Completions, Counter, Deduction, Marked, Policy

SUPPOSED = (Evidence("Supposed"),)


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that is still open: a whole number from 0 to ``most``; a percentage where ``is_share``."""

    name: str
    label: str
    most: int
    is_share: bool = False
    is_loss: bool = False
    """Whether more of it costs points."""

    @property
    def best(self) -> int:
        """The value that gives most points."""
        return 0 if self.is_loss else self.most

    @property
    def worst(self) -> int:
        """The value that gives fewest points."""
        return self.most - self.best


def levers(policy: Policy, facts: TermFacts) -> tuple[Lever, ...]:
    """Return what is still open under ``policy``, in the order in which a page asks for it."""
    reviews = len(_open_papers(facts)) + _unannounced(policy, facts)
    marks = bool(_waiting_papers(policy, facts)) or (reviews > 0 and any(one.marked for one in _completions(policy)))
    found = [
        Lever("reviews", "Reviews handed in of those still open", reviews if _completions(policy) else 0),
        Lever("review_mark", "Mark of each review that has none yet", 100 * marks, is_share=True),
        Lever("absences", "Meetings missed of those to come", _meetings_at_stake(policy, facts), is_loss=True),
        Lever("questions", "Questions to guests still credited", _questions_missing(policy, facts)),
        Lever("work_mark", "Mark of the write-up", 100 * _is_work_open(policy, facts), is_share=True),
    ]
    return tuple(lever for lever in found if lever.most)


def suppose(policy: Policy, facts: TermFacts, values: Mapping[str, int]) -> TermFacts:
    """Return the term as it would end if what is open went by ``values``, a number a lever.

    What is open and has no lever stays as it is. At each lever's best the grade is the ceiling, at its worst the floor.
    """
    return replace(
        facts,
        papers=_papers(policy, facts, values),
        meetings=_meetings(facts, values.get("absences", 0)),
        questions=_questions(facts, values.get("questions", 0)),
        chances=(),
        work=_work(values["work_mark"]) if "work_mark" in values else facts.work,
    )


def needed(policy: Policy, facts: TermFacts, values: Mapping[str, int], lever: Lever, goal: Fraction) -> int | None:
    """Return the value nearest to the worst that reaches ``goal`` points with the other levers at ``values``.

    None where not even the best does. A grade never falls by doing more, so halving finds it: 8 grades at most.
    """
    if not _reaches(policy, facts, {**values, lever.name: lever.best}, goal):
        return None
    low, high = 0, lever.most  # how far from the worst
    while low < high:
        middle = (low + high) // 2
        value = lever.most - middle if lever.is_loss else middle
        if _reaches(policy, facts, {**values, lever.name: value}, goal):
            high = middle
        else:
            low = middle + 1
    return lever.most - low if lever.is_loss else low


def _reaches(policy: Policy, facts: TermFacts, values: Mapping[str, int], goal: Fraction) -> bool:
    return Fraction(grade(policy, suppose(policy, facts, values)).total.earned) >= goal


def _completions(policy: Policy) -> list[Completions]:
    return [component for component in policy.components if isinstance(component, Completions)]


def _open_papers(facts: TermFacts) -> list[PaperFact]:
    """Return the assigned papers whose review is not handed in yet, by due day."""
    papers = [one for one in facts.papers if one.standing is Standing.OPEN and not not_assigned(one, facts)]
    return sorted(papers, key=lambda paper: (paper.due_on, paper.title, paper.key))


def _waiting_papers(policy: Policy, facts: TermFacts) -> list[PaperFact]:
    """Return the papers whose review is in and whose mark a component waits for."""
    marking = [component for component in _completions(policy) if component.marked]
    done = [one for one in facts.papers if one.standing.is_credited and not not_assigned(one, facts)]
    return [paper for paper in done if any(worth_of(paper.mark, component) is None for component in marking)]


def _unannounced(policy: Policy, facts: TermFacts) -> int:
    """Return how many papers are still to be announced for the component that asks for most."""
    required = sum(paper.is_of_the_course for paper in facts.papers)
    most = max((component.count for component in _completions(policy)), default=0)
    return arithmetic.unannounced(most, required, has_ended=facts.has_ended)


def _papers(policy: Policy, facts: TermFacts, values: Mapping[str, int]) -> tuple[PaperFact, ...]:
    mark = MarkFact(value=Fraction(values.get("review_mark", 100), 100), evidence=SUPPOSED)
    announced = [
        PaperFact(f"unannounced-{n}", f"To be announced ({n})", facts.days.first, Standing.OPEN)
        for n in range(1, _unannounced(policy, facts) + 1)
    ]
    still_open = [*_open_papers(facts), *announced]
    done = values.get("reviews", 0)
    decided = {one.key: replace(one, mark=mark) for one in _waiting_papers(policy, facts)}
    for place, paper in enumerate(still_open):
        standing = Standing.ON_TIME if place < done else Standing.MISSED
        decided[paper.key] = replace(paper, standing=standing, mark=mark, evidence=SUPPOSED)
    return tuple(decided.get(paper.key, paper) for paper in [*facts.papers, *announced])


def _to_come(facts: TermFacts) -> list[MeetingFact]:
    """Return the meetings that the student can still miss, in order."""
    ahead = [one for one in facts.meetings if is_counted(one, facts)]
    ahead = [one for one in ahead if not (one.is_over or one.missed or one.excused)]
    return sorted(ahead, key=lambda meeting: (meeting.held_on, meeting.title, meeting.key))


def _meetings_at_stake(policy: Policy, facts: TermFacts) -> int:
    return len(_to_come(facts)) if any(isinstance(one, Deduction) for one in policy.components) else 0


def _meetings(facts: TermFacts, missed: int) -> tuple[MeetingFact, ...]:
    decided = {
        meeting.key: replace(meeting, is_over=True, missed=place < missed, evidence=SUPPOSED)
        for place, meeting in enumerate(_to_come(facts))
    }
    return tuple(decided.get(meeting.key, meeting) for meeting in facts.meetings)


def _questions_missing(policy: Policy, facts: TermFacts) -> int:
    """Return how many credited questions can still add points: none once no lecture and no claim is open."""
    if not (facts.chances or any(one.claim is Claim.CLAIMED for one in facts.questions)):
        return 0
    at_meetings: dict[str, int] = {}
    for question in facts.questions:
        if question.claim is Claim.CREDITED:
            at_meetings[question.meeting] = at_meetings.get(question.meeting, 0) + 1
    counters = [component for component in policy.components if isinstance(component, Counter)]
    counted = [arithmetic.counted_questions([*at_meetings.values()], one.per_meeting) for one in counters]
    return max((max(0, one.count - n) for one, n in zip(counters, counted, strict=True)), default=0)


def _questions(facts: TermFacts, more: int) -> tuple[QuestionFact, ...]:
    """Return the questions with ``more`` credited ones, each at a meeting of its own, and no claim left open."""
    decided = [replace(one, claim=Claim.DECLINED) if one.claim is Claim.CLAIMED else one for one in facts.questions]
    supposed = [
        QuestionFact(f"supposed-{n}", f"supposed-{n}", f"Another question ({n})", facts.days.first, Claim.CREDITED)
        for n in range(1, more + 1)
    ]
    return (*decided, *supposed)


def _is_work_open(policy: Policy, facts: TermFacts) -> bool:
    pieces = [component for component in policy.components if isinstance(component, Marked)]
    return any(decided_share(component, facts.work) is None for component in pieces)


def _work(percent: int) -> WorkFact:
    mark = MarkFact(value=Fraction(percent, 100), evidence=SUPPOSED)
    return WorkFact("writeup", "Write-up", handed_in=True, is_past_cutoff=True, mark=mark)
