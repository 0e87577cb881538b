"""Say what the lottery does to a class, over many simulated terms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import cycle, islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lottery import detection, simulation

LARGEST = {"students": 500, "meetings": 100, "picks": 50, "seeds": 100_000}


class Command(BaseCommand):
    """``simulate_lottery --students 25 --meetings 24 --picks 4 --seeds 1000``: the code that runs in class draws."""

    help = "Simulate terms, and print how evenly students are asked, how long they wait, and what is found of absences."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the class, how often it is drawn from, and how many terms to simulate."""
        parser.add_argument("--students", type=int, default=25, help="in the class (25)")
        parser.add_argument("--meetings", type=int, default=24, help="that hold draws (24)")
        parser.add_argument("--picks", type=int, default=4, help="planned a meeting (4)")
        parser.add_argument(
            "--made", default="", help="picks that meetings make in turn, such as 4,1,0; else as planned"
        )
        parser.add_argument("--seeds", type=int, default=1000, help="terms to simulate (1000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print both tables. Raise CommandError for a term that cannot be drawn, or is too large."""
        students, meetings, picks, seeds = (_count(options, name) for name in LARGEST)
        made = list(islice(cycle(_picks(options["made"]) or [picks]), meetings))
        terms = [simulation.term(students, picks, made, seed) for seed in range(seeds)]
        self.stdout.write(f"{students} students, {meetings} meetings, {picks} picks, {seeds} terms; everybody present")
        self._table(_fairness(terms))
        self.stdout.write("\nWhoever misses classes, the others being there (each class with its picks)")
        self._table(_detection(detection.Term(students, meetings, picks)))

    def _table(self, rows: Iterator[tuple[str, str]]) -> None:
        for what, figure in rows:
            self.stdout.write(f"  {what:<42}{figure:>10}")


def _count(options: dict[str, Any], name: str) -> int:
    if not 1 <= options[name] <= LARGEST[name]:
        raise CommandError(f"--{name} is a number from 1 to {LARGEST[name]}.")
    return int(options[name])


def _picks(text: str) -> list[int]:
    """Return the picks that meetings make in turn; none if nothing is said."""
    try:
        picks = [int(number) for number in text.split(",")] if text else []
    except ValueError:
        picks = [-1]
    if any(not 0 <= number <= LARGEST["picks"] for number in picks) or (picks and not any(picks)):
        raise CommandError("--made is a list of numbers, such as 4,1,0,4: how many picks the meetings make in turn.")
    return picks


def _fairness(terms: Sequence[simulation.Term]) -> Iterator[tuple[str, str]]:
    """Yield what a term is like: each figure in words, and its value."""
    spreads = Counter(term.spread for term in terms)
    for spread, number in sorted(spreads.items()):
        yield f"terms with a spread of {spread}", str(number)
    draws, places = sum(term.draws for term in terms), sum(len(row) for term in terms for row in term.histories)
    yield "longest wait, in meetings with draws", str(max(term.longest_wait for term in terms))
    yield "students never asked", str(sum(term.asked.count(0) for term in terms))
    yield "overdue students passed over", str(sum(term.forgotten for term in terms))
    yield "draws among the overdue alone", _percent(Fraction(sum(term.rushed for term in terms), draws))
    yield "student-meetings without any risk", _percent(Fraction(sum(term.safe for term in terms), places))


def _detection(term: detection.Term) -> Iterator[tuple[str, str]]:
    """Yield what the lottery finds of somebody who misses classes."""
    for finding in detection.findings(term):
        missed = f"{finding.missed} missed"
        yield f"{missed}: absences found on average", f"{float(finding.mean):.2f}"
        yield f"{missed}: share never found", _percent(finding.unseen)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f} %"
