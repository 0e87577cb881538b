"""What missing classes costs, drawn with the code that runs in class."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lottery.detection import Finding, Term, findings


def test_the_model_course_finds_six_missed_classes_about_once_and_a_third_of_such_students_never() -> None:
    found = {finding.missed: finding for finding in findings(Term(students=25, meetings=24, picks=4))}
    assert Fraction(8, 10) < found[6].mean < Fraction(13, 10)
    assert Fraction(25, 100) < found[6].unseen < Fraction(42, 100)


def test_missing_more_is_found_more_often_and_never_more_often_than_it_happened() -> None:
    found = findings(Term(students=8, meetings=8, picks=2))
    means = [finding.mean for finding in found]
    assert means == sorted(means)
    assert all(max(finding.times) <= finding.missed for finding in found)


def test_where_everybody_is_asked_at_each_meeting_every_absence_is_found() -> None:
    for finding in findings(Term(students=3, meetings=8, picks=3)):
        assert (finding.mean, finding.unseen) == (finding.missed, 0)


def test_a_short_term_says_nothing_of_more_absences_than_it_has_meetings() -> None:
    assert [finding.missed for finding in findings(Term(students=5, meetings=3, picks=1))] == [1, 2, 3]


def test_the_same_term_gives_the_same_findings() -> None:
    assert findings(Term(6, 4, 2)) == findings(Term(6, 4, 2))


def test_the_cost_counts_free_absences_and_never_exceeds_the_weight() -> None:
    finding = Finding(missed=6, times={0: 5, 1: 3, 2: 1, 6: 1})
    assert finding.mean_cost(Decimal(2), free=0, weight=Decimal(20)) == Fraction(3 * 2 + 4 + 12, 10)
    assert finding.mean_cost(Decimal(2), free=1, weight=Decimal(20)) == Fraction(2 + 10, 10)
    assert finding.mean_cost(Decimal(2), free=0, weight=Decimal(5)) == Fraction(3 * 2 + 4 + 5, 10)
    assert (finding.unharmed(free=0), finding.unharmed(free=1)) == (Fraction(5, 10), Fraction(8, 10))


def test_a_large_term_is_simulated_less_often() -> None:
    assert Term(25, 24, 4).terms == 100
    assert Term(150, 40, 10).terms == 4


@pytest.mark.parametrize("term", [(0, 24, 4), (25, 0, 4), (25, 24, 0)])
def test_a_term_without_students_meetings_or_picks_is_none(term: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Term(*term)
