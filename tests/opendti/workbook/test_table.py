"""A table of statistics at the bounds of a spreadsheet, and the decimals of its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from opendti.errors import UsageError
from opendti.workbook.composite import table as module
from opendti.workbook.composite.layout import FIRST_OF_TABLE, decimals_of
from opendti.workbook.composite.table import (
    StatisticsTable,
    TableCell,
    TableHeading,
    write_table,
)
from opendti.workbook.styles import Styles


def write(folder: Path, rows: list[list[str]]) -> None:
    cells = [[TableCell(text) for text in row] for row in rows]
    table = StatisticsTable(
        "title", "note", [TableHeading("", "a", 9), TableHeading("", "b", 9)], cells
    )
    with Workbook(str(folder / "a.xlsx")) as book:
        write_table(book.add_worksheet("A"), table, Styles(book))


@pytest.mark.parametrize(("length", "sound"), [(8191, True), (8192, False)])
def test_a_formula_is_no_longer_than_a_spreadsheet_takes(
    tmp_path: Path, length: int, *, sound: bool
) -> None:
    rows = [["1", "1" * length]]
    if sound:
        write(tmp_path, rows)
    else:
        with pytest.raises(UsageError, match="title"):
            write(tmp_path, rows)


@pytest.mark.parametrize(("count", "sound"), [(3, True), (4, False)])
def test_there_are_no_more_rows_than_a_spreadsheet_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, *, sound: bool
) -> None:
    assert module.MAX_ROWS == 1_048_576
    monkeypatch.setattr(module, "MAX_ROWS", FIRST_OF_TABLE + 2)
    rows = [["1", "1"]] * count
    if sound:
        write(tmp_path, rows)
    else:
        with pytest.raises(UsageError, match="title"):
            write(tmp_path, rows)


@pytest.mark.parametrize(
    ("size", "decimals"),
    [
        (0.0, 4), (float("nan"), 4), (float("inf"), 4), (12345.0, 4), (1.0, 4),
        (0.1, 4), (0.099, 5), (-0.01, 5), (0.0099, 6), (1e-9, 12), (1e-300, 12),
    ],
)  # fmt: skip
def test_a_small_number_is_shown_with_four_digits(size: float, decimals: int) -> None:
    assert decimals_of(size) == decimals
