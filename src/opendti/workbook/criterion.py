"""The five formulas of a criterion, from the rule's bare value to the points."""

from __future__ import annotations

import math

from opendti.formula.spreadsheet import write_live, write_rounded, write_truth
from opendti.plan.model import Criterion
from opendti.workbook.cell_map import (
    EARNED,
    FIRST_ITEM,
    FULL,
    MAXIMUM,
    RAW,
    STATE,
    CellMap,
)
from opendti.workbook.grid import ROW, letter
from opendti.workbook.words import (
    ANSWERS,
    BLANK,
    CD,
    GIVEN,
    KAD,
    LEFT_OUT,
    NOT_MEASURED,
    NOTHING,
)


def formulas(cell_map: CellMap, index: int) -> dict[int, str]:
    """
    Return the formulas of a criterion by the part they give.

    Notes
    -----
    They say what `opendti.scoring.score` says: a blank scores 0 of its maximum; what
    does not apply, or was not measured and is left out, leaves both; points lie
    between 0 and the maximum, and are rounded where the framework says so. Bonuses
    and penalties are no part of the maximum.
    """
    criterion = cell_map.plan.criteria[index]
    full = cell_map.own(index, FULL)
    inner = {
        RAW: write_live(criterion.tree, cell_map.cells(criterion, full)),
        STATE: _state(cell_map, index),
        EARNED: _earned(cell_map, index),
        MAXIMUM: _maximum(cell_map, index),
    }
    if any(math.isnan(points) for points in criterion.maxima):
        # A dash stands where the unit's block has no such criterion.
        inner = {
            part: f'IF(ISNUMBER({full}),{text},"{NOTHING}")'
            for part, text in inner.items()
        }
    return {FULL: cell_map.full_points(index), **inner}


def _state(cell_map: CellMap, index: int) -> str:
    criterion = cell_map.plan.criteria[index]
    answers, raw = range_of(criterion), cell_map.own(index, RAW)
    cells = cell_map.cells(criterion, cell_map.own(index, FULL))
    claimed = KAD if criterion.may_not_apply else BLANK
    not_measured = NOT_MEASURED[criterion.not_measured]
    asks = [
        (f'COUNTIF({answers},"{KAD}")>0', claimed),
        (f'COUNTIF({answers},"{CD}")>0', not_measured),
        (f"COUNTA({answers})=0", BLANK),
        (f'{raw}=""', BLANK),
    ]
    if criterion.absent_when is not None:
        # In the engine's order: the first question that holds decides, as `_details` lets the
        # last write win.
        asks.insert(0, (write_truth(criterion.absent_when, cells), KAD))
    if criterion.unmeasured_when is not None:
        asks.insert(-1, (write_truth(criterion.unmeasured_when, cells), not_measured))
    text = f'"{GIVEN}"'
    for ask, state in reversed(asks):
        text = f'IF({ask},"{state}",{text})'
    return text


def range_of(criterion: Criterion) -> str:
    """Return the cells of a criterion's answers."""
    first, last = (FIRST_ITEM + criterion.items[end] for end in (0, -1))
    return f"'{ANSWERS}'!${letter(first)}{ROW}:${letter(last)}{ROW}"


def _earned(cell_map: CellMap, index: int) -> str:
    raw, full = cell_map.own(index, RAW), cell_map.own(index, FULL)
    points = f"MAX(0,MIN({raw},{full}))"
    decimals = cell_map.plan.rounding.criterion
    if decimals is not None:
        points = write_rounded(points, decimals)
    state = cell_map.own(index, STATE)
    if cell_map.plan.criteria[index].sign >= 0:
        return f'IF({state}="{GIVEN}",{points},0)'
    # A penalty left blank takes its whole cap, so that no blank pays.
    return f'IF({state}="{GIVEN}",-{points},IF({state}="{BLANK}",-{full},0))'


def _maximum(cell_map: CellMap, index: int) -> str:
    criterion = cell_map.plan.criteria[index]
    state, full = cell_map.own(index, STATE), cell_map.own(index, FULL)
    if criterion.sign:
        return "0"  # outside the scale
    leaves = []
    if criterion.may_not_apply or criterion.absent_when is not None:
        leaves.append(f'{state}="{KAD}"')
    if criterion.not_measured == "leave_out":
        leaves.append(f'{state}="{LEFT_OUT}"')
    if not leaves:
        return full
    test = leaves[0] if len(leaves) == 1 else f"OR({','.join(leaves)})"
    return f"IF({test},0,{full})"
