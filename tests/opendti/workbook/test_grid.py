"""A grid at the bounds of a page and of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from xlsxwriter import Workbook

from opendti.errors import UsageError
from opendti.workbook.grid import (
    PADDING,
    PAGE_WIDTH,
    ROW,
    Column,
    SheetGrid,
    refuse_oversize,
    width_of,
    write_grid,
)
from opendti.workbook.styles import Styles
from opendti.workbook.totals import over


def grid_of(columns: Sequence[Column], rows: int = 1, frozen: int = 1) -> SheetGrid:
    return SheetGrid("A", "title", "note", tuple(columns), rows, frozen)


def column(group: str = "g", formula: str = "", width: float = 10.0) -> Column:
    return Column(group, "w", "t", None, formula, [1.0], width)  # type: ignore[arg-type]


def breaks(folder: Path, widths: list[tuple[str, float]]) -> list[int]:
    """Return before which columns a page ends; widths are without what is added."""
    file = folder / "a.xlsx"
    with Workbook(str(file)) as book:
        columns = [column(group, width=width - PADDING) for group, width in widths]
        write_grid(book.add_worksheet("A"), grid_of(columns), Styles(book))
    with ZipFile(file) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [
        int(element.get("id")) for element in sheet.iterfind(".//{*}colBreaks/{*}brk")
    ]


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ([("k", 20), ("a", 79), ("b", 79)], []),
        ([("k", 20), ("a", 79), ("b", 79.5)], [2]),
        ([("k", 20), ("a", 170), ("b", 10)], [2]),
        ([("k", 20), ("a", 100), ("a", 100), ("b", 10)], [3]),
        ([("k", 20), ("a", 100), ("b", 100), ("c", 58), ("d", 0.75)], [2, 4]),
    ],
)
def test_a_page_ends_before_a_group_that_does_not_fit(
    widths: list[tuple[str, float]], expected: list[int], tmp_path: Path
) -> None:
    assert PAGE_WIDTH == 178
    assert breaks(tmp_path, widths) == expected


@pytest.mark.parametrize(
    ("columns", "rows", "sound"),
    [
        ([column()] * 16_384, 1, True),
        ([column()] * 16_385, 1, False),
        ([column()], 1_048_571, True),
        ([column()], 1_048_572, False),
        ([column(formula="1" * 8191)], 1, True),
        ([column(formula="1" * 8192)], 1, False),
        # A unit's number takes as many signs as that of the last row.
        ([column(formula="1" * 8189 + ROW)], 94, True),
        ([column(formula="1" * 8189 + ROW)], 95, False),
        ([column(formula="(" * 64 + ")" * 64)], 1, True),
        ([column(formula="(" * 65 + ")" * 65)], 1, False),
    ],
)
def test_no_more_than_a_spreadsheet_takes(
    columns: list[Column], rows: int, *, sound: bool
) -> None:
    grid = grid_of(columns, rows)
    if sound:
        refuse_oversize(grid)
    else:
        with pytest.raises(UsageError, match="a spreadsheet"):
            refuse_oversize(grid)


@pytest.mark.parametrize(("decimals", "width"), [(0, 11), (5, 11), (6, 12), (8, 14)])
def test_the_width_of_decimals(decimals: int, width: float) -> None:
    assert width_of(decimals) == width


@pytest.mark.parametrize(("count", "calls"), [(1, [1]), (200, [200]), (201, [200, 1]), (401, [200, 200, 1])])  # fmt: skip
def test_a_sum_of_many_cells_is_several(count: int, calls: list[int]) -> None:
    text = over("SUM", [f"A{row}" for row in range(count)])
    assert [part.count(",") + 1 for part in text.split("+")] == calls
    assert text.count("SUM(") == len(calls)
    assert text.replace("SUM(", "").replace(")", "").replace("+", ",") == ",".join(
        f"A{row}" for row in range(count)
    )
