"""CSV by the line, in which no cell can be run as a formula."""

from decimal import Decimal

import pytest

from courseapp.spreadsheets import Value, csv_lines, inert


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tTab", "'\tTab"),
        ("\rReturn", "'\rReturn"),
        ("Ada = Lovelace", "Ada = Lovelace"),
        ("", ""),
        (Decimal("-2.00"), "-2.00"),
        (-2, "-2"),
        (None, ""),
    ],
)
def test_text_that_a_spreadsheet_could_run_is_made_inert_and_numbers_are_left_alone(cell: Value, written: str) -> None:
    assert inert(cell) == written


def test_rows_become_lines_quoted_where_they_must_be() -> None:
    assert list(csv_lines([["Name", "Words"], ['=1, "Bo"', 12]])) == ["Name,Words\r\n", '"\'=1, ""Bo""",12\r\n']


def test_a_byte_order_mark_comes_first_and_on_request_alone() -> None:
    assert list(csv_lines([["a"]], byte_order_mark=True)) == ["\ufeff", "a\r\n"]
