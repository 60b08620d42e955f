"""Comparison of two years as a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.naming import ROOT_CODE
from opendti.numeric.rounding import round_half_up
from opendti.numeric.tolerance import POINTS_DECIMALS
from opendti.ranking.comparison import ComparedYear, YearComparison
from opendti.ranking.matches import Match
from opendti.ranking.pooling import Origin
from opendti.ranking.standing import ABSENT
from opendti.scoring.answers import State
from opendti.tables.writing import write_frame

_STATES = {int(state): state.code for state in State}
_SEVERAL = " + "


def write_comparison(
    comparison: YearComparison,
    path: str | Path,
    origins: Mapping[str, Origin] | None = None,
) -> None:
    """Write a comparison to .csv, .xlsx or .parquet; see `comparison_frame`."""
    write_frame(comparison_frame(comparison, origins), path)


def comparison_frame(
    comparison: YearComparison, origins: Mapping[str, Origin] | None = None
) -> pl.DataFrame:
    """
    Return a comparison as a table, one row a unit and match of nodes.

    Parameters
    ----------
    comparison
        The result of `compare`.
    origins
        How units came by their past, where `succeed` gave them one.

    Returns
    -------
    DataFrame
        `unit,block,stands_in` (both, a or b), `node_a,node_b,kind`, `points_a,
        max_points_a,value_a,rank_a,state_a`, the same of b, `change`, `growth` (the
        change as a share of the earlier value), `ranks_gained`,
        and in the row of the index `comparable_a, comparable_b, comparable_change,
        comparable_share_a, comparable_share_b`; `past` and `predecessors` with
        origins. No number is null, never 0.
    """
    stood = (comparison.before.states != ABSENT) | (comparison.after.states != ABSENT)
    units, matches = np.nonzero(stood)
    series = {
        **_identity(comparison, units, matches),
        **_side(comparison.before, units, matches, "a"),
        **_side(comparison.after, units, matches, "b"),
        "change": _numbers(comparison.change[units, matches]),
        "growth": _numbers(comparison.growth[units, matches]),
        "ranks_gained": _numbers(comparison.ranks_gained[units, matches]).cast(
            pl.Int64
        ),
        **_comparable(comparison, units, matches),
        **_pasts(comparison, units, origins),
    }
    return pl.DataFrame(series)


def _identity(
    comparison: YearComparison, units: NDArray[np.intp], matches: NDArray[np.intp]
) -> dict[str, Any]:
    earlier, later = comparison.before, comparison.after
    blocks = [b or a for a, b in zip(earlier.blocks, later.blocks, strict=True)]
    sides = np.where(
        earlier.present & later.present, 0, np.where(earlier.present, 1, 2)
    )
    nodes_before = [codes_of(match.before) or None for match in comparison.matches]
    nodes_after = [codes_of(match.after) or None for match in comparison.matches]
    return {
        "unit": pl.Series(comparison.units, dtype=pl.String).gather(units),
        "block": pl.Series(blocks, dtype=pl.String).gather(units),
        "stands_in": pl.Series(["both", "a", "b"]).gather(sides[units]),
        "node_a": pl.Series(nodes_before, dtype=pl.String).gather(matches),
        "node_b": pl.Series(nodes_after, dtype=pl.String).gather(matches),
        "kind": pl.Series([match.kind for match in comparison.matches]).gather(matches),
    }


def codes_of(part: tuple[tuple[str, float], ...]) -> str:
    """Write the codes of one side of a match: `1.3`, or `1.3 + 1.4`."""
    return _SEVERAL.join(code for code, _ in part)


def whole_match(comparison: YearComparison) -> int | None:
    """Return the index of the match of the whole, None where there is none."""
    return next(
        (
            column
            for column, match in enumerate(comparison.matches)
            if match.before == match.after == ((ROOT_CODE, 1.0),)
        ),
        None,
    )


def matches_with(comparison: YearComparison, code: str) -> list[tuple[int, Match]]:
    """Return the matches that name a node on either side."""
    return [
        (column, match)
        for column, match in enumerate(comparison.matches)
        if code in {named for named, _ in (*match.before, *match.after)}
    ]


def _side(
    side: ComparedYear, units: NDArray[np.intp], matches: NDArray[np.intp], name: str
) -> dict[str, pl.Series]:
    states = pl.Series(side.states[units, matches].astype(np.int64))
    ranks = pl.Series(side.ranks[units, matches])
    return {
        f"points_{name}": _points(side.points[units, matches]),
        f"max_points_{name}": _points(side.max_points[units, matches]),
        f"value_{name}": _numbers(side.values[units, matches]),
        f"rank_{name}": ranks.replace(0, None),
        f"state_{name}": states.replace_strict(
            _STATES, default=None, return_dtype=pl.String
        ),
    }


def _comparable(
    comparison: YearComparison, units: NDArray[np.intp], matches: NDArray[np.intp]
) -> dict[str, pl.Series]:
    part, root = comparison.comparable, whole_match(comparison)
    is_root = matches == root
    columns = {
        "comparable_a": part.before,
        "comparable_b": part.after,
        "comparable_change": part.change,
        "comparable_share_a": part.share_before,
        "comparable_share_b": part.share_after,
    }
    return {
        name: _numbers(np.where(is_root, numbers[units], np.nan))
        for name, numbers in columns.items()
    }


def _pasts(
    comparison: YearComparison,
    units: NDArray[np.intp],
    origins: Mapping[str, Origin] | None,
) -> dict[str, pl.Series]:
    if origins is None:
        return {}
    known = [origins.get(unit) for unit in comparison.units]
    pasts = [origin.past if origin else None for origin in known]
    names = [
        "; ".join(origin.predecessors) or None if origin else None for origin in known
    ]
    return {
        "past": pl.Series(pasts, dtype=pl.String).gather(units),
        "predecessors": pl.Series(names, dtype=pl.String).gather(units),
    }


def _numbers(values: NDArray[np.float64]) -> pl.Series:
    return pl.Series(values).fill_nan(None)


def _points(values: NDArray[np.float64]) -> pl.Series:
    return _numbers(round_half_up(values, POINTS_DECIMALS))
