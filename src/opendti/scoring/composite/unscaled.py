"""Indicators of a composite index that have answers and no value, in a block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from opendti.scoring.answers import State
from opendti.scoring.scores import Scores


def unscaled_indicators(scores: Scores) -> tuple[tuple[int, int], ...]:
    """
    Return the indicators that their normalisation gave no unit of a block a value for.

    Their units have all the same number (or there is none to compare with), so the
    weight is shared out among the other indicators. Where no unit of the block passed
    the screen, nothing is returned for it.

    Returns
    -------
    tuple of (int, int)
        Blocks and nodes, by their index in the plan; empty for points that are added up.
    """
    return tuple(_pairs(scores))


def _pairs(scores: Scores) -> Iterator[tuple[int, int]]:
    composite = scores.plan.composite
    if composite is None:
        return
    is_indicator = np.isin(scores.nodes, composite.nodes)
    exists = ~np.isnan(scores.max_points) & is_indicator
    answered = exists & (scores.states == State.GIVEN)
    has_value = ~np.isnan(scores.points)
    axes = tuple(range(scores.points.ndim - 1))
    for block in np.unique(scores.blocks).tolist():
        rows = scores.blocks == block
        if composite.screening is not None and not has_value[..., rows, :].any():
            continue
        lost = answered[..., rows, :].any(axis=axes)
        lost &= ~has_value[..., rows, :].any(axis=axes)
        yield from ((block, node) for node in scores.nodes[lost].tolist())
