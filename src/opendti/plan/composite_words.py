"""The steps of a composite index in plain words, in Vietnamese and English."""

from __future__ import annotations

from opendti.definitions import Text
from opendti.framework.check_composite import is_indicator
from opendti.framework.composite import Composite
from opendti.framework.model import Node
from opendti.methods.normalisations import NORMALISATIONS
from opendti.numeric.text import format_number


def indicator_in_words(node: Node, composite: Composite, rule: Text) -> Text:
    """
    Describe how a criterion of a composite index becomes a number on the common scale.

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
        vi=" ".join(_sentences(node, composite, rule, "vi")),
        en=" ".join(_sentences(node, composite, rule, "en")),
    )


def _sentences(
    node: Node, composite: Composite, rule: Text, language: str
) -> list[str]:
    def translated(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    scale = node.normalise or composite.normalise
    method = NORMALISATIONS[scale.method]
    sentences = [rule.in_language(language)] if rule.vi else []
    if node.denominator is not None:
        sentences.append(
            translated(
                f"Chia cho {node.denominator}.", f"Divided by {node.denominator}."
            )
        )
    less = node.direction == -1
    better = translated("Càng thấp càng tốt.", "Less is better.")
    sentences.append(
        better if less else translated("Càng cao càng tốt.", "More is better.")
    )
    spread = ""
    if method.has_range:
        low, high = (
            format_number(end, 6, language, trim=True)
            for end in (scale.range.low, scale.range.high)
        )
        spread = translated(f", thang {low}–{high}", f", scale {low}–{high}")
    name = method.title.in_language(language)
    sentences.append(
        translated(f"Chuẩn hóa: {name}{spread}.", f"Normalised: {name}{spread}.")
    )
    return sentences
