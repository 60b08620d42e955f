"""The steps of a composite index in plain words, in Vietnamese and English."""

from __future__ import annotations

from opendti.framework.check_composite import is_indicator
from opendti.framework.composite import Composite
from opendti.framework.model import Node
from opendti.numeric.text import format_number
from opendti.plan.model import Text

IMPUTATIONS = {
    "mean": Text("trung bình của các đơn vị", "the mean of the units"),
    "median": Text("trung vị của các đơn vị", "the median of the units"),
    "group_mean": Text("trung bình của nhóm", "the mean of the group"),
    "group_median": Text("trung vị của nhóm", "the median of the group"),
    "last": Text("số liệu gần nhất đã biết", "the last number known"),
}
TREATMENTS = {
    "winsorise": Text("thay bằng giá trị kề (winsorise)", "winsorised"),
    "log": Text("lấy lôgarit", "taken as a logarithm"),
    "box_cox": Text("biến đổi Box–Cox", "transformed after Box and Cox"),
}
NORMALISATIONS = {
    "none": Text("giữ nguyên", "as it is"),
    "min_max": Text("min–max", "min–max"),
    "z_score": Text("điểm z", "z-score"),
    "rank": Text("thứ hạng", "rank"),
    "percentile_rank": Text("thứ hạng phần trăm", "percentile rank"),
    "borda": Text("điểm Borda", "Borda score"),
    "distance_to_best": Text("khoảng cách đến mức tốt nhất", "distance to the best"),
    "distance_to_reference": Text(
        "khoảng cách đến đơn vị tham chiếu", "distance to a reference unit"
    ),
    "distance_to_target": Text("khoảng cách đến mục tiêu", "distance to the target"),
    "fraction_of_max": Text("tỷ lệ so với lớn nhất", "fraction of the maximum"),
    "goalposts": Text("theo hai mốc", "goalposts"),
}
AGGREGATIONS = {
    "arithmetic": Text("trung bình cộng", "arithmetic mean"),
    "geometric": Text("trung bình nhân", "geometric mean"),
    "harmonic": Text("trung bình điều hoà", "harmonic mean"),
    "median": Text("trung vị", "median"),
    "copeland": Text("điểm Copeland", "Copeland score"),
}
RANGED = frozenset(NORMALISATIONS) - {"none", "z_score", "rank", "borda"}
"""Normalisations that spread a share over a range."""


def indicator_in_words(node: Node, composite: Composite, rule: Text) -> Text:
    """
    Say how a criterion of a composite index becomes a number on the common scale.

    Parameters
    ----------
    node, composite
        The criterion, and the steps of its framework.
    rule
        The criterion's own rule in words; empty where it has none.
    """
    if not is_indicator(node):
        return rule
    return Text(
        " ".join(_sentences(node, composite, rule, "vi")),
        " ".join(_sentences(node, composite, rule, "en")),
    )


def _sentences(
    node: Node, composite: Composite, rule: Text, language: str
) -> list[str]:
    def say(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    scale = node.normalise or composite.normalise
    method = NORMALISATIONS[scale.method].in_language(language)
    sentences = [rule.in_language(language)] if rule.vi else []
    if node.denominator is not None:
        sentences.append(
            say(f"Chia cho {node.denominator}.", f"Divided by {node.denominator}.")
        )
    less = node.direction == -1
    better = say("Càng thấp càng tốt.", "Less is better.")
    sentences.append(better if less else say("Càng cao càng tốt.", "More is better."))
    spread = ""
    if scale.method in RANGED:
        low, high = (
            format_number(end, 6, language, trim=True)
            for end in (scale.range.low, scale.range.high)
        )
        spread = say(f", thang {low}–{high}", f", scale {low}–{high}")
    sentences.append(
        say(f"Chuẩn hoá: {method}{spread}.", f"Normalised: {method}{spread}.")
    )
    return sentences
