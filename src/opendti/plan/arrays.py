"""What scoring runs over: arrays, batches of criteria of one form, descendants of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opendti.formula import Program

Array = NDArray[np.float64]


Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Slot:
    """
    The values of a name in a batch's tree, one entry a criterion.

    `numbers` are constants, or indices of items or of `Plan.bests`; `columns` are the
    same indices, as a slice where they are consecutive.
    """

    kind: Literal["item", "number", "best"]
    numbers: Array
    columns: Indices | slice


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """
    Criteria whose trees differ only in names and numbers: evaluated at once.

    `program` takes the slots' values by name, and the maxima as `max`.
    """

    program: Program
    criteria: Indices | slice
    slots: dict[str, Slot]


@dataclass(frozen=True, slots=True, eq=False)
class Descendants:
    """
    The criteria below each node or view, length N.

    `criteria` are their indices, as a slice where they are consecutive; `sole` (N,) is
    the index where there is exactly one, -1 otherwise.
    """

    criteria: tuple[Indices | slice, ...]
    sole: Indices
