"""The five formulas of a criterion, from the rule's bare value to the points."""

from __future__ import annotations

import math

from opendti.formula.spreadsheet import write_live, write_rounded, write_truth
from opendti.plan.model import Criterion
from opendti.tables.workbook.grid import ROW, letter
from opendti.tables.workbook.spots import (
    EARNED,
    FIRST_ITEM,
    FULL,
    MOST,
    RAW,
    STATE,
    Spots,
)
from opendti.tables.workbook.words import (
    ANSWERS,
    BLANK,
    CD,
    GIVEN,
    KAD,
    LEFT_OUT,
    NOT_MEASURED,
    NOTHING,
)


def formulas(spots: Spots, place: int) -> dict[int, str]:
    """
    Return the formulas of a criterion by the part they give.

    Notes
    -----
    They say what `opendti.scoring.score` says: a blank scores 0 of its maximum; what
    does not apply, or was not measured and is left out, leaves both; points lie
    between 0 and the maximum, and are rounded where the framework says so. Bonuses
    and penalties have no place in the maximum.
    """
    criterion = spots.plan.criteria[place]
    full = spots.own(place, FULL)
    inner = {
        RAW: write_live(criterion.tree, spots.cells(criterion, full)),
        STATE: _state(spots, place),
        EARNED: _earned(spots, place),
        MOST: _most(spots, place),
    }
    if any(math.isnan(points) for points in criterion.maxima):
        # A dash stands where the unit's block has no such criterion.
        inner = {
            part: f'IF(ISNUMBER({full}),{text},"{NOTHING}")'
            for part, text in inner.items()
        }
    return {FULL: spots.full_points(place), **inner}


def _state(spots: Spots, place: int) -> str:
    criterion = spots.plan.criteria[place]
    answers, raw = range_of(criterion), spots.own(place, RAW)
    cells = spots.cells(criterion, spots.own(place, FULL))
    claimed = KAD if criterion.may_not_apply else BLANK
    not_measured = NOT_MEASURED[criterion.not_measured]
    asks = [
        (f'COUNTIF({answers},"{KAD}")>0', claimed),
        (f'COUNTIF({answers},"{CD}")>0', not_measured),
        (f"COUNTA({answers})=0", BLANK),
        (f'{raw}=""', BLANK),
    ]
    if criterion.absent_when is not None:
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


def _earned(spots: Spots, place: int) -> str:
    raw, full = spots.own(place, RAW), spots.own(place, FULL)
    points = f"MAX(0,MIN({raw},{full}))"
    decimals = spots.plan.rounding.criterion
    if decimals is not None:
        points = write_rounded(points, decimals)
    state = spots.own(place, STATE)
    if spots.plan.criteria[place].sign >= 0:
        return f'IF({state}="{GIVEN}",{points},0)'
    # A penalty left blank takes its whole cap, so that no blank pays.
    return f'IF({state}="{GIVEN}",-{points},IF({state}="{BLANK}",-{full},0))'


def _most(spots: Spots, place: int) -> str:
    criterion = spots.plan.criteria[place]
    state, full = spots.own(place, STATE), spots.own(place, FULL)
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
