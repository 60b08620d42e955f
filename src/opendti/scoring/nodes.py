"""
Points and states of nodes from those of their criteria.

Columns are (criterion, …, unit) as in the kernel; rows are (…, unit, node) as in scores.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opendti.plan.arrays import Descendants
from opendti.scoring.answers import State
from opendti.scoring.criteria import CriterionStates

Array = NDArray[np.float64]
States = NDArray[np.uint8]
# One more than any precedence below, so that one criterion on hold marks every node above it.
_UNRESOLVED = 4
_PRECEDENCES = np.array([3, 2, 0, 1], dtype=np.uint8)
"""Precedence of each `State` among the criteria of a node; an unresolved one precedes all."""
_STATES = np.array(
    [
        State.NOT_APPLICABLE,
        State.NOT_MEASURED,
        State.BLANK,
        State.GIVEN,
        State.NOT_MEASURED,
    ],
    dtype=np.uint8,
)
"""The state of a node by the highest precedence among its criteria."""


def add_up(columns: Array, descendants: Descendants, nodes: NDArray[np.intp]) -> Array:
    """Add up the criteria of nodes in the order of the plan: (…, U, N)."""
    return _combine(_sum, columns, descendants, nodes)


def states_of(
    details: CriterionStates, descendants: Descendants, nodes: NDArray[np.intp]
) -> States:
    """Return the states of nodes by their criteria's: (…, U, N) of `State`."""
    precedences = _PRECEDENCES[details.states]
    # What the unit's block lacks must not decide a state: it gets the lowest precedence.
    precedences[~details.exists] = 0
    precedences[details.waits] = _UNRESOLVED
    return np.asarray(_STATES[_combine(_highest, precedences, descendants, nodes)])


def _combine(
    combine: Callable[[NDArray[Any]], NDArray[Any]],
    columns: NDArray[Any],
    descendants: Descendants,
    nodes: NDArray[np.intp],
) -> NDArray[Any]:
    """Combine the criteria below each node; a single one is copied."""
    rows = np.empty((*columns.shape[1:], len(nodes)), dtype=columns.dtype)
    sole = descendants.sole[nodes]
    is_sole = sole >= 0
    # Most nodes of a deep tree hold one criterion; a copy is far cheaper than a sum of one.
    rows[..., is_sole] = np.moveaxis(columns[sole[is_sole]], 0, -1)
    for column in np.flatnonzero(~is_sole):
        rows[..., column] = combine(columns[descendants.criteria[nodes[column]]])
    return rows


def _sum(columns: Array) -> Array:
    if columns[0].size > 1:
        # Along the first axis numpy adds row after row; a single column it would add in
        # pairs, which is another order and may round differently.
        return np.asarray(np.add.reduce(columns, axis=0), dtype=np.float64)
    return np.asarray(np.add.accumulate(columns, axis=0)[-1], dtype=np.float64)


def _highest(columns: States) -> States:
    return np.asarray(columns.max(axis=0), dtype=np.uint8)
