"""Whether marks drift: along a marker's way through the reviews, and from marker to marker. No Django, no clock."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

QUARTERS = ("first quarter", "second quarter", "third quarter", "last quarter")


@dataclass(frozen=True, slots=True)
class Sample:
    """One mark that counts: whose, at which place of their way through which paper, and what it said."""

    marker: str
    paper: int
    position: int | None
    said: str
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Marks added up: how many, how many said what, and the mean and spread of those that are worth something.

    ``mean`` is from 0 to 1; ``spread`` is the standard deviation of these marks. None where there are none.
    """

    label: str
    count: int
    said: Counter[str]
    mean: Fraction | None
    spread: float | None

    @property
    def percent(self) -> float | None:
        """The mean in per cent, to one place."""
        return None if self.mean is None else round(float(self.mean) * 100, 1)

    @property
    def spread_percent(self) -> float | None:
        """The spread in points of per cent, to one place."""
        return None if self.spread is None else round(self.spread * 100, 1)


def by_quarter(samples: Iterable[Sample], worths: Mapping[str, Fraction]) -> list[Figures]:
    """Return figures for each quarter of the markers' ways, the first first; marks without a place are left out."""
    placed = [sample for sample in samples if sample.position is not None]
    longest: dict[tuple[str, int], int] = defaultdict(int)
    for sample in placed:
        way = (sample.marker, sample.paper)
        longest[way] = max(longest[way], sample.position or 0)

    def quarter(sample: Sample) -> str:
        return QUARTERS[((sample.position or 1) - 1) * 4 // longest[sample.marker, sample.paper]]

    return _grouped(placed, quarter, QUARTERS, worths)


def by_marker(samples: Sequence[Sample], worths: Mapping[str, Fraction]) -> list[Figures]:
    """Return figures for each marker, by name."""
    return _grouped(samples, lambda sample: sample.marker, sorted({sample.marker for sample in samples}), worths)


def _grouped(
    samples: Iterable[Sample], key: Callable[[Sample], str], labels: Iterable[str], worths: Mapping[str, Fraction]
) -> list[Figures]:
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        groups[key(sample)].append(sample)
    return [figures(label, groups[label], worths) for label in labels]


def figures(label: str, samples: Sequence[Sample], worths: Mapping[str, Fraction]) -> Figures:
    """Return one group's figures."""
    values = [value for sample in samples if (value := _worth(sample, worths)) is not None]
    mean = sum(values, Fraction(0)) / len(values) if values else None
    spread = None if mean is None else sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return Figures(label, len(samples), Counter(sample.said for sample in samples), mean, spread)


def _worth(sample: Sample, worths: Mapping[str, Fraction]) -> Fraction | None:
    return sample.share if sample.share is not None else worths.get(sample.said)
