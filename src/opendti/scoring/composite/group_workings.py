"""The steps of a group in an explanation: how its children are aggregated."""

from __future__ import annotations

import math

import numpy as np

from opendti.definitions import Text
from opendti.methods.aggregations import AGGREGATIONS, ChildTexts
from opendti.methods.weightings import WEIGHTINGS
from opendti.numeric.text import format_number
from opendti.plan.composite import Aggregation
from opendti.scoring.composite.explained import (
    MAY_RAISE,
    SCREENED_OUT,
    ExplainedRun,
    both,
    bracketed,
)
from opendti.scoring.trace import number_text

SHOWN_DECIMALS = 6
"""Decimals of the numbers in an explanation."""


def group_steps(explained: ExplainedRun, aggregation: Aggregation) -> list[Text]:
    """Return the steps of aggregating the children."""
    if not explained.run.kept[explained.row]:
        return [SCREENED_OUT]
    values = np.array([
        _child(explained, aggregation, index)
        for index in range(aggregation.children.size)
    ])
    available = ~np.isnan(values)
    lines = []
    if not available.all():
        codes = ", ".join(
            explained.plan.entries[int(child)].code
            for child in aggregation.children[~available]
        )
        lines.append(
            Text(
                vi=f"Không có giá trị: {codes}. Trọng số được chia cho phần còn lại.",
                en=f"Without a value: {codes}. Their weight is shared out.",
            )
        )
    points = float(explained.scores.points[explained.row, aggregation.entry])
    if math.isnan(points):
        return [
            *lines,
            Text(vi="Không đủ thành phần có giá trị.", en="Too few have a value."),
        ]
    if any(
        explained.is_blank(int(child)) for child in aggregation.children[~available]
    ):
        lines.append(MAY_RAISE)
    weights = _weights(explained, aggregation)[available]
    method = AGGREGATIONS[aggregation.method]
    result = both(
        lambda language: (
            f"{method.title.in_language(language).capitalize()} = "
            f"{method.arithmetic(_child_texts(values[available], weights, language))}"
            f" = {number_text(points, language)}{_rounded(explained, points, language)}"
        )
    )
    return [*lines, result]


def _rounded(explained: ExplainedRun, points: float, language: str) -> str:
    """Return the rounded value, unless it has more decimals than the number before it."""
    decimals = explained.plan.rounding.value
    if decimals > SHOWN_DECIMALS:
        return ""
    label = "làm tròn" if language == "vi" else "rounded"
    return f", {label} {format_number(points, decimals, language)}"


def _child(explained: ExplainedRun, aggregation: Aggregation, index: int) -> float:
    child = int(aggregation.children[index])
    value = float(explained.run.columns[child][explained.row])
    if not aggregation.reversed[index]:
        return value
    return explained.composite.reversal_offset(child) - value


def _weights(explained: ExplainedRun, aggregation: Aggregation) -> np.ndarray:
    if WEIGHTINGS[explained.composite.weights].explains_given:
        return aggregation.weights
    block = int(explained.answers.blocks[explained.row])
    return explained.run.weights[aggregation.entry, block]


def _child_texts(values: np.ndarray, weights: np.ndarray, language: str) -> ChildTexts:
    """Return the children's values (K,) and weights (K,) as text."""
    return ChildTexts(
        weights=tuple(number_text(float(weight), language) for weight in weights),
        values=tuple(number_text(float(value), language) for value in values),
        bracketed=tuple(bracketed(float(value), language) for value in values),
        is_unweighted=bool((weights == 1).all()),
        language=language,
    )
