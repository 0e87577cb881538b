"""Names in a comment, and the marks that stand for them."""

import pytest

from courseapp.markdown import render
from reviews.mentions import tie, untie, untie_html, without

NAMES = {"Ada": 1, "Ada Lovelace": 2, "Quiet Heron 42": 3}


@pytest.mark.parametrize(
    ("typed", "stored", "mentioned"),
    [
        ("@Ada Lovelace and @Ada", "@{1} and @{2}", {2: 1, 1: 2}),
        ("@ada lovelace, twice @ADA LOVELACE.", "@{1}, twice @{1}.", {2: 1}),
        ("(@Quiet Heron 42)", "(@{1})", {3: 1}),
        ("@Quiet Heron 421 and a@Ada", "@Quiet Heron 421 and a@Ada", {}),
        ("@Nobody here", "@Nobody here", {}),
    ],
)
def test_only_whole_names_that_may_be_called_are_tied(typed: str, stored: str, mentioned: dict[int, int]) -> None:
    assert tie(typed, NAMES, {}) == (stored, mentioned)


def test_a_change_keeps_the_numbers_of_whom_was_mentioned() -> None:
    assert tie("@Quiet Heron 42 and @Ada", NAMES, {1: 1}) == ("@{2} and @{1}", {3: 2, 1: 1})


def test_a_name_that_two_people_share_calls_nobody() -> None:
    assert tie("@Ada", {"Ada": 1, "ADA": 2}, {}) == ("@Ada", {})


def test_marks_become_the_names_that_the_reader_knows() -> None:
    assert untie("@{1} and @{7}", {1: "Ada"}) == "@Ada and @{7}"
    assert untie_html("<p>@{1} and @{7}</p>", {1: "Ada"}) == '<p><span class="mention">@Ada</span> and @{7}</p>'
    assert without("See @{1}.") == "See ."


def test_a_name_is_text_and_never_part_of_a_tag() -> None:
    shown = untie_html(render('[x](http://a.example/@{1} "@{1} <b>") <http://b.example/@{1}>'), {1: '<i>"Bo"</i>'})
    name = '<span class="mention">@&lt;i&gt;&quot;Bo&quot;&lt;/i&gt;</span>'
    assert shown.count("<span") == 1  # the second link's words; no address and no title is torn apart
    assert f'<a href="http://b.example/@{{1}}" rel="nofollow noopener">http://b.example/{name}</a>' in shown


def test_many_tags_and_marks_are_read_in_one_go() -> None:
    assert len(untie_html('<a title="@{1}">@{1}</a>' * 20_000 + '<"' * 20_000, {1: "Ada"})) > 20_000
