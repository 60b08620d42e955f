"""
Comparison of two years: the change of values and ranks, and the part that compares.

A `Match` says which nodes of the one year stand for which of the other. Change over
the comparable part counts only matches of kind `same`, on both sides of one unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.naming import ROOT_CODE, identity
from opendti.numeric.rounding import round_half_up
from opendti.numeric.tolerance import POINTS_TOLERANCE
from opendti.ranking.matches import Match, has_nodes, match_by_code
from opendti.ranking.standing import ABSENT, Standing
from opendti.scoring.answers import State

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ComparedYear:
    """One year's part of a comparison, over (U, M); units without a row are `ABSENT`."""

    present: NDArray[np.bool_]
    blocks: tuple[str, ...]
    values: Array
    ranks: NDArray[np.int64]
    states: NDArray[np.uint8]
    points: Array
    max_points: Array
    whole: Array

    @property
    def has_number(self) -> NDArray[np.bool_]:
        """
        Return (U, M), true where there is a value to compare.

        A blank, what does not apply and what was not measured give no number, even
        where a score of 0 stands for them in the sums.
        """
        return np.asarray((self.states == State.GIVEN) & ~np.isnan(self.values))

    @property
    def is_ranked(self) -> NDArray[np.bool_]:
        """Return (U, M), true where there is a rank to compare; a blank has none."""
        return (self.ranks > 0) & np.isin(self.states, [State.GIVEN, ABSENT])


@dataclass(frozen=True, slots=True, eq=False)
class ComparablePart:
    """
    The part that compares, a unit; NaN where nothing does.

    `before` and `after` are points ÷ maxima over the same nodes, `change` their
    difference, `share_before` and `share_after` the part of the index's maximum that
    these nodes are.
    """

    before: Array
    after: Array
    change: Array
    share_before: Array
    share_after: Array


@dataclass(frozen=True, slots=True, eq=False)
class YearComparison:
    """
    Change of units from one year to the next.

    Attributes
    ----------
    units
        Length U: those of the later year in their order and spelling, then those only before.
    matches
        Length M.
    before, after
        The scores and ranks of each year.
    change
        (U, M) float64, later minus earlier; NaN where either year has no number.
    ranks_gained
        (U, M) float64, ranks gained (positive) or lost; NaN where either has no rank,
        or the unit is ranked in another block.
    comparable
        The change over the comparable part.
    """

    units: tuple[str, ...]
    matches: tuple[Match, ...]
    before: ComparedYear
    after: ComparedYear
    change: Array
    ranks_gained: Array
    comparable: ComparablePart

    @property
    def growth(self) -> Array:
        """Return (U, M) float64, the change as a share of the earlier value; NaN without one."""
        earlier = np.where(self.before.values > 0, self.before.values, np.nan)
        return np.asarray(self.change / earlier)


def compare(
    before: Standing, after: Standing, matches: Iterable[Match] | None = None
) -> YearComparison:
    """
    Compare two years.

    Parameters
    ----------
    before, after
        The earlier and the later year.
    matches
        Which nodes stand for which; by equal code where left out.

    Notes
    -----
    A match with a node that its table lacks is left out.
    """
    known = match_by_code(before, after) if matches is None else tuple(matches)
    known = tuple(match for match in known if has_nodes(match, before, after))
    units = _all_units(before, after)
    earlier = _side(before, units, [match.before for match in known])
    later = _side(after, units, [match.after for match in known])
    decimals = max(before.decimals, after.decimals)
    both = earlier.has_number & later.has_number
    # Rounded to the decimals that both years print: a reader who subtracts the printed values
    # gets this change.
    change = np.where(
        both, round_half_up(later.values - earlier.values, decimals), np.nan
    )
    moved_block = np.array([
        a != b for a, b in zip(earlier.blocks, later.blocks, strict=True)
    ])
    ranked = earlier.is_ranked & later.is_ranked & ~moved_block[:, None]
    # A rank is one among its block: in another block the same number means another thing.
    ranks_gained = np.where(ranked, earlier.ranks - later.ranks, np.nan)
    columns = _index_leaves(before, after, known)
    part = _comparable(earlier, later, columns, decimals)
    return YearComparison(units, known, earlier, later, change, ranks_gained, part)


def adds_up(standing: Standing) -> bool:
    """
    Return whether the leaves' points and maxima add up to the index's for every unit.

    Where they do not, the table leaves nodes out, its tree is unknown, or the index is
    no sum of points; then there is no comparable part.
    """
    root = standing.columns.get(ROOT_CODE)
    if root is None or not standing.leaves or standing.is_on_scale:
        return False
    # Rows without any state are empty: NaN sums would never be equal.
    present = (standing.states != ABSENT).any(axis=1)
    for numbers in (standing.points[present], standing.max_points[present]):
        # In the order of the columns: a set has none, and sums in another order may round
        # differently.
        total = np.nansum(numbers[:, sorted(standing.leaves)], axis=1)
        if not (np.abs(total - numbers[:, root]) <= POINTS_TOLERANCE).all():
            return False
    return True


def _all_units(before: Standing, after: Standing) -> tuple[str, ...]:
    """Return the later year's units, then those only before; equal names once."""
    spelt: dict[str, str] = {}
    for unit in (*after.units, *before.units):
        spelt.setdefault(identity(unit), unit)
    return tuple(spelt.values())


def _side(
    standing: Standing,
    units: tuple[str, ...],
    parts: list[tuple[tuple[str, float], ...]],
) -> ComparedYear:
    """Reorder a standing to (U, M): units by matches."""
    known = {identity(unit): row for row, unit in enumerate(standing.units)}
    rows = np.array([known.get(identity(unit), -1) for unit in units], dtype=np.intp)
    present = rows >= 0
    columns, shape = standing.columns, (len(units), len(parts))
    side = ComparedYear(
        present=present,
        blocks=tuple(standing.blocks[row] if row >= 0 else "" for row in rows),
        values=np.full(shape, np.nan),
        ranks=np.zeros(shape, dtype=np.int64),
        states=np.full(shape, ABSENT, dtype=np.uint8),
        points=np.full(shape, np.nan),
        max_points=np.full(shape, np.nan),
        whole=np.full(len(units), np.nan),
    )
    if ROOT_CODE in columns:
        side.whole[present] = standing.max_points[rows[present], columns[ROOT_CODE]]
    for column, part in enumerate(parts):
        if part:
            nodes = [columns[code] for code, _ in part]
            weights = np.array([weight for _, weight in part])
            _fill(side, column, standing, rows, nodes, weights)
    return side


def _fill(
    side: ComparedYear,
    column: int,
    standing: Standing,
    rows: NDArray[np.intp],
    nodes: list[int],
    weights: Array,
) -> None:
    """Fill one match's column: the node itself, or the weighted mean of several."""
    present, cells = side.present, np.ix_(rows[side.present], np.array(nodes))
    states = standing.states[cells]
    # A merged node has the state of the first of its nodes that is not given.
    first = np.argmax(states != State.GIVEN, axis=1)
    side.states[present, column] = states[np.arange(len(states)), first]
    side.points[present, column] = standing.points[cells].sum(axis=1)
    side.max_points[present, column] = standing.max_points[cells].sum(axis=1)
    if len(nodes) == 1:
        side.values[present, column] = standing.values[cells][:, 0]
        side.ranks[present, column] = standing.ranks[cells][:, 0]
    else:
        mean = (standing.values[cells] * weights).sum(axis=1)
        side.values[present, column] = round_half_up(mean, standing.decimals)


def _index_leaves(
    before: Standing, after: Standing, matches: tuple[Match, ...]
) -> list[int]:
    """Return the columns of `same` matches whose nodes are leaves in either table."""
    if not (adds_up(before) and adds_up(after)):
        return []
    earlier, later = before.columns, after.columns
    return [
        column
        for column, match in enumerate(matches)
        # Leaves alone: a group and its criteria together would count the same points twice.
        if match.kind == "same"
        and (
            all(earlier[code] in before.leaves for code, _ in match.before)
            or all(later[code] in after.leaves for code, _ in match.after)
        )
    ]


def _comparable(
    earlier: ComparedYear, later: ComparedYear, columns: list[int], decimals: int
) -> ComparablePart:
    # The same nodes on both sides, unit by unit: else the part that compares would differ
    # between the years.
    usable = _is_scored(earlier, columns) & _is_scored(later, columns)

    def total(cells: Array) -> Array:
        return np.asarray(np.where(usable, cells[:, columns], 0.0).sum(axis=1))

    max_before, max_after = total(earlier.max_points), total(later.max_points)
    with np.errstate(divide="ignore", invalid="ignore"):
        before = round_half_up(total(earlier.points) / max_before, decimals)
        after = round_half_up(total(later.points) / max_after, decimals)
        there = np.where(earlier.present & later.present, 1.0, np.nan)
        share_before = round_half_up(there * max_before / earlier.whole, decimals)
        share_after = round_half_up(there * max_after / later.whole, decimals)
    change = round_half_up(after - before, decimals)
    return ComparablePart(before, after, change, share_before, share_after)


def _is_scored(side: ComparedYear, columns: list[int]) -> NDArray[np.bool_]:
    """Return (U, K), true where points count: for a given or a blank (0 points), no other state."""
    states, max_points = side.states[:, columns], side.max_points[:, columns]
    return np.isin(states, [State.GIVEN, State.BLANK]) & (max_points > 0)
