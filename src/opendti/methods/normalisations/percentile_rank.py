"""The percentile rank: the share of the other units of the block that are worse."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import BoundedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import (
    Array,
    ScaleParameters,
    ranks_from_below,
    spread,
)
from opendti.numeric.moments import count_of


class PercentileRank(BoundedMethod):
    """(rank - 1) ÷ (n - 1), mapped to the range."""

    name = "percentile_rank"
    title = Text(vi="thứ hạng phần trăm", en="percentile rank")
    label = Text(vi="thứ hạng phần trăm", en="percentile rank")

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        # Among the other units, so that the best is 1 and the worst 0 whatever the size of the
        # block.
        others = (count_of(values).astype(np.float64) - 1.0)[..., None, :]
        return spread(ranks_from_below(values) - 1.0, others, scale)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.spread(
            f"({number.write(number.rank)} − 1) ÷ ({number.count} − 1)"
        )

    @override
    def formula(self, cells: ScaleCells) -> str:
        others = f"({cells.count}-1)"
        return cells.where(f"{others}>0", cells.spread(f"{cells.worse}/{others}"))
