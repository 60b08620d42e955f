"""The arithmetic of a normalisation as text."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME
from opendti.plan.composite import Normalisation
from opendti.plan.method_words import NORMALISATIONS
from opendti.plan.model import Bilingual
from opendti.scoring.composite.moments import deviation_of, mean_of
from opendti.scoring.trace import number_text

Write = Callable[[float], str]
NO_SPREAD = Bilingual(
    "Không chuẩn hoá được (các đơn vị bằng nhau, hoặc thiếu mốc so sánh): không có giá trị.",
    "Cannot be normalised (all units are the same, or nothing to compare with): no value.",
)


def scale_step(
    scale: Normalisation, among: np.ndarray, own: float, aim: float, result: float
) -> Bilingual:
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
    return Bilingual(
        *(_line(scale, among, own, aim, result, language) for language in ("vi", "en"))
    )


def bracketed(number: float, language: str) -> str:
    """Write a number inside a calculation: in brackets where it is below 0."""
    text = number_text(float(number), language)
    return f"({text})" if number < 0 else text


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

    label = "Chuẩn hoá" if language == "vi" else "Normalised"
    method = NORMALISATIONS[scale.method].in_language(language)
    formula = _formula(scale, among, own, aim, write)
    capped = scale.capped[0] and scale.method in {
        "goalposts",
        "distance_to_reference",
        "distance_to_target",
    }
    end = number_text(result, language)
    if formula == end:
        return f"{label}, {method} = {end}"
    kept = "giữ trong thang: " if language == "vi" else "kept on the scale: "
    return f"{label}, {method} = {formula}{', ' + kept if capped else ' = '}{end}"


def _formula(
    scale: Normalisation, among: np.ndarray, own: float, aim: float, write: Write
) -> str:
    minimum, maximum = float(np.nanmin(among)), float(np.nanmax(among))
    if scale.method == "distance_to_target" and scale.target[0] <= minimum:
        return write(scale.high[0])
    if scale.method == "none":
        return write(own)
    if scale.method == "z_score":
        mean, deviation = (
            float(of(among[:, None])[0]) for of in (mean_of, deviation_of)
        )
        share = f"({write(own)} − {write(mean)}) ÷ {write(deviation)}"
        return f"{share} × {write(scale.deviation[0])} + {write(scale.mean[0])}"
    if scale.method in {"rank", "borda", "percentile_rank"}:
        return _ranked(scale, among, own, write)
    shares: dict[str, Callable[[], str]] = {
        "min_max": lambda: _part(own, minimum, maximum, write),
        "goalposts": lambda: _part(own, scale.lower[0], scale.upper[0], write),
        "distance_to_best": lambda: _rest(own, maximum, minimum, write),
        "distance_to_reference": lambda: _rest(own, aim, minimum, write),
        "distance_to_target": lambda: _rest(own, scale.target[0], minimum, write),
        "fraction_of_max": lambda: f"{write(own)} ÷ {write(maximum)}",
    }
    return _spread(shares[scale.method](), scale, write)


def _ranked(scale: Normalisation, among: np.ndarray, own: float, write: Write) -> str:
    ranks = competition_ranks(-among, tolerance=SAME)
    rank = float(ranks[np.flatnonzero(among == own)[0]])
    if scale.method == "rank":
        return write(rank)
    if scale.method == "borda":
        return f"{write(rank)} − 1"
    others = int((~np.isnan(among)).sum())
    return _spread(f"({write(rank)} − 1) ÷ ({others} − 1)", scale, write)


def _part(own: float, start: float, end: float, write: Write) -> str:
    return f"({write(own)} − {write(start)}) ÷ ({write(end)} − {write(start)})"


def _rest(own: float, aim: float, minimum: float, write: Write) -> str:
    way = f"({write(aim)} − {write(own)}) ÷ ({write(aim)} − {write(minimum)})"
    return f"(1 − {way})"


def _spread(share: str, scale: Normalisation, write: Write) -> str:
    low, high = float(scale.low[0]), float(scale.high[0])
    spread = f"{share} × {write(high - low)}"
    return spread if low == 0 else f"{spread} + {write(low)}"
