"""The sheet of imputation: the numbers, and what stands for those that are missing."""

from __future__ import annotations

from opendti.plan.composite import Imputation
from opendti.plan.method_words import IMPUTATIONS
from opendti.workbook.cell_map import FIRST_ITEM
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.stages import Page
from opendti.workbook.composite.words import STAYS_EMPTY
from opendti.workbook.grid import SheetGrid, down
from opendti.workbook.words import ANSWERS


def imputed_grid(page: Page) -> SheetGrid:
    """Lay out the numbers, and what stands for those that are missing."""
    rule = page.layout.composite.imputation
    if rule is None:
        return page.grid("imputed", ())
    stands = _stand_ins(page, rule)
    method = IMPUTATIONS.get(rule.method)
    words = f"Số thiếu thay bằng {method.vi}" if method else "Không bù"
    columns = [
        page.indicator(
            "imputed",
            indicator,
            _filled(
                page.layout.cell(page.layout.before("imputed"), indicator),
                stands[indicator],
            ),
            words,
            is_array=rule.method not in {"none", "last"},
        )
        for indicator in page.indicators
    ]
    return page.grid("imputed", columns)


def _filled(before: str, stand_in: str) -> str:
    if not stand_in:
        return before
    marks = ",".join(f'{before}="{mark}"' for mark in STAYS_EMPTY)
    asks = f"OR(ISNUMBER({before}),{marks})"
    return f"IF({asks},{before},IFERROR({stand_in},{before}))"


def _stand_ins(page: Page, rule: Imputation) -> list[str]:
    """Return for each indicator what is put where a number is missing; NA where nothing."""
    if rule.method == "none":
        return ["" for _ in page.indicators]
    if rule.method == "last":
        return [_last(page.layout, column) for column in page.indicators]
    return [_statistic(page.layout, rule, column) for column in page.indicators]


def _last(layout: CompositeLayout, column: int) -> str:
    item = int(layout.composite.last[column])
    if item < 0:
        return ""
    cell = layout.cell_map.item(item)
    order = layout.composite.order
    below = int(layout.composite.denominators[column])
    number = cell
    if below >= 0 and order.index("denominate") < order.index("impute"):
        number = f"{cell}/{layout.cell_map.item(below)}"
    return f"IF(ISNUMBER({cell}),{number},NA())"


def _statistic(layout: CompositeLayout, rule: Imputation, column: int) -> str:
    """Return the mean or median of the units of the block, or of the group in it."""
    cells = layout.whole(layout.before("imputed"), column)
    alike = [f"ISNUMBER({cells})"]
    if layout.blocks > 1:
        alike.append(layout.same_block())
    statistic = "MEDIAN" if rule.method.endswith("median") else "AVERAGE"
    if rule.group is None:
        return f"{statistic}(IF({'*'.join(alike)},{cells}))"
    group = layout.cell_map.item(rule.group)
    alike.append(f"({down(ANSWERS, FIRST_ITEM + rule.group, layout.units)}={group})")
    is_known = f"ISNUMBER(MATCH({group},{layout.cell_map.listed(rule.group)},0))"
    return f"IF({is_known},{statistic}(IF({'*'.join(alike)},{cells})),NA())"
