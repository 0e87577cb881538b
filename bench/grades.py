"""How long the one engine takes for the grades of a large class, explanations included; no database, one core."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from desk.course_file import parse
from desk.demo import MODEL_COURSE
from grading.facts import (
    COUNTED_MEETINGS,
    Claim,
    Days,
    Evidence,
    MarkFact,
    MeetingFact,
    PaperFact,
    QuestionFact,
    Standing,
    TermFacts,
    WorkFact,
)
from grading.grade import grade

SIZES = (500, 2_000, 10_000)
PAPERS, MEETINGS = 20, 28
ALLOWED = {2_000: 6.0}
START = date(2025, 9, 5)
STANDINGS = [*[Standing.ON_TIME] * 14, Standing.ACCEPTED, Standing.LATE, Standing.MISSED, Standing.WAIVED]


def grades() -> None:
    """Print the seconds of each class, and the milliseconds a student, which must not grow."""
    policy = parse(MODEL_COURSE.read_text(encoding="utf-8")).policy
    print(f"\n{f'grades, students × {PAPERS} papers':<46}{'CPU s':>8}{'ms each':>9}{'allowed':>9}{'lines':>9}")
    for size in SIZES:
        dice = Random(size)
        terms = [_term(dice) for _ in range(size)]
        began = time.process_time()
        lines = sum(len(part.reckoning.lines) for term in terms for part in grade(policy, term).parts)
        took = time.process_time() - began
        allowed = ALLOWED.get(size)
        over = "  OVER" if allowed and took > allowed else ""
        print(f"{f'{size:,}':<46}{took:>8.2f}{1000 * took / size:>9.2f}{allowed or '–':>9}{lines:>9}{over}", flush=True)


def _term(dice: Random) -> TermFacts:
    """Return a finished term with something of everything."""
    questions = tuple(
        QuestionFact(f"q{number}", f"m{number}", "To the guest", START, dice.choice(list(Claim)), evidence=_evidence())
        for number in range(3)
    )
    mark = MarkFact(value=Fraction(dice.randint(0, 100), 100), evidence=_evidence())
    return TermFacts(
        days=Days(START),
        has_ended=True,
        papers=tuple(_papers(dice)),
        meetings=tuple(_meetings(dice)),
        questions=questions,
        work=WorkFact("writeup", "Write-up", handed_in=True, is_past_cutoff=True, mark=mark, evidence=_evidence()),
    )


def _papers(dice: Random) -> Iterator[PaperFact]:
    for number in range(PAPERS):
        due_on = START + timedelta(days=4 * number)
        yield PaperFact(f"p{number}", f"Paper {number}", due_on, dice.choice(STANDINGS), evidence=_evidence())


def _meetings(dice: Random) -> Iterator[MeetingFact]:
    kinds = sorted(COUNTED_MEETINGS)
    for number in range(MEETINGS):
        held_on = START + timedelta(days=3 * number)
        missed = dice.random() < 0.1
        yield MeetingFact(
            f"m{number}", f"Meeting {number}", held_on, dice.choice(kinds), is_over=True, missed=missed,
            excused=dice.random() < 0.05, evidence=_evidence() if missed else (),
        )  # fmt: skip


def _evidence() -> tuple[Evidence, ...]:
    return (Evidence("Noted", None, "Tess"),)
