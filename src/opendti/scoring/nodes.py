"""
Criteria to nodes: what is below a node, combined.

Columns are (criterion, …, unit) as the kernel makes them; rows are (…, unit, node)
as scores hold them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import Below
from opendti.scoring.answers import State
from opendti.scoring.criteria import Details

Array = NDArray[np.float64]
States = NDArray[np.uint8]
_WAITS = 4
_LOUDNESS = np.array([3, 2, 0, 1], dtype=np.uint8)
"""How loud each `State` is among the criteria of a node; one that waits drowns all."""
_HEARD = np.array(
    [
        State.NOT_APPLICABLE,
        State.NOT_MEASURED,
        State.BLANK,
        State.GIVEN,
        State.NOT_MEASURED,
    ],
    dtype=np.uint8,
)
"""The state of a node by its loudest criterion."""


def add_up(columns: Array, below: Below, nodes: NDArray[np.intp]) -> Array:
    """Add up the criteria of nodes in the order of the plan: (…, U, N)."""
    return _combine(_sum, columns, below, nodes)


def states_of(details: Details, below: Below, nodes: NDArray[np.intp]) -> States:
    """Let the criteria of nodes speak for them: (…, U, N) of `State`."""
    loudness = _LOUDNESS[details.states]
    loudness[~details.exists] = 0
    loudness[details.waits] = _WAITS
    return np.asarray(_HEARD[_combine(_loudest, loudness, below, nodes)])


def _combine(
    combine: Callable[[NDArray[Any]], NDArray[Any]],
    columns: NDArray[Any],
    below: Below,
    nodes: NDArray[np.intp],
) -> NDArray[Any]:
    """Combine what is below each node; a criterion alone is taken as it is."""
    rows = np.empty((*columns.shape[1:], len(nodes)), dtype=columns.dtype)
    sole = below.sole[nodes]
    is_sole = sole >= 0
    rows[..., is_sole] = np.moveaxis(columns[sole[is_sole]], 0, -1)
    for place in np.flatnonzero(~is_sole):
        rows[..., place] = combine(columns[below.criteria[nodes[place]]])
    return rows


def _sum(columns: Array) -> Array:
    if columns[0].size > 1:
        # Along the first axis numpy adds row after row …
        return np.asarray(np.add.reduce(columns, axis=0), dtype=np.float64)
    # … but a single column it would add in pairs, which is another order.
    return np.asarray(np.add.accumulate(columns, axis=0)[-1], dtype=np.float64)


def _loudest(columns: States) -> States:
    return np.asarray(columns.max(axis=0), dtype=np.uint8)
