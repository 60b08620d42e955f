"""Scores and answers as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from opendti.errors import UsageError
from opendti.plan.model import Plan, PlanItem, PlanNode
from opendti.ranking import Ranking, bands_of
from opendti.scoring.answers import Answers, State
from opendti.scoring.scores import Scores
from opendti.tables.writing import write_frame

_STATES = [state.code for state in State]


def write_scores(scores: Scores, ranking: Ranking, path: str | Path) -> None:
    """
    Write scores with ranks, one row a unit and node.

    Parameters
    ----------
    scores, ranking
        Scores of shape (U, N), and their ranking.
    path
        Ends in .csv, .xlsx or .parquet; it is there whole or not at all.
    """
    write_frame(scores_frame(scores, ranking), path)


def scores_frame(scores: Scores, ranking: Ranking) -> pl.DataFrame:
    """
    Return scores as a table, one row a unit and node.

    Parameters
    ----------
    scores, ranking
        Scores of shape (U, N), and their ranking.

    Returns
    -------
    DataFrame
        `unit,block,node,node_level,points,max_points,value,rank,band,state`, units in
        their order and nodes in the plan's. A node that does not exist for a unit's
        block has no row. A composite index's `points` are null for a unit that was
        screened out, its `max_points` where a scale has no top. `rank` is null where nothing is ranked, `band` where the
        node is not the index. Points are unrounded, 17 digits. A group is "blank" where all
        in it is, and "not_measured" where a measurement it needs is missing.
    """
    _refuse_draws(scores.values)
    plan = scores.plan
    # A maximum of NaN is a node that the unit's block does not have.
    units, nodes = np.nonzero(~np.isnan(scores.max_points))
    entries = [plan.entries[node] for node in scores.nodes]
    levels = [
        entry.level if isinstance(entry, PlanNode) else "view" for entry in entries
    ]
    values = scores.values[units, nodes]
    ranks = ranking.ranks[units, nodes]
    return pl.DataFrame({
        "unit": pl.Series(scores.units, dtype=pl.String).gather(units),
        "block": _spread([block.code for block in plan.blocks], scores.blocks[units]),
        "node": _spread([entry.code for entry in entries], nodes),
        "node_level": _spread(levels, nodes),
        "points": _numbers(scores.points[units, nodes]),
        "max_points": _numbers(scores.max_points[units, nodes]),
        "value": pl.Series(values).fill_nan(None),
        "rank": pl.Series(ranks).replace(0, None),
        "band": _bands(scores, units, nodes),
        "state": _spread(_STATES, scores.states[units, nodes]),
    })


def write_answers(answers: Answers, plan: Plan, path: str | Path) -> None:
    """
    Write answers in the long form, such that `read_answers` reads the same answers.

    Parameters
    ----------
    answers
        Of shape (U, I). The words of text items are not in them, and are not written.
    plan
        The plan whose items are answered.
    path
        Ends in .csv, .xlsx or .parquet; it is there whole or not at all.
    """
    write_frame(answers_frame(answers, plan), path)


def answers_frame(answers: Answers, plan: Plan) -> pl.DataFrame:
    """
    Return answers as a table, one row a unit and item of its block.

    Returns
    -------
    DataFrame
        `unit,block,item,value,state`, all of them text.
    """
    _refuse_draws(answers.values)
    criterion_of = np.array([item.criterion for item in plan.items], dtype=np.intp)
    exists = ~np.isnan(plan.maxima)[:, criterion_of]
    units, items = np.nonzero(exists[answers.blocks])
    texts = [
        _value_texts(item, answers.values[:, index])
        for index, item in enumerate(plan.items)
    ]
    flat = pl.concat(texts) if texts else pl.Series(dtype=pl.String)
    return pl.DataFrame({
        "unit": pl.Series(answers.units, dtype=pl.String).gather(units),
        "block": _spread([block.code for block in plan.blocks], answers.blocks[units]),
        "item": _spread(list(plan.item_ids), items),
        "value": flat.gather(items * len(answers.units) + units),
        "state": _spread(_STATES, answers.states[units, items]),
    })


def _numbers(values: NDArray[np.float64]) -> pl.Series:
    """Return numbers as a series; NaN and infinities are null."""
    finite = np.where(np.isfinite(values), values, np.nan)
    return pl.Series(finite).fill_nan(None)


def _refuse_draws(values: NDArray[np.float64]) -> None:
    if values.ndim != 2:  # noqa: PLR2004 -- units and columns
        message = "only one table of units can be written, not a stack of draws"
        raise UsageError(message)


def _spread(words: list[str], indices: NDArray[Any]) -> pl.Series:
    """Write a word a row, stored once each."""
    # An Enum holds a small number a row: the table of thousands of units repeats few words.
    stored = pl.Series(words, dtype=pl.Enum(list(dict.fromkeys(words))))
    return stored.gather(indices)


def _bands(
    scores: Scores, units: NDArray[np.intp], nodes: NDArray[np.intp]
) -> pl.Series:
    """Name the band of every node that has any."""
    bands = bands_of(scores)
    codes = sorted({
        band.code for table in bands.tables.values() for band in table.bands
    })
    named = pl.Series([*codes, None], dtype=pl.String)
    # The last entry of `named` is null: nodes without bands point there.
    indices = np.full(bands.indices.shape, len(codes), dtype=np.uint32)
    for column, table in bands.tables.items():
        of_index = np.array([
            *(codes.index(band.code) for band in table.bands),
            # Index -1, no band, takes this last element.
            len(codes),
        ])
        indices[..., column] = of_index[bands.indices[..., column]]
    return named.gather(indices[units, nodes])


def _value_texts(item: PlanItem, values: NDArray[np.float64]) -> pl.Series:
    """Write values as `read_answers` reads them."""
    numbers = pl.Series(values).fill_nan(None)
    if item.type == "count":
        # Without a decimal point, which Vietnamese readers take for thousands.
        return numbers.cast(pl.Int64).cast(pl.String)
    if item.type in {"yes_no", "choice"}:
        words = (
            ["no", "yes"]
            if item.type == "yes_no"
            else [option.code for option in item.options]
        )
        return pl.Series(words, dtype=pl.String).gather(numbers.cast(pl.UInt32))
    return numbers.cast(pl.String)
