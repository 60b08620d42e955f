"""Named ranges of nodes: the highest band whose bound and needs are met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import UsageError
from opendti.numeric.rounding import round_half_up
from opendti.plan.model import PlanBand, PlanBandTable
from opendti.scoring.scores import Scores

POINT_DECIMALS = 6
"""Decimals at which points are compared with a bound: smaller differences are round-off."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """
    Bands of units at the nodes that have any.

    Attributes
    ----------
    tables
        By a node's column among the kept nodes, its table.
    indices
        (…, U, N) int16: the band's index in its table, the lowest first; -1 for none.
    """

    tables: dict[int, PlanBandTable]
    indices: NDArray[np.int16]

    def of(self, unit: int, column: int) -> PlanBand | None:
        """Return one unit's band at one column of the scores."""
        index = int(self.indices[unit, column])
        return self.tables[column].bands[index] if index >= 0 else None


def bands_of(scores: Scores) -> Bands:
    """
    Return the band of every unit at every kept node.

    Raises
    ------
    UsageError
        Where a band needs a node that was not kept.
    """
    columns = {int(node): column for column, node in enumerate(scores.nodes)}
    indices = np.full(scores.values.shape, -1, dtype=np.int16)
    tables: dict[int, PlanBandTable] = {}
    for table in scores.plan.bands:
        for node in table.nodes:
            if node in columns:
                column = columns[node]
                tables[column] = table
                indices[..., column] = _indices(scores, table, column, columns, indices)
    return Bands(tables, indices)


def _indices(
    scores: Scores,
    table: PlanBandTable,
    column: int,
    columns: dict[int, int],
    indices: NDArray[np.int16],
) -> NDArray[np.int16]:
    """Return (…, U) int16: the highest band that holds. `plan.bands` is in an order in which a table's needs come before it."""
    measured = scores.values[..., column]
    if table.measure == "points":
        # A sum of 85 points may lie a hair below 85; the bound is a decimal, so is the number
        # compared with it.
        measured = round_half_up(scores.points[..., column], POINT_DECIMALS)
    result = np.full(measured.shape, -1, dtype=np.int16)
    for index, band in enumerate(table.bands):
        with np.errstate(invalid="ignore"):
            holds = measured >= band.start if band.is_closed else measured > band.start
        for need in band.needs:
            reached = indices[..., _columns(need.nodes, columns)] >= need.band
            holds &= reached.sum(axis=-1) >= need.count
        # Bands stand from the lowest up, so a later one that holds replaces an earlier one.
        result[holds] = index
    return result


def _columns(nodes: tuple[int, ...], columns: dict[int, int]) -> list[int]:
    try:
        return [columns[node] for node in nodes]
    except KeyError:
        message = "a band needs a node that was not kept"
        raise UsageError(message) from None
