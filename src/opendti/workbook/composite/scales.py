"""The common scale: what each block has in common, and every number on its scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from opendti.methods.normalisations import NORMALISATIONS, ScaleCells
from opendti.numeric.moments import (
    count_of,
    deviation_of,
    max_of,
    mean_of,
    min_of,
)
from opendti.numeric.tolerance import SAME
from opendti.plan.composite import Normalisation
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.table import StatisticsTable, TableCell, TableHeading
from opendti.workbook.composite.words import STATISTICS
from opendti.workbook.grid import FIRST, SheetGrid, Value
from opendti.workbook.words import NOTHING

Array = NDArray[np.float64]
COUNT, MINIMUM, MAXIMUM, MEAN, DEVIATION = range(4, 9)
"""Columns of the table of statistics."""
HEADINGS = (
    ("Mã", 12),
    ("Chỉ tiêu", 44),
    ("Khối", 14),
    ("Hướng", 9),
    ("Số đơn vị có số", 11),
    ("Nhỏ nhất", 14),
    ("Lớn nhất", 14),
    ("Trung bình", 14),
    ("Độ lệch chuẩn (n − 1)", 14),
)
NOTE = (
    "Thống kê trong khối của số trước khi chuẩn hóa, đã theo hướng: càng thấp càng tốt "
    "(hướng −1) thì số đổi dấu, nên lớn nhất luôn là tốt nhất."
)


def statistics_table(page: StageSheet) -> StatisticsTable:
    """Lay out one row an indicator and block."""
    rows = (
        list(_row(page, column, block))
        for column in page.indicators
        for block in range(page.layout.blocks)
    )
    title = f"{STATISTICS}: các mức so sánh trong từng khối"
    return StatisticsTable(
        title, NOTE, [TableHeading("", *head) for head in HEADINGS], rows
    )


def _row(page: StageSheet, column: int, block: int) -> Iterator[TableCell]:
    layout = page.layout
    criterion = page.criterion(column)
    direction = float(layout.composite.directions[column])
    yield TableCell(criterion.code, style="key", is_live=False)
    yield TableCell(criterion.title.vi, style="cell", is_live=False)
    yield TableCell(layout.plan.blocks[block].code, style="cell", is_live=False)
    yield TableCell(f"{direction:.0f}", direction, "whole")
    stage = layout.before("normalised")
    among = layout.among(stage, column, block)
    table = page.traced.run.tables[stage]
    values = table[page.answers.blocks == block][:, [column]]
    is_reversed = layout.is_reversed(column)
    values = -values if is_reversed else values
    texts = _texts(among, is_reversed=is_reversed)
    for position, (text, statistic) in enumerate(texts, start=COUNT):
        style = "whole" if position == COUNT else "number"
        value: Value = _shown(statistic(values)) if page.traced.is_kept else ""
        yield TableCell(text, value, style, is_array=True)


Statistic = Callable[[Array], Array]


def _texts(among: str, *, is_reversed: bool) -> list[tuple[str, Statistic]]:
    sign = "-" if is_reversed else ""
    # The lowest of the negated numbers is the negated highest.
    minimum, maximum = ("MAX", "MIN") if is_reversed else ("MIN", "MAX")
    some = f"COUNT({among})>0"
    return [
        (f"COUNT({among})", lambda x: count_of(x).astype(np.float64)),
        (f'IF({some},{sign}{minimum}({among}),"{NOTHING}")', min_of),
        (f'IF({some},{sign}{maximum}({among}),"{NOTHING}")', max_of),
        (f'IFERROR({sign}AVERAGE({among}),"{NOTHING}")', mean_of),
        # STDEV divides by n - 1, as R's `sd` does in COINr; of one number it is an error.
        (f'IFERROR(STDEV({among}),"{NOTHING}")', deviation_of),
    ]


def _shown(values: Array) -> Value:
    value = float(values[0]) if values.size else float("nan")
    # `+ 0.0` makes 0 of -0, which a spreadsheet would show with its sign.
    return NOTHING if np.isnan(value) else value + 0.0


def normalised_grid(page: StageSheet) -> SheetGrid:
    """Lay out every number on the common scale."""
    stage = page.layout.before("normalised")
    columns = []
    for indicator in page.indicators:
        before = page.layout.cell(stage, indicator)
        scale = _normalisation_of(page.layout, indicator)
        cells = _cells(page, indicator, scale)
        scaled = NORMALISATIONS[scale.method].formula(cells)
        formula = f"IF(ISNUMBER({before}),{scaled},{before})"
        words = page.criterion(indicator).words.vi
        columns.append(page.indicator("normalised", indicator, formula, words))
    return page.grid("normalised", columns)


def _normalisation_of(layout: CompositeLayout, column: int) -> Normalisation:
    """Return the normalisation of one indicator's column."""
    normalisation = next(
        normalisation
        for normalisation in layout.composite.normalisations
        if column in normalisation.columns
    )
    return normalisation.part(np.flatnonzero(normalisation.columns == column))


def _cells(page: StageSheet, column: int, scale: Normalisation) -> ScaleCells:
    """Return the cells that the formula of an indicator's normalisation is written from."""
    layout, stage = page.layout, page.layout.before("normalised")
    is_reversed = layout.is_reversed(column)
    own = layout.cell(stage, column)
    count, minimum, maximum, mean, deviation = (
        layout.statistic(column, index)
        for index in (COUNT, MINIMUM, MAXIMUM, MEAN, DEVIATION)
    )
    return ScaleCells(
        scale,
        own=f"(-{own})" if is_reversed else own,
        reference=_reference_cell(page, column, scale.reference),
        count=count,
        minimum=minimum,
        maximum=maximum,
        mean=mean,
        deviation=deviation,
        worse=_worse(layout, column, is_reversed=is_reversed),
        nothing=NOTHING,
        is_reversed=is_reversed,
    )


def _reference_cell(page: StageSheet, column: int, reference: str | None) -> str:
    """Return the indicator's cell of the reference unit; empty where there is none."""
    row = None if reference is None else page.answers.unit_index(reference)
    if row is None:
        return ""
    cells = page.layout.whole(page.layout.before("normalised"), column)
    first, _, _ = cells.rpartition(":")
    return f"{first.rpartition('$')[0]}${FIRST + row}"


def _worse(layout: CompositeLayout, column: int, *, is_reversed: bool) -> str:
    """Count the units of the block that are worse."""
    stage = layout.before("normalised")
    cells, own = layout.whole(stage, column), layout.cell(stage, column)
    # With the engine's tolerance, so that numbers which differ by round-off are tied.
    sign, less = (">", "+") if is_reversed else ("<", "-")
    alike = f"{layout.same_block()}*" if layout.blocks > 1 else ""
    return f"SUMPRODUCT({alike}ISNUMBER({cells})*({cells}{sign}{own}{less}{SAME!r}*ABS({own})))"
