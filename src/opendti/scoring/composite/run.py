"""What a run of the steps of a composite index gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, UsageError
from opendti.plan.composite import CompositePlan
from opendti.plan.model import Plan
from opendti.scoring.composite.raw import RawIndicators
from opendti.scoring.composite.treat import TreatedIndicators

Array = NDArray[np.float64]
DONE = {
    "denominate": "denominated",
    "screen": "screened",
    "impute": "imputed",
    "treat": "treated",
}
"""The name of the table after each step."""


@dataclass(slots=True)
class CompositeRun:
    """
    The intermediate and final tables of a composite index.

    Attributes
    ----------
    raw
        The numbers before any step, and their states.
    tables
        By stage (…, U, I); only `normalised` unless all were asked for.
    columns
        By entry (…, U): the value of every node and view that counts.
    kept
        (…, U) whether the unit passed the screen.
    weights
        By entry, and block: (…, K) the weights of its children, scaled to 1.
    treated
        By block, one entry for each of the plan's treatments.
    """

    raw: RawIndicators
    kept: NDArray[np.bool_]
    tables: dict[str, Array] = field(default_factory=dict)
    columns: dict[int, Array] = field(default_factory=dict)
    weights: dict[tuple[int, int], Array] = field(default_factory=dict)
    treated: dict[int, list[TreatedIndicators]] = field(default_factory=dict)


def composite_of(plan: Plan) -> CompositePlan:
    """Return a plan's composite part; raises `UsageError` where it has none."""
    if plan.composite is None:
        raise UsageError(Fault("no_composite", {"framework": plan.framework}))
    return plan.composite


def all_columns(plan: Plan, run: CompositeRun) -> Array:
    """Return the values of all nodes and views, (…, U, N); NaN where one does not count."""
    table = np.full((*run.kept.shape, len(plan.entries)), np.nan)
    for entry, column in run.columns.items():
        table[..., entry] = column
    return table
