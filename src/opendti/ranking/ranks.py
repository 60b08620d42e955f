"""Ranks of units within their block, node by node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME
from opendti.scoring.scores import Scores


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """
    Ranks of units within their block.

    Attributes
    ----------
    ranks
        (…, U, N) int64: 1 is best, ties share the better rank (1, 2, 2, 4); 0 where
        there is nothing to rank.
    sizes
        (…, U, N) int64: how many of the unit's block are ranked.
    """

    ranks: NDArray[np.int64]
    sizes: NDArray[np.int64]


def rank(scores: Scores) -> Ranking:
    """
    Rank units among their block on every kept node.

    On the rounded values; on the unrounded ones of a composite index whose framework
    says `compare: exact`, where round-off (1e-12 of the value) is no difference.
    """
    tolerance = SAME if scores.plan.ranks_exactly else 0.0
    # A composite index keeps its unrounded value in `points`.
    values = scores.points if scores.plan.ranks_exactly else scores.values
    # A node without a maximum has 0 points but no value: nothing to rank.
    values = np.where(np.isnan(scores.values), np.nan, values)
    ranks = np.zeros(scores.values.shape, dtype=np.int64)
    sizes = np.zeros(scores.values.shape, dtype=np.int64)
    for block in np.unique(scores.blocks):
        members = scores.blocks == block
        of_block = competition_ranks(
            values[..., members, :], axis=-2, tolerance=tolerance
        )
        ranks[..., members, :] = of_block
        sizes[..., members, :] = (of_block > 0).sum(axis=-2, keepdims=True)
    return Ranking(ranks, sizes)
