"""What a script would do without OpenDTI: each rule one NumPy expression, no states."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from opendti import Plan
from opendti.formula.write import Notation, write_formula

Array = NDArray[np.float64]
FUNCTIONS = {
    "IF": np.where,
    "IFNA": lambda value, fallback: np.where(np.isnan(value), fallback, value),
    "AND": lambda *parts: reduce(np.logical_and, parts),
    "OR": lambda *parts: reduce(np.logical_or, parts),
    "NOT": np.logical_not,
    "MIN": lambda *parts: reduce(np.minimum, parts),
    "MAX": lambda *parts: reduce(np.maximum, parts),
    "SUM": lambda *parts: reduce(np.add, parts),
    "ABS": np.abs,
    "ROUND": lambda value, digits: np.round(value, int(digits)),
    "BEST": np.max,
}


def script(plan: Plan, block: int) -> Callable[[Array], Array]:
    """Return a plain function from values (U, I) of one block to values (U, N)."""
    rules = [
        _expression(plan, criterion.tree, criterion.maxima[block])
        for criterion in plan.criteria
    ]
    maxima = [criterion.maxima[block] for criterion in plan.criteria]
    leaves = [list(entry.leaves) for entry in plan.entries]

    def run(values: Array) -> Array:
        points = np.stack(
            [
                np.clip(np.broadcast_to(rule(values), len(values)), 0.0, most)
                for rule, most in zip(rules, maxima, strict=True)
            ],
            axis=-1,
        )
        sums = [points[:, below].sum(axis=-1) for below in leaves]
        return np.round(np.stack(sums, axis=-1) / plan.node_maxima[block], 4)

    return run


def competition_ranks(values: Array) -> NDArray[np.intp]:
    """Return competition ranks in each column."""
    return 1 + (values[None, :, :] > values[:, None, :]).sum(axis=1)


def _expression(plan: Plan, tree: object, most: float) -> Callable[[Array], Array]:
    names = {
        address: f"values[:, {column}]" for address, column in plan.addresses.items()
    }
    names["max"] = repr(most)
    notation = Notation(
        name=names.__getitem__, operators={"=": "==", "<>": "!=", "^": "**"}
    )
    text = f"lambda values: {write_formula(tree, notation)}"
    return eval(text, dict(FUNCTIONS))  # noqa: S307 -- our own frameworks, written by us
