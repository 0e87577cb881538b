"""Workbooks: typed cells, sheets that Excel takes, nothing that runs."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from courseapp import workbooks
from courseapp.workbooks import Book


def written(*rows, header=("What", "When"), title="Sheet"):
    """Return the workbook with one sheet of these rows, read again."""
    file = io.BytesIO()
    book = Book(file)
    sheet = book.sheet(title, header)
    for row in rows:
        sheet.add(row)
    book.close()
    return load_workbook(file)


def test_each_cell_keeps_its_type():
    book = written(("Ada", 2), (Decimal("1.5"), date(2025, 10, 7)), (None, datetime(2025, 10, 7, 13, 50, tzinfo=UTC)))
    values = [[cell.value for cell in row] for row in book["Sheet"].iter_rows(min_row=2)]
    assert values == [["Ada", 2], [1.5, datetime(2025, 10, 7)], [None, datetime(2025, 10, 7, 13, 50)]]  # noqa: DTZ001


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "https://example.edu", "007"])
def test_text_stays_text_whatever_it_begins_with(name):
    cell = written((name,))["Sheet"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_head_stays_in_sight_and_the_table_can_be_filtered():
    sheet = written(("a", 1), ("b", 2))["Sheet"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:B3")


def test_titles_that_excel_refuses_are_made_fit():
    file = io.BytesIO()
    book = Book(file)
    for title in ("Talk: a/b?", "x" * 40, "X" * 40, "History", "", "'"):
        book.sheet(title, ("What",))
    book.close()
    names = load_workbook(file).sheetnames
    assert names == ["Talk  a b", "x" * 31, "X" * 27 + " (2)", "History (2)", "Sheet", "Sheet (2)"]


def test_past_the_last_row_a_table_goes_on_in_another_sheet(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    book = written(("a",), ("b",), ("c",), header=("What",))
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [["What", "a", "b"], ["What", "c"]]
    assert book.sheetnames == ["Sheet", "Sheet (2)"]
