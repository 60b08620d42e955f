"""The line of a normalisation in an explanation."""

from __future__ import annotations

import math

import numpy as np

from opendti.definitions import Text
from opendti.methods.normalisations import NORMALISATIONS, NumberInBlock
from opendti.plan.composite import Normalisation
from opendti.scoring.composite.explained import both, bracketed
from opendti.scoring.trace import number_text

NO_SPREAD = Text(
    vi="Không chuẩn hóa được (các đơn vị bằng nhau, hoặc thiếu mốc so sánh): không có giá trị.",
    en="Cannot be normalised (all units are the same, or nothing to compare with): no value.",
)


def scale_step(
    scale: Normalisation, among: np.ndarray, own: float, aim: float, result: float
) -> Text:
    """
    Return the normalisation of one number as text.

    Parameters
    ----------
    scale
        The normalisation of the one column.
    among
        (U,) the numbers of the block, direction applied.
    own, aim
        The unit's number, and the reference unit's (NaN where there is none).
    result
        The normalised number.
    """
    if math.isnan(result):
        return NO_SPREAD
    return both(lambda language: _line(scale, among, own, aim, result, language))


def _line(
    scale: Normalisation,
    among: np.ndarray,
    own: float,
    aim: float,
    result: float,
    language: str,
) -> str:
    def write(number: float) -> str:
        return bracketed(number, language)

    label = "Chuẩn hóa" if language == "vi" else "Normalised"
    method = NORMALISATIONS[scale.method]
    name = method.title.in_language(language)
    text = method.arithmetic(NumberInBlock(scale, among, own, aim, write))
    end = number_text(result, language)
    if text == end:
        return f"{label}, {name} = {end}"
    kept = "giữ trong thang: " if language == "vi" else "kept on the scale: "
    is_capped = scale.capped[0] and method.supports_capped
    return f"{label}, {name} = {text}{', ' + kept if is_capped else ' = '}{end}"
