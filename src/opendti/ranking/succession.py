"""
Merged and split units: the scores of new units, computed from their predecessors'.

Links are taken date by date. Of the links of one new unit, the rule says what its
past is: `mean`, the mean of the predecessors' main-indicator values (how 63 provinces
became 34); `sum`, their points over their maxima; `not_comparable`, none. A unit with
one predecessor takes over its past, whatever the rule of the two others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, UsageError
from opendti.naming import identity
from opendti.numeric.ranks import competition_ranks
from opendti.numeric.rounding import round_half_up
from opendti.ranking.standing import ABSENT, WHOLE, Standing
from opendti.scoring.answers import State

Rule = Literal["mean", "sum", "not_comparable"]
Past = Literal["own", "predecessor", "mean", "sum", "not_comparable", "missing"]
ONE_DAY = date.min
"""The day of links that name none."""
MAIN = "main"
"""The level of main indicators, where a framework names one so."""
Array = NDArray[np.float64]
POINT_TOLERANCE = 1e-6  # points: the round-off of adding numbers read from a file


@dataclass(frozen=True, slots=True)
class SuccessionLink:
    """A new unit and one old unit whose past it takes a part of."""

    new_unit: str
    old_unit: str
    on: date = ONE_DAY
    rule: Rule = "mean"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Origin:
    """How a unit came by its past, and from whom; `lacking` are those of unknown past."""

    past: Past = "own"
    predecessors: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Inheritance:
    """A standing of the units of today, and the origin of each one's past."""

    standing: Standing
    origins: dict[str, Origin]


def succeed(standing: Standing, links: Iterable[SuccessionLink]) -> Inheritance:
    """
    Compute the new units' rows from their predecessors', and rank the units again.

    Parameters
    ----------
    standing
        An old year.
    links
        From new units to old ones. Links whose new unit stands in the table already,
        while none of its other predecessors does, are of an earlier time and change
        nothing.

    Returns
    -------
    Inheritance
        Ranks are competition ranks among the new units, block by block, on values
        rounded half-up.

    Notes
    -----
    A past is known only where that of every predecessor is: one that is missing, or
    scored by another block's points, leaves its successor without a number. In a
    composite index every node's own value is pooled.

    Raises
    ------
    UsageError
        The rule is `sum`, and the values are those of a composite index.
    """
    origins = {unit: Origin() for unit in standing.units}
    ordered = sorted(_respelt(standing, links), key=lambda link: link.on)
    if standing.is_on_scale and any(link.rule == "sum" for link in ordered):
        raise UsageError(Fault("sum_of_composite"))
    for _, group in groupby(ordered, key=lambda link: link.on):
        standing, origins = _step(standing, origins, list(group))
    return Inheritance(_ranked(standing), origins)


def _respelt(
    standing: Standing, links: Iterable[SuccessionLink]
) -> list[SuccessionLink]:
    """Spell the units of links as the standing does, else as the first link does."""
    spelt = {identity(unit): unit for unit in standing.units}
    return [
        replace(
            link,
            new_unit=spelt.setdefault(identity(link.new_unit), link.new_unit),
            old_unit=spelt.setdefault(identity(link.old_unit), link.old_unit),
        )
        for link in links
    ]


def _step(
    standing: Standing, origins: dict[str, Origin], links: list[SuccessionLink]
) -> tuple[Standing, dict[str, Origin]]:
    """Apply the links of one day at the same time."""
    known = {unit: row for row, unit in enumerate(standing.units)}
    families: dict[str, list[SuccessionLink]] = {}
    for link in links:
        families.setdefault(link.new_unit, []).append(link)
    families = {
        unit: family for unit, family in families.items() if not _is_past(family, known)
    }
    gone = {link.old_unit for family in families.values() for link in family}
    units = [
        *(unit for unit in standing.units if unit not in gone and unit not in families),
        *families,
    ]
    columns = _Columns.of(standing)
    rows = [
        _successor_row(standing, columns, families[unit], known, origins)
        if unit in families
        else _SuccessorRow.of_row(standing, known[unit], origins[unit])
        for unit in units
    ]
    made = replace(
        standing,
        units=tuple(units),
        blocks=tuple(row.block for row in rows),
        points=np.array([row.points for row in rows]),
        max_points=np.array([row.max_points for row in rows]),
        values=np.array([row.values for row in rows]),
        states=np.array([row.states for row in rows], dtype=np.uint8),
        ranks=np.zeros((len(rows), len(standing.nodes)), dtype=np.int64),
    )
    return made, dict(zip(units, (row.origin for row in rows), strict=True))


def _is_past(family: list[SuccessionLink], known: dict[str, int]) -> bool:
    """Return whether the table is later than the links: it has the new unit and no other old one."""
    unit = family[0].new_unit
    others = {link.old_unit for link in family} - {unit}
    return unit in known and bool(others) and others.isdisjoint(known)


@dataclass(frozen=True, slots=True)
class _SuccessorRow:
    """One unit's row of a standing."""

    block: str
    points: Array
    max_points: Array
    values: Array
    states: NDArray[np.uint8]
    origin: Origin

    @classmethod
    def of_row(cls, standing: Standing, row: int, origin: Origin) -> _SuccessorRow:
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
    ) -> _SuccessorRow:
        """Return an empty row, for a unit whose past is unknown or not comparable."""
        nothing = np.full(len(standing.nodes), np.nan)
        states = np.full(len(standing.nodes), ABSENT, dtype=np.uint8)
        return cls(block, nothing, nothing, nothing, states, origin)


@dataclass(frozen=True, slots=True)
class _Columns:
    """`sums`: for each node that is the sum of main indicators, their columns."""

    sums: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, standing: Standing) -> _Columns:
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
    root = standing.columns.get(WHOLE)
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
            or (np.abs(total - numbers[here, node]) > POINT_TOLERANCE).any()
        ):
            return False
    return True


def _successor_row(
    standing: Standing,
    columns: _Columns,
    family: list[SuccessionLink],
    known: dict[str, int],
    origins: dict[str, Origin],
) -> _SuccessorRow:
    """Compute a new unit's row from its predecessors' rows."""
    names = tuple(link.old_unit for link in family)
    present = [link for link in family if link.old_unit in known]
    blocks = {standing.blocks[known[link.old_unit]] for link in present}
    lacking = tuple(
        name for name in names if name not in known or origins[name].past == "missing"
    )
    block = min(blocks) if len(blocks) == 1 else ""
    if lacking:
        return _SuccessorRow.without_past(
            standing, block, Origin("missing", names, lacking)
        )
    barred = any(origins[name].past == "not_comparable" for name in names)
    if family[0].rule == "not_comparable" or len(blocks) > 1 or barred:
        return _SuccessorRow.without_past(
            standing, block, Origin("not_comparable", names)
        )
    rows = [known[name] for name in names]
    if len(family) == 1:
        origin = Origin("predecessor", names)
        if names[0] == family[0].new_unit:
            origin = origins[names[0]]
        return _SuccessorRow.of_row(standing, rows[0], origin)
    weights = np.array([link.weight for link in family])
    return _pooled(standing, columns, rows, weights, Origin(family[0].rule, names))


def _pooled(
    standing: Standing,
    columns: _Columns,
    rows: list[int],
    weights: Array,
    origin: Origin,
) -> _SuccessorRow:
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
        values = _mean(_exact_values(standing, rows), share)
        new_max_points = np.nan_to_num(
            _mean(np.where(max_points > 0, max_points, np.nan), share)
        )
        # Without a maximum, points are a bonus or none.
        outside = _mean(points, share)
        with np.errstate(invalid="ignore"):  # 0 of an open scale
            new_points = np.where(np.isnan(values), outside, values * new_max_points)
    for node, parts in columns.sums.items():
        new_points[node] = np.nansum(new_points[list(parts)])
        new_max_points[node] = np.nansum(new_max_points[list(parts)])
        values[node] = _ratio(new_points[[node]], new_max_points[[node]])[0]
    values = np.where(np.isin(states, [State.GIVEN, State.BLANK]), values, np.nan)
    if standing.is_on_scale:
        new_points = values
    else:
        values = np.clip(values, 0.0, 1.0)
    rounded = round_half_up(values, standing.decimals)
    block = standing.blocks[rows[0]]
    return _SuccessorRow(block, new_points, new_max_points, rounded, states, origin)


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


def _pooled_states(states: NDArray[np.uint8], columns: _Columns) -> NDArray[np.uint8]:
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


def _ranked(standing: Standing) -> Standing:
    """Rank within blocks; units without a block are not ranked (0)."""
    ranks = np.zeros(standing.values.shape, dtype=np.int64)
    blocks = np.array(standing.blocks)
    for block in set(standing.blocks) - {""}:
        members = blocks == block
        ranks[members] = competition_ranks(standing.values[members], axis=-2)
    return replace(standing, ranks=ranks)
