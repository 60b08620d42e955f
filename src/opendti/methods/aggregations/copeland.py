"""The Copeland score: comparisons with every other unit, won minus lost."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import TIE_TOLERANCE, Array
from opendti.methods.aggregations.texts import ChildTexts
from opendti.numeric.tolerance import SAME


class Copeland(AggregationMethod):
    """
    Wins minus losses against every other unit.

    A unit wins against another where the children in which it is higher outweigh those
    in which it is lower; only children that both have count, and weights that are even
    up to 1e-9 are a tie. Source: OECD/JRC Handbook §1.6; Munda and Nardo (2005).
    """

    name = "copeland"
    compares_units = True
    title = Text(vi="điểm Copeland", en="Copeland score")
    label = Text(vi="Copeland (so từng cặp)", en="Copeland (pair by pair)")

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        result = np.zeros(values.shape[:-1])
        # Unit by unit: all pairs at a time would fill the memory.
        for unit in range(values.shape[-2]):
            own = values[..., unit, None, :]
            apart = own - values
            # Round-off of an earlier step must not decide a duel.
            is_apart = np.abs(apart) > SAME * np.abs(own)
            sides = np.where(is_apart, np.sign(apart), 0.0)
            both = ((~np.isnan(apart)) @ weights[..., :, None])[..., 0]
            margin = (sides @ weights[..., :, None])[..., 0]
            is_won = np.abs(margin) > TIE_TOLERANCE * both
            result[..., unit] = np.where(is_won, np.sign(margin), 0.0).sum(axis=-1)
        has_value = ((~np.isnan(values)) & (weights[..., None, :] > 0)).any(axis=-1)
        return np.where(has_value, result, np.nan)

    @override
    def ends(self, low: Array, high: Array) -> tuple[float, float]:
        return -np.inf, np.inf

    @property
    @override
    def column_words(self) -> str:
        return "Điểm Copeland: số đơn vị cùng khối thắng trừ số đơn vị thua"

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        return children.text("số lần thắng − số lần thua", "wins − losses")

    @override
    def formula(self, cells: GroupCells) -> str:
        own, others = cells.children, cells.others
        both = f"ISNUMBER({own})*ISNUMBER({others})"
        weights = f"TRANSPOSE({cells.weights})"
        less, more = (
            f"IF(ISNUMBER({own}),{own}{sign}{SAME!r}*ABS({own}),0)" for sign in "-+"
        )
        margin = f"MMULT((({others}<{less})-({others}>{more}))*{both},{weights})"
        whole = f"MMULT({both},{weights})"
        won = f"IF(ABS({margin})>{TIE_TOLERANCE!r}*{whole},SIGN({margin}),0)"
        return f"SUM(IF({cells.same_block},{won}))"
