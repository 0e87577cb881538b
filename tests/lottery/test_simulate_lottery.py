"""The command that says what the lottery does to a class."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def said(**options: object) -> str:
    """Return what the command prints."""
    out = StringIO()
    call_command("simulate_lottery", stdout=out, **options)
    return out.getvalue()


def test_it_prints_how_fair_a_term_is_and_what_is_found() -> None:
    lines = said(students=6, meetings=4, picks=2, seeds=5).splitlines()
    figures = {line[2:44].strip(): line[44:].strip() for line in lines if line.startswith("  ")}
    assert lines[0] == "6 students, 4 meetings, 2 picks, 5 terms; everybody present"
    assert sum(int(figure) for what, figure in figures.items() if "spread" in what) == 5
    assert figures["overdue students passed over"] == "0"
    assert [what for what in figures if "on average" in what] == [
        f"{missed} missed: absences found on average" for missed in (1, 2, 3, 4)
    ]


def test_meetings_may_make_fewer_picks_than_planned() -> None:
    assert "students never asked                               0" in said(
        students=4, meetings=20, picks=2, made="2,1,0", seeds=3
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"students": 0}, "--students is a number from 1 to 500."),
        ({"seeds": 100_001}, "--seeds is a number from 1 to 100000."),
        ({"made": "4,x"}, "--made is a list of numbers"),
        ({"made": "0,0"}, "--made is a list of numbers"),
        ({"made": "-1"}, "--made is a list of numbers"),
    ],
)
def test_a_term_that_cannot_be_drawn_is_refused(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(**options)
