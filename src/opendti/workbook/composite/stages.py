"""The sheets of raw numbers and of the steps before the treatment of outliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from opendti.formula import Name
from opendti.formula.spreadsheet import write_live, write_truth
from opendti.plan.composite import Screening
from opendti.plan.model import Criterion
from opendti.scoring import Answers
from opendti.scoring.composite.screen import available_share, non_zero_share
from opendti.workbook.composite.layout import (
    AVAILABLE,
    DECIMALS,
    FIRST_COLUMN,
    INCLUDED,
    NON_ZERO,
    CompositeLayout,
    counted,
    decimals_of,
)
from opendti.workbook.composite.traced import TracedRun
from opendti.workbook.composite.words import (
    NO_QUOTIENT,
    SCREENED_OUT,
    SHEETS,
    percent,
)
from opendti.workbook.criterion import range_of
from opendti.workbook.grid import Column, SheetGrid, here
from opendti.workbook.heading_columns import block_number, unit_columns
from opendti.workbook.styles import Styles
from opendti.workbook.texts import quoted
from opendti.workbook.words import (
    BLANK,
    CD,
    KAD,
    NO,
    NOT_MEASURED,
    NOTHING,
    YES,
)

WIDTH = 16
NOTES = {
    "raw": "Mỗi chỉ tiêu một cột: số đã nhập hoặc số mà quy tắc cho ra; không có số thì ghi lý do.",
    "denominated": "Số gốc chia cho mẫu số của chỉ tiêu; mẫu số bằng 0 hoặc thiếu thì không có số.",
    "screened": "Đơn vị có quá ít số liệu thì bị loại: không có giá trị, không xếp hạng, không ảnh hưởng đơn vị khác.",
    "imputed": "Số còn thiếu được bù; không bù cho ô không áp dụng và đơn vị đã bị loại.",
    "treated": "Số sau khi xử lý ngoại lai; cách xử lý của từng chỉ tiêu ở trang Kiểm ngoại lai.",
    "normalised": "Số của mọi chỉ tiêu trên một thang chung; các mức so sánh của khối ở trang Thống kê.",
}


@dataclass(frozen=True, slots=True)
class StageSheet:
    """What every sheet of a stage is written from."""

    layout: CompositeLayout
    answers: Answers
    traced: TracedRun
    styles: Styles

    def grid(self, stage: str, columns: Sequence[Column], frozen: int = 0) -> SheetGrid:
        """Lay out a stage: who, then its columns."""
        cell_map = self.layout.cell_map
        who = [
            *unit_columns(cell_map, self.answers, self.styles),
            block_number(cell_map, self.answers, self.styles),
        ]
        name = SHEETS[stage]
        return SheetGrid(
            name,
            name,
            NOTES[stage],
            (*who, *columns),
            cell_map.units,
            frozen or FIRST_COLUMN,
        )

    def indicator(
        self,
        stage: str,
        column: int,
        formula: str,
        words: str,
        *,
        is_array: bool = False,
    ) -> Column:
        """Return the column of an indicator after a stage."""
        return Column(
            self.heading(column),
            words,
            SHEETS[stage],
            self.styles("number", self._decimals(stage, column)),
            formula,
            self.traced.of(stage, column),
            WIDTH,
            is_array,
        )

    def _decimals(self, stage: str, column: int) -> int:
        """Return the decimals that show the greatest number of a column."""
        numbers = np.abs(self.traced.run.tables[stage][:, column])
        return decimals_of(float(np.fmax.reduce(numbers, initial=np.nan)))

    def heading(self, column: int) -> str:
        """Return an indicator's code and title."""
        criterion = self.criterion(column)
        return f"{criterion.code} {criterion.title.vi}"

    def criterion(self, column: int) -> Criterion:
        """Return the criterion of an indicator."""
        return self.layout.plan.criteria[int(self.layout.composite.criteria[column])]

    @property
    def indicators(self) -> range:
        """Return the indices of the indicators."""
        return range(self.layout.composite.nodes.size)


def raw_grid(page: StageSheet) -> SheetGrid:
    """Lay out the numbers that the index begins with."""
    columns = [
        page.indicator("raw", column, _raw(page, column), _raw_words(page, column))
        for column in page.indicators
    ]
    return page.grid("raw", columns)


def _raw_words(page: StageSheet, column: int) -> str:
    criterion = page.criterion(column)
    return "Số đã nhập" if criterion.kind == "number" else criterion.words.vi


def _raw(page: StageSheet, column: int) -> str:
    """Return an indicator's number, or the mark that says why there is none."""
    layout = page.layout
    index = int(layout.composite.criteria[column])
    criterion = layout.plan.criteria[index]
    full = layout.cell_map.full_points(index)
    cells = layout.cell_map.cells(criterion, full)
    claimed = f'"{KAD}"' if criterion.may_not_apply else f'"{BLANK}"'
    missing = f'"{NOT_MEASURED[criterion.not_measured]}"'
    if criterion.not_measured == "zero":
        missing = "0"
    asked = _asked(layout, criterion)
    asks = [
        # Marks of states are texts in the cells of answers; COUNTIF finds them in a range.
        (f'COUNTIF({asked},"{KAD}")>0', claimed),
        (f'COUNTIF({asked},"{CD}")>0', missing),
    ]
    # Before the other states, as in scoring: what does not apply is neither blank nor missing.
    if criterion.absent_when is not None:
        asks.insert(0, (write_truth(criterion.absent_when, cells), f'"{KAD}"'))
    if criterion.unmeasured_when is not None:
        asks.append((write_truth(criterion.unmeasured_when, cells), missing))
    text = write_live(criterion.tree, cells, f'"{BLANK}"')
    # Wrapped from the last question outwards, so the first one is asked first.
    for ask, result in reversed(asks):
        text = f"IF({ask},{result},{text})"
    # A criterion that some block lacks has no number there, whatever is typed.
    if np.isnan(layout.plan.maxima[:, index]).any():
        text = f'IF({full}="{NOTHING}","{NOTHING}",{text})'
    return text


def _asked(layout: CompositeLayout, criterion: Criterion) -> str:
    """Return the cells that decide a criterion's state: its own number's, or all."""
    if criterion.kind == "number":  # its tree names the item, as there are no gates
        own = cast("Name", criterion.tree)
        return layout.cell_map.item(layout.plan.addresses[own.name])
    return range_of(criterion)


def denominated_grid(page: StageSheet) -> SheetGrid:
    """Lay out the numbers divided by their denominators."""
    columns = [_denominated(page, column) for column in page.indicators]
    return page.grid("denominated", columns)


def _denominated(page: StageSheet, column: int) -> Column:
    layout = page.layout
    item = int(layout.composite.denominators[column])
    before = layout.cell(layout.before("denominated"), column)
    if item < 0:
        return page.indicator("denominated", column, before, "Không chia")
    formula = f"IF(ISNUMBER({before}),{_quotient(before, layout.cell_map.item(item))},{before})"
    title = layout.plan.items[item].title.vi
    return page.indicator("denominated", column, formula, f"Chia cho: {title}")


def _quotient(above: str, below: str) -> str:
    return f'IF(N({below})<>0,{above}/{below},"{NO_QUOTIENT}")'


def screened_grid(page: StageSheet) -> SheetGrid:
    """Lay out who takes part, and the numbers of those who do."""
    columns = _decision(page, cast("Screening", page.layout.composite.screening))
    for indicator in page.indicators:
        before = page.layout.cell(page.layout.before("screened"), indicator)
        formula = f'IF({here(INCLUDED)}="{YES}",{before},"{SCREENED_OUT}")'
        words = "Số của đơn vị được giữ lại"
        columns.append(page.indicator("screened", indicator, formula, words))
    return page.grid("screened", columns, INCLUDED + 1)


def _decision(page: StageSheet, rule: Screening) -> list[Column]:
    """Return the shares of numbers that are there and not zero, and who is kept."""
    layout, traced = page.layout, page.traced
    row = layout.every(layout.before("screened"))
    # The share is of the criteria that apply to the unit, not of all.
    applies = counted(layout.every("raw"))
    formulas = {
        AVAILABLE: f"COUNT({row})/MAX(1,{applies})",
        NON_ZERO: f"(COUNT({row})-COUNTIF({row},0))/MAX(1,COUNT({row}))",
    }
    values = traced.run.tables[layout.before("screened")]
    shares = {
        AVAILABLE: available_share(
            values, traced.run.raw.applies(layout.composite.criteria)
        ),
        NON_ZERO: non_zero_share(values),
    }
    titles = {
        AVAILABLE: "Tỷ lệ chỉ tiêu có số",
        NON_ZERO: "Tỷ lệ số khác 0",
    }
    words = _screen_words(rule)
    columns = [
        Column(
            "Sàng lọc",
            words,
            titles[part],
            page.styles("number", DECIMALS),
            formulas[part],
            traced.kept(shares[part].tolist()),
            12,
        )
        for part in (AVAILABLE, NON_ZERO)
    ]
    kept = [YES if is_kept else NO for is_kept in traced.run.kept]
    style = page.styles("state")
    columns.append(
        Column("Sàng lọc", words, "Giữ lại", style, _kept(rule), traced.kept(kept), 10)
    )
    return columns


def _screen_words(rule: Screening) -> str:
    parts = []
    if rule.availability is not None:
        parts.append(f"có số từ {percent(rule.availability)} chỉ tiêu áp dụng trở lên")
    if rule.non_zero is not None:
        parts.append(f"từ {percent(rule.non_zero)} số khác 0 trở lên")
    if rule.keep:
        parts.append(f"luôn giữ {', '.join(sorted(rule.keep))}")
    if rule.drop:
        parts.append(f"luôn loại {', '.join(sorted(rule.drop))}")
    return f"Giữ lại đơn vị: {'; '.join(parts)}" if parts else "Giữ mọi đơn vị"


def _kept(rule: Screening) -> str:
    asks = []
    if rule.availability is not None:
        asks.append(f"{here(AVAILABLE)}>={rule.availability!r}")
    if rule.non_zero is not None:
        asks.append(f"{here(NON_ZERO)}>={rule.non_zero!r}")
    text = f'IF(AND({",".join(asks)}),"{YES}","{NO}")' if asks else f'"{YES}"'
    # Drop is outside keep, as in the engine: a unit in both lists is dropped.
    for units, result in ((rule.keep, YES), (rule.drop, NO)):
        if units:
            # EXACT, since Excel's = ignores case and codes of units may differ in it.
            named = ",".join(
                f"EXACT({here(0)},{quoted(unit)})" for unit in sorted(units)
            )
            text = f'IF(OR({named}),"{result}",{text})'
    return text
