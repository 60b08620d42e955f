"""The past of a new unit, pooled from the rows of its predecessors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opendti.naming import ROOT_CODE
from opendti.numeric.rounding import round_half_up
from opendti.numeric.tolerance import POINTS_TOLERANCE
from opendti.ranking.standing import ABSENT, Standing
from opendti.scoring.answers import State

Past = Literal["own", "predecessor", "mean", "sum", "not_comparable", "missing"]


MAIN = "main"
"""The level of main indicators, where a framework names one so."""


Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a unit came by its past, and from whom; `unknown` are the predecessors without one."""

    past: Past = "own"
    predecessors: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuccessorRow:
    """One unit's row of a standing."""

    block: str
    points: Array
    max_points: Array
    values: Array
    states: NDArray[np.uint8]
    origin: Origin

    @classmethod
    def of_row(cls, standing: Standing, row: int, origin: Origin) -> SuccessorRow:
        """Return a row of the standing unchanged."""
        return cls(
            standing.blocks[row],
            standing.points[row],
            standing.max_points[row],
            standing.values[row],
            standing.states[row],
            origin,
        )

    @classmethod
    def without_past(
        cls, standing: Standing, block: str, origin: Origin
    ) -> SuccessorRow:
        """Return an empty row, for a unit whose past is unknown or not comparable."""
        nothing = np.full(len(standing.nodes), np.nan)
        states = np.full(len(standing.nodes), ABSENT, dtype=np.uint8)
        return cls(block, nothing, nothing, nothing, states, origin)


@dataclass(frozen=True, slots=True)
class SummedColumns:
    """`sums`: for each node that is the sum of main indicators, their columns."""

    sums: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, standing: Standing) -> SummedColumns:
        """Return the nodes above the main indicators that are the sum of those below."""
        mains = [] if standing.is_on_scale else _main_columns(standing)
        below: dict[int, list[int]] = {}
        for main in mains:
            above = standing.nodes[main].parent
            while above is not None:
                below.setdefault(above, []).append(main)
                above = standing.nodes[above].parent
        return cls({
            node: tuple(parts)
            for node, parts in below.items()
            if _adds_up(standing, node, parts)
        })


def _main_columns(standing: Standing) -> list[int]:
    """Return the main indicators: the level of that name, else what is under the root."""
    named = [column for column, node in enumerate(standing.nodes) if node.level == MAIN]
    root = standing.columns.get(ROOT_CODE)
    if named or root is None:
        return named
    return [column for column, node in enumerate(standing.nodes) if node.parent == root]


def _adds_up(standing: Standing, node: int, parts: list[int]) -> bool:
    """Return whether a node is the plain sum of parts; otherwise its own value is pooled."""
    for numbers in (standing.points, standing.max_points):
        here = ~np.isnan(numbers[:, node])
        total = np.nansum(numbers[here][:, parts], axis=1)
        if (
            not here.any()
            or (np.abs(total - numbers[here, node]) > POINTS_TOLERANCE).any()
        ):
            return False
    return True


def pooled(
    standing: Standing,
    columns: SummedColumns,
    rows: list[int],
    weights: Array,
    origin: Origin,
) -> SuccessorRow:
    """Return the pooled past of a new unit, over the nodes of the standing."""
    states = _pooled_states(standing.states[rows], columns)
    points, max_points = standing.points[rows], standing.max_points[rows]
    share = weights[:, None]
    if origin.past == "sum":
        new_points, new_max_points = (
            (points * share).sum(axis=0),
            (max_points * share).sum(axis=0),
        )
        values = _ratio(new_points, new_max_points)
    else:
        # The mean of unrounded values, rounded once at the end: a mean of rounded ones can be
        # off in the last digit.
        values = _mean(_exact_values(standing, rows), share)
        new_max_points = np.nan_to_num(
            _mean(np.where(max_points > 0, max_points, np.nan), share)
        )
        # Without a maximum, points are a bonus or none.
        outside = _mean(points, share)
        with np.errstate(invalid="ignore"):  # 0 of an open scale
            new_points = np.where(np.isnan(values), outside, values * new_max_points)
    # Groups are added up anew from the pooled parts, so that the new unit's table adds up as the
    # old ones did.
    for node, parts in columns.sums.items():
        new_points[node] = np.nansum(new_points[list(parts)])
        new_max_points[node] = np.nansum(new_max_points[list(parts)])
        values[node] = _ratio(new_points[[node]], new_max_points[[node]])[0]
    values = np.where(np.isin(states, [State.GIVEN, State.BLANK]), values, np.nan)
    if standing.is_on_scale:
        new_points = values
    else:
        # As in scoring: penalties and bonuses do not carry a value past the ends.
        values = np.clip(values, 0.0, 1.0)
    rounded = round_half_up(values, standing.decimals)
    block = standing.blocks[rows[0]]
    return SuccessorRow(block, new_points, new_max_points, rounded, states, origin)


def _exact_values(standing: Standing, rows: list[int]) -> Array:
    """Return values before rounding where points are known, as written elsewhere."""
    if standing.is_on_scale:
        exact = standing.points[rows]
    else:
        exact = _ratio(standing.points[rows], standing.max_points[rows])
        exact = np.clip(exact, 0.0, 1.0)
    return np.where(np.isnan(exact), standing.values[rows], exact)


def _ratio(points: Array, max_points: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(max_points > 0, points / max_points, np.nan)


def _mean(values: Array, weights: Array) -> Array:
    """Return the weighted mean over rows, (N,); NaN cells are left out with their weights."""
    there = ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(there, values * weights, 0.0).sum(axis=0)
        return np.asarray(total / np.where(there, weights, 0.0).sum(axis=0))


def _pooled_states(
    states: NDArray[np.uint8], columns: SummedColumns
) -> NDArray[np.uint8]:
    """Return the states (N,) of a new unit: not measured before absent, given, blank."""
    result = np.full(states.shape[1], State.NOT_APPLICABLE, dtype=np.uint8)
    result[(states == State.BLANK).any(axis=0)] = State.BLANK
    result[(states == State.GIVEN).any(axis=0)] = State.GIVEN
    absent = states == ABSENT
    result[absent.any(axis=0)] = ABSENT
    result[(states == State.NOT_MEASURED).any(axis=0)] = State.NOT_MEASURED
    # Parts that only some predecessors have would make a sum that is no unit's.
    uneven = absent.any(axis=0) & ~absent.all(axis=0)
    for node, parts in columns.sums.items():
        if uneven[list(parts)].any():
            result[node] = ABSENT
    return result
