"""What is where in a paper: ``reviews.places``."""

import pytest

from reviews.places import find

PAPER = [
    "A Paper\n1 Introduction\nWe do this.\n2 Background\nIt was done before.",
    "2.1 Earlier Work\nOthers did that.\n2.2 Our Setting\nFigure 1: A picture.\n3 Design",
    "3.1 The Cache\nText\n3.1.1 Blocks\nText\n3.2 The Manager\nTable 1. Numbers.",
    "4 Evaluation on GPT-3\nFigure 2 shows that it works.\nFigure 2: It works.\nA.1 Proofs\nText",
]  # fmt: skip


def test_sections_figures_and_tables_are_found_on_their_pages() -> None:
    places = find(PAPER)
    assert places.sections == {
        "1": 1, "2": 1, "2.1": 2, "2.2": 2, "3": 2, "3.1": 3, "3.1.1": 3, "3.2": 3, "4": 4, "A.1": 4,
    }  # fmt: skip
    assert (places.figures, places.tables, places.count, places.first) == ({"1": 2, "2": 4}, {"1": 3}, 4, 1)


@pytest.mark.parametrize(
    "pages",
    [
        [],
        ["", ""],
        ["No heading at all.", "3.2 of them were lost.\n4 Years later"],
        ["1 Introduction", "Two headings are no sections yet.\n2 End"],
        ["12 Monkeys\n13 Ghosts\n14 Days"],
        ["1 Introduction 3\n2 Background 5\n3 Design 9"],
        ["1 We came.\n2 We saw.\n3 We went."],
    ],
)
def test_what_is_no_run_of_headings_gives_no_section(pages: list[str]) -> None:
    assert find(pages).sections == {}


def test_a_heading_that_may_be_on_two_pages_is_left_out() -> None:
    pages = ["1 Introduction\n2 Method", "2.1 Setup\nText", "2.1 Seconds Passed\nText", "2.2 More\n3 End"]
    assert find(pages).sections == {"1": 1, "2": 1, "2.2": 4, "3": 4}


def test_a_figure_with_two_captions_is_left_out() -> None:
    assert find(["Figure 1: One", "Fig. 1: Another\nFigure 2: Two"]).figures == {"2": 2}


def test_a_table_of_contents_is_not_where_a_section_is() -> None:
    pages = [
        "1 Introduction . . . 2\n1.1 Aim . . . 2\n2 End . . . 3",
        "1 Introduction\n1.1 Aim\nText",
        "2 End",
    ]
    assert find(pages).sections == {"1": 2, "1.1": 2, "2": 3}


def test_the_pdfs_own_headings_come_before_what_is_read() -> None:
    own = [("1 Introduction", 2), ("2 Method", 3), ("3 End", 5), ("Index", 6)]
    pages = ["1 Introduction", "Text", "2 Method\n2.1 Setup", "Text", "3 End\n4 Licence\n5 Terms", "Text"]
    assert find(pages, own).sections == {"1": 2, "2": 3, "3": 5, "2.1": 3}


def test_printed_numbers_are_told_from_those_of_the_file() -> None:
    assert find(["1231\nText", "Text\n1232", "Text 7\nMore", "1234\nText"]).first == 1231
    assert find(["Text\n1", "Text\n2"]).first == 1
    assert find(["2024\nText", "Text", "Text"]).first == 1


def test_a_long_list_of_numbers_costs_little() -> None:
    assert find(["\n".join(f"{number % 90} Words" for number in range(20_000))]).sections == {}
